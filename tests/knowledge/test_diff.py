"""What changes between two versions, against an oracle that looks at each cell by itself."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from engine import FACETS, KINDS, agreement, agreements, everybody, verdict_of
from hypothesis import given, settings

from knowledge import diagram
from knowledge.agreement import Agreement
from knowledge.axes import Box
from knowledge.boxes import meet
from knowledge.condition import Span, parse_said
from knowledge.diff import difference, differences
from knowledge.loader import DATA, Knowledge, load
from knowledge.outcomes import Outcomes
from knowledge.problem import KnowledgeError
from knowledge.ruleset import Ruleset

PEOPLE = list(everybody())
DAY = date(2026, 11, 22)


@settings(max_examples=80, deadline=None)
@given(agreements(), agreements())
def test_exactly_the_cells_that_change_hands_are_told(old: Agreement, new: Agreement) -> None:
    found = difference("x", FACETS, (KINDS, [old]), (KINDS, [new]))
    rules = [
        Ruleset(FACETS, KINDS, [each], also=Ruleset(FACETS, KINDS, [other]).clauses) for each, other in ((old, new), (new, old))
    ]
    axes = Outcomes(rules[0]).axes | Outcomes(rules[1]).axes
    changed: dict[tuple[str, str], set[Box]] = {}
    for person in PEOPLE:
        (box,) = rules[0].boxes({**parse_said(person.said, FACETS, 2026), "age": Span(person.half, person.half)})
        before, after = verdict_of(old, person), verdict_of(new, person)
        moves = [m for m in found.moves if any(meet(box, part.box) for part in m.area.parts)]
        assert [(m.before, m.after) for m in moves] == ([(before, after)] if before != after else [])
        if before != after:
            changed.setdefault((before, after), set()).add(tuple(mask for n, mask in enumerate(box) if n in axes))
    assert {(m.before, m.after): m.area.cells for m in found.moves} == {pair: len(cells) for pair, cells in changed.items()}
    assert all(move.area.whole for move in found.moves)


@settings(max_examples=40, deadline=None)
@given(agreements())
def test_a_version_does_not_differ_from_itself(given_: Agreement) -> None:
    found = difference("x", FACETS, (KINDS, [given_]), (KINDS, [given_]))
    assert (found.changed, found.moves) == (0, ())


def test_a_change_is_told_in_words_over_the_refinement_of_both() -> None:
    old = agreement(rules=[{"id": "XX-1", "text": "t", "principal": "kommun", "when": {"age": {"from": 3}}}])
    new = agreement(rules=[{"id": "XX-1", "text": "t", "principal": "kommun", "when": {"age": {"from": 2}, "need": "tool"}}])
    found = difference("x", FACETS, (KINDS, [old]), (KINDS, [new]))
    told = [(part.words, move.before, move.after, part.cells) for move in found.moves for part in move.area.parts]
    assert sorted(told) == [("2, tool", "not_settled", "kommun", 1), ("från 3, train", "kommun", "not_settled", 1)]
    assert (found.cells, found.changed) == (6, 2)


def test_too_many_cells_are_not_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagram, "MOST_NODES", 0)
    old = agreement(rules=[{"id": "XX-1", "text": "t", "principal": "kommun", "when": {"age": {"from": 3}, "need": "tool"}}])
    with pytest.raises(diagram.TooLargeError):
        difference("x", FACETS, (KINDS, [old]), (KINDS, [old]))


@pytest.fixture
def other(tmp_path: Path) -> Callable[..., Knowledge]:
    """The knowledge with something in a file replaced."""

    def change(name: str, before: str, after: str) -> Knowledge:
        root = Path(shutil.copytree(DATA, tmp_path / "other"))
        text = (root / name).read_text(encoding="utf-8")
        assert before in text
        (root / name).write_text(text.replace(before, after), encoding="utf-8")
        return load(root)

    return change


def test_the_real_rules_do_not_differ_from_themselves(knowledge: Knowledge) -> None:
    found = list(differences(knowledge, knowledge, DAY))
    assert [each.county for each in found] == list(knowledge.covered)
    assert not any(each.changed for each in found)


def test_a_county_without_an_agreement_settles_nothing(knowledge: Knowledge, tmp_path: Path) -> None:
    root = Path(shutil.copytree(DATA, tmp_path / "fewer"))
    (path,) = (root / "agreements").glob("dalarna*")
    path.unlink()
    changed = {each.county: each for each in differences(load(root), knowledge, DAY) if each.changed}
    assert set(changed) == {"dalarna"}
    assert {(move.before, move.after) for move in changed["dalarna"].moves} == {
        ("not_settled", verdict) for verdict in ("region", "kommun", "both", "routine")
    }


def test_other_labels_fit_together(knowledge: Knowledge, other: Callable[..., Knowledge]) -> None:
    assert not any(each.changed for each in differences(knowledge, other("facets.yaml", "short: BMB", "short: Bmb"), DAY))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            "{key: annat_lan, ",
            "{key: annat_lan2, label: x, short: x}\n      - {key: annat_lan, ",
            "no such value annat_lan2 of facet need",
        ),
        ("    max: 120", "    max: 110", "differs from facet age"),
    ],
)
def test_facets_that_do_not_fit_are_told_with_file_and_line(
    knowledge: Knowledge, other: Callable[..., Knowledge], before: str, after: str, said: str
) -> None:
    new = other("facets.yaml", before, after)
    with pytest.raises(KnowledgeError) as error:
        list(differences(knowledge, new, DAY))
    problem = error.value.problems[0]
    assert problem.file == str(new.root / "facets.yaml")
    assert problem.line > 15
    assert said in problem.message
