from __future__ import annotations

import asyncio

import aiohttp
import pytest
from botbuilder.core import TurnContext
from botbuilder.schema import Activity as BotActivity
from botbuilder.schema import ConversationAccount, ConversationReference

from bot.app import ADAPTER
from bot.connector import ChannelError, Connector, Patience, UntrustedServiceUrlError, check_service_url
from bot.telemetry import Metrics
from bot.tokens import OutgoingTokens, TokenError, no_token


async def post(client, body):
    async with client.post("/api/messages", json=body) as response:
        return response.status


@pytest.mark.parametrize("status", [412, 429, 502, 503, 504])
async def test_a_busy_channel_is_asked_again(client, channel, activity, status):
    channel.statuses = [status, status]
    assert await post(client, activity("hej", serviceUrl=channel.url)) == 200
    assert channel.texts == ["1: hej"]
    async with client.get("/metrics") as response:
        assert f'bot_send_retries_total{{status="{status}"}} 2.0' in await response.text()


async def until(condition):
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(0.01)


async def figure(client, line):
    async with client.get("/metrics") as response:
        return line in await response.text()


async def test_what_is_not_taken_at_once_is_sent_later_and_once(client, channel, activity):
    channel.statuses = [429] * 10
    assert await post(client, activity("hej", serviceUrl=channel.url)) == 200
    assert len(channel.statuses) == 6
    await until(lambda: channel.texts)
    await asyncio.sleep(0.3)
    assert channel.texts == ["1: hej"]
    assert channel.statuses == []


async def test_too_long_a_wait_is_waited_in_the_outbox(client, channel, activity):
    channel.statuses, channel.headers = [429], {"Retry-After": "3600"}
    begun = asyncio.get_running_loop().time()
    assert await post(client, activity("hej", serviceUrl=channel.url)) == 200
    assert asyncio.get_running_loop().time() - begun < 1
    await asyncio.sleep(0.3)
    assert channel.texts == []
    assert await figure(client, "bot_outbox_depth 1.0")


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404])
async def test_a_refusal_is_final(client, channel, activity, status):
    channel.statuses = [status]
    assert await post(client, activity("hej", serviceUrl=channel.url)) == 200
    await asyncio.sleep(0.3)
    assert channel.calls == []
    assert await figure(client, 'bot_failures_total{kind="given_up"} 1.0')
    assert await post(client, activity("hej", serviceUrl=channel.url)) == 200
    assert channel.texts == ["2: hej"]


async def test_an_error_of_the_channel_is_tried_again(client, channel, activity):
    channel.statuses = [500, 200]
    assert await post(client, activity("hej", serviceUrl=channel.url)) == 200
    await until(lambda: channel.texts)
    assert channel.texts == ["1: hej"]


async def test_a_channel_that_never_answers_holds_nobody_up(client, channel, activity):
    channel.delay = 5
    assert await post(client, activity("hej", serviceUrl=channel.url)) == 200
    channel.delay = 0
    await until(lambda: channel.texts)
    assert set(channel.texts) == {"1: hej"}


async def test_nobody_there(client, channel, activity):
    assert await post(client, activity("hej", serviceUrl="http://127.0.0.1:9")) == 200
    assert await post(client, activity("hej", serviceUrl=channel.url)) == 200
    assert channel.texts == ["2: hej"]


@pytest.mark.parametrize(
    ("url", "local", "allowed"),
    [
        ("https://smba.trafficmanager.net/emea/", False, True),
        ("https://europe.webchat.botframework.com/", False, True),
        ("https://smba.infra.gcc.teams.microsoft.com/teams", False, True),
        ("https://SMBA.trafficmanager.net:443/se", False, True),
        ("http://smba.trafficmanager.net/emea/", False, False),
        ("https://evil.trafficmanager.net/", False, False),
        ("https://smba.trafficmanager.net.example.org/", False, False),
        ("https://evilbotframework.com/", False, False),
        ("https://smba.trafficmanager.net:8443/", False, False),
        ("https://user:pw@smba.trafficmanager.net/", False, False),
        ("https://smba.trafficmanager.net/?x=1", False, False),
        ("http://127.0.0.1:56150", False, False),
        ("http://127.0.0.1:56150/_connector", True, True),
        ("http://[::1]:5000", True, True),
        ("http://localhost:5000", True, True),
        ("https://smba.trafficmanager.net/emea/", True, False),
        ("http://169.254.169.254/", True, False),
        ("http://localhost:99999/", True, False),
    ],
)
def test_trusted_addresses(url, local, allowed):
    if allowed:
        assert check_service_url(url, local=local) == url.rstrip("/")
    else:
        with pytest.raises(UntrustedServiceUrlError):
            check_service_url(url, local=local)


async def test_an_id_cannot_leave_its_place(channel):
    async with aiohttp.ClientSession() as session:
        connector = Connector(session, no_token, Metrics(), local=True, patience=Patience())
        with pytest.raises(UntrustedServiceUrlError):
            await connector.send(channel.url, "..", {})
        await connector.send(channel.url, "../../x?y#z", {}, "a/b")
    assert channel.calls[0][1] == "/v3/conversations/..%2F..%2Fx%3Fy%23z/activities/a%2Fb"


async def test_delete_and_continue_a_conversation(client, channel):
    adapter = client.app[ADAPTER]
    reference = ConversationReference(
        service_url=channel.url, channel_id="msteams", conversation=ConversationAccount(id="c"), activity_id="a"
    )

    async def say(context: TurnContext) -> None:
        await context.send_activity("Svar från ombud")
        await context.delete_activity("old")
        await context.update_activity(BotActivity(type="message", id="newer", text="nytt"))

    await adapter.continue_conversation(reference, say)
    assert [(method, path) for method, path, _ in channel.calls] == [
        ("POST", "/v3/conversations/c/activities"),
        ("DELETE", "/v3/conversations/c/activities/old"),
        ("PUT", "/v3/conversations/c/activities/newer"),
    ]
    with pytest.raises(UntrustedServiceUrlError):
        await adapter.continue_conversation(ConversationReference(service_url="https://example.org"), say)


async def test_retry_after_as_a_date_and_nonsense(channel):
    async with aiohttp.ClientSession() as session:
        connector = Connector(session, no_token, Metrics(), local=True, patience=Patience(first_wait=0.01))
        for header in ("Thu, 01 Jan 2026 00:00:00 GMT", "nonsense", "0"):
            channel.statuses, channel.headers = [429], {"Retry-After": header}
            assert await connector.send(channel.url, "c", {"type": "message"})


class TestOutgoingTokens:
    async def test_a_token_is_asked_for_once_and_renewed_before_its_end(self):
        now, asked = [0.0], []

        def acquire():
            asked.append(now[0])
            return {"access_token": f"t{len(asked)}", "expires_in": 3600}

        tokens = OutgoingTokens(acquire, clock=lambda: now[0])
        assert set(await asyncio.gather(*(tokens() for _ in range(10)))) == {"t1"}
        now[0] = 3299
        assert await tokens() == "t1"
        now[0] = 3301
        assert await tokens() == "t2"
        assert asked == [0.0, 3301]

    async def test_no_token(self):
        def unreachable():
            raise OSError

        for acquire in (unreachable, lambda: {"error": "invalid_client", "error_description": "secret"}):
            with pytest.raises(TokenError) as caught:
                await OutgoingTokens(acquire)()
            assert "secret" not in str(caught.value)

    async def test_the_token_is_sent(self, channel):
        async with aiohttp.ClientSession() as session:
            tokens = OutgoingTokens(lambda: {"access_token": "abc", "expires_in": 3600})
            await Connector(session, tokens, Metrics(), local=True).send(channel.url, "c", {})
            assert channel.authorization == ["Bearer abc"]
            failing = OutgoingTokens(lambda: {"error": "x"})
            with pytest.raises(ChannelError):
                await Connector(session, failing, Metrics(), local=True).send(channel.url, "c", {})
