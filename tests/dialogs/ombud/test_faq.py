"""FAQ entries: from a ticket, approved, grown stale, and found again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from town import Person, Town

from dialogs.answer import answer_reply
from dialogs.desk import Proposal
from dialogs.message import Message
from dialogs.world import World
from knowledge.enquiry import Answer, Enquiry
from knowledge.faq import FaqEntry
from knowledge.faq_binding import bound

REGION, KOMMUN = "jonkoping/region", "jonkoping/kommun"
QUESTION, ANSWER = "Vem lagar elrullstolen på helgen i Nässjö?", "Hjälpmedelscentralens jour."


@pytest.fixture
def region(town: Town) -> Person:
    return town.person("region", REGION)


@pytest.fixture
def kommun(town: Town) -> Person:
    return town.person("kommun", KOMMUN)


def answered(town: Town, ombud: Person, question: str = QUESTION) -> int:
    """A question that `ombud` has answered; the ticket's number."""
    kim = town.people.get("kim") or town.person("kim")
    kim.say(question)
    kim.say("skicka till ombud")
    kim.press("Skicka till båda ombuden")
    number = int(kim.state.draft["sent"])
    ombud.say(f"svara {number}: {ANSWER}")
    return number


def proposal(town: Town, identity: str) -> Proposal:
    with town.engine.begin() as connection:
        found = town.desk(connection, next(iter(town.people.values()))).proposal(identity)
    assert found is not None
    return found


def a_fact(world: World) -> str:
    return next(name for name, home in world.knowledge.home.items() if home.county == "jonkoping")


def reviewed(world: World, **changes: object) -> FaqEntry:
    """An entry of the knowledge."""
    entry = FaqEntry(
        id="elrullstol",
        county="jonkoping",
        question="Vem lagar elrullstolen på helgen?",
        answer=ANSWER,
        facts=bound(world.knowledge, [a_fact(world)]),
        approved_by=("region", "kommun"),
        approved_at="2026-03-01",
    )
    return entry.model_copy(update=changes)


def test_an_entry_holds_for_the_case_by_age_group_and_keeps_the_askers_words(town: Town, region: Person, kommun: Person) -> None:
    number = answered(town, region, "Vem lagar elrullstol till en 8-åring med CP på helgen i Nässjö?")
    region.press("Föreslå som vanlig fråga")
    region.press("Skicka förslaget", question="Vem lagar barns elrullstol?", when="age,diagnosis")
    entry = proposal(town, f"faq-{number}").entry
    assert entry.when["age"] == {"from": 0, "to": 12} or entry.when["age"]["from"] == 0
    assert set(entry.when) == {"age", "diagnosis"}
    assert entry.ticket == number
    assert "Läs förslaget först." in kommun.say(f"godkänn {number}")
    kommun.say(f"godkänn {number}")
    live = proposal(town, f"faq-{number}")
    assert live.stage == "live"
    assert live.entry.variants == ("Vem lagar elrullstol till en 8-åring med CP på helgen i Nässjö?",)
    assert set(live.entry.approved_by) == {"region", "kommun"}
    kim = town.people["kim"]
    assert "Ombuden har svarat" in kim.say("Vem lagar elrullstol till en 8-åring med CP på helgen i Nässjö?")
    assert "Ombuden har svarat" not in kim.say("Vem lagar elrullstol till en 50-åring med CP på helgen i Nässjö?")


def test_one_principal_is_enough_where_it_is_so_configured(town: Town, region: Person) -> None:
    town.approvals_needed = 1
    number = answered(town, region)
    assert "visas nu i länet" in (region.press("Föreslå som vanlig fråga"), region.press("Skicka förslaget"))[1]
    assert town.ticket(number).status == "published"


def test_two_of_the_same_principal_are_not_enough(town: Town, region: Person) -> None:
    number = answered(town, region)
    region.press("Föreslå som vanlig fråga")
    region.press("Skicka förslaget")
    other = town.person("other", REGION)
    assert "redan godkänt" in other.say(f"godkänn {number}")
    assert proposal(town, f"faq-{number}").stage == "proposed"
    assert "är föreslaget" not in region.press("Skicka förslaget")


def test_a_rejected_proposal_can_be_made_again(town: Town, region: Person, kommun: Person) -> None:
    number = answered(town, region)
    region.press("Föreslå som vanlig fråga")
    region.press("Skicka förslaget")
    kommun.say(f"avslå {number}")
    kommun.say("för otydligt")
    assert proposal(town, f"faq-{number}").stage == "rejected"
    assert "är redan avslaget" in region.say(f"godkänn {number}")
    region.say(f"faq {number}")
    region.press("Skicka förslaget", answer="Hjälpmedelscentralens jour, dygnet runt.")
    again = proposal(town, f"faq-{number}")
    assert (again.stage, again.entry.answer) == ("proposed", "Hjälpmedelscentralens jour, dygnet runt.")


def test_a_stale_entry_is_shown_to_ombud_only_until_both_have_approved_it_again(
    town: Town, region: Person, kommun: Person
) -> None:
    number, kim = answered(town, region), town.people["kim"]
    region.press("Föreslå som vanlig fråga")
    region.press("Skicka förslaget", facts=a_fact(town.world))
    assert "Läs förslaget först." in kommun.say(f"godkänn {number}")
    kommun.say(f"godkänn {number}")
    assert ANSWER in kim.say(QUESTION)
    _outdate(town, f"faq-{number}")
    assert ANSWER not in kim.say(QUESTION)
    assert "behöver ses över" in region.say("faqlista")
    assert "det som svaret bygger på har ändrats" in region.say("1")
    region.press("Godkänn")
    assert ANSWER not in kim.say(QUESTION)
    assert "Läs förslaget först." in kommun.say(f"godkänn {number}")
    kommun.say(f"godkänn {number}")
    assert ANSWER in kim.say(QUESTION)


def _outdate(town: Town, identity: str) -> None:
    """As if a statement had been changed since the approval."""
    kept = proposal(town, identity)
    entry = kept.entry.model_copy(update={"facts": dict.fromkeys(kept.entry.facts, "00000000")})
    with town.engine.begin() as connection:
        town.desk(connection, town.people["kim"]).keep_proposal(replace(kept, entry=entry))


def test_reviewed_entries_answer_too_unless_they_are_stale(town: Town, region: Person) -> None:
    kim = town.person("kim")
    town.reviewed = (reviewed(town.world),)
    assert "Ombuden har svarat (1 mars): Hjälpmedelscentralens jour." in kim.say(QUESTION)
    town.reviewed = (reviewed(town.world, facts={a_fact(town.world): "00000000"}),)
    assert "Ombuden har svarat" not in kim.say(QUESTION)
    assert "elrullstol (behöver ses över):" in region.say("faqlista")


def test_the_headline_stays_the_agreements(town: Town) -> None:
    kim = town.person("kim")
    question = "Vem ansvarar för arbetsterapi till en 40-åring med CP i Tranås?"
    town.reviewed = (reviewed(town.world, question=question, answer="Regionen ansvarar."),)
    said = kim.say(question)
    assert said.startswith("● Kommunen ansvarar.")
    assert said.index("Källa:") > said.index("Ombuden har svarat (1 mars): Regionen ansvarar.")


def test_where_nothing_is_found_the_ombuds_answer_is_the_answer(town: Town) -> None:
    kim = town.person("kim")
    question = "får man ta med sig katten till fikarummet på mötet med ombuden"
    town.reviewed = (reviewed(town.world, question=question, answer="Nej.", facts={}),)
    kim.state = kim.state.with_(county="jonkoping", intent="agreement_info", phase="answered", asked=question)
    with town.engine.begin() as connection:
        world = replace(town.world, desk=town.desk(connection, kim))
        asked = Enquiry("faq", world.today(), "jonkoping")
        reply = answer_reply(world, kim.state, Answer(asked))
    assert reply.title == "Så har ombuden svarat"
    assert "Nej." in reply.text


def test_similar_questions_are_shown_beside_an_open_answer(town: Town) -> None:
    kim = town.person("kim")
    town.reviewed = (reviewed(town.world),)
    said = kim.say("vem lagar elrullstolen till barn på kvällen och helgen om den går sönder hemma i Nässjö")
    assert "Visa liknande frågor" in said
    assert ANSWER in kim.press("Visa liknande frågor")


def test_an_entry_that_cannot_be_stored_says_why(town: Town, region: Person) -> None:
    number = answered(town, region)
    said = region.take(Message(verb="faq_send", data={"number": str(number), "answer": "x" * 4500}))
    assert "se över svaret" in said
