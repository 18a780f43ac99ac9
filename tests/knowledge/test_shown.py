"""What is shown with an answer: what was asked for, about whom it was asked, and nothing that is only alike."""

from __future__ import annotations

import pytest

from bot.cli.ask import enquire
from dialogs.answer import answer_reply
from dialogs.case import heard
from dialogs.state import State
from dialogs.world import World
from knowledge.enquiry import Answer


def asked(world: World, county: str, text: str) -> tuple[Answer, str]:
    """The answer and its text."""
    reading, answered = enquire(world, text, county, world.today())
    said = heard(reading, world.today().year)
    state = State(county=county, intent=reading.intent, said=said, asked=text, phase="answered")
    return answered, answer_reply(world, state, answered).text


@pytest.mark.parametrize(
    ("county", "text"),
    [
        ("stockholm", "Kan en pappa begära att ni samordnar för hans barn på 9 år?"),
        ("stockholm", "Vad ska den individuella planen innehålla?"),
        ("jonkoping", "Habilitering på specialistnivå för en 30-åring med Downs syndrom"),
        ("jonkoping", "rehab efter höftfraktur"),
        ("dalarna", "hyrd rullstol, habiliteringen avslutar, vem betalar sedan?"),
        ("kalmar", "vad är skillnaden mellan hab och rehab"),
    ],
)
def test_every_statement_that_is_listed_is_said(world: World, county: str, text: str) -> None:
    answered, said = asked(world, county, text)
    assert answered.shown
    assert [statement.id for statement in answered.shown if statement.text not in said] == []


@pytest.mark.parametrize(
    "text", ["Styrketräning åt 50-åring i Orsa, är det hab eller kommunens FT?", "rörlighet, rehab eller hab?"]
)
def test_habilitation_asked_for_beside_rehabilitation_is_said_to_be_open(world: World, text: str) -> None:
    answered, said = asked(world, "dalarna", text)
    assert (answered.principal, [s.id for s in answered.shown][:2]) == ("region", ["DAL-30", "DAL-NS2"])
    assert "Främst regionen för rehabilitering. Resten avgörs inte." in said
    assert "Om rehabilitering: främst regionen." in said


def test_rehabilitation_alone_says_nothing_of_habilitation(world: World) -> None:
    answered, _ = asked(world, "dalarna", "Styrketräning efter fraktur, vem tar det?")
    assert "DAL-NS2" not in [s.id for s in answered.shown]


@pytest.mark.parametrize("text", ["ingår diabetes i målgruppen?", "epilepsi, hab?"])
def test_an_illness_outside_the_list_is_not_answered_with_the_groups_of_others(world: World, text: str) -> None:
    answered, said = asked(world, "jonkoping", text)
    assert "JKP-NS3" in [s.id for s in answered.shown]
    assert not {"JKP-11", "JKP-12", "JKP-15"} & {s.id for s in answered.shown}
    assert "Om personen också har" not in said


def test_the_law_of_a_gap_on_many_things_is_that_on_what_was_asked(world: World) -> None:
    answered, _ = asked(world, "kalmar", "hur anmäler vi en avvikelse")
    assert [entry.id for entry in answered.law] == ["psl-6-4"]


@pytest.mark.parametrize(
    "text", ["Vad säger lagen om SIP?", "vad står i socialtjänstlagen om individuell plan", "vad betyder SIP"]
)
def test_the_law_needs_no_county(world: World, text: str) -> None:
    reading, answered = enquire(world, text, None, world.today())
    reply = answer_reply(world, State(intent=reading.intent, asked=text), answered)
    assert not answered.asks_county
    assert (answered.principal, answered.shown) == (None, ())
    assert "HSL 16 kap. 4 §" in reply.text
    assert len(reply.choices) == len(world.knowledge.covered)


def test_a_deadline_of_sip_is_a_gap_and_no_shared_duty(world: World) -> None:
    answered, said = asked(world, "jonkoping", "Inom vilken tid måste vi kalla efter en begäran om SIP?")
    assert (answered.principal, answered.shown[0].id) == ("not_settled", "JKP-NS12")
    assert said.startswith("○")


def test_a_duty_to_come_is_said_in_the_title(world: World) -> None:
    answered, said = asked(world, "stockholm", "är regionen skyldig att komma när kommunen kallar till möte?")
    assert answered.shown[0].id == "STH-19"
    assert "avgör inte" not in said.splitlines()[0]
