"""The same case in every county: each from its own agreements, and with the statement that makes the difference."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from knowledge.answer import answer
from knowledge.check import result
from knowledge.compare import Comparison, comparable, compare
from knowledge.condition import parse_said
from knowledge.enquiry import Enquiry
from knowledge.loader import Knowledge

DAY = date(2026, 11, 22)


def enquiry(knowledge: Knowledge, said: dict[str, Any], **fields: Any) -> Enquiry:
    fields.setdefault("intent", "who_is_responsible")
    return Enquiry(day=DAY, said=parse_said(said, knowledge.facets, DAY.year), **fields)


def compared(knowledge: Knowledge, said: dict[str, Any], **fields: Any) -> Comparison:
    return compare(knowledge, enquiry(knowledge, said, **fields))


def test_every_county_answers_and_ones_own_comes_first(knowledge: Knowledge) -> None:
    given = compared(knowledge, {"need": "hjalpmedel"}, county="dalarna")
    assert given.rows[0].county == "dalarna"
    assert {row.county for row in given.rows} == set(knowledge.covered)
    assert [row.county for row in compared(knowledge, {"need": "hjalpmedel"}).rows] == list(knowledge.covered)


def test_counties_that_differ_stand_apart_and_each_names_what_decides(knowledge: Knowledge) -> None:
    given = compared(knowledge, {"age": 40, "diagnosis": "rorelsenedsattning", "need": "arbetsterapi_fysioterapi_sjukskoterska"})
    assert given.differs
    rows = {row.county: row for row in given.rows}
    assert {county: row.result for county, row in rows.items()} == {
        "jonkoping": "kommun",
        "stockholm": "not_settled",
        "kalmar": "not_settled",
        "dalarna": "unsettled",
    }
    assert [s.id for s in rows["jonkoping"].deciding] == ["JKP-32"]
    assert [s.id for s in rows["stockholm"].deciding] == ["STH-NS1"]
    assert {tuple(row.county for row in group) for group in given.groups} == {
        ("jonkoping",),
        ("stockholm", "kalmar"),
        ("dalarna",),
    }


def test_a_county_that_must_ask_says_what_each_answer_would_give(knowledge: Knowledge) -> None:
    row = next(r for r in compared(knowledge, {"need": "rehabilitering"}).rows if r.county == "dalarna")
    assert row.asks is not None
    assert row.asks.key == "icf_focus"
    assert {result.principal: [value.key for value in values] for result, values in row.hangs_on} == {
        "region": ["funktion"],
        "kommun": ["vardagsliv"],
        "both": ["bada"],
    }
    assert {s.id for s in row.deciding} == {"DAL-30", "DAL-31", "DAL-33"}


def test_what_the_asker_did_not_know_counts_as_not_yet_asked(knowledge: Knowledge) -> None:
    rows = compared(knowledge, {"need": "rehabilitering"}, county="dalarna", unanswered=("icf_focus",), at_most=0).rows
    assert rows[0].asks is not None


def test_shared_responsibility_names_a_statement_for_each_principal(knowledge: Knowledge) -> None:
    given = compared(
        knowledge, {"need": "habilitering_vardag", "diagnosis": "rorelsenedsattning", "onset": "medfodd_eller_uppvaxt"}
    )
    row = next(row for row in given.rows if row.county == "jonkoping")
    assert row.result == "both"
    principals = [statement.principal for statement in row.deciding]
    assert len(principals) == len(set(principals))
    assert {"region", "kommun"} <= set(principals) or "both" in principals


def test_counties_that_agree_do_not_differ(knowledge: Knowledge) -> None:
    given = compared(knowledge, {"need": "avgift_vantetid"})
    assert not given.differs
    assert len(given.groups) == 1


@pytest.mark.parametrize("number", range(0, 200, 7))
def test_every_row_is_what_the_county_answers_by_itself_and_cites_only_its_own(knowledge: Knowledge, number: int) -> None:
    examples = [example for agreement in knowledge.agreements for example in agreement.cases if "need" in example.facets]
    said = dict(examples[number % len(examples)].facets)
    for row in compared(knowledge, said, county="kalmar", municipality="0880", text="rullstol").rows:
        alone = answer(knowledge, enquiry(knowledge, said, county=row.county))
        assert row.result == result(alone)
        own = {s.id for home in knowledge.agreements if home.county == row.county for s in home.every()}
        assert {s.id for s in (*row.deciding, *row.answer.shown)} <= own
        assert {home.county for home in row.answer.agreements} == {row.county}


def test_without_a_need_there_is_nothing_to_compare(knowledge: Knowledge) -> None:
    assert not comparable(enquiry(knowledge, {"age": 8}))
    assert comparable(enquiry(knowledge, {"need": "hjalpmedel"}))
    assert comparable(enquiry(knowledge, {}, intent="sip"))


def test_a_sip_is_compared_as_one(knowledge: Knowledge) -> None:
    given = compared(knowledge, {}, intent="sip")
    assert {row.county for row in given.rows if row.result == "both"} == {"jonkoping", "stockholm", "dalarna"}
