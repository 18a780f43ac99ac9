from __future__ import annotations

import json

import pytest

from bot.app import LARGEST_BODY, Parts
from bot.settings import Settings


async def post(client, body, **headers):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    async with client.post("/api/messages", data=data, headers={"Content-Type": "application/json", **headers}) as response:
        return response.status, await response.text()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"hej"',
        b"{}",
        b'{"type": 5}',
        b'{"type": ""}',
        b'{"type": "message", "text": {"a": 1}}',
        b'{"type": "message", "text": "hej", "conversation": "x"}',
        b'{"type": "message", "conversation": {"id": 7}}',
        b'{"type": "message", "entities": "x"}',
        b'{"type": "message", "membersAdded": [3]}',
        b'{"type": "message", "timestamp": "nonsense"}',
        b'{"type": "message", "value": NaN}',
        b'{"type": "message", "text": "\xff"}',
        b'{"type": "message", "value": ' + b"9" * 5_000 + b"}",
        b'{"a":' * 40_000 + b"1" + b"}" * 40_000,
        b"[" * 100_000,
    ],
    ids=lambda body: body[:40].decode("latin-1"),
)
async def test_a_malformed_body_is_400_with_one_line(client, body):
    status, text = await post(client, body)
    assert status == 400
    assert list(json.loads(text)) == ["error"]
    assert "\n" not in json.loads(text)["error"]


@pytest.mark.parametrize("depth", [10, 45, 60, 200, 400, 900, 1_500, 5_000, 30_000])
@pytest.mark.parametrize("place", ["value", "channelData", "unknown"])
async def test_deep_json_is_no_crash(client, activity, depth, place):
    deep = '{"a":' * depth + "1" + "}" * depth
    body = json.dumps(activity("hej", deliveryMode="expectReplies", **{place: "DEEP"})).replace('"DEEP"', deep)
    status, _ = await post(client, body.encode())
    assert status == (200 if depth < 50 else 400)


async def test_a_large_body_is_413(client):
    status, text = await post(client, b'{"type": "message", "text": "' + b"a" * LARGEST_BODY + b'"}')
    assert status == 413
    assert json.loads(text)["error"]


@pytest.mark.parametrize(
    "kind", ["messageReaction", "messageUpdate", "messageDelete", "typing", "endOfConversation", "event", "x"]
)
async def test_other_activities_are_taken_without_an_answer(client, channel, activity, dialog, kind):
    status, text = await post(client, activity("hej", type=kind, serviceUrl=channel.url))
    assert (status, text) == (200, "")
    assert channel.calls == []
    assert dialog.heard == []


async def test_an_unknown_invoke_is_not_implemented(client, activity):
    status, _ = await post(client, activity(type="invoke", name="task/fetch"))
    assert status == 501


async def test_other_methods_and_paths(client):
    async with client.get("/api/messages") as response:
        assert response.status == 405
        assert response.headers["Allow"] == "POST"
    async with client.get("/nowhere") as response:
        assert response.status == 404


async def test_health_readiness_and_metrics(client, ask):
    await ask(client, "hej")
    async with client.get("/healthz") as response:
        assert (response.status, await response.json()) == (200, {"status": "ok"})
    async with client.get("/readyz") as response:
        assert (response.status, await response.json()) == (200, {"ready": True, "parts": {"storage": "ok"}})
    async with client.get("/metrics") as response:
        text = await response.text()
    assert 'bot_requests_total{path="/api/messages",status="200"} 1.0' in text
    assert "bot_turn_seconds_count 1.0" in text


async def test_readiness_asks_for_other_parts(make_client):
    def broken() -> bool:
        raise RuntimeError

    client = await make_client(parts=Parts(checks={"knowledge": lambda: True, "other": broken}))
    async with client.get("/readyz") as response:
        assert response.status == 503
        assert (await response.json())["parts"] == {"storage": "ok", "knowledge": "ok", "other": "failed"}


@pytest.mark.parametrize("headers", [{"Origin": "https://example.org"}, {"Host": "example.org"}, {"Origin": "null"}])
async def test_local_mode_does_not_answer_other_sites(client, activity, headers):
    status, _ = await post(client, activity("hej"), **headers)
    assert status == 403


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "http://127.0.0.1.example.org",
        "http://user@127.0.0.1",
        "file:///etc/passwd",
        "http://[::1",
        "",
        None,
    ],
)
async def test_replies_go_to_no_other_address(client, activity, dialog, url):
    status, text = await post(client, activity("hej", serviceUrl=url))
    assert status == 400
    assert "serviceUrl" in text
    assert dialog.heard == []


async def test_starts_without_storage(make_client, tmp_path):
    (tmp_path / "file").write_text("no folder")
    client = await make_client(Settings(database_url=f"sqlite+aiosqlite:///{tmp_path / 'file' / 'x.sqlite'}"))
    async with client.get("/readyz") as response:
        assert response.status == 503
        assert (await response.json())["parts"] == {"storage": "failed"}
    async with client.get("/healthz") as response:
        assert response.status == 200
