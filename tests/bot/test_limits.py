from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot import service, texts
from bot.app import DATABASE, SERVICE
from bot.incoming import Conversation, Incoming, Person
from bot.limits import GROUP_FACTOR, BusyError, Rate, Room
from bot.pace import THREAD_PER_SECOND, PacedWay


def incoming(person="kim", conversation="c", **changes):
    return Incoming("message", Conversation(conversation, **changes), "msteams", sender=Person(person))


async def test_everybody_has_a_pace_of_their_own():
    rate = Rate(3)
    assert [await rate.allows(incoming()) for _ in range(5)] == [True, True, True, False, False]
    assert await rate.allows(incoming("robin"))
    assert not await rate.allows(incoming(conversation="another"))


async def test_a_group_has_one_too():
    rate = Rate(1)
    allowed = [await rate.allows(incoming(f"user-{n}", is_group=True)) for n in range(GROUP_FACTOR + 2)]
    assert allowed == [True] * GROUP_FACTOR + [False] * 2


async def test_somebody_who_writes_too_fast_is_told_once_in_a_while():
    rate = Rate(1)
    assert [await rate.tells(incoming()) for _ in range(3)] == [True, False, False]
    assert await rate.tells(incoming("robin"))
    assert all([await rate.tells(replace(incoming(), delivery="expectReplies")) for _ in range(3)])


async def test_when_the_queue_is_full_it_says_so():
    room = Room(at_once=1, waiting=1)
    entered, leave = asyncio.Event(), asyncio.Event()

    async def stay():
        async with room.place():
            entered.set()
            await leave.wait()

    first = asyncio.create_task(stay())
    await entered.wait()
    second = asyncio.create_task(stay())
    await asyncio.sleep(0)
    with pytest.raises(BusyError):
        async with room.place():
            pass
    leave.set()
    await asyncio.gather(first, second)
    async with room.place():
        pass


class Recorder:
    def __init__(self):
        self.times = []

    async def send(self, reference, activity, reply_to):
        self.times.append(asyncio.get_running_loop().time())

    async def update(self, reference, activity_id, activity):
        self.times.append(asyncio.get_running_loop().time())


async def test_teams_gets_no_more_than_it_takes():
    recorder = Recorder()
    way = PacedWay(recorder)
    there = {"channelId": "msteams", "conversation": {"id": "c", "tenantId": "t"}}
    await asyncio.gather(*(way.send(there, {}, None) for _ in range(THREAD_PER_SECOND + 2)))
    first, last = recorder.times[0], recorder.times[-1]
    assert last - first >= 1 / THREAD_PER_SECOND
    assert recorder.times[THREAD_PER_SECOND - 1] - first < 1 / THREAD_PER_SECOND


@pytest.fixture
def settings(settings):
    return replace(settings, messages_per_minute=2)


async def test_who_writes_too_fast_gets_a_friendly_answer(client, ask, dialog):
    said = [(await ask(client, "hej"))[0]["text"] for _ in range(4)]
    assert said == ["1: hej", "2: hej", texts.TOO_FAST, texts.TOO_FAST]
    assert len(dialog.heard) == 2
    assert (await ask(client, "hej", conversation={"id": "o"}, **{"from": {"id": "robin"}}))[0]["text"] == "1: hej"


@pytest.fixture
def slow(client, monkeypatch):
    """A storage that needs its time, and a channel that would not wait for it."""
    monkeypatch.setattr(service, "LATE", 0.1)
    run = client.app[DATABASE].run

    async def wait(work):
        await asyncio.sleep(0.4)
        return await run(work)

    monkeypatch.setattr(client.app[DATABASE], "run", wait)


async def until_sent(channel, number=1):
    async with asyncio.timeout(10):
        while len(channel.messages) < number:
            await asyncio.sleep(0.02)


async def test_what_takes_long_is_answered_later(client, activity, channel, slow):
    async with client.post("/api/messages", json=activity("hej", serviceUrl=channel.url)) as response:
        assert response.status == 200
    assert channel.texts == []
    await until_sent(channel)
    assert channel.texts == ["1: hej"]


async def test_a_card_that_comes_late_is_a_message(client, activity, channel, slow):
    value = {"action": {"verb": "answer", "data": {"then": "fråga"}}}
    body = activity(type="invoke", name="adaptiveCard/action", value=value, channelId="msteams", serviceUrl=channel.url)
    async with client.post("/api/messages", json=body) as response:
        assert (await response.json())["value"] == texts.STILL_WORKING
    await until_sent(channel)
    assert channel.messages[0]["attachments"][0]["content"]["type"] == "AdaptiveCard"


async def test_when_too_many_wait_the_channel_is_asked_to_come_again(client, activity, channel, monkeypatch):
    monkeypatch.setattr(client.app[SERVICE]._room, "_most", 0)
    async with client.post("/api/messages", json=activity("hej", serviceUrl=channel.url)) as response:
        assert response.status == 503
        assert int(response.headers["Retry-After"]) > 0
    assert channel.calls == []
