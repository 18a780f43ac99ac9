"""The loop between asker and ombud, beyond what the scenarios tell: what is stored, who is told, what is refused."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from town import Person, Town

from dialogs.message import Message
from dialogs.pressed import VERBS
from dialogs.state import State
from dialogs.turn import Dialog
from dialogs.world import World

OPEN_QUESTION = "kan en 30-åring få tyngdtäcke i Nässjö"
REGION, KOMMUN = "jonkoping/region", "jonkoping/kommun"


@pytest.fixture
def kim(town: Town) -> Person:
    return town.person("kim")


@pytest.fixture
def region(town: Town) -> Person:
    return at_work(town.person("region", REGION))


@pytest.fixture
def kommun(town: Town) -> Person:
    return at_work(town.person("kommun", KOMMUN))


def at_work(ombud: Person) -> Person:
    ombud.say("ärenden")
    return ombud


def asked(person: Person, question: str = OPEN_QUESTION, button: str = "Skicka till båda ombuden") -> int:
    """Send a question on; the ticket's number."""
    person.say(question)
    person.say("skicka till ombud")
    person.press(button)
    return int(person.state.draft["sent"])


def test_a_ticket_holds_the_question_the_case_and_the_answer(town: Town, kim: Person) -> None:
    ticket = town.ticket(asked(kim, button="Bara kommunens ombud"))
    assert (ticket.county, ticket.municipality, ticket.principal) == ("jonkoping", "0682", "kommun")
    assert (ticket.question, ticket.why, ticket.verdict) == (OPEN_QUESTION, "not_settled", "not_settled")
    assert ticket.said == kim.state.said
    assert ticket.facts == kim.state.facts
    assert ticket.topic == "hjalpmedel"
    assert ticket.told.startswith("Överenskommelsen avgör inte det här.")
    assert (ticket.asker, ticket.status, ticket.handler) == ("kim", "new", None)


def test_the_reason_of_the_feedback_goes_with_the_question(town: Town, kim: Person) -> None:
    kim.say("Vem ansvarar för arbetsterapi till en 40-åring med CP i Tranås?")
    kim.press("Stämmer inte")
    kim.press("Otydligt svar")
    kim.press("Skicka till ombud")
    kim.press("Skicka till båda ombuden")
    assert town.ticket(int(kim.state.draft["sent"])).why == "unclear"
    assert [(row.helpful, row.reason, row.county) for row in town.rows("ratings")] == [(False, "unclear", "jonkoping")]


def test_an_answer_is_rated_once_and_by_the_thumbs_of_the_channel(town: Town, kim: Person) -> None:
    kim.say("Vem ansvarar för arbetsterapi till en 40-åring med CP i Tranås?")
    for value in ("helpful", "not", "maybe"):
        kim.take(Message(verb="feedback", data={"value": value, "reason": "20120101-2384"}))
    assert [(row.helpful, row.reason) for row in town.rows("ratings")] == [(True, "")]


def test_what_is_counted(town: Town, kim: Person) -> None:
    kim.say("vem ansvarar för habilitering i Eksjö")
    kim.say("dövblind")
    kim.say("nej, 14 år")
    kim.press("Starta SIP")
    kim.press("Ja")
    asked(kim)
    kim.say("hjälpmedel i Umeå")
    counted = [(row.kind, row.county, row.topic) for row in town.rows("happenings") if row.kind != "silence"]
    assert counted == [
        ("asked_back", "jonkoping", "habilitering_specialist"),
        ("settled", "jonkoping", "habilitering_specialist"),
        ("sip", "jonkoping", "habilitering_specialist"),
        ("not_settled", "jonkoping", "hjalpmedel"),
        ("uncovered", "vasterbotten", "hjalpmedel"),
    ]
    silences = [row.detail for row in town.rows("happenings") if row.kind == "silence"]
    assert silences
    assert all(town.world.knowledge.statements[name].kind == "silence" for name in silences)


def test_the_answer_with_statements_and_links(town: Town, kim: Person, kommun: Person) -> None:
    number = asked(kim)
    card = kommun.inbox[-1]
    fields: dict[str, Any] = {part.name: part for part in card.form}
    fact = fields["facts"].options[0][0]
    foreign = next(name for name, home in town.world.knowledge.home.items() if home.county == "kalmar")
    kommun.press(
        "Svara", answer="Kommunen.", facts=f"{fact},{foreign},X-1", links="https://a.se/1\njavascript:alert(1)\nhttps://a.se/2"
    )
    given_ = town.ticket(number).given
    assert given_ is not None
    assert (given_.text, given_.facts, given_.links) == ("Kommunen.", (fact,), ("https://a.se/1", "https://a.se/2"))
    answer = kim.inbox[-1]
    assert [(action.label, action.url) for action in answer.actions if action.url] == [
        ("a.se (1)", "https://a.se/1"),
        ("a.se (2)", "https://a.se/2"),
    ]
    assert "Källa:" in answer.text


def test_an_answer_reaches_the_asker_once_in_each_round(kim: Person, kommun: Person) -> None:
    number = asked(kim)
    for text in ("Ett.", "Två."):
        kommun.say(f"svara {number}: {text}")
    assert len(kim.inbox) == 1
    kim.say(f"{number} hjälpte inte")
    kim.press("Öppna utan kommentar")
    kommun.say(f"svara {number}: Tre.")
    assert [("Ett." in mail.text, "Tre." in mail.text) for mail in kim.inbox] == [(True, False), (False, True)]


def test_only_the_next_message_is_the_text_that_was_asked_for(town: Town, kim: Person, kommun: Person) -> None:
    number = asked(kim)
    kommun.say(f"svara {number}")
    kommun.say("ärenden")
    kommun.say("vem ansvarar för habilitering i Eksjö")
    assert town.ticket(number).given is None
    kommun.say(f"svara {number}")
    kommun.press("Avbryt")
    kommun.say("dövblind")
    assert town.ticket(number).given is None


def test_closing_tells_the_asker_why_and_the_asker_can_object(town: Town, kim: Person, kommun: Person) -> None:
    number = asked(kim)
    assert "Varför avslutas" in kommun.say(f"stäng {number}")
    kommun.say("Samma fråga som i går.")
    assert town.ticket(number).status == "closed"
    assert "Samma fråga som i går." in kim.mail
    assert "är redan avslutat" in kommun.say(f"stäng {number} igen")
    kim.press("Öppna igen")
    kim.say("Nej, det är en annan.")
    assert town.ticket(number).status == "reopened"
    assert "Nej, det är en annan." in kommun.inbox[-1].text


def test_closing_and_answering_reach_those_whose_ticket_was_merged(town: Town, kim: Person, kommun: Person) -> None:
    robin, eve = town.person("robin"), town.person("eve")
    first, second, third = asked(kim), asked(robin), asked(eve)
    kommun.say(f"slå ihop {third} med {second}")
    kommun.say(f"slå ihop {second} med {first}")
    assert "är inte öppet" in kommun.say(f"slå ihop {second} med {first}")
    kommun.say(f"stäng {first} hör till skolan")
    assert all("hör till skolan" in person.mail for person in (kim, robin, eve))
    assert [town.ticket(number).merged_into for number in (first, second, third)] == [None, None, None]


def test_tickets_of_two_counties_are_not_merged(town: Town, kim: Person) -> None:
    both = at_work(town.person("both", REGION, "kalmar/region"))
    first, second = asked(kim), asked(kim, "Rullstol Västervik vem betalar")
    assert "olika län" in both.say(f"slå ihop {second} med {first}")


def test_releasing_and_taking_over(town: Town, kim: Person, region: Person, kommun: Person) -> None:
    number = asked(kim)
    assert "inte taget" in region.say(f"släpp {number}")
    region.say(f"ta {number}")
    assert "redan tagit" in region.say(f"ta {number}")
    kommun.say(f"släpp {number}")
    assert (town.ticket(number).status, town.ticket(number).handler) == ("new", None)
    kommun.say(f"ta {number}")
    assert town.ticket(number).taken_by == next(iter(town.roles["kommun"]))


def test_similar_answers_are_offered_and_used(town: Town, kim: Person, kommun: Person) -> None:
    earlier = asked(kim, "Vem lagar elrullstolen på helgen i Nässjö?")
    assert "inget liknande" in kommun.say(f"liknande {earlier}")
    kommun.say(f"svara {earlier}: Hjälpmedelscentralens jour, se https://a.se.")
    number = asked(kim, "vem lagar elrullstol helg Eksjö")
    said = kommun.say(f"liknande {number}")
    assert "Hjälpmedelscentralens jour" in said
    kommun.say("1")
    kommun.press("Skicka svaret")
    assert town.ticket(number).given.text == "Hjälpmedelscentralens jour, se https://a.se."  # type: ignore[union-attr]
    assert "Det svaret finns inte längre." in kommun.take(
        Message(verb="ticket_use", data={"number": str(asked(kim)), "source": "ticket-77777"})
    )


def test_a_refusal_is_written_down(town: Town, kim: Person) -> None:
    number = asked(kim)
    town.person("eve").say(f"ta {number}")
    town.person("other", "kalmar/region").say(f"stäng {number} x")
    town.person("nobody", channel="teamet").say("koppla kanalen till jönköping kommun")
    assert town.refused == ["take", "close", "join"]
    assert town.ticket(number).status == "new"


def test_statistics_are_for_ombud(kim: Person, region: Person) -> None:
    asked(kim)
    assert "Ärenden just nu: 1 öppna" in region.say("statistik")
    assert "bara överenskommelsens ombud" in kim.say("statistik")


def test_a_new_question_forgets_the_text_of_the_last(kim: Person) -> None:
    kim.say(OPEN_QUESTION)
    assert kim.state.asked == OPEN_QUESTION
    kim.press("Ändra")
    kim.say("nej, 14 år")
    assert kim.state.asked == f"{OPEN_QUESTION}\nnej, 14 år"  # an ombud must see both
    kim.take(Message(verb="new"))
    assert kim.state.asked == ""
    assert "Vad vill du fråga" in kim.say("skicka till ombud")
    kim.say("å" * 3000)
    assert len(kim.state.asked) <= 1000


def test_an_old_button_sends_nothing(town: Town, kim: Person) -> None:
    kim.say(OPEN_QUESTION)
    kim.press("Skicka till ombud")
    old = kim.buttons["Skicka till båda ombuden"]
    kim.say("vem ansvarar för habilitering i Eksjö")
    assert "tidigare fråga" in kim.take(Message(verb=old.verb, data=old.data))
    assert town.rows("tickets") == []


def test_an_emergency_comes_before_the_text_that_was_asked_for(town: Town, kim: Person, kommun: Person) -> None:
    kim.say(OPEN_QUESTION)
    kim.press("Skicka till ombud")
    kim.press("Ändra texten")
    assert "Ring 112 nu." in kim.say("oj hon svimmade och andas konstigt")
    number = asked(kim)
    kommun.say(f"svara {number}: Ring 112 om hon svimmar och andas konstigt.")
    assert town.ticket(number).given is not None


def test_the_desk_is_where_it_cannot_be_reached_only_missed(world: World) -> None:
    dialog = Dialog(world)
    state = State()
    for text in (
        OPEN_QUESTION,
        "skicka till ombud",
        "ärenden",
        "mina ärenden",
        "ta 1042",
        "faqlista",
        "statistik",
        "stämmer inte",
        "vad vet du om mig",
    ):
        state, replies = dialog.turn(state, Message(text=text))
        assert replies[-1].actions or replies[-1].choices, text
    _, replies = dialog.turn(state, Message(verb="feedback", data={"value": "not"}))
    assert "sparas inget" in replies[0].text


NUMBERS = st.builds(
    lambda day, tail, form: form.format(y=f"{day:%y}", c=f"{day:%Y}"[:2], md=f"{day:%m%d}", n=f"{tail:04}"),
    st.dates(date(1925, 1, 1), date(2026, 11, 1)),
    st.integers(0, 9999),
    st.sampled_from(["{c}{y}{md}-{n}", "{y}{md}-{n}", "{y}{md}+{n}", "{c}{y}{md}{n}", "{y}{md} {n}"]),
)
WAYS = ("question", "edited", "answer", "form", "reason", "missing", "faq", "edit", "reject")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NUMBERS, st.sampled_from(WAYS))
def test_no_personal_number_is_stored_or_said(world: World, number: str, way: str) -> None:
    town = Town(world)
    kim, kommun = town.person("kim"), at_work(town.person("kommun", KOMMUN))
    text = f"gäller {number} i Nässjö"
    kim.say(f"{OPEN_QUESTION} {text}" if way == "question" else OPEN_QUESTION)
    kim.press("Skicka till ombud")
    if way == "edited":
        kim.press("Ändra texten")
        kim.say(text)
    kim.press("Skicka till båda ombuden", **({"question": text} if way == "form" else {}))
    ticket = int(kim.state.draft["sent"])
    kommun.say(f"svara {ticket}: {text if way == 'answer' else 'Ja.'}")
    if way == "missing":
        kim.say(f"{ticket} hjälpte inte")
        kim.say(text)
    if way == "reason":
        kommun.say(f"öppna {ticket} {text}")
        kommun.say(f"stäng {ticket} {text}")
    if way in ("faq", "edit", "reject"):
        kommun.press("Föreslå som vanlig fråga")
        kommun.press("Skicka förslaget", **({"question": text, "answer": text} if way == "faq" else {}))
        kommun.say(f"ändra faq-{ticket}: {text}" if way == "edit" else f"avslå faq-{ticket} {text}")
    left = town.stored() + kim.said + kim.mail + kommun.said + kommun.mail
    town.close()
    digits = "".join(char for char in number if char.isdigit())[-10:]
    assert number not in left
    assert digits not in left


TICKETS = st.sampled_from(["1001", "1002", "#1001", "9", "99999999999"]) | st.integers() | st.none() | st.text(max_size=5)
JSON = st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.lists(st.integers(), max_size=2)
DATA = st.fixed_dictionaries(
    {},
    optional={
        "number": TICKETS,
        "other": TICKETS,
        "county": st.sampled_from(["jonkoping", "kalmar", "nowhere"]) | JSON,
        "to": st.sampled_from(["both", "region", "kommun", "Kalmar län"]) | JSON,
        "answer": st.sampled_from(["Ja.", "x" * 5000]) | JSON,
        "question": JSON,
        "reason": JSON,
        "facts": JSON,
        "links": JSON,
        "when": JSON,
        "id": st.sampled_from(["faq-1001", "1001", "faq-9", "../x"]) | JSON,
        "version": st.sampled_from(["1", "2"]) | JSON,
        "value": st.sampled_from(["yes", "no", "not", "helpful"]) | JSON,
        "source": st.sampled_from(["ticket-1001", "faq-1001"]) | JSON,
        "draft": st.sampled_from(["1.1", "2.1"]) | JSON,
        "sure": st.sampled_from(["yes"]),
        "over": st.sampled_from(["yes"]),
        "serial": st.sampled_from(["0", "1", "2"]) | JSON,
    },
)
TYPED = [
    "ta 1001",
    "svara 1001: ja",
    "stäng 1001",
    "faq 1001",
    "godkänn 1001",
    "ärenden",
    "avbryt",
    "öppna 1001",
    "1",
    "mina ärenden",
]
MESSAGES = st.builds(Message, verb=st.sampled_from(sorted(VERBS)), data=DATA) | st.builds(
    Message, text=st.sampled_from(TYPED) | st.text(max_size=40)
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["kim", "kommun", "both", "eve"]), MESSAGES), max_size=8))
def test_whatever_is_sent_is_answered_and_breaks_nothing(world: World, messages: list[tuple[str, Message]]) -> None:
    town = Town(world)
    kim = town.person("kim")
    for name, roles in {"kommun": [KOMMUN], "both": [REGION, KOMMUN], "eve": ["kalmar/region"]}.items():
        at_work(town.person(name, *roles))
    asked(kim)
    for name, message in messages:
        person = town.people[name]
        person.take(message)
        assert person.replies or message.verb == "welcome"
        json.dumps(person.state.to_json())
    stored = town.rows("tickets")
    town.close()
    assert all(row.county in world.knowledge.covered for row in stored)
