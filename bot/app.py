"""The HTTP application."""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from urllib.parse import urlsplit

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.activities import BadActivityError, parse, to_activity
from bot.adapter import Adapter, HttpAnswer
from bot.auth import OPENID_URL, Gate, LocalGate, RefusedError, SigningKeys, TokenGate
from bot.connector import LOOPBACK_HOSTS, ChannelError, Connector, Patience, UntrustedServiceUrlError
from bot.service import Dialog, Service
from bot.settings import Settings
from bot.storage import Conversations, StorageError
from bot.telemetry import AUDIT, Metrics, log, request_id, set_up_logging
from bot.tokens import Acquire, OutgoingTokens, acquire_by, no_token

LARGEST_BODY = 256 * 1024
"""Bytes of a request."""
READY_WITHIN = 3.0
"""Seconds in which the storage must answer to count as ready."""
SHUTDOWN_SECONDS = 15.0
"""How long running turns may take when the process is asked to stop."""

Check = Callable[[], bool]
"""Whether a part is ready."""
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

ADAPTER = web.AppKey("adapter", Adapter)
SERVICE = web.AppKey("service", Service)
CONVERSATIONS = web.AppKey("conversations", Conversations)
METRICS = web.AppKey("metrics", Metrics)


def create_app(  # noqa: PLR0913 - the last three are for tests
    settings: Settings,
    dialog: Dialog,
    *,
    checks: Mapping[str, Check] | None = None,
    routes: Iterable[web.AbstractRouteDef] = (),
    patience: Patience | None = None,
    acquire: Acquire | None = None,
    openid_url: str = OPENID_URL,
) -> web.Application:
    """The application that answers with `dialog`.

    `checks` are more parts that /readyz asks for, by name, `routes` more pages. `patience`, `acquire` (outgoing tokens)
    and `openid_url` (the channel's signing keys) are for tests.
    """
    app = web.Application(client_max_size=LARGEST_BODY, middlewares=[_observed, _own_origin(settings)])
    metrics = app[METRICS] = Metrics()
    conversations = app[CONVERSATIONS] = Conversations(settings.database_url)
    service = app[SERVICE] = Service(dialog, conversations, metrics)
    gate = _gate(settings, metrics, openid_url)
    tokens = no_token if settings.local else OutgoingTokens(acquire or acquire_by(settings))

    async def connected(app: web.Application) -> AsyncIterator[None]:
        await _prepare(conversations)
        async with aiohttp.ClientSession() as session:
            app[ADAPTER] = Adapter(Connector(session, tokens, metrics, local=settings.local, patience=patience))
            yield
        await conversations.close()

    app.cleanup_ctx.append(connected)
    app.router.add_post("/api/messages", _messages(service, gate, requires_token=not settings.local))
    app.router.add_get("/healthz", _healthz)
    app.router.add_get("/readyz", _readyz(checks or {}))
    app.router.add_get("/metrics", _metrics)
    app.add_routes(routes)
    return app


def run(
    settings: Settings, dialog: Dialog, *, checks: Mapping[str, Check] | None = None, routes: Iterable[web.AbstractRouteDef] = ()
) -> None:
    """Serve until SIGINT or SIGTERM; turns that are under way are finished."""
    set_up_logging()
    app = create_app(settings, dialog, checks=checks, routes=routes)
    log("starting", port=settings.port, local=settings.local)
    web.run_app(app, host=settings.host, port=settings.port, print=None, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)


def _gate(settings: Settings, metrics: Metrics, openid_url: str) -> Gate:
    if settings.app_id is None:
        return LocalGate()
    return TokenGate(settings.app_id, settings.allowed_tenants, SigningKeys(openid_url), metrics)


async def _prepare(conversations: Conversations) -> None:
    """Create the tables; without storage the service starts all the same and is not ready."""
    try:
        await conversations.prepare()
    except StorageError as error:
        log("storage_failed", logging.ERROR, error=error)


def _messages(service: Service, gate: Gate, *, requires_token: bool) -> Handler:
    async def messages(request: web.Request) -> web.Response:
        header = request.headers.get("Authorization")
        if requires_token and not header:
            log("refused", logging.WARNING, logger=AUDIT, status=401, reason="no_token")
            return _error(401, "unauthorized")
        try:
            data = parse(await request.read())
            await gate.check(data, header)
            answer = await request.app[ADAPTER].process(to_activity(data), service.handle)
        except BadActivityError as error:
            return _error(400, str(error))
        except RefusedError as refused:
            return _error(refused.status, "unauthorized" if refused.status == 401 else "forbidden")
        except UntrustedServiceUrlError as error:
            log("refused", logging.WARNING, logger=AUDIT, status=400, reason="service_url", error=error)
            return _error(400, "serviceUrl is not an address that replies may be sent to")
        except ChannelError:
            return _error(502, "the reply could not be delivered")
        return _respond(answer)

    return messages


def _respond(answer: HttpAnswer) -> web.Response:
    return web.Response(status=answer.status) if answer.body is None else web.json_response(answer.body, status=answer.status)


def _error(status: int, message: str) -> web.Response:
    return web.json_response({"error": message}, status=status)


async def _healthz(request: web.Request) -> web.Response:  # noqa: ARG001 - the handler's form
    return web.json_response({"status": "ok"})


def _readyz(checks: Mapping[str, Check]) -> Handler:
    async def readyz(request: web.Request) -> web.Response:
        parts = {"storage": await _answers(request.app[CONVERSATIONS])} | {name: _holds(check) for name, check in checks.items()}
        ready = all(parts.values())
        shown = {name: "ok" if holds else "failed" for name, holds in parts.items()}
        return web.json_response({"ready": ready, "parts": shown}, status=200 if ready else 503)

    return readyz


async def _answers(conversations: Conversations) -> bool:
    try:
        async with asyncio.timeout(READY_WITHIN):
            await conversations.ping()
    except (StorageError, TimeoutError):
        return False
    return True


def _holds(check: Check) -> bool:
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
