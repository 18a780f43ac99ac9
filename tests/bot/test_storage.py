from __future__ import annotations

import asyncio
import os

import pytest

from bot.storage import Conversations, StaleStateError, StorageError
from dialogs.state import State


@pytest.fixture
async def conversations(settings):
    opened = Conversations(settings.database_url)
    yield opened
    await opened.close()


async def test_a_new_conversation_is_fresh(conversations):
    stored = await conversations.load("x")
    assert (stored.state, stored.version, stored.lost) == (State(), 0, False)


async def test_what_is_saved_is_loaded(conversations, settings):
    state = State(county="jonkoping", said={"age": 8}, order=("age",), serial=3)
    assert await conversations.save("x", state, 0) == 1
    again = Conversations(settings.database_url)
    assert await again.load("x") == await conversations.load("x")
    assert (await again.load("x")).state == state
    await again.close()


async def test_only_the_version_that_was_loaded_is_overwritten(conversations):
    await conversations.save("x", State(serial=1), 0)
    await conversations.save("x", State(serial=2), 1)
    for version in (0, 1, 7):
        with pytest.raises(StaleStateError):
            await conversations.save("x", State(serial=9), version)
    assert (await conversations.load("x")).state.serial == 2


async def test_of_many_writers_one_wins(conversations):
    results = await asyncio.gather(*(conversations.save("x", State(serial=n), 0) for n in range(10)), return_exceptions=True)
    assert sum(result == 1 for result in results) == 1
    assert sum(isinstance(result, StaleStateError) for result in results) == 9


@pytest.mark.parametrize("url", ["sqlite+aiosqlite:////proc/no/x.sqlite", "postgresql+asyncpg://127.0.0.1:9/x"])
async def test_a_database_that_is_not_there(url):
    try:
        conversations = Conversations(url)
    except ModuleNotFoundError:
        pytest.skip("the driver is not installed")
    for call in (conversations.prepare(), conversations.ping(), conversations.load("x"), conversations.save("x", State(), 0)):
        with pytest.raises(StorageError):
            await call
    await conversations.close()


async def test_it_writes_ahead(conversations, settings):
    await conversations.prepare()
    folder = settings.database_url.removeprefix("sqlite+aiosqlite:///").rsplit("/", 1)[0]
    await conversations.save("x", State(), 0)
    assert any(name.endswith("-wal") for name in os.listdir(folder))
