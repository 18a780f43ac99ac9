"""YAML files: every fault is told with its file, line and field."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from knowledge.problem import KnowledgeError
from knowledge.yamlfile import Model, YamlFile, dotted


class Item(Model):
    name: str
    day: date | None = None


class Shop(Model):
    owner: str
    items: tuple[Item, ...] = ()


def read(folder: Path, text: str, name: str = "shop.yaml") -> YamlFile:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(dedent(text), encoding="utf-8")
    return YamlFile.read(folder / name, folder)


def faults(folder: Path, text: str) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        read(folder, text).parse(Shop)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("location", "text"),
    [
        ((), ""),
        (("rules",), "rules"),
        (("rules", 7, "when", "housing"), "rules[7].when.housing"),
        (("rules", 0, "when", 1), "rules[0].when[1]"),
        ((3, "name"), "[3].name"),
    ],
)
def test_a_field_is_named_as_one_would_write_it(location: tuple[str | int, ...], text: str) -> None:
    assert dotted(location) == text


def test_a_good_file_is_read_with_its_name_relative_to_the_root(tmp_path: Path) -> None:
    file = read(tmp_path, "owner: Åsa\nitems: [{name: saw, day: 2026-02-28}]\n", "towns/shop.yaml")
    assert file.name == "towns/shop.yaml"
    assert file.parse(Shop) == Shop(owner="Åsa", items=(Item(name="saw", day=date(2026, 2, 28)),))


def test_part_of_a_file_is_parsed_under_its_key_and_located_there(tmp_path: Path) -> None:
    text = "version: 1\nshop:\n  owner: Åsa\n  items:\n    - {nam: saw}\n"
    file = read(tmp_path, text)
    with pytest.raises(KnowledgeError) as caught:
        file.parse(Shop, key="shop")
    assert [str(problem).split(": ")[0] for problem in caught.value.problems] == [
        "shop.yaml:5 shop.items[0].name",
        "shop.yaml:5 shop.items[0].nam",
    ]


SHOP = """\
    owner: Åsa
    items:
      - name: saw
        day: 2026-01-01
      - {name: axe}
    """


@pytest.mark.parametrize(
    ("location", "line"),
    [
        ((), 1),
        (("owner",), 1),
        (("items",), 2),
        (("items", 0), 3),
        (("items", 0, "day"), 4),
        (("items", 1, "name"), 5),
        (("items", 0, "price"), 3),  # not there: the field that would hold it
        (("items", 9), 2),
        (("nothing", "at", "all"), 1),
    ],
)
def test_the_line_of_a_field_or_of_what_encloses_it(tmp_path: Path, location: tuple[str | int, ...], line: int) -> None:
    assert read(tmp_path, SHOP).line(location) == line


def test_an_unknown_field_is_told_where_it_stands(tmp_path: Path) -> None:
    assert faults(tmp_path, SHOP + "price: 3\n") == [
        "shop.yaml:6 price: is no field here. Remove it, or check the spelling in the manual"
    ]


def test_a_missing_field_is_told_where_it_should_stand(tmp_path: Path) -> None:
    assert faults(tmp_path, "owner: Åsa\nitems:\n  - name: saw\n  - day: 2026-01-01\n") == [
        "shop.yaml:4 items[1].name: is missing. Add it"
    ]


def test_a_wrong_value_is_quoted(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, "owner: Åsa\nitems:\n  - name: saw\n    day: tomorrow\n")
    assert fault.startswith("shop.yaml:4 items[0].day: ")
    assert fault.endswith("(got 'tomorrow')")


def test_a_day_that_no_calendar_has_is_a_wrong_value_and_no_crash(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, "owner: Åsa\nitems:\n  - {name: saw, day: 2026-02-30}\n")
    assert fault.startswith("shop.yaml:3 items[0].day: ")
    assert "2026-02-30" in fault


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    assert [fault.split(": ")[0] for fault in faults(tmp_path, "items: [{}]\nprice: 3\n")] == [
        "shop.yaml:1 owner",
        "shop.yaml:1 items[0].name",
        "shop.yaml:2 price",
    ]


def test_an_empty_file_is_told(tmp_path: Path) -> None:
    (fault,) = faults(tmp_path, "")
    assert fault.startswith("shop.yaml:1: ")


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        ("owner: [Åsa\n", 2, "',' or ']'"),
        ("owner: Åsa\nitems:\n  - name: saw\n\tday: 2026-01-01\n", 4, "Indent with spaces, not with tabs"),
        ("owner: Åsa\nmotto: yes: no\n", 2, "mapping values"),
        ('owner: "Åsa\n', 2, "end of stream"),
    ],
)
def test_what_is_no_yaml_is_told_with_the_line(tmp_path: Path, text: str, line: int, hint: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        read(tmp_path, text)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.field) == ("shop.yaml", line, "")
    assert problem.message.startswith("is no valid YAML: ")
    assert hint in problem.message


def test_yaml_may_build_no_objects(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="is no valid YAML"):
        read(tmp_path, "owner: !!python/object/apply:os.getcwd []\n")


def test_a_file_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"^shop\.yaml:1: cannot be read"):
        YamlFile.read(tmp_path / "shop.yaml", tmp_path)


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_bytes("owner: Åsa\n".encode("latin-1"))
    with pytest.raises(KnowledgeError, match=r"^shop\.yaml:1: cannot be read as UTF-8 text"):
        YamlFile.read(tmp_path / "shop.yaml", tmp_path)


def test_what_was_read_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Item(name="saw").name = "axe"
