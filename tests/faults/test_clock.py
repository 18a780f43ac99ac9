"""The clock is set a day forward or back: nothing is lost, and nothing is sent endlessly."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.app import DATABASE, DISPATCHER, SERVICE
from bot.dispatcher import FEWEST_ATTEMPTS
from bot.storage.outbox import LEASE
from bot.storage.schema import outbox
from tests.faults.tools import activity, busy, fine, until

DAY = timedelta(days=1)
JUMPS = {"forward": DAY, "back": -DAY}


class Clock:
    """The time it is, and a jump."""

    def __init__(self) -> None:
        self.jump = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.jump


@pytest.fixture
def clock(service):
    """Of everything in the service that looks at one."""
    clock = Clock()
    service.app[DISPATCHER]._clock = clock
    service.app[SERVICE]._turns._clock = clock
    return clock


async def parcels(service):
    query = select(outbox).order_by(outbox.c.id)
    return await service.app[DATABASE].run(lambda connection: connection.execute(query).all())


@pytest.mark.parametrize("jump", JUMPS)
async def test_what_waits_is_sent_once(service, wire, clock, jump):
    wire.answer = busy
    await service.post(activity("hej", serviceUrl=wire.url))
    clock.jump = JUMPS[jump]
    await until(lambda: len(wire.came) >= 2 or jump == "back")
    wire.answer, before = None, len(wire.came)
    if jump == "back":  # it is due in a minute at the latest, not in a day
        await asyncio.sleep(0.3)
        [parcel] = await parcels(service)
        assert parcel.due_at <= clock() + LEASE
        clock.jump += LEASE
    await until(lambda: len(wire.came) == before + 1)
    await asyncio.sleep(0.4)
    assert len(wire.came) == before + 1
    assert [parcel.status for parcel in await parcels(service)] == ["sent"]


async def test_a_jump_forward_does_not_make_it_too_old(service, wire, clock):
    wire.answer = busy
    await service.post(activity("hej", serviceUrl=wire.url))
    clock.jump = DAY
    await until(lambda: len(wire.came) >= 3)
    assert [parcel.status for parcel in await parcels(service)] == ["pending"]


async def test_what_is_too_old_is_given_up_in_the_end(service, wire, clock):
    wire.answer = busy
    await service.post(activity("hej", serviceUrl=wire.url))
    clock.jump = DAY
    await until(lambda: len(wire.came) > FEWEST_ATTEMPTS)
    await asyncio.sleep(1)
    assert [parcel.status for parcel in await parcels(service)] == ["failed"]
    came = len(wire.came)
    await asyncio.sleep(1)
    assert len(wire.came) == came


@pytest.mark.parametrize("jump", JUMPS)
async def test_what_is_being_sent_is_not_sent_beside_it(service, wire, clock, jump):
    taken = asyncio.Event()

    async def slow(writer):
        await taken.wait()
        await fine(writer)

    wire.answer = slow
    asked = asyncio.create_task(service.post(activity("hej", serviceUrl=wire.url)))
    await until(lambda: wire.came)
    clock.jump = JUMPS[jump]
    await asyncio.sleep(0.3)
    taken.set()
    assert (await asked)[0] == 200
    await asyncio.sleep(0.4)
    assert wire.texts == ["1: hej"]
    assert [parcel.status for parcel in await parcels(service)] == ["sent"]


@pytest.mark.parametrize("jump", JUMPS)
async def test_conversations_and_repeated_requests_go_on(service, clock, jump):
    body = activity("ett", deliveryMode="expectReplies")
    first = await service.post(body)
    clock.jump = JUMPS[jump]
    assert await service.post(body) == first
    assert await service.says("vidare") == ["2: vidare"]
