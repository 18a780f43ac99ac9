from __future__ import annotations

import asyncio
import json
import sqlite3

import pytest

from bot import texts, typing_indicator
from bot.app import DATABASE
from bot.settings import Settings


def texts_of(replies):
    return [reply["text"] for reply in replies]


async def test_replies_come_with_expect_replies(client, ask):
    (reply,) = await ask(client, "hej")
    assert reply["type"] == "message"
    assert reply["text"] == "1: hej"
    assert reply["textFormat"] == "plain"
    assert reply["speak"] == "1: hej"


async def test_replies_go_to_the_channel(client, channel, activity):
    body = activity("hej", serviceUrl=channel.url, id="a|1;x")
    async with client.post("/api/messages", json=body) as response:
        assert response.status == 200
    method, path, sent = channel.calls[0]
    assert (method, path) == ("POST", "/v3/conversations/c%7Clivechat%3B1/activities/a%7C1%3Bx")
    assert sent["text"] == "1: hej"
    assert sent["recipient"]["id"] == "user-1"
    assert channel.authorization == [None]


async def test_state_is_kept_per_conversation(client, ask):
    assert texts_of(await ask(client, "a")) == ["1: a"]
    assert texts_of(await ask(client, "b")) == ["2: b"]
    assert texts_of(await ask(client, "c", conversation={"id": "other"})) == ["1: c"]


async def test_people_in_a_group_do_not_mix(client, ask):
    group = {"conversation": {"id": "g", "isGroup": True}}
    assert texts_of(await ask(client, "a", **group)) == ["1: a"]
    assert texts_of(await ask(client, "b", **group, **{"from": {"id": "user-2"}})) == ["1: b"]
    assert texts_of(await ask(client, "c", **group)) == ["2: c"]


async def test_parallel_messages_in_one_conversation_are_all_counted(client, ask):
    replies = await asyncio.gather(*(ask(client, "x") for _ in range(20)))
    assert sorted(int(reply[0]["text"].split(":")[0]) for reply in replies) == list(range(1, 21))


async def test_two_processes_do_not_overwrite_each_other(make_client, ask):
    one, other = await make_client(), await make_client()
    pairs = [one, other] * 2
    replies = await asyncio.gather(*(ask(client, "x") for client in pairs))
    assert sorted(int(reply[0]["text"].split(":")[0]) for reply in replies) == [1, 2, 3, 4]


async def test_slow_channel_keeps_the_order_of_replies(client, channel, activity):
    channel.delay = 0.05

    async def send(text):
        async with client.post("/api/messages", json=activity(text, serviceUrl=channel.url)) as response:
            assert response.status == 200

    await asyncio.gather(send("a"), send("b"), send("c"))
    assert [text.split(":")[0] for text in channel.texts] == ["1", "2", "3"]


async def test_a_repeated_message_of_teams_is_answered_once(client, channel, activity):
    body = activity("hej", serviceUrl=channel.url, channelId="msteams", timestamp="2026-01-02T03:04:05Z")
    for _ in range(2):
        async with client.post("/api/messages", json=body) as response:
            assert response.status == 200
    assert channel.texts == ["1: hej"]


async def test_a_message_without_text_reaches_the_dialog(client, ask, dialog):
    await ask(client, None, attachments=[{"contentType": "image/png", "contentUrl": "https://example.org/x.png"}])
    assert dialog.heard[0].text == ""
    assert dialog.heard[0].verb is None


@pytest.mark.parametrize(
    ("value", "heard"),
    [
        ({"verb": "answer", "serial": "1"}, ("answer", {"serial": "1"})),
        ({"verb": "nobody knows", "x": [1, {"y": None}]}, ("nobody knows", {"x": [1, {"y": None}]})),
        ({"verb": 7}, ("", {})),
        ({"other": True}, ("", {"other": True})),
        ({"verb": "answer", "choice": '{"verb": "pick", "value": "2"}'}, ("pick", {"value": "2"})),
        ({"verb": "answer", "choice": "[[["}, ("answer", {})),
        ({"verb": "answer", "choice": "[" * 100_000}, ("answer", {})),
        ({"verb": "answer", "choice": {"verb": "x"}}, ("answer", {})),
    ],
)
async def test_what_a_card_sends_reaches_the_dialog(client, ask, dialog, value, heard):
    await ask(client, value=value)
    assert (dialog.heard[0].verb, dict(dialog.heard[0].data)) == heard


async def test_half_a_character_is_no_harm(client, activity, dialog):
    body = json.dumps(activity("HALF", deliveryMode="expectReplies")).replace("HALF", "hej \\ud83d \\u0000")
    async with client.post("/api/messages", data=body.encode()) as response:
        assert response.status == 200
    assert dialog.heard[0].text == "hej ?"


async def test_an_error_is_told_without_details(client, ask, capfd):
    assert texts_of(await ask(client, "krasch")) == [texts.WENT_WRONG]
    assert "hemlig" not in "".join(capfd.readouterr())
    assert texts_of(await ask(client, "hej")) == ["1: hej"]


async def test_welcome_once(client, ask, dialog):
    added = {"type": "conversationUpdate", "membersAdded": [{"id": "bot-1"}, {"id": "user-1"}]}
    assert texts_of(await ask(client, **added)) == ["1: welcome"]
    assert await ask(client, type="installationUpdate", action="add") == []
    assert await ask(client, **added) == []
    assert len(dialog.heard) == 1


async def test_no_welcome_for_the_bot_alone_or_for_a_new_member_of_a_group(client, ask):
    assert await ask(client, type="conversationUpdate", membersAdded=[{"id": "bot-1"}]) == []
    assert await ask(client, type="installationUpdate", action="remove") == []
    group = {"conversation": {"id": "g", "conversationType": "channel"}, "type": "conversationUpdate"}
    assert await ask(client, membersAdded=[{"id": "user-2"}], **group) == []
    assert len(await ask(client, membersAdded=[{"id": "bot-1"}], **group)) == 1


async def test_storage_gone_is_told_and_not_ready(client, ask, tmp_path):
    await ask(client, "a")
    with sqlite3.connect(tmp_path / "var" / "bot.sqlite") as connection:
        connection.execute("DROP TABLE conversations")
    connection.close()
    assert texts_of(await ask(client, "b")) == [texts.CANNOT_SAVE, "1: b"]
    async with client.get("/readyz") as response:
        assert response.status == 503


async def test_storage_that_is_no_database(make_client, ask, tmp_path):
    (tmp_path / "x.sqlite").write_bytes(b"no database" * 1000)
    client = await make_client(Settings(database_url=f"sqlite+aiosqlite:///{tmp_path / 'x.sqlite'}"))
    assert texts_of(await ask(client, "b")) == [texts.CANNOT_SAVE, "1: b"]


async def test_unreadable_state_starts_over(client, ask, tmp_path):
    await ask(client, "a")
    with sqlite3.connect(tmp_path / "var" / "bot.sqlite") as connection:
        connection.execute("UPDATE conversations SET state = '{\"version\": 99}'")
    connection.close()
    assert texts_of(await ask(client, "b")) == [texts.STARTED_OVER, "1: b"]
    assert texts_of(await ask(client, "c")) == ["2: c"]


async def test_no_person_is_named_in_the_database(client, ask, tmp_path):
    await ask(client, "a", **{"from": {"id": "kim-secret"}})
    stored = b"".join(path.read_bytes() for path in (tmp_path / "var").iterdir())
    assert b"kim-secret" not in stored
    assert b"livechat" not in stored


async def test_typing_is_shown_when_it_takes_long(client, channel, activity, monkeypatch):
    monkeypatch.setattr(typing_indicator, "TYPING_AFTER", 0.02)
    run = client.app[DATABASE].run

    async def slow(work):
        await asyncio.sleep(0.2)
        return await run(work)

    monkeypatch.setattr(client.app[DATABASE], "run", slow)
    async with client.post("/api/messages", json=activity("hej", serviceUrl=channel.url)) as response:
        assert response.status == 200
    assert [body["type"] for _, _, body in channel.calls] == ["typing", "message"]


async def test_web_chat_finds_the_interview_under_another_conversation_id(client, ask):
    await ask(client, "a", channelId="webchat", conversation={"id": "one"})
    moved = await ask(client, channelId="webchat", conversation={"id": "two"}, value={"verb": "answer"})
    assert texts_of(moved) == ["2: answer"]
    assert texts_of(await ask(client, "b", channelId="webchat", conversation={"id": "one"})) == ["3: b"]
    stranger = {"channelId": "webchat", "conversation": {"id": "three"}, "from": {"id": "user-2"}}
    assert texts_of(await ask(client, value={"verb": "answer"}, **stranger)) == ["1: answer"]
