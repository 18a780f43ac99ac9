from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.storage import StaleStateError, outbox, tickets
from bot.storage.schema import outbox as parcels
from dialogs.reply import Reply
from dialogs.ticket import LONGEST_ANSWER, LONGEST_QUESTION, MOST_LINKS, Event, Given, Role, Ticket

REGION, KOMMUN, SOUTH = Role("north", "region"), Role("north", "kommun"), Role("south", "region")
REPLY = Reply(title="Hej")


def ticket(**changes):
    return Ticket("north", "Vem lånar ut en rullstol?").with_(**changes)


def test_numbers_are_short_and_in_order(desk):
    numbers = [desk().open(ticket()).number for _ in range(3)]
    assert numbers == list(range(numbers[0], numbers[0] + 3))
    assert numbers[0] > 1000


def test_what_is_stored_comes_back_whole(desk):
    ours = desk()
    sent = ticket(
        why="wrong",
        municipality="norrby",
        principal="kommun",
        reading="8 år",
        said={"age": 8, "need": {"any": ["a", "b"]}},
        topic="aids",
        told="Kommunen ansvarar.",
        verdict="kommun",
        facts=("A-1", "A-2"),
    )
    opened = ours.open(sent)
    assert (opened.asker, opened.created_at, opened.changed_at, opened.version) == ("asker", ours.now, ours.now, 1)
    assert ours.ticket(opened.number) == opened
    given = Given("Regionen.", ("A-1",), ("https://example.se",), REGION, ours.now)
    answer = opened.with_(status="answered", handler="ombud", taken_by=REGION, given=given, round=1, reason="x", merged_into=7)
    kept = ours.keep(answer, Event("answered", REGION, "till slut"))
    assert kept == answer.with_(version=2)
    assert ours.ticket(opened.number) == kept


def test_what_has_happened_is_told_in_order(desk):
    ours = desk()
    opened = ours.open(ticket())
    ours.keep(opened.with_(status="taken"), Event("taken", KOMMUN, "min"))
    assert ours.events(opened.number) == (Event("new", at=ours.now), Event("taken", KOMMUN, "min", ours.now))
    assert ours.events(opened.number + 1) == ()


@pytest.mark.parametrize("number", [0, -1, 999, 2**31, 2**63, 10**30])
def test_a_number_that_no_ticket_has(desk, number):
    assert desk().ticket(number) is None
    assert desk().events(number) == ()


def test_only_the_latest_version_is_changed(desk):
    ours = desk()
    opened = ours.open(ticket())
    ours.keep(opened.with_(status="taken"), Event("taken"))
    for stale in (opened, opened.with_(version=7), opened.with_(number=opened.number + 1)):
        with pytest.raises(StaleStateError):
            ours.keep(stale.with_(status="closed"), Event("closed"))
    assert ours.ticket(opened.number).status == "taken"
    assert [event.kind for event in ours.events(opened.number)] == ["new", "taken"]


def test_an_ombud_sees_the_county_and_the_principal_or_both(desk):
    ours = desk()
    both, kommun, region, south = (
        ours.open(each).number
        for each in (ticket(), ticket(principal="kommun"), ticket(principal="region"), ticket(county="south"))
    )
    closed = ours.keep(ours.ticket(region).with_(status="closed"), Event("closed")).number
    assert [each.number for each in ours.tickets([KOMMUN])] == [kommun, both]
    assert [each.number for each in ours.tickets([REGION, SOUTH])] == [south, region, both]
    assert [each.number for each in ours.tickets([REGION], ["closed"])] == [closed]
    assert [each.number for each in ours.tickets([REGION, KOMMUN], most=1)] == [region]
    assert ours.tickets([]) == ()


def test_everybody_sees_their_own(desk):
    mine, others, nobody = desk(), desk("other"), desk("")
    numbers = [mine.open(ticket()).number for _ in range(3)]
    others.open(ticket())
    nobody.open(ticket())
    assert [each.number for each in mine.own()] == numbers[::-1]
    assert [each.number for each in mine.own(most=2)] == numbers[:0:-1]
    assert nobody.own() == ()


def test_texts_are_cut_and_cleaned(desk):
    ours, long = desk(), "å\0\ud800" * 10_000
    links = tuple(f"https://example.se/{n}" for n in range(20))
    opened = ours.open(ticket(question=long, told=long, reading=long, topic=long, municipality=long, facts=(long,) * 99))
    given = Given(long, (long,), links)
    kept = ours.keep(opened.with_(given=given, reason=long), Event("x" * 99, note=long))
    assert (len(kept.question), len(kept.told), len(kept.reason)) == (LONGEST_QUESTION,) * 3
    assert len(kept.given.text) == LONGEST_ANSWER
    assert kept.given.links == links[:MOST_LINKS]
    assert set(kept.question) == {"å", "?"}
    assert ours.ticket(opened.number) == kept
    assert len(ours.events(opened.number)[1].note) == LONGEST_ANSWER


def test_an_answer_is_sent_once_per_round(desk, connection):
    ours = desk()
    opened = ours.open(ticket(round=1))
    assert ours.tell_asker(opened, REPLY)
    assert ours.tell_asker(opened, Reply(title="Något annat"))
    parcel = outbox.of_cause(connection, tickets.cause(opened.number, 1))
    assert parcel.reference["user"] == {"id": "asker"}
    assert (parcel.ticket, parcel.status) == (opened.number, "pending")
    activity = {"type": "message", "text": "Hej", "channel": "msteams"}
    assert parcel.content == {"activities": [{"method": "send", "activity": activity}], "round": 1}
    assert outbox.depth(connection) == 1
    assert ours.tell_asker(opened.with_(round=2), REPLY)
    assert outbox.depth(connection) == 2


def test_an_answer_is_sent_once_long_after_the_parcels_were_purged(desk, connection):
    ours = desk()
    opened = ours.open(ticket())
    ours.tell_asker(opened, REPLY)
    own = outbox.of_cause(connection, tickets.cause(opened.number, 0))
    outbox.finished(connection, own, "sent")
    outbox.purge(connection, ours.now + timedelta(days=9))
    assert ours.tell_asker(opened, REPLY)
    assert outbox.depth(connection) == 0


def test_an_asker_who_cannot_be_reached(desk, connection):
    ours = desk()
    opened = ours.open(ticket())
    ours.forget()
    assert not ours.tell_asker(opened, REPLY)
    assert outbox.depth(connection) == 0
    assert ours.ticket(opened.number).delivery == "failed"


@pytest.mark.parametrize(("end", "kind"), [("sent", "delivered"), ("failed", "undelivered")])
def test_what_became_of_the_answer_stands_on_the_ticket(desk, connection, end, kind):
    ours = desk()
    opened = ours.open(ticket(round=1))
    ours.tell_asker(opened, REPLY)
    assert ours.ticket(opened.number).delivery == "pending"
    for _ in range(2):
        tickets.note_delivery(connection, opened.number, 1, end, ours.now)
    tickets.note_delivery(connection, opened.number, 0, "sent", ours.now)
    assert ours.ticket(opened.number).delivery == end
    assert [event.kind for event in ours.events(opened.number)] == ["new", kind]


def test_a_later_change_does_not_undo_what_became_of_the_answer(desk, connection):
    ours = desk()
    opened = ours.open(ticket(round=1))
    ours.tell_asker(opened, REPLY)
    tickets.note_delivery(connection, opened.number, 1, "sent", ours.now)
    kept = ours.keep(opened.with_(status="published", delivery="pending"), Event("published"))
    assert kept.delivery == ours.ticket(opened.number).delivery == "sent"
    again = ours.keep(kept.with_(status="answered", round=2, delivery="pending"), Event("answered"))
    assert again.delivery == "pending"


STATUSES = st.sampled_from(["new", "taken", "answered", "published", "closed", "reopened"])
STEPS = st.lists(st.tuples(st.sampled_from(["open", "keep", "stale", "tell", "sent", "failed"]), st.integers(0, 3), STATUSES))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_happens_to_tickets(desk, connection, steps):
    nested = connection.begin_nested()
    _take(desk(), connection, steps)
    nested.rollback()


def _take(desk, connection, steps):
    known = []
    for what, which, status in steps:
        if what == "open" or not known:
            known.append(desk.open(ticket()))
            continue
        number = known[which % len(known)].number
        current = desk.ticket(number)
        if what == "keep":
            round_ = current.round + (status == "answered")
            kept = desk.keep(current.with_(status=status, round=round_), Event(status, KOMMUN))
            assert (kept.version, kept.status) == (current.version + 1, status)
        elif what == "stale":
            with pytest.raises(StaleStateError):
                desk.keep(current.with_(version=current.version - 1, status=status), Event("stale"))
        elif what == "tell":
            assert desk.tell_asker(current, REPLY)
        else:
            tickets.note_delivery(connection, number, current.round, what, desk.now)
    _check(desk, connection, {each.number for each in known}, len(known))


def _check(desk, connection, numbers, opened):
    assert len(numbers) == opened
    for number in numbers:
        kinds = [event.kind for event in desk.events(number)]
        own = [kind for kind in kinds if kind not in ("delivered", "undelivered")]
        assert kinds[0] == "new"
        assert desk.ticket(number).version == len(own)
        assert desk.ticket(number).status == own[-1]
        told = select(func.count()).select_from(parcels).where(parcels.c.ticket == number)
        assert connection.execute(told).scalar_one() <= desk.ticket(number).round + 1
    together = select(func.count()).select_from(parcels).group_by(parcels.c.ticket, parcels.c.once)
    assert set(connection.execute(together).scalars()) <= {1}
