from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.storage import conversations, outbox, places, rights, tickets
from bot.storage.conversations import Where, fingerprint
from bot.storage.lifetimes import Lifetimes
from bot.storage.outbox import Parcel
from bot.storage.schema import metadata
from dialogs.desk import Proposal
from dialogs.reply import Reply
from dialogs.state import State
from dialogs.ticket import Event, Role, Ticket
from knowledge.faq import FaqEntry

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
REGION = Role("north", "region")
REPLY = Reply(title="Svar")
QUESTION = Ticket("north", "Vem hjälper min granne?", reading="8 år", told="Kommunen.", said={"age": 8})
PERSON = fingerprint("kim")
LIFETIMES = Lifetimes()


def ombud(_):
    return frozenset({REGION})


def everything(connection):
    """All rows of all tables, as text."""
    return {name: repr(connection.execute(select(table)).all()) for name, table in metadata.tables.items()}


def rows(connection, name):
    return connection.execute(select(func.count()).select_from(metadata.tables[name])).scalar_one()


@pytest.fixture
def kim(desk):
    """Makes the desk of a person."""
    return lambda **changes: desk(PERSON, place="kim's chat", **changes)


def answered(desk, **changes):
    opened = desk.open(QUESTION)
    return desk.keep(opened.with_(status="answered", round=1, **changes), Event("answered", REGION, "hälsning"))


def test_a_forgotten_person_is_nowhere(kim, connection):
    ours = kim(roles_of=ombud)
    ours.reach_me_here()
    ours.post("ticket:1", [REGION], REPLY)
    ours.tell_asker(answered(ours, handler=PERSON), REPLY)
    state = State(county="north", asked="Vem hjälper min granne?")
    for key in ("state", "other"):
        conversations.save(connection, Where(key, "kim"), state, 0, NOW)
    assert PERSON in repr(everything(connection))
    assert ours.forget() == 1
    assert ours.forget() == 0
    assert ours.own() == ()
    assert not any(word in repr(everything(connection)) for word in (PERSON, "kim's chat", "granne"))
    assert conversations.load(connection, "other").state == State()
    conversations.save(connection, Where("state", "kim"), State(serial=1), 1, NOW)


def test_what_the_person_wrote_goes_once_nobody_needs_it(kim, connection):
    ours = kim()
    done, waiting = answered(ours), ours.open(QUESTION)
    waiting = ours.keep(waiting, Event("edited", None, "jag menar grannen"))
    done = ours.keep(done, Event("wrong", None, "nej, grannen"))
    assert ours.forget() == 2
    blank, whole = ours.ticket(done.number), ours.ticket(waiting.number)
    assert (blank.question, blank.told, blank.said, blank.asker) == ("", "", {"age": 8}, "")
    assert [event.note for event in ours.events(done.number)] == [None, "hälsning", None]
    assert (whole.question, whole.told, whole.asker) == (QUESTION.question, QUESTION.told, "")
    whole = ours.keep(whole.with_(status="answered"), Event("answered", REGION))
    days = timedelta(days=LIFETIMES.conversations_days)
    rights.purge(connection, NOW + days, LIFETIMES)
    assert ours.ticket(whole.number).question == QUESTION.question
    rights.purge(connection, NOW + days + timedelta(seconds=1), LIFETIMES)
    assert (ours.ticket(whole.number).question, ours.ticket(whole.number).told) == ("", "")
    assert [event.note for event in ours.events(whole.number)] == [None, None, None]


def test_forgetting_leaves_others_alone(desk, kim, connection):
    theirs = desk("sam", roles_of=ombud)
    theirs.reach_me_here()
    theirs.tell_asker(answered(theirs), REPLY)
    desk(PERSON, place="channel", in_group=True).join(REGION)
    in_group = desk("sam", place="channel", in_group=True).open(QUESTION)
    conversations.save(connection, Where("sam's state", "sam"), State(), 0, NOW)
    before = everything(connection)
    assert kim().forget() == 0
    assert everything(connection) == before
    assert theirs.tell_asker(in_group, REPLY)


def test_nobody_has_nothing_to_forget(desk, connection):
    unknown = desk("", place="chat")
    unknown.open(QUESTION)
    conversations.save(connection, Where("x", ""), State(), 0, NOW)
    before = everything(connection)
    assert unknown.forget() == 0
    assert everything(connection) == before
    assert not any(unknown.held().values())


def test_all_that_is_held_is_told(kim, connection):
    ours = kim(roles_of=ombud)
    ours.reach_me_here()
    ticket = answered(ours, handler=PERSON)
    conversations.save(connection, Where("state", "kim"), State(county="north"), 0, NOW)
    held = json.loads(json.dumps(ours.held()))
    assert [(each["number"], each["status"], each["question"]) for each in held["tickets"]] == [
        (ticket.number, "answered", QUESTION.question)
    ]
    assert held["tickets"][0]["created_at"] == held["tickets"][0]["answered_at"] == NOW.isoformat()
    assert held["handled"] == [ticket.number]
    assert [(each["place"], each["updated_at"]) for each in held["references"]] == [("kim's chat", NOW.isoformat())]
    assert held["references"][0]["reference"]["user"] == {"id": PERSON}
    assert held["conversations"][0]["state"]["county"] == "north"
    assert held["roles"] == [{"county": "north", "principal": "region"}]
    assert held["places"] == [{"county": "north", "principal": "region", "created_at": NOW.isoformat()}]


def test_nothing_is_held_about_who_was_never_here(desk, kim, connection):
    answered(desk("sam"))
    conversations.save(connection, Where("sam's state", "sam"), State(), 0, NOW)
    assert not any(kim().held().values())


def entry():
    approved = {"approved_by": ("region",), "approved_at": date(2026, 1, 1)}
    return FaqEntry(id="vem", county="north", question="Vem?", answer="Jag.", **approved)


def fill(desk, connection):
    """Something in every table that has a lifetime, from this moment; nothing of it open."""
    asker = desk("asker")
    asker.tell_asker(answered(asker), REPLY)
    asker.count("settled", "north")
    asker.store_counted()
    asker.rate(True, "north", "")
    desk("admin", place="channel", in_group=True).join(REGION)
    asker.post("ticket:1", [REGION], REPLY)
    asker.keep_proposal(Proposal(entry(), "rejected"))
    conversations.save(connection, Where("x", "asker"), State(), 0, NOW)
    for parcel in outbox.claim(connection, NOW, 99):
        outbox.finished(connection, parcel, "sent")


ENDS = {
    "conversations": timedelta(days=30),
    "outbox": timedelta(hours=24),
    "tickets": timedelta(days=730),
    "references": timedelta(days=90),
    "cards": timedelta(days=730),
    "faq": timedelta(days=730),
    "happenings": timedelta(days=1100),
    "ratings": timedelta(days=1100),
}


@pytest.mark.parametrize("table", ENDS)
def test_each_thing_is_removed_when_its_time_is_over(desk, connection, table):
    fill(desk, connection)
    before = rows(connection, table)
    assert rights.purge(connection, NOW + ENDS[table], LIFETIMES)[table] == 0
    assert rows(connection, table) == before
    margin = timedelta(days=1)
    assert rights.purge(connection, NOW + ENDS[table] + margin, LIFETIMES)[table] == 1
    assert rights.purge(connection, NOW + ENDS[table] + margin, LIFETIMES)[table] == 0


def test_what_is_answered_stays_readable_for_who_asked(desk, connection):
    ours = desk("asker")
    ticket = answered(ours)
    rights.purge(connection, NOW + timedelta(days=LIFETIMES.tickets_days), LIFETIMES)
    assert ours.own() == (ticket,)


def test_with_a_ticket_all_that_belongs_to_it_goes(desk, connection):
    fill(desk, connection)
    rights.purge(connection, NOW + timedelta(days=731), LIFETIMES)
    assert {name: rows(connection, name) for name in ("tickets", "events", "outbox")} == {"tickets": 0, "events": 0, "outbox": 0}


def test_an_open_ticket_and_the_way_to_its_asker_stay(desk, connection):
    opened = desk("asker").open(QUESTION)
    rights.purge(connection, NOW + timedelta(days=9999), LIFETIMES)
    assert desk("asker").tell_asker(opened, REPLY)
    assert [event.kind for event in desk().events(opened.number)] == ["new"]


def test_what_waits_in_the_outbox_stays(connection):
    reference = {"channelId": "test"}
    outbox.put(connection, Parcel("waits", reference, {"activities": []}), NOW, later=True)
    assert rights.purge(connection, NOW + timedelta(days=9999), LIFETIMES)["outbox"] == 0
    assert outbox.of_cause(connection, "waits").reference == reference


def test_a_number_is_never_given_again(desk, connection):
    first = answered(desk()).number
    rights.purge(connection, NOW + timedelta(days=9999), LIFETIMES)
    assert desk().open(QUESTION).number == first + 1


def test_who_is_ombud_no_longer_is_no_place_and_then_forgotten(desk, connection):
    desk("kim", roles_of=ombud).reach_me_here()
    desk("admin", place="channel", in_group=True).join(REGION)
    late = NOW + timedelta(days=91)
    assert rights.purge(connection, late, LIFETIMES)["references"] == 0
    assert rights.purge(connection, late, LIFETIMES, ombud)["places"] == 0
    gone = rights.purge(connection, late, LIFETIMES, lambda _: frozenset())
    assert (gone["places"], gone["references"]) == (1, 1)
    assert places.reference_of(connection, "kim's chat") is None
    assert desk().post("ticket:1", [REGION], REPLY) == 1


def test_a_delivered_answer_may_lose_its_reference(desk, connection):
    ours = desk("asker")
    ticket = answered(ours)
    assert rights.purge(connection, NOW + timedelta(days=91), LIFETIMES)["references"] == 1
    assert tickets.place_of_asker(connection, ticket.number) == "asker's chat"
    assert not ours.tell_asker(ticket, REPLY)


def test_the_last_question_is_dropped_before_the_conversation(connection):
    def keep(key, hours, **state):
        conversations.save(connection, Where(key, "kim"), State(**state), 0, NOW - timedelta(hours=hours))

    keep("old", 25, county="north", asked="vem gör det?")
    keep("draft", 25, draft={"text": "vem?"})
    keep("bare", 25, county="north")
    keep("new", 23, asked="och det?")
    rights.purge(connection, NOW, Lifetimes(turns_hours=24))
    found = {key: conversations.load(connection, key) for key in ("old", "draft", "bare", "new")}
    assert found["old"].state == State(county="north")
    assert found["draft"].state == State()
    assert [found[key].version for key in found] == [2, 2, 1, 1]
    assert found["new"].state.asked == "och det?"
