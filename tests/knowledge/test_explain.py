"""Reasons: what made no difference, what would change the answer, and what an open answer hangs on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from knowledge.answer import answer
from knowledge.condition import Choice, parse_said
from knowledge.enquiry import Answer, Enquiry
from knowledge.explain import MOST_CHANGES, by_value, changes, deciding, indifferent
from knowledge.loader import Knowledge

DAY = date(2026, 11, 22)
IF = "intellektuell_funktionsnedsattning"


def ask(knowledge: Knowledge, county: str | None, said: dict[str, Any], **fields: Any) -> Answer:
    parsed = parse_said(said, knowledge.facets, DAY.year)
    return answer(knowledge, Enquiry("who_is_responsible", DAY, county, said=parsed, **fields))


def indifferent_keys(knowledge: Knowledge, answered: Answer) -> set[str]:
    return {facet.key for facet in indifferent(knowledge, answered)}


def test_age_and_housing_make_no_difference_to_specialist_habilitation(knowledge: Knowledge) -> None:
    answered = ask(
        knowledge, "jonkoping", {"age": 8, "diagnosis": IF, "housing": "familjehem", "need": "habilitering_specialist"}
    )
    assert {"age", "housing"} <= indifferent_keys(knowledge, answered)
    assert "diagnosis" not in indifferent_keys(knowledge, answered)


def test_housing_makes_a_difference_where_a_hospital_does(knowledge: Knowledge) -> None:
    said = {"age": 8, "diagnosis": IF, "housing": "ordinart_boende", "need": "arbetsterapi_fysioterapi_sjukskoterska"}
    found = indifferent_keys(knowledge, ask(knowledge, "jonkoping", said))
    assert "housing" not in found
    assert "age" in found


def test_the_aim_makes_all_the_difference_in_dalarna(knowledge: Knowledge) -> None:
    answered = ask(knowledge, "dalarna", {"age": 40, "need": "rehabilitering", "icf_focus": "funktion"})
    found = indifferent_keys(knowledge, answered)
    assert "icf_focus" not in found
    assert "age" in found


def test_what_makes_no_difference_makes_none_whatever_it_is(knowledge: Knowledge) -> None:
    """Each facet said not to matter, tried with every value it has."""
    said = {"age": 30, "diagnosis": IF, "housing": "ordinart_boende", "need": "habilitering_specialist"}
    answered = ask(knowledge, "jonkoping", said)
    tried = 0
    for facet in indifferent(knowledge, answered):
        values = [value.key for value in facet.values] or [0, 17, 18, 64, 65, 120]
        for value in values:
            assert ask(knowledge, "jonkoping", {**said, facet.key: value}).principal == answered.principal, (facet.key, value)
            tried += 1
    assert tried >= 10


@pytest.mark.parametrize(
    ("county", "said"),
    [(None, {}), ("uppsala", {"age": 8, "need": "hjalpmedel"}), ("dalarna", {"age": 8, "need": "rehabilitering"})],
)
def test_where_nothing_is_settled_by_an_agreement_nothing_is_indifferent(
    knowledge: Knowledge, county: str | None, said: dict[str, Any]
) -> None:
    assert indifferent(knowledge, ask(knowledge, county, said)) == ()


def test_another_housing_is_a_nearest_change(knowledge: Knowledge) -> None:
    said = {"diagnosis": IF, "housing": "ordinart_boende", "need": "arbetsterapi_fysioterapi_sjukskoterska"}
    found = changes(knowledge, ask(knowledge, "jonkoping", said))
    instead = {(change.facet.key, change.value.key): change for change in found}
    assert instead["housing", "sjukhus"].answer.principal == "not_settled"
    assert not instead["housing", "sjukhus"].added


def test_another_diagnosis_besides_is_an_addition(knowledge: Knowledge) -> None:
    found = changes(knowledge, ask(knowledge, "jonkoping", {"diagnosis": "npf", "need": "habilitering_specialist"}))
    added = {change.value.key: change for change in found if change.facet.key == "diagnosis"}
    assert added
    assert all(change.added and change.answer.principal == "region" for change in added.values())


def test_the_aim_is_a_nearest_change_in_dalarna(knowledge: Knowledge) -> None:
    found = changes(knowledge, ask(knowledge, "dalarna", {"need": "rehabilitering", "icf_focus": "funktion"}))
    assert {(c.value.key, c.answer.principal) for c in found if c.facet.key == "icf_focus"} == {
        ("vardagsliv", "kommun"),
        ("bada", "both"),
    }


def test_every_change_is_one_and_there_are_few(knowledge: Knowledge) -> None:
    """Over all example cases: each change leads to another principal than the case, and asking anew confirms it."""
    seen = 0
    for home in knowledge.agreements:
        for example in home.cases:
            answered = ask(knowledge, home.county, example.facets)
            found = changes(knowledge, answered)
            assert len(found) <= MOST_CHANGES
            for change in found:
                assert change.answer.principal not in (None, answered.principal)
                assert answer(knowledge, change.answer.enquiry).principal == change.answer.principal
                before, after = answered.enquiry.said, change.answer.enquiry.said
                assert {key for key in after if after[key] != before.get(key)} == {change.facet.key}
                seen += 1
    assert seen > 20


@pytest.mark.parametrize("county", [None, "uppsala"])
def test_without_an_agreement_there_is_nothing_to_change(knowledge: Knowledge, county: str | None) -> None:
    assert changes(knowledge, ask(knowledge, county, {"need": "hjalpmedel"})) == ()


def test_an_open_answer_hangs_on_what_was_not_known(knowledge: Knowledge) -> None:
    answered = ask(knowledge, "dalarna", {"need": "rehabilitering"}, unanswered=("icf_focus",))
    ((facet, groups),) = by_value(knowledge, answered)
    assert facet.key == "icf_focus"
    assert {result.principal: [value.key for value in values] for result, values in groups} == {
        "region": ["funktion"],
        "kommun": ["vardagsliv"],
        "both": ["bada"],
    }


def test_what_was_not_known_and_would_change_nothing_is_left_out(knowledge: Knowledge) -> None:
    answered = ask(knowledge, "kalmar", {"need": "hjalpmedel"}, unanswered=("housing",))
    assert list(by_value(knowledge, answered)) == []


def test_reasons_do_not_search_the_text_again(knowledge: Knowledge) -> None:
    answered = ask(knowledge, "dalarna", {"need": "rehabilitering", "icf_focus": "funktion"}, text="vad är en BMB")
    assert all(change.answer.enquiry.text == "" for change in changes(knowledge, answered))
    said = {**answered.enquiry.said, "need": Choice(all=frozenset(["rehabilitering"]))}
    again = answer(knowledge, replace(answered.enquiry, text="", said=said))
    assert again.principal == answered.principal


@pytest.mark.parametrize(
    ("county", "said", "ids"),
    [
        ("jonkoping", {"need": "arbetsterapi_fysioterapi_sjukskoterska", "diagnosis": IF}, ["JKP-32"]),
        ("jonkoping", {"need": "hjalpmedel"}, ["JKP-NS1"]),
        ("jonkoping", {"need": "avvikelse"}, ["JKP-44"]),
        ("dalarna", {"need": "rehabilitering"}, ["DAL-30", "DAL-31", "DAL-33"]),
        ("kalmar", {"need": "avgift_vantetid"}, []),
    ],
)
def test_what_an_answer_stands_on(knowledge: Knowledge, county: str, said: dict[str, Any], ids: list[str]) -> None:
    assert [statement.id for statement in deciding(knowledge, ask(knowledge, county, said))] == ids


def test_what_an_answer_stands_on_is_there_once_however_many_needs_share_it(knowledge: Knowledge) -> None:
    needs = ["hjalpmedel", "kostnad_hjalpmedel"]
    found = [statement.id for statement in deciding(knowledge, ask(knowledge, "kalmar", {"need": needs}))]
    assert found == ["KLM-NS2"]
