"""What stands around every request: one log line, an answer in JSON whatever happens, and in local mode this machine only."""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.connector import LOOPBACK_HOSTS
from bot.telemetry import Metrics, log, request_id
from bot.tracing import span

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def observed(metrics: Metrics) -> Middleware:
    """One log line, one count and one span per request, and an answer in JSON."""

    @web.middleware
    async def observe(request: web.Request, handler: Handler) -> web.StreamResponse:
        request_id.set(uuid.uuid4().hex)
        begun = time.perf_counter()
        path = request.match_info.route.resource.canonical if request.match_info.route.resource else "other"
        with span("request", path=path):
            response = await _answered(request, handler)
        metrics.requests.labels(path, response.status).inc()
        log("request", path=path, status=response.status, ms=round((time.perf_counter() - begun) * 1000))
        return response

    return observe


def own_origin(*, local: bool) -> Middleware:
    """In local mode no page of another site may use the visitor's browser to talk to the bot."""

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        if local and not (_is_loopback(f"//{request.host}") and _is_loopback(request.headers.get("Origin"))):
            return problem(403, "local mode answers this machine only")
        return await handler(request)

    return check


def problem(status: int, message: str) -> web.Response:
    """An error as JSON."""
    return web.json_response({"error": message}, status=status)


async def _answered(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        return await handler(request)
    except web.HTTPException as error:
        response = problem(error.status, error.reason)
        response.headers.update({name: error.headers[name] for name in ("Allow",) if name in error.headers})
        return response
    except Exception as error:  # the last resort
        log("request_failed", logging.ERROR, error=error)
        return problem(500, "internal error")


def _is_loopback(address: str | None) -> bool:
    """Whether `address` is of this machine; None is what a program, no page, sends."""
    if address is None:
        return True
    try:
        return urlsplit(address).hostname in LOOPBACK_HOSTS
    except ValueError:
        return False
