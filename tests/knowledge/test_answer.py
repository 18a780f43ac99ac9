"""Answers from the real agreements: settled, shared, left open, and never borrowed from another county."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.answer import answer, principal_of
from knowledge.condition import parse_said
from knowledge.enquiry import SAFE, Answer, Enquiry
from knowledge.facets import Facets
from knowledge.loader import Knowledge, load
from knowledge.shown import MOST_FACTS, MOST_FOUND

DAY = date(2026, 11, 22)
COUNTIES = ("jonkoping", "stockholm", "dalarna", "kalmar")
KNOWLEDGE = load()


def ask(county: str | None, said: dict[str, Any] | None = None, **fields: Any) -> Answer:
    day = fields.setdefault("day", DAY)
    intent = fields.pop("intent", "who_is_responsible")
    parsed = parse_said(said or {}, KNOWLEDGE.facets, day.year)
    return answer(KNOWLEDGE, Enquiry(intent, county=county, said=parsed, **fields))


def ids(statements: Any) -> list[str]:
    return [statement.id for statement in statements]


# Where nothing is matched


@pytest.mark.parametrize("intent", sorted(SAFE))
def test_what_no_agreement_answers_says_nothing_of_a_principal(intent: str) -> None:
    answered = ask("jonkoping", {"need": "hjalpmedel"}, intent=intent)
    assert (answered.principal, answered.shown, answered.asks_county, answered.question) == (None, (), False, None)


def test_without_a_county_the_county_is_asked_for() -> None:
    answered = ask(None, {"need": "hjalpmedel"})
    assert answered.asks_county
    assert (answered.principal, answered.shown, answered.parts) == (None, (), ())


def test_a_county_without_an_agreement_is_not_settled_and_gets_the_law() -> None:
    answered = ask("uppsala", {"need": "samordning_sip"})
    assert answered.principal == "not_settled"
    assert (answered.shown, answered.agreements, answered.question) == ((), (), None)
    assert "hsl-16-4" in ids(answered.law)
    assert ask("uppsala").law


# One need


def test_a_settled_case_names_the_principal_and_the_duty() -> None:
    answered = ask("jonkoping", {"age": 40, "diagnosis": "intellektuell_funktionsnedsattning", "need": "habilitering_specialist"})
    assert answered.principal == "region"
    assert ids(answered.duties)[0] == "JKP-35"
    assert {rule.principal for rule in answered.duties} == {"region"}
    assert answered.silences == ()


def test_the_strength_of_the_source_is_kept() -> None:
    answered = ask("dalarna", {"need": "rehabilitering", "icf_focus": "funktion"})
    assert answered.principal == "region"
    assert [(rule.id, rule.strength) for rule in answered.duties] == [("DAL-30", "främst")]


def test_duties_of_both_make_both() -> None:
    answered = ask("dalarna", {"need": "rehabilitering", "icf_focus": "bada"})
    assert answered.principal == "both"
    assert set(ids(answered.duties)) == {"DAL-30", "DAL-31", "DAL-33"}


def test_a_documented_gap_is_not_settled_and_says_where_to_turn() -> None:
    answered = ask("jonkoping", {"age": 8, "need": "hjalpmedel"})
    assert answered.principal == "not_settled"
    assert ids(answered.silences) == ["JKP-NS1"]
    assert answered.shown[0].id == "JKP-NS1"
    assert {"hsl-8-7", "hsl-12-5"} <= set(ids(answered.law))
    assert answered.silences[0].turn_to


def test_a_gap_that_nobody_documented_is_not_settled_either() -> None:
    answered = ask("kalmar", {"need": "avgift_vantetid"})
    assert (answered.principal, answered.duties, answered.silences) == ("not_settled", (), ())


def test_a_silence_takes_away_the_rules_that_it_overrides() -> None:
    with_npf = ask("dalarna", {"diagnosis": "npf", "need": "rehabilitering", "icf_focus": "funktion"})
    assert with_npf.principal == "not_settled"
    assert ids(with_npf.silences)[0] == "DAL-NS3"
    assert ask("dalarna", {"diagnosis": "npf", "need": "samordning_sip"}).principal == "both"


def test_a_routine_answers_without_a_principal() -> None:
    answered = ask("jonkoping", {"need": "avvikelse"})
    assert answered.principal is None
    assert answered.question is None
    assert answered.shown[0].id == "JKP-44"


def test_what_matters_and_is_unknown_is_asked_for() -> None:
    answered = ask("dalarna", {"need": "rehabilitering"})
    assert answered.question is not None
    assert answered.question.facet.key == "icf_focus"
    assert (answered.principal, answered.shown) == (None, ())


def test_when_the_asker_does_not_know_it_stays_open() -> None:
    answered = ask("dalarna", {"need": "rehabilitering"}, unanswered=("icf_focus",))
    assert answered.question is None
    assert answered.principal == "not_settled"
    assert {"DAL-30", "DAL-31"} <= set(ids(answered.maybe))
    assert answered.open == {"region", "kommun", "both"}


def test_no_more_is_asked_than_was_promised() -> None:
    assert ask("dalarna", {"need": "rehabilitering"}, at_most=0).question is None
    assert ask("dalarna", {"need": "rehabilitering"}, at_most=1).question is not None


def test_what_was_presumed_is_said() -> None:
    presumed = ask("jonkoping", {"need": "arbetsterapi_fysioterapi_sjukskoterska", "housing": "ordinart_boende"})
    assert presumed.principal == "kommun"
    assert any(note.startswith("Jag utgår från") for note in presumed.notes)
    said = ask("jonkoping", {"need": "arbetsterapi_fysioterapi_sjukskoterska", "diagnosis": "intellektuell_funktionsnedsattning"})
    assert not any(note.startswith("Jag utgår från") for note in said.notes)


def test_a_case_that_contradicts_itself_is_answered_by_its_need() -> None:
    contradicting = ask("jonkoping", {"age": 40, "birth_year": 2020, "need": "hjalpmedel"})
    assert contradicting.principal == "not_settled"
    assert ids(contradicting.silences) == ["JKP-NS1"]


@pytest.mark.parametrize("county", COUNTIES)
@pytest.mark.parametrize("diagnosis", ["intellektuell_funktionsnedsattning", "horselnedsattning"])
def test_age_and_housing_never_change_specialist_habilitation(county: str, diagnosis: str) -> None:
    needs = {"need": "habilitering_specialist", "diagnosis": diagnosis}
    housings = [value.key for value in KNOWLEDGE.facets["housing"].values if value.key != "sjukhus"]
    given = {
        ask(county, {**needs, "age": age, "housing": housing}).principal for age in (0, 17, 18, 64, 90) for housing in housings
    }
    assert given == {"region" if county == "jonkoping" else "not_settled"}


# Several needs


def test_several_needs_are_answered_one_by_one_and_together() -> None:
    needs = ["habilitering_specialist", "arbetsterapi_fysioterapi_sjukskoterska"]
    answered = ask("jonkoping", {"diagnosis": "intellektuell_funktionsnedsattning", "need": needs})
    assert {part.need: part.decision.verdict for part in answered.parts} == {
        "habilitering_specialist": "region",
        "arbetsterapi_fysioterapi_sjukskoterska": "kommun",
    }
    assert answered.principal == "both"
    assert {"JKP-35", "JKP-32"} <= set(ids(answered.duties))


def test_what_one_need_leaves_open_does_not_undo_what_another_settles() -> None:
    needs = ["hjalpmedel", "arbetsterapi_fysioterapi_sjukskoterska"]
    answered = ask("jonkoping", {"diagnosis": "intellektuell_funktionsnedsattning", "need": needs})
    assert answered.principal == "kommun"
    assert "JKP-32" in ids(answered.duties)
    assert ids(answered.silences) == ["JKP-NS1"]


def test_two_needs_of_the_same_principal_are_one_answer() -> None:
    needs = ["habilitering_specialist", "kunskapsoverforing"]
    assert ask("jonkoping", {"diagnosis": "intellektuell_funktionsnedsattning", "need": needs}).principal == "region"


def test_a_need_that_must_be_asked_about_is_asked_about_first() -> None:
    answered = ask("dalarna", {"need": ["hjalpmedel", "rehabilitering"]})
    assert answered.question is not None
    assert answered.question.facet.key == "icf_focus"


# Intents


@pytest.mark.parametrize("county", COUNTIES)
def test_a_sip_is_for_both_or_not_spoken_of(county: str) -> None:
    answered = ask(county, {"need": "hjalpmedel"}, intent="sip")
    assert [part.need for part in answered.parts] == ["samordning_sip"]
    assert answered.principal == ("not_settled" if county == "kalmar" else "both")
    assert "hsl-16-4" in ids(answered.law)


@pytest.mark.parametrize("county", COUNTIES)
def test_contacts_and_deviations_are_no_question_of_a_principal(county: str) -> None:
    assert ask(county, intent="contacts").principal is None
    assert ask(county, intent="deviation").principal is None
    assert ask(county, intent="contacts").shown


def test_a_question_about_an_agreement_is_answered_by_what_it_says() -> None:
    answered = ask("kalmar", intent="agreement_info", text="vilka år gäller handlingsplanen")
    assert answered.principal is None
    assert answered.shown[0].id == "KLM-01"
    assert answered.agreements[0].county == "kalmar"


def test_a_question_that_the_source_raised_and_left_open_is_not_settled() -> None:
    statement = next(s for s in KNOWLEDGE.statements.values() if s.kind == "faq" and s.asked_as)
    answered = ask("dalarna", intent="faq", text=statement.asked_as[0])
    assert answered.principal == "not_settled"
    assert answered.shown[0].id == statement.id


def test_a_question_that_a_statement_decides_gets_its_principal() -> None:
    answered = ask("stockholm", intent="faq", text="vi är en upphandlad rehabmottagning, omfattas vi")
    assert (answered.shown[0].id, answered.principal) == ("STH-03", "both")


def test_a_question_that_nothing_answers_shows_nothing() -> None:
    answered = ask("stockholm", intent="agreement_info", text="xyzzy")
    assert (answered.shown, answered.principal) == ((), None)


# Notes and limits


def test_caveats_and_validity_are_said_with_the_answer() -> None:
    assert ask("dalarna", {"need": "hjalpmedel"}).notes == (
        "Källan är presentationsbilder om överenskommelsen, inte överenskommelsen själv.",
    )
    after = ask("kalmar", {"need": "hjalpmedel"}, day=date(2027, 1, 1)).notes
    assert any("Planperioden 2025–2026 är slut" in note for note in after)
    assert not any("slut" in note for note in ask("kalmar", {"need": "hjalpmedel"}, day=date(2026, 12, 31)).notes)


def cases(facets: Facets) -> st.SearchStrategy[dict[str, Any]]:
    """Cases as staff could describe them, with any of the facets."""
    some = {
        facet.key: st.sampled_from([value.key for value in facet.values])
        if not facet.multiple
        else st.lists(st.sampled_from([value.key for value in facet.values]), min_size=1, max_size=2, unique=True)
        for facet in facets
        if facet.kind == "choice"
    }
    return st.fixed_dictionaries({}, optional={"age": st.integers(0, 120), **some})


@pytest.mark.parametrize("county", COUNTIES)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(said=cases(KNOWLEDGE.facets))
def test_every_answer_keeps_to_its_county_and_to_itself(county: str, said: dict[str, Any]) -> None:
    answered = ask(county, said)
    own = {s.id for home in KNOWLEDGE.agreements if home.county == county for s in home.every()}
    shown = ids(answered.shown)
    assert set(shown) <= own
    assert set(ids(answered.maybe)) <= own
    assert {home.county for home in answered.agreements} == {county}
    assert len(shown) <= MOST_FACTS
    assert len(set(shown)) == len(shown)
    assert {*ids(answered.duties), *ids(answered.silences)} <= set(shown)
    assert all(entry.shows for entry in answered.law)
    told = {
        side for rule in answered.duties for side in (("region", "kommun") if rule.principal == "both" else (rule.principal,))
    }
    if answered.question:
        assert (answered.principal, shown) == (None, [])
    elif answered.principal == "both":
        assert told == {"region", "kommun"}
    elif answered.principal in ("region", "kommun"):
        assert told == {answered.principal}
    else:
        assert not answered.duties


@pytest.mark.parametrize("county", COUNTIES)
def test_asking_in_the_words_of_another_county_finds_only_what_is_ones_own(county: str) -> None:
    own = {s.id for home in KNOWLEDGE.agreements if home.county == county for s in home.every()}
    elsewhere = [s for home in KNOWLEDGE.agreements if home.county != county for s in home.every()]
    for statement in elsewhere:
        for intent in ("faq", "agreement_info", "who_is_responsible"):
            answered = ask(county, intent=intent, text=statement.asked_as[0])
            assert set(ids(answered.shown)) <= own, statement.id


@pytest.mark.parametrize("county", COUNTIES)
def test_what_is_found_is_never_more_than_can_be_read(county: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also with everything that is remotely like the question, and what the statement found mentions beside."""
    monkeypatch.setattr("knowledge.asked.WEAK", 0.0)
    monkeypatch.setattr("knowledge.shown.NEAR_BEST", 0.0)
    most = 0
    for statement in (s for home in KNOWLEDGE.agreements if home.county == county for s in home.every()):
        shown = ids(ask(county, intent="agreement_info", text=statement.asked_as[0]).shown)
        assert len(shown) <= MOST_FACTS, statement.id
        assert statement.id in shown
        most = max(most, len(shown))
    assert most >= MOST_FOUND


def test_the_same_knowledge_is_used_by_all_tests(knowledge: Knowledge) -> None:
    """This module draws cases before any fixture is there, so it loads its own."""
    assert knowledge.statements.keys() == KNOWLEDGE.statements.keys()


INTENTS = ("who_is_responsible", "sip", "contacts", "deviation", "faq", "agreement_info", *sorted(SAFE))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(county=st.sampled_from(COUNTIES), intent=st.sampled_from(INTENTS), said=cases(KNOWLEDGE.facets))
def test_the_principal_alone_is_that_of_the_whole_answer(county: str, intent: str, said: dict[str, Any]) -> None:
    answered = ask(county, said, intent=intent)
    assert [principal_of(KNOWLEDGE, answered.enquiry) for _ in range(2)] == [answered.principal] * 2
    assert all(part.verdict == part.decision.verdict for part in answered.parts)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(county=st.sampled_from(COUNTIES), said=cases(KNOWLEDGE.facets))
def test_a_remembered_answer_is_the_same_answer(county: str, said: dict[str, Any]) -> None:
    KNOWLEDGE.answers.clear()
    first = ask(county, said)
    assert ask(county, dict(reversed(said.items()))) == first


def test_a_remembered_answer_keeps_the_municipality_that_was_asked_for() -> None:
    said = {"need": "hjalpmedel"}
    asked = [ask("jonkoping", said, municipality=code).enquiry.municipality for code in ("0682", "0685")]
    assert asked == ["0682", "0685"]


def test_no_more_answers_are_remembered_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("knowledge.answer.MOST_KEPT", 3)
    KNOWLEDGE.answers.clear()
    for age in range(10):
        ask("jonkoping", {"age": age})
    assert 0 < len(KNOWLEDGE.answers) <= 3
