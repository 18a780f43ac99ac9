"""A county that nobody thought of when the code was written: all of it is data."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fifth import SOURCES, lay

from bot.cli.world import reader
from dialogs.message import Message
from dialogs.reply import Reply
from dialogs.state import State
from dialogs.turn import Dialog
from dialogs.world import World
from knowledge.answer import answer
from knowledge.check import check
from knowledge.compare import compare
from knowledge.condition import parse_said
from knowledge.enquiry import Answer, Enquiry
from knowledge.loader import Knowledge, load
from knowledge.receipt import receipt, recheck
from knowledge.sources import Sources

DAY = date(2026, 11, 22)
FIRST, SECOND = "fiktiva-hjalpmedel-2022", "fiktiva-hjalpmedel-2027"
WHEELCHAIR = {"need": "kostnad_hjalpmedel", "product_group": "iso_12_23", "basic_equipment": "personlig"}
WALKER = {**WHEELCHAIR, "product_group": "iso_12_06"}


@pytest.fixture(scope="module")
def fifth(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return load(lay(tmp_path_factory.mktemp("fifth") / "knowledge"))


def ask(fifth: Knowledge, said: dict[str, Any], day: date = DAY, **fields: Any) -> Answer:
    return answer(fifth, Enquiry("who_is_responsible", day, "fiktiva", said=parse_said(said, fifth.facets, day.year), **fields))


def principal(fifth: Knowledge, said: dict[str, Any], day: date = DAY) -> str | None:
    answered = ask(fifth, said, day)
    return answered.question.facet.key if answered.question else answered.principal


def test_the_knowledge_is_sound_and_every_passage_is_pinned(fifth: Knowledge) -> None:
    for day in (DAY, date(2028, 1, 1)):  # the first version's cases hold too, once it is replaced
        findings = [finding for finding in check(fifth, Sources(SOURCES), day) if "fiktiva" in finding.where]
        assert [finding for finding in findings if finding.level != "note"] == []
        assert not [finding for finding in findings if "at hand" in finding.message]
    assert "fiktiva" in fifth.covered


def test_the_product_group_decides(fifth: Knowledge) -> None:
    assert principal(fifth, {"age": 40, **WHEELCHAIR}) == "region"
    assert principal(fifth, {"age": 40, **WALKER}) == "kommun"
    assert principal(fifth, {"age": 40, "need": "kostnad_hjalpmedel", "basic_equipment": "personlig"}) == "product_group"


@pytest.mark.parametrize(
    ("birth_year", "day", "expected"),
    [
        (2007, date(2026, 1, 1), "region"),  # turns 19 this year
        (2007, date(2026, 12, 31), "region"),
        (2006, date(2026, 1, 1), "kommun"),  # turns 20 this year
        (2006, date(2025, 12, 31), "region"),
    ],
)
def test_the_calendar_year_decides_not_the_birthday(fifth: Knowledge, birth_year: int, day: date, expected: str) -> None:
    assert principal(fifth, {"birth_year": birth_year, **WALKER}, day) == expected


def test_the_year_is_asked_for_only_when_the_age_leaves_it_open(fifth: Knowledge) -> None:
    assert [principal(fifth, {"age": age, **WALKER}) for age in (18, 19, 20)] == ["region", "birth_year", "kommun"]
    assert principal(fifth, {"age": 19, **WHEELCHAIR}) == "region"  # either way
    assert principal(fifth, {"age": 19, "birth_year": 2007, **WALKER}) == "region"


def test_basic_equipment_goes_before_age_and_product(fifth: Knowledge) -> None:
    for age in (8, 19, 40):
        for product in ("iso_12_06", "iso_12_23"):
            said = {"age": age, "need": "kostnad_hjalpmedel", "product_group": product}
            assert principal(fifth, {**said, "basic_equipment": "kommunens_verksamhet"}) == "kommun"
            assert principal(fifth, {**said, "basic_equipment": "regionens_verksamhet"}) == "region"
    answered = ask(fifth, {"age": 8, **WALKER})
    assert [rule.id for rule in answered.duties] == ["FIK-03"]  # and not FIK-02, over which it goes


@pytest.mark.parametrize(
    ("day", "version", "expected"),
    [
        (date(2021, 6, 1), FIRST, "region"),  # not yet in force, and the second one still less
        (date(2022, 1, 1), FIRST, "region"),
        (date(2026, 12, 31), FIRST, "region"),
        (date(2027, 1, 1), SECOND, "kommun"),  # both are valid: the second supersedes
        (date(2027, 3, 31), SECOND, "kommun"),
        (date(2029, 12, 31), SECOND, "kommun"),
        (date(2030, 1, 1), SECOND, "kommun"),  # both are over: the last one
    ],
)
def test_the_versions_contradict_each_other_and_the_day_decides(fifth: Knowledge, day: date, version: str, expected: str) -> None:
    answered = ask(fifth, {"age": 40, **WHEELCHAIR}, day)
    assert ([agreement.id for agreement in answered.agreements], answered.principal) == ([version], expected)


def test_outside_its_time_an_agreement_says_so(fifth: Knowledge) -> None:
    said = {"age": 40, **WHEELCHAIR}
    assert any("börjar gälla först 1 januari 2022" in note for note in ask(fifth, said, date(2021, 6, 1)).notes)
    assert any("till och med 31 december 2029" in note for note in ask(fifth, said, date(2030, 1, 1)).notes)
    assert ask(fifth, said).notes == ()


def test_a_receipt_tells_that_the_version_was_replaced(fifth: Knowledge) -> None:
    kept = receipt(fifth, ask(fifth, {"age": 40, **WHEELCHAIR}))
    assert kept is not None
    assert recheck(fifth, kept, date(2026, 12, 31)).holds
    changes = [(change.kind, change.id) for change in recheck(fifth, kept, date(2027, 1, 1)).changes]
    assert changes == [("answer", ""), ("replaced", "FIK-01"), ("added", "FIK-11")]


def test_it_stands_beside_the_other_counties(fifth: Knowledge) -> None:
    said = parse_said({"age": 40, **WALKER}, fifth.facets, DAY.year)
    compared = compare(fifth, Enquiry("who_is_responsible", DAY, "fiktiva", said=said))
    assert [row.result for row in compared.rows] == ["kommun", "not_settled", "not_settled", "not_settled", "not_settled"]
    assert [statement.id for statement in compared.rows[0].deciding] == ["FIK-02"]


def test_the_other_counties_answer_as_before(fifth: Knowledge, knowledge: Knowledge) -> None:
    for agreement in knowledge.agreements:
        for example in agreement.cases[::4]:
            day = example.day or DAY
            said = parse_said(example.facets, knowledge.facets, day.year)
            case = Enquiry("who_is_responsible", day, agreement.county, said=said)
            before, after = answer(knowledge, case), answer(fifth, case)
            assert (before.principal, [s.id for s in before.shown]) == (after.principal, [s.id for s in after.shown])


# The interview


class Talk:
    """A conversation with the fifth county's knowledge."""

    def __init__(self, fifth: Knowledge) -> None:
        self.dialog, self.state = Dialog(World(fifth, reader(fifth), today=lambda: DAY)), State()

    def say(self, text: str) -> Reply:
        self.state, replies = self.dialog.turn(self.state, Message(text=text))
        return replies[-1]


@pytest.fixture
def talk(fifth: Knowledge) -> Talk:
    return Talk(fifth)


def test_the_interview_asks_in_the_words_of_the_data(talk: Talk) -> None:
    talk.say("guida mig")
    assert [choice.label for choice in talk.say("Påhittby").choices][:1] == ["Habilitering på specialistnivå"]
    assert talk.say("Kostnad för hjälpmedel").title == "Är produkten grundutrustning i en verksamhet?"
    asked = talk.say("Nej, den är för personen själv")
    told = {"Vilket år är personen född?": "2006", "Vilket slags hjälpmedel gäller det?": "Gånghjälpmedel"}
    while asked.title in told:
        asked = talk.say(told.pop(asked.title))
    answered = asked
    assert told == {}
    assert (answered.title, answered.mark) == ("Kommunen ansvarar.", "kommun")
    assert "född 2006 · kostnad för hjälpmedel · gånghjälpmedel · personligt förskriven" in answered.text


def test_free_text_an_age_of_19_and_the_year(talk: Talk) -> None:
    assert talk.say("vem betalar rollatorn till en 19-åring i Exempelköping?").title is not None
    assert talk.say("nej, den är för personen själv").title == "Vilket år är personen född?"
    answered = talk.say("2007")
    assert answered.title == "Regionen ansvarar."
    assert "19 år" in answered.text  # the year is told beside the age, not instead of it


def test_without_the_year_it_says_what_each_year_would_give(talk: Talk) -> None:
    talk.say("vem betalar rollatorn till en 19-åring i Påhittby?")
    talk.say("nej, den är för personen själv")
    text = talk.say("vet ej").text
    assert "Det beror på: födelseår." in text
    assert "Regionen ansvarar: född 2007." in text
    assert "Kommunen ansvarar: född 2006." in text
    assert talk.say("tillbaka").title == "Vilket år är personen född?"


def test_the_year_of_a_person_of_any_age(talk: Talk) -> None:
    talk.say("vem betalar rollatorn i Påhittby?")
    talk.say("nej, den är för personen själv")
    text = talk.say("vet ej").text
    assert "Regionen ansvarar: född 2007 eller senare." in text
    assert "Kommunen ansvarar: född 2006 eller tidigare." in text


def test_nothing_of_it_stands_in_the_code(fifth: Knowledge) -> None:
    root = Path(__file__).parents[2]
    code = "\n".join(
        path.read_text(encoding="utf-8") for package in ("knowledge", "dialogs", "bot") for path in (root / package).rglob("*.py")
    )
    assert not [word for word in ("fiktiva", "product_group", "basic_equipment", "iso_", "FIK-") if word in code]
    assert {"product_group", "basic_equipment"} <= set(fifth.facets.by_key)
