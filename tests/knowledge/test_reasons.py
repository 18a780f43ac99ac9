"""Why a rule holds, and what ruled another one out."""

from __future__ import annotations

from datetime import date
from typing import Any

from knowledge.answer import answer
from knowledge.condition import parse_said
from knowledge.enquiry import Answer, Enquiry
from knowledge.explain import changes
from knowledge.loader import Knowledge
from knowledge.reasons import met, ruled_out

DAY = date(2026, 11, 22)


def answered(knowledge: Knowledge, county: str, **facets: Any) -> Answer:
    said = parse_said(facets, knowledge.facets, DAY.year)
    return answer(knowledge, Enquiry("who_is_responsible", DAY, county, said=said))


def test_what_met_a_rule_is_what_was_told_of_its_facets(knowledge: Knowledge) -> None:
    found = answered(knowledge, "dalarna", need="rehabilitering", icf_focus="vardagsliv", age=40)
    rule = found.duties[0]
    assert [facet.key for facet in met(knowledge, found, rule)] == ["need", "icf_focus"]


def test_the_answer_that_ruled_a_rule_out_is_named(knowledge: Knowledge) -> None:
    found = answered(knowledge, "dalarna", need="rehabilitering", icf_focus="vardagsliv")
    outs = {(out.rule.principal, out.facet.key) for out in ruled_out(knowledge, found)}
    assert ("region", "icf_focus") in outs
    assert ("kommun", "icf_focus") not in outs


def test_nothing_is_ruled_out_where_nothing_was_told_but_the_need(knowledge: Knowledge) -> None:
    assert ruled_out(knowledge, answered(knowledge, "jonkoping", need="hjalpmedel")) == ()
    assert ruled_out(knowledge, answered(knowledge, "vasterbotten", need="hjalpmedel")) == ()


def test_a_diagnosis_outside_the_target_group_rules_the_region_out(knowledge: Knowledge) -> None:
    found = answered(knowledge, "jonkoping", need="habilitering_specialist", diagnosis="npf", age=14)
    assert {(out.rule.principal, out.facet.key) for out in ruled_out(knowledge, found)} == {("region", "diagnosis")}


def test_growing_up_is_a_change_where_it_makes_one(knowledge: Knowledge) -> None:
    """A motor impairment of a child is from childhood; of an adult it may not be, so nothing definite can be promised."""
    child = answered(knowledge, "jonkoping", need="habilitering_specialist", diagnosis="rorelsenedsattning", age=8)
    assert child.principal == "region"
    assert all(change.facet.key != "age" for change in changes(knowledge, child))
