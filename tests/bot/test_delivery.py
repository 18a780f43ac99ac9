from __future__ import annotations

from bot import texts
from bot.app import DATABASE
from bot.storage.schema import outbox

TEAMS = {"channelId": "msteams"}


async def invoke(client, activity, channel, value, **changes):
    body = activity(type="invoke", name="adaptiveCard/action", value=value, serviceUrl=channel.url, **{**TEAMS, **changes})
    async with client.post("/api/messages", json=body) as response:
        return response.status, await response.json()


def press(**data):
    return {"action": {"type": "Action.Execute", "verb": "answer", "data": data}, "trigger": "manual"}


async def test_an_execute_is_answered_with_the_new_card(client, activity, channel, dialog):
    status, body = await invoke(client, activity, channel, press(serial="1", then="fråga"))
    assert status == 200
    assert (body["statusCode"], body["type"]) == (200, "application/vnd.microsoft.card.adaptive")
    assert body["value"]["type"] == "AdaptiveCard"
    assert body["value"]["actions"][0]["type"] == "Action.Execute"
    assert channel.calls == []
    assert (dialog.heard[0].verb, dict(dialog.heard[0].data)) == ("answer", {"serial": "1", "then": "fråga"})


async def test_an_execute_without_a_new_card_is_answered_with_a_message(client, activity, channel):
    status, body = await invoke(client, activity, channel, press(then="svar"))
    assert status == 200
    assert body == {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": texts.SEE_BELOW}
    assert [message["summary"] for message in channel.messages] == ["● Kommunen ansvarar."]


async def test_an_execute_that_fails_is_an_answer_too(client, activity, channel):
    status, body = await invoke(client, activity, channel, press(then="krasch"))
    assert status == 200
    assert body["type"] == "application/vnd.microsoft.error"
    assert body["value"]["message"] == texts.WENT_WRONG


async def test_a_malformed_execute_is_an_error(client, activity, channel):
    for value in ("x", {}, {"action": 7}, None):
        status, body = await invoke(client, activity, channel, value)
        assert status == 400
        assert body["statusCode"] == 400


async def test_an_execute_with_expect_replies(client, ask):
    replies = await ask(client, type="invoke", name="adaptiveCard/action", value=press(then="fråga"), **TEAMS)
    assert replies[0]["type"] == "invokeResponse"
    assert replies[0]["value"]["status"] == 200
    assert replies[0]["value"]["body"]["value"]["type"] == "AdaptiveCard"


async def test_a_submit_replaces_the_card_in_teams(client, activity, channel):
    body = activity(value={"verb": "answer", "then": "fråga"}, replyToId="card|1", serviceUrl=channel.url, **TEAMS)
    async with client.post("/api/messages", json=body) as response:
        assert response.status == 200
    method, path, sent = channel.calls[0]
    assert (method, path) == ("PUT", "/v3/conversations/c%7Clivechat%3B1/activities/card%7C1")
    assert sent["attachments"][0]["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert len(channel.calls) == 1


async def test_a_card_that_cannot_be_replaced_is_sent(client, activity, channel):
    channel.statuses = [404]
    body = activity(value={"verb": "answer", "then": "fråga"}, replyToId="card", serviceUrl=channel.url, **TEAMS)
    async with client.post("/api/messages", json=body) as response:
        assert response.status == 200
    assert [method for method, _, _ in channel.calls] == ["POST"]


async def test_elsewhere_a_new_card_is_sent_with_submit_buttons(client, ask):
    (reply,) = await ask(client, value={"verb": "answer", "then": "fråga"}, replyToId="card")
    card = reply["attachments"][0]["content"]
    assert {action["type"] for action in card["actions"]} == {"Action.Submit"}
    assert reply["inputHint"] == "expectingInput"
    assert "1. Rehab" in reply["text"]


async def test_a_dialog_that_says_nothing(client, ask, activity, channel):
    assert await ask(client, "tyst") == []
    status, _ = await invoke(client, activity, channel, press(then="tyst"))
    assert status == 200


async def test_a_question_in_teams_asks_for_its_state_when_it_comes_into_view(client, activity, channel, ask):
    _, body = await invoke(client, activity, channel, press(serial="1", then="fråga"))
    assert body["value"]["refresh"]["userIds"] == ["user-1"]
    action = body["value"]["refresh"]["action"]
    assert (action["type"], action["verb"], action["data"]) == ("Action.Execute", "refresh", {"verb": "refresh", "serial": "1"})
    (elsewhere,) = await ask(client, value={"verb": "answer", "then": "fråga"}, conversation={"id": "o"})
    assert "refresh" not in elsewhere["attachments"][0]["content"]
    (answered,) = await ask(client, "svar", conversation={"id": "p"}, **TEAMS)
    assert "refresh" not in answered["attachments"][0]["content"]
    assert "user-1" not in str(await client.app[DATABASE].run(lambda connection: connection.execute(outbox.select()).all()))
