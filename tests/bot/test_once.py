"""Each activity counts once, however often the channel sends it, and everything said is sent."""

from __future__ import annotations

import asyncio
import json

import pytest

from bot.app import DATABASE, DISPATCHER
from bot.storage.schema import conversations, outbox

pytestmark = pytest.mark.parametrize("settings", ["sqlite", "postgresql"], indirect=True)


async def until(condition):
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


async def send(client, body):
    async with client.post("/api/messages", json=body) as response:
        assert response.status == 200, await response.text()
        return await response.read()


async def rows(client, table):
    found = await client.app[DATABASE].run(lambda connection: connection.execute(table.select()).all())
    return list(found)


async def test_a_repeated_request_gets_the_same_replies(client, activity, dialog):
    body = activity("hej", deliveryMode="expectReplies")
    first = await send(client, body)
    assert b"1: hej" in first
    assert await send(client, body) == first
    assert await send(client, activity("hej", deliveryMode="expectReplies")) != first
    assert [message.text for message in dialog.heard] == ["hej", "hej"]


async def test_a_repeated_press_gets_the_same_card(client, activity, dialog, channel):
    value = {"action": {"verb": "answer", "data": {"then": "fråga"}}}
    body = activity(type="invoke", name="adaptiveCard/action", value=value, channelId="msteams", serviceUrl=channel.url)
    first = await send(client, body)
    assert b"AdaptiveCard" in first
    assert await send(client, body) == first
    assert len(dialog.heard) == 1


async def test_a_repeated_message_is_not_answered_again(client, activity, dialog, channel):
    body = activity("hej", serviceUrl=channel.url)
    await asyncio.gather(*(send(client, body) for _ in range(10)))
    await send(client, body)
    assert channel.texts == ["1: hej"]
    assert len(dialog.heard) == 1


async def test_it_is_known_to_all_replicas(make_client, activity, dialog, channel):
    replicas = [await make_client() for _ in range(3)]
    body = activity("hej", deliveryMode="expectReplies")
    answers = await asyncio.gather(*(send(client, body) for client in replicas for _ in range(4)))
    assert len(set(answers)) == 1
    assert b"1: hej" in answers[0]
    body = activity("igen", serviceUrl=channel.url)
    await asyncio.gather(*(send(client, body) for client in replicas for _ in range(4)))
    assert channel.texts == ["2: igen"]


async def test_without_an_id_every_message_is_new(client, activity, dialog):
    body = activity("hej", deliveryMode="expectReplies", id=None)
    assert await send(client, body) != await send(client, body)
    assert len(dialog.heard) == 2


async def test_other_conversations_have_their_own_ids(client, activity, dialog):
    body = activity("hej", deliveryMode="expectReplies")
    await send(client, body)
    await send(client, {**body, "conversation": {"id": "other"}})
    assert len(dialog.heard) == 2


async def test_people_of_a_group_may_send_the_same_id(client, activity, dialog):
    body = activity("hej", deliveryMode="expectReplies", conversation={"id": "g", "isGroup": True})
    await send(client, body)
    await send(client, {**body, "from": {"id": "user-2"}})
    assert len(dialog.heard) == 2


async def test_many_messages_through_many_replicas_are_all_counted(make_client, activity):
    replicas = [await make_client() for _ in range(3)]
    bodies = [activity("x", deliveryMode="expectReplies") for _ in range(30)]
    answers = await asyncio.gather(*(send(replicas[n % 3], body) for n, body in enumerate(bodies)))
    numbers = sorted(int(json.loads(answer)["activities"][0]["text"].split(":")[0]) for answer in answers)
    assert numbers == list(range(1, 31))


async def test_a_turn_that_fails_changes_nothing_and_may_come_again(client, activity, dialog):
    body = activity("krasch", deliveryMode="expectReplies")
    await send(client, body)
    assert await rows(client, conversations) == []
    assert await rows(client, outbox) == []
    await send(client, body)
    assert len(dialog.heard) == 2


async def test_what_was_sent_and_to_whom_is_not_kept(client, activity, channel):
    await send(client, activity("hej", serviceUrl=channel.url))
    await client.app[DISPATCHER].finish()
    (row,) = await rows(client, outbox)
    assert (row.status, row.reference, row.due_at, row.content["activities"]) == ("sent", None, None, [])
    assert "user-1" not in str(row)


async def test_another_replica_sends_what_was_left(make_client, activity, channel, settings):
    """As after a kill between saving and sending: the parcel is there, and its lease is over."""
    first = await make_client()
    channel.statuses = [500]
    await send(first, activity("hej", serviceUrl=channel.url))
    await first.close()
    second = await make_client()
    await until(lambda: channel.texts)
    await asyncio.sleep(0.2)
    await second.app[DISPATCHER].finish()
    assert channel.texts == ["1: hej"]
    assert [row.status for row in await rows(second, outbox)] == ["sent"]
