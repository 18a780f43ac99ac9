"""What is told of the parts of a box from cases met in it against going through each part."""

from __future__ import annotations

import pytest
from engine import FACETS, KINDS, agreements, ruleset
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import tally
from knowledge.agreement import Agreement
from knowledge.axes import Box
from knowledge.condition import Choice
from knowledge.facets import Facets
from knowledge.matcher import bits
from knowledge.questions import Interviewer
from knowledge.ruleset import Ruleset
from knowledge.tally import Tally

IMPLYING = Facets.model_validate(
    {**FACETS.model_dump(), "implies": [{"when": {"home": ["ward"]}, "then": {"need": ["tool"]}}]},
)


def answers(rules: Ruleset, box: Box) -> list[Box]:
    interviewer = Interviewer(rules)
    return [child for facet in rules.facets if facet.asked for child, _ in interviewer.answers(facet, box)]


@st.composite
def questions(draw: st.DrawFn, facets: Facets = FACETS) -> tuple[Ruleset, Box]:
    rules = Ruleset(facets, KINDS, [draw(agreements())])
    return rules, tuple(draw(st.integers(1, full)) for full in rules.space.full)


@settings(max_examples=200, deadline=None)
@given(st.one_of(questions(), questions(IMPLYING)))
def test_an_answer_settles_what_going_through_it_says(asked: tuple[Ruleset, Box]) -> None:
    rules, box = asked
    tally = Tally(rules, box)
    fresh = Ruleset(rules.facets, rules.kinds, rules.agreements)
    for child in answers(rules, box):
        assert tally.settled(child) == fresh.settled([child])


@settings(max_examples=50, deadline=None)
@given(agreements())
def test_the_parts_that_differ_have_the_verdicts_told(given_: Agreement) -> None:
    rules = ruleset(given_)
    for verdict, part in rules.apart([rules.space.full]).items():
        assert rules.verdicts([part]) == {verdict}
        assert rules.at(tuple(mask & -mask for mask in part)) == verdict


@settings(max_examples=50, deadline=None)
@given(questions())
def test_every_point_is_looked_at(asked: tuple[Ruleset, Box]) -> None:
    _, box = asked
    cells = list(tally._spread(box))
    assert len(cells) == tally.SPREAD
    for axis, mask in enumerate(box):
        assert {cell[axis] for cell in cells} == {1 << point for point in bits(mask)}


@pytest.mark.parametrize("facet", ["home", "need", "condition"])
def test_an_answer_leaves_the_cases_that_fit_it(facet: str) -> None:
    rules = Ruleset(FACETS, KINDS, [])
    interviewer = Interviewer(rules)
    for value in FACETS[facet].values:
        (box,) = rules.boxes({facet: Choice(all=frozenset([value.key]))})
        assert box in [child for child, _ in interviewer.answers(FACETS[facet], rules.space.full)]
