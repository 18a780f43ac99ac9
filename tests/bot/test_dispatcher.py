from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.dispatcher import Dispatcher
from bot.storage import Database, outbox
from bot.storage.outbox import Parcel
from bot.storage.schema import outbox as table
from bot.telemetry import Metrics

NOW = datetime.now(UTC)
MANY = 20


class Taking:
    """A way on which everything is taken."""

    async def send(self, reference, activity, reply_to):
        return "1"


@pytest.fixture
async def database(settings):
    opened = Database(settings.database_url)
    await opened.prepare()
    yield opened
    await opened.close()


def put(number):
    reference = {"channelId": "test", "serviceUrl": "x", "conversation": {"id": str(number)}, "bot": {"id": "b"}}
    parcel = Parcel(f"cause {number}", reference, {"activities": [{"method": "send", "activity": {"type": "message"}}]})
    return lambda connection: parcel.numbered(outbox.put(connection, parcel, NOW, later=False), NOW)


async def statuses(database):
    found = await database.run(lambda connection: connection.execute(select(table.c.status)).all())
    return [status for (status,) in found]


@pytest.mark.parametrize("settings", ["sqlite", "postgresql"], indirect=True)
async def test_what_is_sent_meanwhile_is_noted_together(database, monkeypatch):
    parcels = [await database.run(put(number)) for number in range(MANY)]
    dispatcher = Dispatcher(database, Taking(), Metrics(), within=timedelta(hours=1))
    transactions = []
    run = database.run

    async def counted(work):
        transactions.append(work)
        return await run(work)

    monkeypatch.setattr(database, "run", counted)
    await asyncio.gather(*map(dispatcher.deliver, parcels))
    await dispatcher.finish()
    assert len(transactions) < MANY / 2
    monkeypatch.undo()
    assert await statuses(database) == ["sent"] * MANY


async def test_a_note_that_fails_is_not_the_end_of_the_next_one(database, monkeypatch):
    first, second = [await database.run(put(number)) for number in range(2)]
    dispatcher = Dispatcher(database, Taking(), Metrics(), within=timedelta(hours=1))
    with monkeypatch.context() as broken:
        broken.setattr(outbox, "all_sent", lambda *_: 1 / 0)
        await dispatcher.deliver(first)
        await dispatcher.finish()
    await dispatcher.deliver(second)
    await dispatcher.finish()
    assert await statuses(database) == ["pending", "sent"]


async def test_a_stop_that_comes_together_with_something_new_is_a_stop(settings):
    database = Database(settings.database_url)
    await database.prepare()
    dispatcher = Dispatcher(database, None, Metrics(), within=timedelta(hours=1))
    running = asyncio.create_task(dispatcher.run())
    await asyncio.sleep(0.2)
    dispatcher.wake()
    await asyncio.sleep(0)
    running.cancel()
    ended, _ = await asyncio.wait({running}, timeout=5)
    assert ended
    assert running.cancelled()
    await database.close()


async def test_what_was_sent_is_noted_before_the_end_although_nobody_waits_for_it(database):
    parcel = await database.run(put(1))
    dispatcher = Dispatcher(database, Taking(), Metrics(), within=timedelta(hours=1))
    delivering = asyncio.create_task(dispatcher.deliver(parcel))
    while dispatcher._noting is None:
        await asyncio.sleep(0)
    delivering.cancel()
    await dispatcher.finish()
    assert await statuses(database) == ["sent"]
