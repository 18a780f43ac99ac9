"""The HTTP application."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.activities import BadActivityError, parse
from bot.auth import OPENID_URL, Gate, LocalGate, RefusedError, SigningKeys, TokenGate
from bot.connector import LOOPBACK_HOSTS, Connector, Patience, UntrustedServiceUrlError
from bot.dispatcher import Dispatcher
from bot.extension import Extension
from bot.host import Host, ToActivity, host_of
from bot.limits import BusyError, Rate
from bot.pace import PacedWay
from bot.parcels import HttpAnswer
from bot.sender import Way
from bot.service import Service
from bot.settings import Settings
from bot.storage import Database, StorageError
from bot.telemetry import AUDIT, Metrics, log, request_id, set_up_logging
from bot.tokens import Acquire, OutgoingTokens, acquire_by, no_token
from bot.turns import Desks, Dialog, Turns, no_desk, utc_now
from bot.way import ConnectorWay
from dialogs.world import World

MOST_CALLS = 1_000
"""Calls to the channel at a time: one that does not answer must not keep the others waiting."""
BODY_WITHIN = 10.0
"""Seconds in which the body of a request must come."""
LARGEST_BODY = 256 * 1024
"""Bytes of a request."""
READY_WITHIN = 3.0
"""Seconds in which the storage must answer to count as ready."""
SHUTDOWN_SECONDS = 15.0
"""How long running turns may take when the process is asked to stop."""

Check = Callable[[], bool | str]
"""Whether a part is ready; one that is may say more in a text."""
Beside = Callable[[Database], Coroutine[None, None, None]]
"""Work that goes on as long as the application."""
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

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
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[_observed, _own_origin(settings)])
    metrics = app[METRICS] = parts.metrics
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
        await database.close()

    app.cleanup_ctx.append(connected)
    app.router.add_post("/api/messages", _messages(gate, requires_token=not settings.local))
    app.router.add_get("/healthz", _healthz)
    app.router.add_get("/readyz", _readyz(parts.checks))
    app.router.add_get("/metrics", _metrics)
    app.add_routes(parts.routes)
    return app


def run(settings: Settings, dialog: Dialog, parts: Parts | None = None) -> None:
    """Serve until SIGINT or SIGTERM; turns that are under way are finished."""
    set_up_logging()
    app = create_app(settings, dialog, parts)
    log("starting", port=settings.port, local=settings.local)
    web.run_app(app, host=settings.host, port=settings.port, print=None, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)


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
            return _error(401, "unauthorized")
        try:
            async with asyncio.timeout(BODY_WITHIN):
                body = await _body(request)
            data = parse(body)
            await gate.check(data, header)
            activity = request.app[TO_ACTIVITY](data)
            return _respond(await request.app[ADAPTER].process(activity, request.app[SERVICE].take))
        except (BadActivityError, RefusedError, UntrustedServiceUrlError, BusyError, TimeoutError) as error:
            return _refusal(error)

    return messages


async def _body(request: web.Request) -> bytes:
    """Raises BadActivityError when the sender breaks off, or has not compressed what it calls compressed."""
    try:
        return await request.read()
    except (web.RequestPayloadError, ConnectionError):
        raise BadActivityError("the body cannot be read") from None


def _refusal(error: Exception) -> web.Response:
    """The answer to a request that is not taken, without detail."""
    match error:
        case BadActivityError():
            return _error(400, str(error))
        case RefusedError():
            return _error(error.status, "unauthorized" if error.status == 401 else "forbidden")
        case UntrustedServiceUrlError():
            log("refused", logging.WARNING, logger=AUDIT, status=400, reason="service_url", error=error)
            return _error(400, "serviceUrl is not an address that replies may be sent to")
        case BusyError():
            response = _error(503, "too much to do just now, try again")
            response.headers["Retry-After"] = "2"
            return response
    return _error(408, "the body did not come in time")


def _respond(answer: HttpAnswer) -> web.Response:
    return web.Response(status=answer.status) if answer.body is None else web.json_response(answer.body, status=answer.status)


def _error(status: int, message: str) -> web.Response:
    return web.json_response({"error": message}, status=status)


async def _healthz(request: web.Request) -> web.Response:  # noqa: ARG001 - the handler's form
    return web.json_response({"status": "ok"})


def _readyz(checks: Mapping[str, Check]) -> Handler:
    async def readyz(request: web.Request) -> web.Response:
        parts = {"storage": await _answers(request.app[DATABASE])} | {name: _holds(check) for name, check in checks.items()}
        ready = all(parts.values())
        shown = {name: holds if isinstance(holds, str) else "ok" if holds else "failed" for name, holds in parts.items()}
        return web.json_response({"ready": ready, "parts": shown}, status=200 if ready else 503)

    return readyz


async def _answers(database: Database) -> bool:
    try:
        async with asyncio.timeout(READY_WITHIN):
            await database.ping()
    except (StorageError, TimeoutError):
        return False
    return True


def _holds(check: Check) -> bool | str:
    try:
        return check()
    except Exception as error:  # a check that fails is an answer
        log("check_failed", logging.ERROR, error=error)
        return False


async def _metrics(request: web.Request) -> web.Response:
    return web.Response(body=request.app[METRICS].text(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"})


@web.middleware
async def _observed(request: web.Request, handler: Handler) -> web.StreamResponse:
    """One log line and one count per request, and an answer in JSON whatever happens."""
    request_id.set(uuid.uuid4().hex)
    begun = time.perf_counter()
    try:
        response = await handler(request)
    except web.HTTPException as error:
        response = _error(error.status, error.reason)
        response.headers.update({name: error.headers[name] for name in ("Allow",) if name in error.headers})
    except Exception as error:  # the last resort
        log("request_failed", logging.ERROR, error=error)
        response = _error(500, "internal error")
    path = request.match_info.route.resource.canonical if request.match_info.route.resource else "other"
    request.app[METRICS].requests.labels(path, response.status).inc()
    log("request", path=path, status=response.status, ms=round((time.perf_counter() - begun) * 1000))
    return response


def _own_origin(settings: Settings) -> Middleware:
    """In local mode no page of another site may use the visitor's browser to talk to the bot."""

    @web.middleware
    async def own_origin(request: web.Request, handler: Handler) -> web.StreamResponse:
        if settings.local and not (_is_loopback(f"//{request.host}") and _is_loopback(request.headers.get("Origin"))):
            return _error(403, "local mode answers this machine only")
        return await handler(request)

    return own_origin


def _is_loopback(address: str | None) -> bool:
    """Whether `address` is of this machine; None is what a program, no page, sends."""
    if address is None:
        return True
    try:
        return urlsplit(address).hostname in LOOPBACK_HOSTS
    except ValueError:
        return False
