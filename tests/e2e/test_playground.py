"""Whole conversations in Microsoft's Agents Playground, which shows cards as Teams does."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from bot import texts

QUESTION = "Vem ansvarar för arbetsterapi till en 40-åring med CP i ordinärt boende i Jönköping?"
MOST_ACTIONS = 6
UNDELIVERED = 60_000
"""Milliseconds until what could not be delivered is tried again."""


def test_the_guided_way_is_one_card(playground):
    kim = playground()
    kim.sees("Vem ansvarar: regionen eller kommunen?", "Skriv aldrig namn eller personnummer.")
    kim.press("Guida mig")
    kim.sees("Vilken kommun eller vilket län gäller det?", "Fråga 1. Högst tre till.")
    cards = kim.cards.count()
    kim.fill("Kommun eller län", "Eksjö")
    kim.press("Svara")
    kim.sees("Vad behövs?", "Fråga 2. Högst två till.")
    kim.press("Svara")
    kim.sees(texts.CHOOSE)
    kim.choose("Habilitering på specialistnivå")
    kim.press("Svara")
    kim.sees("Vilken funktionsnedsättning har personen?", "Det avgör om personen hör till målgruppen.")
    kim.press("Tillbaka")
    kim.sees("Vad behövs?")
    kim.choose("Habilitering på specialistnivå")
    kim.press("Svara")
    kim.choose("Synnedsättning eller blindhet")
    kim.press("Svara")
    kim.sees("■ Regionen ansvarar.")
    assert kim.cards.count() == cards


def test_a_question_in_own_words_and_what_follows(playground, service, picture):
    kim = playground()
    kim.say(QUESTION)
    kim.sees("● Kommunen ansvarar.", "Källa: Överenskommelse habilitering, Jönköpings län", "Så läste jag frågan: 40 år")
    assert len(kim.buttons()) <= MOST_ACTIONS
    kim.page.get_by_title("Hide log panel").click()
    kim.page.set_viewport_size({"width": 740, "height": 1080})
    picture("playground", kim.page)
    kim.press("Varför?")
    kim.sees("Därför blev svaret så", "spelar ingen roll", "VA1-")
    assert "\\" not in kim.card.inner_text()
    kim.say("nej, 8 år")
    kim.sees("Så läste jag frågan: 8 år")
    kim.press("Ändra")
    kim.sees("Vad vill du ändra?")
    kim.say("Vem ansvarar för <b>AT</b> till 19811218-9876, *40* år med CP i Tranås?")
    kim.sees("● Kommunen ansvarar.", "Tranås")
    with closing(sqlite3.connect(service.database)) as connection:
        kept = "\n".join(connection.iterdump())
    assert 'INSERT INTO "conversations"' in kept
    assert "19811218" not in kept


def test_the_wording_of_the_source(playground, documents):
    kim = playground()
    kim.say(QUESTION)
    kim.sees("● Kommunen ansvarar.")
    kim.press("Visa ordalydelsen")
    kim.sees("Ordalydelsen", "arbetsterapeut")


def test_a_sip_starts_with_consent(playground, picture):
    kim = playground()
    kim.say("starta sip i Vetlanda")
    kim.sees("●■ Delat ansvar: kommunen och regionen.")
    kim.press("Starta SIP")
    kim.sees("Har personen samtyckt till SIP?")
    kim.press("Nej")
    kim.sees("Utan samtycke kan en SIP inte göras.")
    kim.say("starta sip i Vetlanda")
    kim.sees("Delat ansvar")
    kim.press("Starta SIP")
    kim.sees("Har personen samtyckt till SIP?")
    kim.press("Ja")
    kim.sees("personen själv och, om personen vill, närstående.")
    picture("playground-sip", kim.card)


def test_a_question_goes_to_the_ombud_and_the_answer_waits_for_a_channel_that_is_gone(playground, picture):
    olle, kim = playground("olle"), playground("kim")
    olle.say("ärenden")
    olle.sees("Det finns inga öppna ärenden hos dig.")
    kim.say("har adhd men inte IF, 14 år, Värnamo. hab?")
    kim.sees("○ Överenskommelsen avgör inte det här.")
    kim.say("skicka till ombud")
    kim.sees("Skicka frågan till ombudet?", "Skriv inga namn")
    expect(kim.card.get_by_label("Din fråga till ombudet")).to_have_value("har adhd men inte IF, 14 år, Värnamo. hab?")
    kim.fill("Din fråga till ombudet", "Vem ger habilitering till en 14-åring med adhd utan IF?")
    kim.press("Skicka till båda ombuden")
    kim.sees("Skickat. Ditt ärende har nummer")

    olle.sees("Värnamo, Jönköpings län: nytt", "Vem ger habilitering till en 14-åring med adhd utan IF?")
    olle.press("Ta")
    olle.reads("Du har tagit ärende")
    ticket = olle.card_with("Ditt svar")
    ticket.get_by_label("Ditt svar").fill("Elevhälsan och vårdcentralen, tillsammans.")
    ticket.get_by_label("Länkar").fill("https://www.vardgivare.example/npf")
    ticket.get_by_role("checkbox").first.check()
    olle.page.set_viewport_size({"width": 1100, "height": 2200})
    picture("playground-ombud", ticket)
    kim.server.end()
    olle.press("Svara", on=ticket)
    olle.reads("är skickat till den som frågade.")

    kim.server.start()
    kim.page.reload()
    kim.reads("Svar från ombud (kommunen)", within=UNDELIVERED)
    kim.sees("Svar från ombud (kommunen)", "Elevhälsan och vårdcentralen, tillsammans.", "Källa:")
    kim.press("Ja, svaret hjälpte")
    kim.reads("Tack, bra att veta.")


@pytest.fixture
def without_storage(service):
    """A service that cannot write."""
    with closing(sqlite3.connect(service.database)) as connection:
        connection.execute("ALTER TABLE conversations RENAME TO gone")
        connection.commit()
    yield
    with closing(sqlite3.connect(service.database)) as connection:
        connection.execute("ALTER TABLE gone RENAME TO conversations")
        connection.commit()


def test_without_storage_there_is_an_answer_still(playground, without_storage):
    kim = playground()
    kim.say(QUESTION)
    kim.reads(texts.CANNOT_SAVE)
    kim.sees("● Kommunen ansvarar.")
