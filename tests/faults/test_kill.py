"""kill -9 at every step of a turn: the state advances once, nothing is lost, and nothing is said twice.

But for one thing that no bot can know: a message that the channel has taken, and that was not noted as sent before the end. It is
sent again.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.storage import Database
from tests.replicas.cluster import free_port
from tests.replicas.fleet import ROOT, serve

SIDE_BY_SIDE = 12
EVERY = int(os.environ.get("KILL_EVERY", "1"))
"""One step of so many: all of them, unless told otherwise."""
SAID = ["first 1", "second 1", "others 1"]
PRESS = {"action": {"type": "Action.Execute", "verb": "answer", "data": {}}}
WAYS = {
    "expectReplies": {"type": "message", "text": "x", "deliveryMode": "expectReplies"},
    "connector": {"type": "message", "text": "x"},
    "press": {"type": "invoke", "name": "adaptiveCard/action", "value": PRESS, "channelId": "msteams"},
}


class Nursery:
    """Starts services; see nursery.py."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._lock = asyncio.Lock()
        self._started: list[int] = []

    async def start(self, database: Path, kill_at: int = 0) -> tuple[int, str]:
        """The number of the process, and its address."""
        port = free_port()
        url = f"sqlite+aiosqlite:///{database}"
        spec = {"port": port, "database_url": url, "kill_at": kill_at, "log": str(database.with_suffix(".log"))}
        async with self._lock:
            self._process.stdin.write(f"{json.dumps(spec)}\n".encode())
            number = int(await self._process.stdout.readline())
        self._started.append(number)
        return number, f"http://127.0.0.1:{port}"

    async def close(self) -> None:
        """End all that is still there."""
        for number in self._started:
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        self._process.stdin.close()
        await self._process.wait()


@pytest.fixture
async def nursery(tmp_path):
    command = [sys.executable, "-m", "tests.faults.nursery"]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, cwd=ROOT)
    made = Nursery(process)
    yield made
    await made.close()


@pytest.fixture
async def http():
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def prepared(tmp_path):
    """A database with its tables."""
    path = tmp_path / "prepared.sqlite"
    database = Database(f"sqlite+aiosqlite:///{path}")
    await database.prepare()
    await database.close()
    return path


@dataclass
class Channel:
    """Takes everything. `taken` is what it took, by conversation."""

    taken: dict[str, list[str]] = field(default_factory=dict)
    url: str = ""

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Listening while the block runs."""
        app = web.Application()
        app.router.add_route("*", "/v3/conversations/{conversation}/{tail:.*}", self.take)
        self._runner, self.url = await serve(app)
        try:
            yield
            await self.still()
        finally:
            await self._runner.cleanup()

    async def still(self) -> None:
        """Nobody is there any longer, and what was on its way has been taken."""
        await asyncio.sleep(0.1)
        while self._runner.server.connections:
            await asyncio.sleep(0.01)

    async def take(self, request: web.Request) -> web.Response:
        activity = await request.json()
        if activity["type"] == "message":
            own = request.match_info["conversation"]
            sender = activity["recipient"]["id"] if own == "others" else own
            self.taken.setdefault(sender, []).append(_text(activity))
        return web.json_response({"id": "1"})


def _text(activity: dict) -> str:
    return activity.get("text") or activity["attachments"][0]["content"]["fallbackText"]


@dataclass
class Trial:
    """One turn that is killed at one step, and delivered again to another process."""

    nursery: Nursery
    http: aiohttp.ClientSession
    channel: Channel
    database: Path
    way: str
    conversation: str

    def activity(self, identity: str, **changes) -> dict:
        people = {"from": {"id": self.conversation}, "recipient": {"id": "bot"}, "conversation": {"id": self.conversation}}
        return {"id": identity, "channelId": "emulator", "serviceUrl": self.channel.url, **people, **WAYS[self.way], **changes}

    async def post(self, url: str, activity: dict) -> bytes | None:
        """The body of the answer; None when the process died."""
        try:
            async with self.http.post(f"{url}/api/messages", json=activity) as response:
                assert response.status == 200
                return await response.read()
        except aiohttp.ClientError:
            return None

    async def up(self, url: str) -> None:
        for _ in range(2_000):
            with contextlib.suppress(aiohttp.ClientError):
                async with self.http.get(f"{url}/healthz"):
                    return
            await asyncio.sleep(0.01)
        raise TimeoutError

    async def steps(self) -> int:
        """How many steps an undisturbed turn has, and all that comes after it."""
        process, url = await self.nursery.start(self.database)
        await self.up(url)
        await self.post(url, self.activity("1"))
        await self.settled()
        async with self.http.get(f"{url}/steps") as response:
            number = int(await response.text())
        os.kill(process, signal.SIGKILL)
        return number

    async def killed_at(self, step: int) -> None:
        process, url = await self.nursery.start(self.database, kill_at=step)
        await self.up(url)
        first = await self.post(url, self.activity("1"))
        await self.dead(process, answered=first is not None)
        await self.channel.still()
        taken = Counter(self.channel.taken.get(self.conversation, []))
        noted = self.noted()
        process, url = await self.nursery.start(self.database)
        await self.up(url)
        again = await self.post(url, self.activity("1"))
        assert again is not None
        assert first in (None, again), "the same answer again"
        await self.settled()
        self.check(taken, noted, again)
        answer = await self.post(url, self.activity("2", type="message", name=None, text="y", deliveryMode="expectReplies"))
        assert [_text(reply) for reply in json.loads(answer)["activities"]] == ["first 2", "second 2"], "one turn was taken"
        os.kill(process, signal.SIGKILL)

    def check(self, taken: Counter, noted: Counter, again: bytes) -> None:
        """Everything came; twice only what the channel had taken and nobody had noted."""
        said = self.channel.taken.get(self.conversation, [])
        in_answer = [text for text in SAID if text in again.decode()]
        for text in SAID:
            if text in in_answer:
                assert text not in said
                continue
            most = 2 if taken[text] and not noted[text] else 1
            assert 1 <= said.count(text) <= most, (text, said, taken, noted)
        own = list(dict.fromkeys(text for text in said if not text.startswith("others")))
        assert own == sorted(own), "in order"

    def noted(self) -> Counter:
        """The texts that are noted as sent."""
        found: Counter = Counter()
        for parcel in self.rows("SELECT once, status, done, reference FROM outbox"):
            words = SAID[2:] if "others" in (parcel[3] or "") else SAID[:2] if self.way != "press" else SAID[1:2]
            if parcel[1] == "sent":
                found.update(SAID if len(self.rows("SELECT 1 FROM outbox WHERE status = 'pending'")) == 0 else self.gone())
            elif parcel[1] == "pending":
                found.update(words[: parcel[2]])
        return found

    def gone(self) -> list[str]:
        """What is noted when one of the two parcels is: the other one's texts are not."""
        [waiting] = self.rows("SELECT reference FROM outbox WHERE status = 'pending'")
        return SAID[:2] if "others" in waiting[0] else SAID[2:]

    async def settled(self) -> None:
        for _ in range(500):
            if self.rows("SELECT 1 FROM outbox") and not self.rows("SELECT 1 FROM outbox WHERE status = 'pending'"):
                return
            await asyncio.sleep(0.02)
        raise TimeoutError("the outbox is not emptied")

    async def dead(self, process: int, *, answered: bool) -> None:
        """Wait for the process' end. Where it answered, the step may come a little later, or not at all."""
        for _ in range(50 if answered else 1_000):
            try:
                os.kill(process, 0)
            except ProcessLookupError:
                return
            await asyncio.sleep(0.01)
        assert answered
        os.kill(process, signal.SIGKILL)

    def rows(self, query: str) -> list[tuple]:
        connection = sqlite3.connect(self.database)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()


@pytest.mark.parametrize("way", WAYS)
async def test_a_turn_that_is_killed_at_any_step(nursery, http, prepared, way):
    @contextlib.asynccontextmanager
    async def trial(name: str) -> AsyncIterator[Trial]:
        database = prepared.with_name(f"{name}.sqlite")
        shutil.copy(prepared, database)
        channel = Channel()
        async with channel.open():
            yield Trial(nursery, http, channel, database, way, f"{way}-{name}")

    async with trial("whole") as whole:
        steps = await whole.steps()
    assert steps > 20
    places = asyncio.Semaphore(SIDE_BY_SIDE)
    twice = 0

    async def one(step: int) -> None:
        nonlocal twice
        async with places, trial(f"at-{step}") as tried:
            await tried.killed_at(step)
            twice += sum(number - 1 for said in tried.channel.taken.values() for number in Counter(said).values())

    first = 1 + list(WAYS).index(way) % EVERY
    await asyncio.gather(*(one(step) for step in range(first, steps + 1, EVERY)))
    print(f"{way}: {steps} steps, {twice} messages taken twice")  # noqa: T201 - shown with -s
