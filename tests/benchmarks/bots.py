"""The bots that are measured, one in a process: `python -m tests.benchmarks.bots KIND PORT`.

KIND: product (the service as it is), own (an echo on this project's adapter), stock (an echo on botbuilder's CloudAdapter),
agents (an echo on the Microsoft 365 Agents SDK). With PROFILE, the name of a file, what cProfile finds is
written there at the end. Each loads no more than it needs.
"""
# ruff: noqa: PLC0415

from __future__ import annotations

import asyncio
import cProfile
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
from aiohttp import web

Serve = Callable[[int], None]


def product(port: int) -> None:
    """The whole service, with the settings of the environment."""
    from bot.cli import main

    os.environ["PORT"] = str(port)
    raise SystemExit(main(["serve"]))


def own(port: int) -> None:
    """An echo on `bot.adapter`, replies over `bot.connector`: what a turn costs before anything is thought."""
    from bot.activities import parse
    from bot.adapter import Adapter, to_activity
    from bot.app import event_loop
    from bot.connector import Connector
    from bot.incoming import Incoming
    from bot.parcels import HttpAnswer
    from bot.replies import addressed, text_activity
    from bot.telemetry import Metrics
    from bot.tokens import no_token

    made: list[tuple[Adapter, Connector]] = []

    async def connected(app: web.Application) -> AsyncIterator[None]:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1_000)) as session:
            connector = Connector(session, no_token, Metrics(), local=True)
            made.append((Adapter(connector), connector))
            yield

    async def answer(incoming: Incoming | None) -> HttpAnswer:
        assert incoming
        said = addressed(text_activity(f"Du sa: {incoming.text}"), incoming.reference, incoming.id)
        if incoming.buffered:
            return HttpAnswer(200, {"activities": [said]})
        await made[0][1].send(incoming.service_url, incoming.conversation.id, said, incoming.id)
        return HttpAnswer(200)

    async def messages(request: web.Request) -> web.Response:
        activity = to_activity(parse(await request.read()))
        answered = await made[0][0].process(activity, answer)
        return web.Response() if answered.body is None else web.json_response(answered.body)

    app = web.Application()
    app.cleanup_ctx.append(connected)
    _run(app, messages, port, event_loop())


def stock(port: int) -> None:
    """An echo on the CloudAdapter that comes with botbuilder, as its samples have it."""
    from botbuilder.core import ActivityHandler, MessageFactory, TurnContext
    from botbuilder.integration.aiohttp import CloudAdapter, ConfigurationBotFrameworkAuthentication

    class Configuration:
        APP_ID = ""
        APP_PASSWORD = ""
        APP_TYPE = "MultiTenant"
        APP_TENANTID = ""

    class Echo(ActivityHandler):  # type: ignore[misc]
        async def on_message_activity(self, turn_context: TurnContext) -> None:
            await turn_context.send_activity(MessageFactory.text(f"Du sa: {turn_context.activity.text}"))

    adapter, echo = CloudAdapter(ConfigurationBotFrameworkAuthentication(Configuration())), Echo()

    async def messages(request: web.Request) -> web.Response:
        answer: web.Response | None = await adapter.process(request, echo)
        return answer or web.Response()

    _run(web.Application(), messages, port)


def agents(port: int) -> None:
    """An echo on the Microsoft 365 Agents SDK, as its samples have it."""
    from microsoft_agents.hosting.aiohttp import CloudAdapter, start_agent_process
    from microsoft_agents.hosting.core import ActivityHandler, MessageFactory, RestChannelServiceClientFactory, TurnContext

    class Echo(ActivityHandler):
        async def on_message_activity(self, turn_context: TurnContext) -> None:
            await turn_context.send_activity(MessageFactory.text(f"Du sa: {turn_context.activity.text}"))

    adapter, echo = CloudAdapter(channel_service_client_factory=RestChannelServiceClientFactory(_Anonymous())), Echo()

    async def messages(request: web.Request) -> web.StreamResponse:
        answer = await start_agent_process(request, echo, adapter)
        return answer or web.Response()

    _run(web.Application(), messages, port)


class _Anonymous:
    """The connections of a bot without an app id: no token."""

    def get_token_provider(self, *_: object) -> _Anonymous:
        return self

    def get_default_connection(self) -> _Anonymous:
        return self

    async def get_access_token(self, *_: object, **__: object) -> str:
        return ""


def _run(
    app: web.Application,
    messages: Callable[[web.Request], Awaitable[web.StreamResponse]],
    port: int,
    loop: asyncio.AbstractEventLoop | None = None,
) -> None:
    async def ready(_: web.Request) -> web.Response:
        return web.Response()

    app.router.add_post("/api/messages", messages)
    app.router.add_get("/readyz", ready)
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None, shutdown_timeout=1, loop=loop)


BOTS: dict[str, Serve] = {"product": product, "own": own, "stock": stock, "agents": agents}


def _profiled(serve: Callable[[], None], file: str) -> None:
    profile = cProfile.Profile()
    profile.enable()
    try:
        serve()
    finally:
        profile.disable()
        profile.dump_stats(file)


if __name__ == "__main__":
    kind, given = sys.argv[1], int(sys.argv[2])
    if "PROFILE" in os.environ:
        _profiled(lambda: BOTS[kind](given), os.environ["PROFILE"])
    else:
        BOTS[kind](given)
