"""Teams' own thumbs: shown under answers, heard by the dialog, and what is written beside them dropped."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot import texts
from bot.app import DATABASE
from bot.incoming import Conversation, Incoming
from bot.messages import to_message
from bot.replies import to_activity
from bot.storage import StorageError
from dialogs.message import Message
from dialogs.reply import Line, Reply

LIKED = Message(verb="feedback", data={"value": "helpful", "reason": "teams"})
ANSWER = Reply("answer", title="Kommunen ansvarar.", mark="kommun", lines=(Line("Kommunen svarar för insatser."),), in_place=True)


def thumb(reaction: Any = "like", text: str = "Ring Kim Berg") -> dict[str, Any]:
    """The value as Teams sends it: the form's content is JSON in a string."""
    return {"actionName": "feedback", "actionValue": {"reaction": reaction, "feedback": json.dumps({"feedbackText": text})}}


def submitted(value: Any, **parts: Any) -> dict[str, Any]:
    """The invoke as Teams sends it."""
    conversation = {"id": "a:1", "conversationType": "personal", "tenantId": "tenant-1"}
    there = {"type": "invoke", "name": "message/submitAction", "channelId": "msteams", "replyToId": "1732262400000"}
    return {**there, "conversation": conversation, "value": value, **parts}


def test_only_answers_in_teams_have_thumbs() -> None:
    assert to_activity(ANSWER, "msteams")["channelData"] == {"feedbackLoop": {"type": "default"}}
    assert "channelData" not in to_activity(ANSWER, "emulator")
    for kind in ("message", "question", "panel"):
        assert "channelData" not in to_activity(Reply(kind, title="x"), "msteams")


@pytest.mark.parametrize(("reaction", "value"), [("like", "helpful"), ("dislike", "not")])
async def test_a_thumb_reaches_the_dialog(client: Any, activity: Any, dialog: Any, reaction: str, value: str) -> None:
    async with client.post("/api/messages", json=activity(**submitted(thumb(reaction)))) as response:
        assert response.status == 200
        assert await response.read() == b""
    assert dialog.heard == [Message(verb="feedback", data={"value": value, "reason": "teams"})]


async def test_what_is_said_to_a_thumb_comes_as_a_message(client: Any, channel: Any, activity: Any, dialog: Any) -> None:
    """In the place of no card: the answer stays where it is."""
    dialog.turn = lambda state, *_: (state, (ANSWER,))
    async with client.post("/api/messages", json=activity(**submitted(thumb(), serviceUrl=channel.url))) as response:
        assert (response.status, await response.read()) == (200, b"")
    ((method, _, sent),) = channel.calls
    assert method == "POST"
    assert sent["channelData"] == {"feedbackLoop": {"type": "default"}}


async def test_a_repeated_thumb_counts_once(client: Any, activity: Any, dialog: Any) -> None:
    body = activity(**submitted(thumb()))
    for _ in range(2):
        async with client.post("/api/messages", json=body) as response:
            assert (response.status, await response.read()) == (200, b"")
    assert len(dialog.heard) == 1


async def test_what_somebody_writes_is_dropped(
    client: Any, activity: Any, dialog: Any, tmp_path: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with client.post("/api/messages", json=activity(**submitted(thumb("dislike", "Ring Kim Berg 0701234567")))) as response:
        assert response.status == 200
    stored = b"".join(path.read_bytes() for path in (tmp_path / "var").iterdir())
    for trace in ("Kim Berg", "0701234567", "feedbackText"):
        assert trace not in repr(dialog.heard)
        assert trace.encode() not in stored
        assert trace not in caplog.text
        assert trace not in "".join(repr(vars(record)) for record in caplog.records)


async def test_an_error_is_no_error_for_teams(client: Any, activity: Any, dialog: Any) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("hemlig")

    dialog.turn = broken
    async with client.post("/api/messages", json=activity(**submitted(thumb()))) as response:
        assert (response.status, await response.read()) == (200, b"")
    async with client.get("/metrics") as response:
        assert 'bot_failures_total{kind="turn"} 1.0' in await response.text()


async def test_without_storage_a_thumb_is_answered_all_the_same(
    client: Any, channel: Any, activity: Any, monkeypatch: Any
) -> None:
    async def gone(_: Any) -> Any:
        raise StorageError("gone")

    monkeypatch.setattr(client.app[DATABASE], "run", gone)
    async with client.post("/api/messages", json=activity(**submitted(thumb(), serviceUrl=channel.url))) as response:
        assert (response.status, await response.read()) == (200, b"")
    assert channel.texts[0] == texts.CANNOT_SAVE


async def test_expect_replies(client: Any, ask: Any) -> None:
    (reply,) = await ask(client, **submitted(thumb()))
    assert reply["text"] == "1: feedback"


MALFORMED = [
    None,
    {},
    [],
    "like",
    {"actionName": "feedback"},
    {"actionName": "feedback", "actionValue": "like"},
    {"actionName": "feedback", "actionValue": {}},
    thumb("love"),
    thumb(None),
    thumb(["like"]),
    {**thumb(), "actionName": "other"},
    {**thumb(), "actionName": ["feedback"]},
]


@pytest.mark.parametrize("value", MALFORMED, ids=repr)
async def test_a_malformed_thumb_is_refused(client: Any, activity: Any, dialog: Any, value: Any) -> None:
    async with client.post("/api/messages", json=activity(**{**submitted(value), "value": value})) as response:
        assert response.status == 400
        assert (await response.json())["value"]["code"] == "BadRequest"
    assert dialog.heard == []


async def test_a_reaction_to_a_message_is_passed_over(client: Any, channel: Any, activity: Any, dialog: Any) -> None:
    body = activity(type="messageReaction", channelId="msteams", serviceUrl=channel.url, replyToId="1", text=None)
    for field in ("reactionsAdded", "reactionsRemoved"):
        async with client.post("/api/messages", json={**body, field: [{"type": "like"}]}) as response:
            assert (response.status, await response.read()) == (200, b"")
    assert dialog.heard == []
    assert channel.calls == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8), lambda inner: st.lists(inner, max_size=3), max_leaves=5
)
PARTS = st.fixed_dictionaries(
    {}, optional={"reaction": JSON | st.sampled_from(["like", "dislike"]), "feedback": JSON, "other": JSON}
)


@settings(max_examples=200, deadline=None)
@given(JSON | st.fixed_dictionaries({}, optional={"actionName": JSON | st.just("feedback"), "actionValue": JSON | PARTS}))
def test_any_value_is_a_thumb_or_none(value: Any) -> None:
    heard = to_message(Incoming("invoke", Conversation("c"), name="message/submitAction", value=value))
    assert heard in (None, LIKED, Message(verb="feedback", data={"value": "not", "reason": "teams"}))
