"""The engine against an oracle that works every complete case out one by one."""

from __future__ import annotations

import random
from typing import Any

from engine import CLAUSES, FACETS, Person, agreement, agreements, everybody, ruleset, verdict_of
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.agreement import Agreement
from knowledge.condition import Span, parse_said
from knowledge.questions import Interviewer
from knowledge.ruleset import Ruleset

PEOPLE = list(everybody())
YEAR = 2026
ANSWERABLE = [p for p in PEOPLE if len(p.conditions) == 1 or p.conditions == {"a", "b"}]
"""Those whose condition one of the offered answers names in full."""
FACET_KEYS = ["age", "condition", "home", "need"]


def boxes(rules: Ruleset, said: dict[str, Any]) -> tuple[tuple[int, ...], ...]:
    return rules.boxes(parse_said(said, FACETS, YEAR))


def complete(rules: Ruleset, person: Person) -> tuple[tuple[int, ...], ...]:
    return rules.boxes({**parse_said(person.said, FACETS, YEAR), "age": Span(person.half, person.half)})


@settings(max_examples=150, deadline=None)
@given(agreements(), st.randoms(use_true_random=False))
def test_a_complete_case_gets_the_verdict_of_the_oracle(given_: Agreement, chance: random.Random) -> None:
    rules = ruleset(given_)
    for person in chance.sample(PEOPLE, 40):
        assert rules.verdicts(complete(rules, person)) == {verdict_of(given_, person)}, person


@settings(max_examples=100, deadline=None)
@given(agreements(), st.sampled_from(PEOPLE), st.sets(st.sampled_from(FACET_KEYS)))
def test_a_partial_case_gets_exactly_the_verdicts_of_its_completions(given_: Agreement, person: Person, known: set[str]) -> None:
    rules = ruleset(given_)
    said = {key: person.said[key] for key in known}
    fitting = [p for p in PEOPLE if all(p.said[key] == said[key] for key in said)]
    expected = {verdict_of(given_, p) for p in fitting}
    case = boxes(rules, said)
    assert rules.verdicts(case) == expected
    assert rules.settled(case) == (len(expected) == 1)


@settings(max_examples=100, deadline=None)
@given(agreements(), st.sampled_from(PEOPLE), st.permutations(FACET_KEYS))
def test_knowing_more_never_flips_a_settled_answer_in_whatever_order_it_comes(
    given_: Agreement, person: Person, order: list[str]
) -> None:
    rules = ruleset(given_)
    settled = None
    for count in range(len(order) + 1):
        case = boxes(rules, {key: person.said[key] for key in order[:count]})
        if settled is not None:
            assert rules.verdicts(case) == settled
        if rules.settled(case):
            settled = rules.verdicts(case)
    assert rules.verdicts(boxes(rules, person.said)) == rules.verdicts(boxes(rules, dict(reversed(person.said.items()))))


@settings(max_examples=100, deadline=None)
@given(agreements(), st.sampled_from(ANSWERABLE))
def test_the_interview_settles_within_the_questions_it_promised(given_: Agreement, person: Person) -> None:
    rules = ruleset(given_)
    interviewer = Interviewer(rules)
    said: dict[str, Any] = {}
    first = interviewer.next(boxes(rules, said))
    promised = first.remaining_at_most if first else 0
    for _ in range(promised):
        question = interviewer.next(boxes(rules, said), told=said)
        if question is None:
            break
        assert question.remaining_at_most <= promised
        promised = question.remaining_at_most - 1
        key = question.facet.key
        said[key] = YEAR - (person.half + 1) // 2 if key == "birth_year" else person.said[key]
    case = boxes(rules, said)
    assert interviewer.next(case, told=said) is None
    if rules.settled(case):
        assert rules.verdicts(case) == {verdict_of(given_, person)}


@settings(max_examples=60, deadline=None)
@given(st.lists(CLAUSES, min_size=1, max_size=3), st.sampled_from(PEOPLE))
def test_rules_that_hold_are_listed_with_those_that_may(clauses: list[dict[str, Any]], person: Person) -> None:
    given_ = agreement(
        rules=[{"id": f"XX-{n}", "text": "t", "principal": "region", "when": clause} for n, clause in enumerate(clauses)]
    )
    rules = ruleset(given_)
    decision = rules.decide(complete(rules, person))
    matching = {rule.id for rule in given_.rules if verdict_of(agreement(rules=[rule.model_dump()]), person) == "region"}
    assert {rule.id for rule in decision.rules} == matching
    assert not decision.maybe


def test_a_year_of_age_lies_in_two_calendar_years() -> None:
    """«To and including the calendar year they turn 3»: at 3 it is settled, at 2 too, at 4 it is over; 3 can be both."""
    given_ = agreement(
        rules=[
            {"id": "XX-1", "text": "t", "principal": "region", "when": {"birth_year": {"turns": {"from": 0, "to": 3}}}},
            {"id": "XX-2", "text": "t", "principal": "kommun", "when": {"birth_year": {"turns": {"from": 4, "to": 7}}}},
        ]
    )
    rules = ruleset(given_)
    assert rules.verdicts(boxes(rules, {"age": 2})) == {"region"}
    assert rules.verdicts(boxes(rules, {"age": 4})) == {"kommun"}
    case = boxes(rules, {"age": 3})
    assert rules.verdicts(case) == {"region", "kommun"}
    question = Interviewer(rules).next(case)
    assert question is not None
    assert question.facet.key == "birth_year"
    assert rules.verdicts(boxes(rules, {"age": 3, "birth_year": YEAR - 3})) == {"region"}
    assert rules.verdicts(boxes(rules, {"age": 3, "birth_year": YEAR - 4})) == {"kommun"}


def test_a_presumption_holds_until_something_is_said_and_is_reported_only_when_it_matters() -> None:
    given_ = agreement(
        presume=[{"assume": {"home": {"not": ["ward"]}}, "text": "not on a ward"}],
        rules=[{"id": "XX-1", "text": "t", "principal": "kommun", "when": {"need": ["train"], "home": ["flat", "farm"]}}],
    )
    rules = ruleset(given_)
    decision = rules.decide(boxes(rules, {"need": "train"}))
    assert decision.verdict == "kommun"
    assert [p.text for p in decision.presumed] == ["not on a ward"]
    assert rules.decide(boxes(rules, {"need": "train", "home": "ward"})).verdict == "not_settled"
    assert rules.decide(boxes(rules, {"need": "tool"})).presumed == ()
    assert rules.regardless(boxes(rules, {"need": "train"}), "home") == {"kommun", "not_settled"}
    assert rules.regardless(boxes(rules, {"need": "train"}), "age") == {"kommun"}


def test_a_facet_that_no_rule_needs_is_never_asked() -> None:
    given_ = agreement(rules=[{"id": "XX-1", "text": "t", "principal": "region", "when": {"need": ["train"]}}])
    interviewer = Interviewer(ruleset(given_))
    question = interviewer.next(boxes(interviewer.rules, {}))
    assert question is not None
    assert (question.facet.key, question.remaining_at_most) == ("need", 1)
    assert interviewer.next(boxes(interviewer.rules, {}), unanswered=["need"]) is None
