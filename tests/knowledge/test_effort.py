"""How many questions it takes: never more than promised, and next to the best there is."""

from __future__ import annotations

from datetime import date

import pytest
from engine import agreement, agreements, ruleset
from hypothesis import given, settings

from knowledge import effort
from knowledge.agreement import Agreement
from knowledge.axes import Box
from knowledge.effort import Effort, guided, optimum, scripted
from knowledge.loader import Knowledge
from knowledge.questions import Interviewer

DAY = date(2026, 11, 22)
COUNTIES = ["jonkoping", "stockholm", "dalarna", "kalmar"]


def longest(interviewer: Interviewer, box: Box, at_most: int | None = None) -> int:
    """The most questions that follow; every promise on the way is checked."""
    question = interviewer.next([box], at_most=at_most)
    if question is None:
        return 0
    left = question.remaining_at_most
    most = 1 + max(longest(interviewer, child, left - 1) for child, _ in interviewer.answers(question.facet, box))
    assert most <= left
    assert at_most is None or left <= at_most
    return most


@pytest.mark.parametrize("county", COUNTIES)
def test_at_most_so_many_questions_left_is_always_true(knowledge: Knowledge, county: str) -> None:
    interviewer = knowledge.interviewer(county, DAY)
    assert longest(interviewer, interviewer.rules.space.full) == guided(interviewer).worst


@settings(max_examples=60, deadline=None)
@given(agreements())
def test_the_promise_holds_for_any_rules(given_: Agreement) -> None:
    interviewer = Interviewer(ruleset(given_))
    assert longest(interviewer, interviewer.rules.space.full) <= guided(interviewer).worst


@pytest.mark.parametrize("county", COUNTIES)
def test_the_interview_is_next_to_the_best_there_is(knowledge: Knowledge, county: str) -> None:
    interviewer = knowledge.interviewer(county, DAY)
    best, asked = optimum(interviewer), guided(interviewer)
    assert best is not None
    assert asked.settled == pytest.approx(best.settled)
    assert asked.mean <= 1.05 * best.mean


@settings(max_examples=40, deadline=None)
@given(agreements())
def test_the_interview_is_next_to_the_best_for_any_rules(given_: Agreement) -> None:
    interviewer = Interviewer(ruleset(given_))
    best, asked = optimum(interviewer), guided(interviewer)
    assert best is not None
    assert asked.settled >= best.settled - 1e-9
    assert asked.settled > best.settled + 1e-9 or asked.mean <= 1.05 * best.mean + 1e-9


def test_a_script_asks_in_its_order_and_stops_when_it_is_settled() -> None:
    given_ = agreement(
        rules=[
            {"id": "XX-1", "text": "t", "principal": "region", "when": {"need": "tool"}},
            {"id": "XX-2", "text": "t", "principal": "kommun", "when": {"need": "train", "home": "ward"}},
        ]
    )
    interviewer = Interviewer(ruleset(given_))
    assert guided(interviewer) == Effort(1.0, 1.5, 2)
    assert scripted(interviewer, ["home", "age", "need"]) == Effort(1.0, 3.0, 3)
    assert scripted(interviewer, ["need"]) == Effort(0.5, 1.0, 1)
    assert optimum(interviewer) == Effort(1.0, 1.5, 2)


def test_an_interview_ends_although_a_birth_year_leaves_the_age_open() -> None:
    """Who turns six this year may be five still: the birth year is not asked for again."""
    when = {"age": {"from": 6, "to": 6}, "condition": {"any": ["a", "b"]}, "home": ["ward", "flat"]}
    given_ = agreement(
        rules=[
            {"id": "XX-0", "text": "t", "principal": "region", "when": {"age": {"from": 2, "to": 6}, "need": ["tool"]}},
            {"id": "XX-1", "text": "t", "principal": "kommun", "when": when},
            {"id": "XX-2", "text": "t", "principal": "region", "when": {}},
        ]
    )
    interviewer = Interviewer(ruleset(given_))
    assert guided(interviewer).worst == interviewer.next([interviewer.rules.space.full]).remaining_at_most


def test_an_optimum_of_too_many_states_is_not_worked_out(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(effort, "MOST_STATES", 3)
    assert optimum(knowledge.interviewer("jonkoping", DAY)) is None
