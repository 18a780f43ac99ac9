"""What is asked next: only what matters, with the answers that fit, and never more than was promised."""

from __future__ import annotations

from typing import Any

import pytest
from engine import FACETS, KINDS, agreement, ruleset

from knowledge import questions
from knowledge.agreement import Agreement
from knowledge.condition import parse_said
from knowledge.facets import Facets
from knowledge.questions import Interviewer, Question
from knowledge.ruleset import Ruleset

YEAR = 2026


def rules(*whens: tuple[str, Any]) -> Agreement:
    """An agreement with one rule for each principal and condition."""
    listed = [{"id": f"XX-{n}", "text": "t", "principal": principal, "when": when} for n, (principal, when) in enumerate(whens)]
    return agreement(rules=listed)


def asked(of: Ruleset, said: dict[str, Any], **limits: Any) -> Question | None:
    return Interviewer(of).next(of.boxes(parse_said(said, of.facets, YEAR)), **limits)


def options(question: Question | None) -> list[tuple[str, str]]:
    assert question is not None
    return [(option.value, option.label) for option in question.options]


def test_the_values_of_a_choice_are_offered() -> None:
    of = ruleset(rules(("region", {"home": ["flat"]}), ("kommun", {"home": ["ward", "farm"]})))
    question = asked(of, {})
    assert options(question) == [("flat", "flat"), ("ward", "ward"), ("farm", "farm")]
    assert question is not None
    assert (question.facet.key, question.remaining_at_most) == ("home", 1)


def test_only_the_answers_that_are_still_possible_are_offered() -> None:
    of = ruleset(rules(("region", {"home": ["flat"]}), ("kommun", {"home": ["ward", "farm"]})))
    assert [value for value, _ in options(asked(of, {"home": {"not": ["ward"]}}))] == ["flat", "farm"]
    assert asked(of, {"home": {"any": ["ward", "farm"]}}) is None


@pytest.mark.parametrize(
    ("spans", "stretches"),
    [
        ([(0, 2), (3, 6)], [("0-2", "Högst 2"), ("3-6", "Minst 3")]),
        ([(0, 1), (2, 3)], [("0-1", "Högst 1"), ("2-3", "2–3"), ("4-6", "Minst 4")]),
        ([(2, 2)], [("0-1", "Högst 1"), ("2-2", "2"), ("3-6", "Minst 3")]),
    ],
)
def test_ages_are_offered_in_the_stretches_that_make_a_difference(
    spans: list[tuple[int, int]], stretches: list[tuple[str, str]]
) -> None:
    principals = ["region", "kommun"]
    whens = [(principals[n], {"age": {"from": low, "to": high}}) for n, (low, high) in enumerate(spans)]
    assert options(asked(ruleset(rules(*whens)), {})) == stretches


def test_stretches_lie_within_what_is_known() -> None:
    of = ruleset(rules(("region", {"age": {"to": 1}}), ("kommun", {"age": {"from": 2, "to": 3}})))
    assert options(asked(of, {"age": {"from": 2, "to": 6}})) == [("2-3", "2–3"), ("4-6", "Minst 4")]


def test_a_birth_year_is_typed_and_not_chosen() -> None:
    of = ruleset(rules(("region", {"birth_year": {"turns": {"from": 0, "to": 3}}})))
    question = asked(of, {"age": 3})
    assert question is not None
    assert question.facet.key == "birth_year"
    assert question.options == ()


def test_what_is_settled_is_not_asked_about() -> None:
    of = ruleset(rules(("region", {"home": ["flat"]}), ("region", {"home": ["ward", "farm"]})))
    assert asked(of, {}) is None


def test_the_facet_that_settles_most_is_asked_first() -> None:
    """The need decides alone for a tool; only for training the home matters too."""
    of = ruleset(
        rules(
            ("region", {"need": ["tool"]}),
            ("kommun", {"need": ["train"], "home": ["flat"]}),
            ("both", {"need": ["train"], "home": ["ward"]}),
        )
    )
    question = asked(of, {})
    assert question is not None
    assert (question.facet.key, question.remaining_at_most) == ("need", 2)
    following = asked(of, {"need": "train"})
    assert following is not None
    assert (following.facet.key, following.remaining_at_most) == ("home", 1)
    assert asked(of, {"need": "tool"}) is None


def test_more_questions_than_were_promised_are_not_begun() -> None:
    of = ruleset(rules(("region", {"need": ["train"], "home": ["flat"]}), ("kommun", {"need": ["train"], "home": ["ward"]})))
    question = asked(of, {})
    assert question is not None
    assert question.remaining_at_most == 2
    assert asked(of, {}, at_most=1) is None
    assert asked(of, {}, at_most=2) == question


def test_what_could_not_be_answered_is_not_asked_again() -> None:
    of = ruleset(rules(("region", {"need": ["train"]})))
    assert asked(of, {}, unanswered=["need"]) is None
    assert asked(of, {}, unanswered=["home"]) == asked(of, {})


def test_who_does_not_know_the_age_is_not_asked_for_the_birth_year() -> None:
    of = ruleset(rules(("region", {"birth_year": {"turns": {"from": 0, "to": 3}}})))
    assert asked(of, {}, unanswered=["age"]) is None


def test_who_does_not_know_the_birth_year_may_know_the_age() -> None:
    of = ruleset(rules(("region", {"age": {"from": 0, "to": 3}})))
    question = asked(of, {}, unanswered=["birth_year"])
    assert question is not None
    assert question.facet.key == "age"


def test_nothing_is_asked_that_can_settle_nothing() -> None:
    """Home is unknown for good, and without it no answer about the need settles anything."""
    of = ruleset(
        rules(
            ("region", {"need": ["train"], "home": ["flat"]}),
            ("kommun", {"need": ["train"], "home": ["ward"]}),
            ("both", {"need": ["tool"], "home": ["flat"]}),
        )
    )
    assert asked(of, {}, unanswered=["home"]) is None


def test_what_is_not_for_asking_or_not_for_listing_is_not_offered() -> None:
    declared = FACETS.model_dump(by_alias=True)
    for facet in declared["facets"]:
        if facet["key"] == "home":
            facet["asked"] = False
        if facet["key"] == "need":
            facet["values"] = [{**value, "listed": value["key"] != "tool"} for value in facet["values"]]
            facet["values"].append({"key": "rest", "label": "Rest", "short": "rest"})
    facets = Facets.model_validate(declared)
    given = rules(("region", {"need": ["train"]}), ("kommun", {"home": ["flat"], "need": ["tool", "rest"]}))
    of = Ruleset(facets, KINDS, [given])
    assert options(asked(of, {})) == [("train", "train"), ("rest", "Rest")]
    assert asked(of, {"need": "rest"}) is None


def test_a_large_interview_is_planned_one_question_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "MOST_STATES", -1)
    of = ruleset(rules(("region", {"need": ["tool"]}), ("kommun", {"need": ["train"], "home": ["flat"]})))
    question = asked(of, {})
    assert question is not None
    assert question.facet.key == "need"
    following = asked(of, {"need": "train"})
    assert following is not None
    assert (following.facet.key, following.remaining_at_most) == ("home", 1)


def test_an_interview_that_may_have_too_many_states_is_planned_one_question_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    of = ruleset(rules(("region", {"need": ["tool"]}), ("kommun", {"need": ["train"], "home": ["flat"]})))
    exact = asked(of, {})
    monkeypatch.setattr(questions, "MOST_WORK", 0)
    ahead = asked(of, {})
    assert exact is not None
    assert ahead is not None
    assert exact.facet.key == ahead.facet.key == "need"
    assert ahead.remaining_at_most == 2
