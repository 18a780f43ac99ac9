"""What an answered question stands on: it is stale when a statement is gone, replaced or changed, and only then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from faq_entries import DAY, entry

from knowledge.agreement import Agreement
from knowledge.check import answered_questions
from knowledge.faq_binding import bound, stale
from knowledge.finding import Finding
from knowledge.loader import Knowledge

COUNTY = "stockholm"
Changed = Callable[..., Knowledge]


@pytest.fixture
def home(knowledge: Knowledge) -> Agreement:
    return next(agreement for agreement in knowledge.agreements if agreement.county == COUNTY)


@pytest.fixture
def changed(knowledge: Knowledge, home: Agreement) -> Changed:
    """The knowledge with fields of the first rule changed; None as a whole: without the rule."""

    def change(fields: dict[str, Any] | None) -> Knowledge:
        rest = home.rules[1:]
        rules = rest if fields is None else (home.rules[0].model_copy(update=fields), *rest)
        new = home.model_copy(update={"rules": rules})
        agreements = tuple(new if agreement is home else agreement for agreement in knowledge.agreements)
        return replace(knowledge, agreements=agreements, _rules={}, _interviewers={}, _indexes={})

    return change


def test_what_was_just_bound_is_not_stale(knowledge: Knowledge, home: Agreement) -> None:
    facts = bound(knowledge, [statement.id for statement in home.every()][:20])
    assert len(facts) == 20
    assert stale(knowledge, entry(county=COUNTY, facts=facts), DAY) == ()


def test_what_stands_on_nothing_is_never_stale(knowledge: Knowledge) -> None:
    assert stale(knowledge, entry(county=COUNTY), DAY) == ()


def test_what_is_not_there_cannot_be_bound(knowledge: Knowledge) -> None:
    with pytest.raises(KeyError):
        bound(knowledge, ["XX-1"])


@pytest.mark.parametrize("fields", [None, {"text": "Något annat."}, {"principal": "region"}, {"sha256": "0" * 64}], ids=str)
def test_only_the_statement_that_changed_or_is_gone_is_named(
    knowledge: Knowledge, home: Agreement, changed: Changed, fields: dict[str, Any] | None
) -> None:
    first, second = (rule.id for rule in home.rules[:2])
    kept = entry(county=COUNTY, facts=bound(knowledge, [second, first]))
    assert stale(changed(fields), kept, DAY) == (first,)


def test_what_does_not_change_what_it_says_leaves_it_as_it_is(knowledge: Knowledge, home: Agreement, changed: Changed) -> None:
    kept = entry(county=COUNTY, facts=bound(knowledge, [home.rules[0].id]))
    assert stale(changed({"asked_as": ("ny fråga",), "lines": (1, 2)}), kept, DAY) == ()


def test_an_agreement_that_is_replaced_makes_it_stale_from_that_day(knowledge: Knowledge, home: Agreement) -> None:
    update = {"id": "ny", "supersedes": (home.id,), "valid_from": date(2027, 1, 1), "rules": (), "silences": ()}
    new = home.model_copy(update={**update, "statements": ()})
    known = replace(knowledge, agreements=(*knowledge.agreements, new))
    name = home.rules[0].id
    kept = entry(county=COUNTY, facts=bound(known, [name]))
    assert stale(known, kept, date(2026, 12, 31)) == ()
    assert stale(known, kept, date(2027, 1, 1)) == (name,)
    warned = list(answered_questions(replace(known, faq=(kept,)), date(2027, 1, 1)))
    message = f"is stale: {name} is not answered from today. Read the answer anew, and bind it to what holds"
    assert warned == [Finding("warning", "faq/stockholm.yaml faq-1", message)]


def test_statements_of_another_county_are_not_answered_from(knowledge: Knowledge, home: Agreement) -> None:
    name = home.rules[0].id
    assert stale(knowledge, entry(county="kalmar", facts=bound(knowledge, [name])), DAY) == (name,)


def test_the_warning_says_what_to_write_when_the_answer_still_holds(
    knowledge: Knowledge, home: Agreement, changed: Changed
) -> None:
    name = home.rules[0].id
    kept = entry(county=COUNTY, facts=bound(knowledge, [name]))
    known = replace(changed({"text": "Något annat."}), faq=(kept,))
    (warned,) = answered_questions(known, DAY)
    present = bound(known, [name])
    assert f"write {name}: {present[name]} under facts" in warned.message
    assert list(answered_questions(replace(known, faq=(kept.model_copy(update={"facts": present}),)), DAY)) == []
