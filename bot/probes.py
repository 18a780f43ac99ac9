"""What watches the service asks for: is it up, is it ready, and its figures."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Callable, Mapping

from aiohttp import web

from bot.storage import Database, StorageError
from bot.telemetry import Metrics, log

READY_WITHIN = 3.0
"""Seconds in which the storage must answer to count as ready."""
PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"

Check = Callable[[], bool | str]
"""Whether a part is ready; a text says how it stands, and that it is."""


def probes(database: Database, metrics: Metrics, checks: Mapping[str, Check], token: str | None) -> list[web.RouteDef]:
    """`/healthz`, `/readyz` (the storage and `checks`, by name) and `/metrics`, which asks for `token` where there is one."""

    async def healthz(_: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def readyz(_: web.Request) -> web.Response:
        parts = {"storage": await _answers(database)} | {name: _holds(check) for name, check in checks.items()}
        ready = all(parts.values())
        shown = {name: holds if isinstance(holds, str) else "ok" if holds else "failed" for name, holds in parts.items()}
        return web.json_response({"ready": ready, "parts": shown}, status=200 if ready else 503)

    async def figures(request: web.Request) -> web.Response:
        given = request.headers.get("Authorization", "")
        if token and not hmac.compare_digest(given.encode("utf-8", "replace"), f"Bearer {token}".encode()):
            return web.json_response({"error": "unauthorized"}, status=401)
        return web.Response(body=metrics.text(), headers={"Content-Type": PROMETHEUS})

    return [web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", figures)]


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
