from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime, timedelta

import pytest

from bot.storage import Database, StaleStateError, StorageError, conversations
from bot.storage.conversations import Where
from bot.storage.database import MOST_ATTEMPTS
from dialogs.state import State

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
async def database(settings):
    opened = Database(settings.database_url)
    yield opened
    await opened.close()


def loading(key):
    return lambda connection: conversations.load(connection, key)


def saving(key, state, version, owner="", now=NOW):
    return lambda connection: conversations.save(connection, Where(key, owner), state, version, now)


async def test_a_new_conversation_is_fresh(database):
    stored = await database.run(loading("x"))
    assert (stored.state, stored.version, stored.lost) == (State(), 0, False)


async def test_what_is_saved_is_loaded(database, settings):
    state = State(county="jonkoping", said={"age": 8}, order=("age",), serial=3)
    assert await database.run(saving("x", state, 0)) == 1
    again = Database(settings.database_url)
    assert await again.run(loading("x")) == await database.run(loading("x"))
    assert (await again.run(loading("x"))).state == state
    await again.close()


async def test_only_the_version_that_was_loaded_is_overwritten(database):
    await database.run(saving("x", State(serial=1), 0))
    await database.run(saving("x", State(serial=2), 1))

    def overwrites(version):
        def work(connection):
            with pytest.raises(StaleStateError):
                conversations.save(connection, Where("x"), State(serial=9), version, NOW)

        return work

    for version in (1, 7):
        await database.run(overwrites(version))
    assert (await database.run(loading("x"))).state.serial == 2


async def test_many_writers_all_come_to_their_turn(database):
    def add_one(connection):
        stored = conversations.load(connection, "x")
        state = stored.state.with_(serial=stored.state.serial + 1)
        return conversations.save(connection, Where("x"), state, stored.version, NOW)

    many = MOST_ATTEMPTS  # in each round one of them is first
    assert sorted(await asyncio.gather(*(database.run(add_one) for _ in range(many)))) == list(range(1, many + 1))
    assert (await database.run(loading("x"))).state.serial == many


async def test_a_failed_transaction_leaves_nothing(database):
    def fails(connection):
        conversations.save(connection, Where("x"), State(serial=1), 0, NOW)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await database.run(fails)
    assert (await database.run(loading("x"))).version == 0


async def test_the_latest_conversation_of_somebody(database):
    await database.run(saving("a", State(), 0, "kim", NOW - timedelta(minutes=50)))
    await database.run(saving("b", State(), 0, "kim", NOW - timedelta(minutes=10)))
    await database.run(saving("c", State(), 0, "robin", NOW))

    def latest(owner, hours):
        return lambda connection: conversations.latest_of(connection, owner, NOW - timedelta(hours=hours))

    found = await database.run(latest("kim", 1))
    assert found == f"sha256:{conversations.fingerprint('b')}"
    assert await database.run(loading(found)) == await database.run(loading("b"))
    assert await database.run(latest("kim", 0.1)) is None
    assert await database.run(latest("nobody", 1)) is None


@pytest.mark.parametrize("url", ["sqlite+aiosqlite:////proc/no/x.sqlite", "postgresql+asyncpg://127.0.0.1:9/x"])
async def test_a_database_that_is_not_there(url, monkeypatch):
    monkeypatch.setattr("bot.storage.database.LONGEST_WAIT", 0.5)
    database = Database(url)
    for call in (database.prepare(), database.ping(), database.run(loading("x"))):
        with pytest.raises(StorageError):
            await call
    await database.close()


async def test_it_writes_ahead(database, settings):
    folder = settings.database_url.removeprefix("sqlite+aiosqlite:///").rsplit("/", 1)[0]
    await database.run(saving("x", State(), 0))
    assert any(name.endswith("-wal") for name in os.listdir(folder))
