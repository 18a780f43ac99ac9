"""YAML text is read as PyYAML reads it, only faster."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowledge.loader import DATA
from knowledge.yamltext import Loader, parse

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)
SCALARS = (
    TEXTS | st.integers() | st.booleans() | st.none() | st.dates() | st.sampled_from(["yes", "12", "2026-02-30", "~", "=", "<<"])
)
DATA_OF_ANY_KIND = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(SCALARS, inner, max_size=4), max_leaves=12
)


def by_pyyaml(text: str) -> Any:
    return yaml.load(text, Loader=Loader)  # noqa: S506 - a SafeLoader


@given(DATA_OF_ANY_KIND, st.sampled_from([None, True, False]))
def test_whatever_is_written_is_read_again(data: Any, flow: bool | None) -> None:
    assert parse(yaml.safe_dump(data, default_flow_style=flow, allow_unicode=True)) == data


@pytest.mark.parametrize("path", sorted(DATA.rglob("*.yaml")), ids=lambda path: path.name)
def test_the_knowledge_is_read_as_by_pyyaml(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert outcome(parse, text) == outcome(by_pyyaml, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# nothing but a comment",
        "a: 1\na: 2",
        "a: yes\nb: 'yes'\nc: 1_000\nd: 0x1f\ne: 1.5\nf: .inf\ng:\nh: ~\ni: 010\nj: 190:20:30",
        "1: one\n2026-01-01: day\nnull: nothing\ntrue: truth",
        "a: &x [1, 2]\nb: *x",
        "a: &x one\nb: {*x : 1}",
        "- &x {a: 1}\n- {<<: *x, b: 2}",
        "a: !!str 12\nb: !!set {x, y}\nc: !!binary aGVq\nd: ! 12",
        "? [1, 2]\n: a pair",
        "? {a: 1}\n: a mapping",
        "&x a: *x",
        "a: |\n  two\n  lines\nb: >-\n  one\n  line",
        "--- one\n...\n--- two",
        "a: *nowhere",
        "a: &x 1\nb: &x 2",
        "a: =",
        "a: <<",
        "a: !!python/object/apply:os.getcwd []",
        "a: [1, 2",
        "a: b: c",
        "\ta: 1",
        "a: 'x",
        "%YAML 3.0\n---\na",
        "- " * 3000,
    ],
)
def test_what_is_rare_or_faulty_is_taken_as_by_pyyaml(text: str) -> None:
    assert outcome(parse, text) == outcome(by_pyyaml, text)


def outcome(read: Any, text: str) -> tuple[object, str]:
    try:
        return read(text), ""
    except (yaml.YAMLError, TypeError, RecursionError) as error:
        return type(error), str(error)


def test_what_has_a_name_is_the_same_wherever_it_is_named() -> None:
    data = parse("a: &x [1]\nb: *x\nc: &y {self: *y}")
    assert data["a"] is data["b"]
    assert data["c"]["self"] is data["c"]


def test_a_day_is_a_day_unless_no_calendar_has_it() -> None:
    assert parse("[2026-02-28, 2026-02-30]") == [date(2026, 2, 28), "2026-02-30"]
