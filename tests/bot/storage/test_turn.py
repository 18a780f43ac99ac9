"""What a turn begins with and leaves, on both databases."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from bot.storage import Database, StaleStateError, conversations, outbox, turn
from bot.storage.conversations import Stored, Where
from bot.storage.counts import Happening
from bot.storage.outbox import LEASE, Parcel
from bot.storage.schema import metadata
from dialogs.state import State

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
REFERENCE = {"channelId": "test", "conversation": {"id": "c"}}
HAPPENINGS = (Happening("settled", "north", "aids"), Happening("silence", None, "", "S-1 å 'x'"))


@pytest.fixture
async def database(url):
    opened = Database(url)
    yield opened
    await opened.close()


def parcel(once="a", **changes):
    return Parcel(once, REFERENCE, {"activities": [{"text": "å 'citat'"}], "answer": None}, **changes)


def left(before=None, state=None, counted=(), put=None):
    return turn.Left(Where("x", "kim"), before or Stored(State(), 0), state, counted, put or parcel())


def leaving(what):
    return lambda connection: turn.leave(connection, what, NOW)


def beginning(key="x", once="a"):
    return lambda connection: turn.begin(connection, key, once)


def rows(connection):
    tables = ("conversations", "happenings", "outbox")
    return [connection.execute(select(func.count()).select_from(metadata.tables[name])).scalar_one() for name in tables]


async def test_what_was_never_there_is_fresh(database):
    assert await database.run(beginning()) == (Stored(State(), 0), None, (0, None, None))


async def test_what_a_turn_leaves_the_next_begins_with(database):
    first, second = State(serial=1, county="north"), State(serial=2, said={"age": 8})
    number = await database.run(leaving(left(state=first, counted=HAPPENINGS)))
    stored, found, _ = await database.run(beginning())
    assert stored == Stored(first, 1)
    assert found == parcel().numbered(number, NOW)
    assert await database.run(leaving(left(stored, second, HAPPENINGS[:1], parcel("b")))) > number
    assert (await database.run(beginning(once="c")))[:2] == (Stored(second, 2), None)
    assert await database.run(rows) == [1, 3, 2]


async def test_what_was_counted_stands_there_as_counted(database):
    await database.run(leaving(left(state=State(serial=1), counted=HAPPENINGS)))
    table = metadata.tables["happenings"]
    columns = (table.c.day, table.c.kind, table.c.county, table.c.topic, table.c.detail)
    found = await database.run(lambda connection: connection.execute(select(*columns).order_by(table.c.id)).all())
    assert [tuple(row)[1:] for row in found] == [("settled", "north", "aids", ""), ("silence", None, "", "S-1 å 'x'")]
    assert {row.day for row in found} == {NOW.date()}


async def test_the_lease_is_the_callers(database):
    await database.run(leaving(left(state=State(serial=1))))
    assert await database.run(lambda connection: outbox.claim(connection, NOW, 9)) == []
    later = NOW + LEASE
    assert [each.once for each in await database.run(lambda connection: outbox.claim(connection, later, 9))] == ["a"]


async def test_a_state_that_stays_is_not_saved(database):
    await database.run(leaving(left(counted=HAPPENINGS)))
    assert await database.run(rows) == [0, 2, 1]
    await database.run(leaving(left(put=parcel("b", status="returned"))))
    assert (await database.run(beginning(once="b")))[1].status == "returned"


@pytest.mark.parametrize("version", [0, 1, 7])
async def test_over_another_version_nothing_is_left(database, version):
    await database.run(leaving(left(state=State(serial=1))))
    stored, *_ = await database.run(beginning())
    await database.run(leaving(left(stored, State(serial=2), put=parcel("b"))))
    before = await database.run(rows)
    late = left(Stored(State(), version), State(serial=9), HAPPENINGS, parcel("c"))

    def leaves(connection):
        with pytest.raises((StaleStateError, IntegrityError)):
            turn.leave(connection, late, NOW)
        raise KeyError

    with pytest.raises(KeyError):
        await database.run(leaves)
    assert await database.run(rows) == before
    assert (await database.run(beginning(once="c")))[:2] == (Stored(State(serial=2), 2), None)


async def test_a_cause_leaves_one_parcel_and_nothing_else_with_a_second(database):
    await database.run(leaving(left(state=State(serial=1))))
    stored, *_ = await database.run(beginning())

    def leaves(connection):
        with pytest.raises(IntegrityError):
            turn.leave(connection, left(stored, State(serial=2), HAPPENINGS), NOW)
        raise KeyError

    with pytest.raises(KeyError):
        await database.run(leaves)
    assert await database.run(rows) == [1, 0, 1]
    assert (await database.run(beginning()))[0] == stored


async def test_in_a_transaction_that_has_begun_it_is_a_part_of_that(database):
    def fails(connection):
        conversations.save(connection, Where("y"), State(serial=1), 0, NOW)
        turn.leave(connection, left(state=State(serial=1), counted=HAPPENINGS), NOW)
        raise KeyError

    with pytest.raises(KeyError):
        await database.run(fails)
    assert await database.run(rows) == [0, 0, 0]


@pytest.mark.parametrize("base", ["postgresql"], indirect=True)
async def test_on_postgresql_a_turn_is_two_statements_and_no_transaction(database):
    await database.run(beginning())
    asked = []

    def take(connection):
        driver = connection.connection.driver_connection
        driver.add_query_logger(asked.append)
        stored, *_ = turn.begin(connection, "x", "a")
        turn.leave(connection, left(stored, State(serial=1), HAPPENINGS), NOW)

    await database.run(take)
    await asyncio.sleep(0.05)  # the event loop calls what logs
    assert [record.query.split()[0] for record in asked] == ["SELECT", "WITH"]
