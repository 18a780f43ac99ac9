"""The HTTP application."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import aiohttp
import orjson
from aiohttp import web

from bot.activities import BadActivityError, parse
from bot.auth import OPENID_URL, Gate, LocalGate, RefusedError, SigningKeys, TokenGate
from bot.clock import utc_now
from bot.connector import Connector, Patience, UntrustedServiceUrlError
from bot.dispatcher import Dispatcher
from bot.extension import Extension
from bot.host import Host, ToActivity, host_of
from bot.limits import BusyError, Rate
from bot.middleware import Handler, observed, own_origin, problem
from bot.pace import PacedWay
from bot.parcels import HttpAnswer
from bot.probes import Check, probes
from bot.sender import Way
from bot.service import Service
from bot.settings import Settings
from bot.storage import Database, StorageError
from bot.telemetry import AUDIT, Metrics, log, set_up_logging
from bot.tokens import Acquire, OutgoingTokens, acquire_by, no_token
from bot.turns import Desks, Dialog, Turns, no_desk
from bot.way import ConnectorWay
from dialogs.world import World
from knowledge.uncollected import settle

MOST_CALLS = 1_000
"""Calls to the channel at a time: one that does not answer must not keep the others waiting."""
BODY_WITHIN = 10.0
"""Seconds in which the body of a request must come."""
LARGEST_BODY = 256 * 1024
"""Bytes of a request."""
SHUTDOWN_SECONDS = 15.0
"""How long running turns may take when the process is asked to stop."""

Beside = Callable[[Database], Coroutine[None, None, None]]
"""Work that goes on as long as the application."""

ADAPTER: web.AppKey[Host] = web.AppKey("adapter")
TO_ACTIVITY: web.AppKey[ToActivity] = web.AppKey("to_activity")
SERVICE = web.AppKey("service", Service)
DATABASE = web.AppKey("database", Database)
DISPATCHER = web.AppKey("dispatcher", Dispatcher)
METRICS = web.AppKey("metrics", Metrics)


@dataclass(frozen=True)
class Parts:
    """What a service may have more of.

    `checks` are parts that /readyz asks for, by name, `routes` more pages, `desks` where turns reach others, `searching` what
    the search from the compose box finds, `way` what is put before the way to the channel, `beside` what runs as long as the
    application, `metrics` where all is counted.
    """

    checks: Mapping[str, Check] = field(default_factory=dict)
    routes: Sequence[web.AbstractRouteDef] = ()
    desks: Desks = no_desk
    searching: Callable[[], World] | None = None
    way: Callable[[Way], Way] = lambda way: way
    beside: Sequence[Beside] = ()
    metrics: Metrics = field(default_factory=Metrics)


def create_app(  # noqa: PLR0913 - the last three are for tests
    settings: Settings,
    dialog: Dialog,
    parts: Parts | None = None,
    *,
    patience: Patience | None = None,
    acquire: Acquire | None = None,
    openid_url: str = OPENID_URL,
) -> web.Application:
    """The application that answers with `dialog`.

    `patience`, `acquire` (outgoing tokens) and `openid_url` (the channel's signing keys) are for tests.
    """
    parts = parts or Parts()
    metrics = parts.metrics
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[observed(metrics), own_origin(local=settings.local)])
    app[METRICS] = metrics
    database = app[DATABASE] = Database(settings.database_url, settings.database_pool, metrics.storage.observe)
    gate = _gate(settings, metrics, openid_url)
    tokens = no_token if settings.local else OutgoingTokens(acquire or acquire_by(settings))

    async def connected(app: web.Application) -> AsyncIterator[None]:
        await _prepare(database)
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=MOST_CALLS)) as session:
            connector = Connector(session, tokens, metrics, local=settings.local, patience=patience)
            dispatcher = Dispatcher(
                database,
                parts.way(ConnectorWay(connector) if settings.local else PacedWay(ConnectorWay(connector))),
                metrics,
                within=timedelta(hours=settings.delivery_hours),
                patience=patience,
            )
            app[TO_ACTIVITY], app[ADAPTER] = host_of(settings, connector)
            app[DISPATCHER] = dispatcher
            turns = Turns(dialog, database, metrics, parts.desks)
            search = Extension(parts.searching, database, parts.desks, metrics, utc_now) if parts.searching else None
            app[SERVICE] = Service(turns, dispatcher, metrics, Rate(settings.messages_per_minute), search)
            async with _running([dispatcher.run(), *(work(database) for work in parts.beside)]):
                yield
                await app[SERVICE].finish()
            await dispatcher.finish()
        await database.close()

    app.cleanup_ctx.append(connected)
    app.router.add_post("/api/messages", _messages(gate, requires_token=not settings.local))
    app.add_routes(probes(database, metrics, parts.checks, settings.metrics_token))
    app.add_routes(parts.routes)
    return app


def run(settings: Settings, dialog: Dialog, parts: Parts | None = None) -> None:
    """Serve until SIGINT or SIGTERM; turns that are under way are finished."""
    set_up_logging()
    app = create_app(settings, dialog, parts)
    log("starting", port=settings.port, local=settings.local)
    settle()
    web.run_app(
        app,
        host=settings.host,
        port=settings.port,
        print=None,
        access_log=None,
        shutdown_timeout=SHUTDOWN_SECONDS,
        loop=event_loop(),
    )


def event_loop() -> asyncio.AbstractEventLoop:
    """A new event loop: uvloop's, where there is one."""
    if sys.platform == "win32":
        return asyncio.new_event_loop()
    from uvloop import new_event_loop  # noqa: PLC0415 - not to be had everywhere

    return new_event_loop()


def _gate(settings: Settings, metrics: Metrics, openid_url: str) -> Gate:
    if settings.app_id is None:
        return LocalGate()
    return TokenGate(settings.app_id, settings.allowed_tenants, SigningKeys(openid_url), metrics)


@contextlib.asynccontextmanager
async def _running(works: Iterable[Coroutine[None, None, None]]) -> AsyncIterator[None]:
    """All of `works` beside the block, and over with it."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _prepare(database: Database) -> None:
    """Create the tables; without storage the service starts all the same and is not ready."""
    try:
        await database.prepare()
    except StorageError as error:
        log("storage_failed", logging.ERROR, error=error)


def _messages(gate: Gate, *, requires_token: bool) -> Handler:
    async def messages(request: web.Request) -> web.Response:
        header = request.headers.get("Authorization")
        if requires_token and not header:
            log("refused", logging.WARNING, logger=AUDIT, status=401, reason="no_token")
            request.app[METRICS].refused.labels("no_token").inc()
            return problem(401, "unauthorized")
        try:
            async with asyncio.timeout(BODY_WITHIN):
                body = await _body(request)
            data = parse(body)
            await gate.check(data, header)
            activity = request.app[TO_ACTIVITY](data)
            return _respond(await request.app[ADAPTER].process(activity, request.app[SERVICE].take))
        except (BadActivityError, RefusedError, UntrustedServiceUrlError, BusyError, TimeoutError) as error:
            return _refusal(error, request.app[METRICS])

    return messages


async def _body(request: web.Request) -> bytes:
    """Raises BadActivityError when the sender breaks off, or has not compressed what it calls compressed."""
    try:
        return await request.read()
    except (web.RequestPayloadError, ConnectionError):
        raise BadActivityError("the body cannot be read") from None


def _refusal(error: Exception, metrics: Metrics) -> web.Response:
    """The answer to a request that is not taken, without detail."""
    match error:
        case BadActivityError():
            return problem(400, str(error))
        case RefusedError():
            return problem(error.status, "unauthorized" if error.status == 401 else "forbidden")
        case UntrustedServiceUrlError():
            log("refused", logging.WARNING, logger=AUDIT, status=400, reason="service_url", error=error)
            metrics.refused.labels("service_url").inc()
            return problem(400, "serviceUrl is not an address that replies may be sent to")
        case BusyError():
            response = problem(503, "too much to do just now, try again")
            response.headers["Retry-After"] = "2"
            return response
    return problem(408, "the body did not come in time")


def _respond(answer: HttpAnswer) -> web.Response:
    if answer.body is None:
        return web.Response(status=answer.status)
    return web.Response(status=answer.status, body=orjson.dumps(answer.body), content_type="application/json")
