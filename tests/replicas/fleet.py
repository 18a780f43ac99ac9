"""Replicas as processes of their own that may be killed, and what stands before and behind them: a proxy and a channel."""

from __future__ import annotations

import asyncio
import itertools
import os
import signal
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from tests.replicas.cluster import free_port
from tests.replicas.interviews import ADDRESS

ROOT = Path(__file__).parents[2]
OURS = ("MicrosoftApp", "ALLOWED_TENANTS", "HOST", "LOCAL_OMBUD", "OMBUD_FILE")
ANSWER_WITHIN = 15.0
"""Seconds that a channel waits for the answer to a request."""
GIVES_UP_AFTER = 60.0
"""Seconds after which the proxy no longer delivers again."""


class Replica:
    """One `vem-ansvarar serve`, or the same with leases of other length."""

    def __init__(self, database_url: str, log: Path, lease: float | None = None, **more: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = log
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        own = {
            "PORT": str(self.port),
            "DATABASE_URL": database_url,
            "MESSAGES_PER_MINUTE": "100000",
            "PUBLIC_URL": ADDRESS,
            **more,
        }
        self._environment = {**kept, **own, "PYTHONPATH": str(ROOT)} | ({"LEASE": str(lease)} if lease else {})
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start the process, and wait until it takes messages."""
        with self._log.open("ab") as log:
            launch = [sys.executable, "-m", "tests.replicas.launch"]
            self._process = await asyncio.create_subprocess_exec(*launch, env=self._environment, stdout=log, stderr=log)
        async with aiohttp.ClientSession() as session:
            for _ in range(1_200):
                assert self._process.returncode is None, self._log.read_text()[-3_000:]
                try:
                    async with session.get(f"{self.url}/healthz"):
                        return
                except aiohttp.ClientError:
                    await asyncio.sleep(0.05)
        raise TimeoutError(self.url)

    @property
    def pid(self) -> int:
        """The number of its process."""
        assert self._process
        return self._process.pid

    async def kill(self) -> None:
        """As the machine's end would."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> None:
        """As an operator stops it; raises TimeoutError when it does not end."""
        await self._end(signal.SIGTERM)

    async def _end(self, number: int) -> None:
        if self._process and self._process.returncode is None:
            self._process.send_signal(number)
            async with asyncio.timeout(30):
                await self._process.wait()


@dataclass
class Proxy:
    """Hands each request to the next replica, and as a channel does to another one when no answer comes."""

    replicas: list[Replica]
    session: aiohttp.ClientSession
    redelivered: int = 0
    _next: itertools.count = field(default_factory=itertools.count)

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/api/messages", self._deliver)
        return app

    async def _deliver(self, request: web.Request) -> web.Response:
        body, until = await request.read(), time.monotonic() + GIVES_UP_AFTER
        while time.monotonic() < until:
            replica = self.replicas[next(self._next) % len(self.replicas)]
            try:
                status, answer = await self._once(replica, body)
            except (aiohttp.ClientError, TimeoutError):
                status, answer = 0, b""
            if status not in (0, 503):
                return web.Response(status=status, body=answer, content_type="application/json")
            self.redelivered += 1
            await asyncio.sleep(0.1)
        return web.json_response({"error": "nobody answers"}, status=504)

    async def _once(self, replica: Replica, body: bytes) -> tuple[int, bytes]:
        headers, timeout = {"Content-Type": "application/json"}, aiohttp.ClientTimeout(total=ANSWER_WITHIN)
        async with self.session.post(f"{replica.url}/api/messages", data=body, headers=headers, timeout=timeout) as response:
            return response.status, await response.read()


@dataclass
class Channel:
    """A connector that takes everything. `said` is what it got, by the activity that was answered, each with its moment."""

    said: dict[str, list[tuple[str, float]]] = field(default_factory=lambda: defaultdict(list))
    _numbers: itertools.count = field(default_factory=itertools.count)

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/{tail:.*}", self._take)
        return app

    async def _take(self, request: web.Request) -> web.Response:
        activity: dict[str, Any] = await request.json()
        if activity["type"] == "message":
            self.said[activity.get("replyToId", "")].append((activity["text"], time.monotonic()))
        return web.json_response({"id": f"message-{next(self._numbers)}"})

    def texts(self, identity: str) -> tuple[str, ...]:
        """What answers an activity, each text once, in order."""
        return tuple(dict.fromkeys(text for text, _ in self.said[identity]))

    def repeated(self, identity: str) -> list[float]:
        """The moments at which something was said for the first time that was said again."""
        times = Counter(text for text, _ in self.said[identity])
        first = dict(reversed(self.said[identity]))
        return [first[text] for text, number in times.items() for _ in range(number - 1)]


async def serve(app: web.Application) -> tuple[web.AppRunner, str]:
    """Serve `app` on a free port of loopback: what ends it, and its address."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, backlog=1_024).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}"
