"""Interviews over several replicas while these are killed and started again, and the database is restarted."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any
from uuid import uuid4

import aiohttp
import asyncpg

from bot import texts
from tests.replicas.cluster import Cluster
from tests.replicas.fleet import Channel, Proxy, Replica, serve
from tests.replicas.interviews import TURNS, Interview, Step, interviews

REPLICAS = 3
DOWN = 1.0
"""Seconds that the database is down."""
SHORTLY_BEFORE = 2.0
"""Seconds before a kill in which an accepted message may not yet be noted as sent."""
NOT_TAKEN = (texts.CANNOT_SAVE, texts.WENT_WRONG)
"""What tells the user to say it again."""
TIMES_SAID = 10


@dataclass(frozen=True)
class Plan:
    """What is done: so many interviews, with kills all through them. `lease` is that of `tests.replicas.launch`."""

    interviews: int = 200
    kills: int = 20
    pause: float = 2.0
    """The most seconds a user thinks before the next turn."""
    seed: int = 7
    lease: float | None = None

    @property
    def patience(self) -> float:
        """Seconds in which a reply must come, even when who had begun to send it was killed."""
        return (self.lease or 60.0) + 30.0


@dataclass
class Figures:
    """What came of it."""

    turns: int = 0
    kills: int = 0
    restarts: int = 0
    redelivered: int = 0
    repeated: int = 0
    """Activities sent once more on purpose, to another replica."""
    said_again: int = 0
    """Turns that the user was asked to say again."""
    lost: int = 0
    wrong: int = 0
    differing: int = 0
    """Repeated requests that were answered otherwise than the first."""
    double: int = 0
    outside: int = 0
    """Doubles that no kill and no restart explains."""
    states: int = 0
    """Conversations whose state was changed more or fewer times than in the rehearsal."""
    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def sound(self) -> bool:
        """Whether every interview ended right, and nothing was lost, changed or said twice without cause."""
        return not (self.lost or self.wrong or self.differing or self.outside or self.states)

    def lines(self) -> list[str]:
        """The figures to print."""
        cuts = quantiles(self.times, n=20) if len(self.times) > 1 else [0.0] * 19
        return [
            f"{self.turns} turns in {self.seconds:.0f} s, p50 {cuts[9] * 1000:.0f} ms, p95 {cuts[18] * 1000:.0f} ms",
            f"{self.kills} kills, {self.restarts} restart of PostgreSQL, {self.redelivered} requests delivered again for it",
            f"{self.repeated} requests repeated on purpose, {self.differing} of them answered otherwise",
            f"{self.said_again} turns said again because they could not be stored",
            f"lost {self.lost}, wrong {self.wrong}, conversations with a turn too many or too few {self.states}",
            f"double {self.double}, of them {self.outside} outside the moment between acceptance and its note",
            *self.notes,
        ]


class Run:
    """One run. `say` is told how it goes."""

    def __init__(self, plan: Plan, folder: Path, say: Callable[[str], None]) -> None:
        self._plan = plan
        self._folder = folder
        self._say = say
        self._chance = random.Random(plan.seed)
        self._channel = Channel()
        self._harm: list[tuple[float, float]] = []
        self.figures = Figures()

    async def run(self) -> Figures:
        """Make everything, run, and take it down again. Raises NoServerError."""
        cluster = await asyncio.to_thread(Cluster)
        log = self._folder / "replicas.log"
        replicas = [Replica(cluster.url, log, self._plan.lease) for _ in range(REPLICAS)]
        try:
            planned = await interviews(self._plan.interviews, self._plan.seed)
            for replica in replicas:
                await replica.start()
            await self._talk(planned, replicas, cluster)
            await self._count(cluster, planned)
        finally:
            for replica in replicas:
                await replica.kill()
            await asyncio.to_thread(cluster.close)
        return self.figures

    async def _talk(self, planned: list[Interview], replicas: list[Replica], cluster: Cluster) -> None:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
            proxy = Proxy(replicas, session)
            behind, channel_url = await serve(self._channel.application())
            before, proxy_url = await serve(proxy.application())
            users = [
                _User(interview, session, f"{proxy_url}/api/messages", channel_url, self._channel, self.figures, self._plan)
                for interview in planned
            ]
            begun = time.monotonic()
            harm = asyncio.create_task(self._do_harm(replicas, cluster))
            told = asyncio.create_task(self._tell())
            await asyncio.gather(*(user.talk(buffered=n % 2 == 0) for n, user in enumerate(users)))
            self.figures.seconds = time.monotonic() - begun
            told.cancel()
            if self.figures.sound:  # else the turns that it waits for never come
                await harm
            harm.cancel()
            await self._drained(cluster)
            self.figures.redelivered = proxy.redelivered
            await before.cleanup()
            await behind.cleanup()

    async def _do_harm(self, replicas: list[Replica], cluster: Cluster) -> None:
        """Kill a replica at random and start it again, all through the run; half-way restart the database."""
        for number in range(self._plan.kills):
            await self._reached((number + self._chance.uniform(0.5, 1.0)) / (self._plan.kills + 1))
            replica = self._chance.choice(replicas)
            moment = time.monotonic()
            await replica.kill()
            self._harm.append((moment, time.monotonic()))
            self.figures.kills += 1
            if number == self._plan.kills // 2:
                await self._restart(cluster)
            await replica.start()

    async def _reached(self, share: float) -> None:
        """Wait until this share of all turns has been taken."""
        while self.figures.turns < share * TURNS * self._plan.interviews:
            await asyncio.sleep(0.02)

    async def _restart(self, cluster: Cluster) -> None:
        moment = time.monotonic()
        await asyncio.to_thread(cluster.stop, "immediate")
        await asyncio.sleep(DOWN)
        await asyncio.to_thread(cluster.start)
        self._harm.append((moment, time.monotonic()))
        self.figures.restarts += 1

    async def _tell(self) -> None:
        while True:
            await asyncio.sleep(10)
            self._say(f"{self.figures.turns} turns, {self.figures.kills} kills")

    async def _drained(self, cluster: Cluster) -> None:
        """Wait until nothing waits in the outbox: what came twice is known then."""
        until = time.monotonic() + self._plan.patience
        while await _rows(cluster, "SELECT id FROM outbox WHERE status = 'pending'"):
            if time.monotonic() > until:
                self.figures.notes.append("the outbox is not empty")
                self.figures.lost += 1
                return
            await asyncio.sleep(0.5)

    async def _count(self, cluster: Cluster, planned: list[Interview]) -> None:
        """Count what was said twice, and whether every conversation took each turn once."""
        for identity in self._channel.said:
            for moment in self._channel.repeated(identity):
                self.figures.double += 1
                self.figures.outside += not any(begin - SHORTLY_BEFORE <= moment <= end for begin, end in self._harm)
        stored = dict(await _rows(cluster, "SELECT key, version FROM conversations"))
        self.figures.states = sum(stored.get(interview.key) != interview.version for interview in planned)
        self.figures.states += len(set(stored) - {interview.key for interview in planned})


@dataclass
class _User:
    """Somebody who holds one interview, checks every answer, and now and then sends twice."""

    interview: Interview
    session: aiohttp.ClientSession
    url: str
    channel_url: str
    channel: Channel
    figures: Figures
    plan: Plan

    async def talk(self, *, buffered: bool) -> None:
        chance = random.Random(self.interview.conversation)
        for number, step in enumerate(self.interview.steps):
            await asyncio.sleep(chance.uniform(0, self.plan.pause))
            got = await self._turn(step, buffered=buffered, twice=chance.random() < 0.1)
            if got is None:
                self.figures.lost += 1
                self.figures.notes.append(f"{self.interview.conversation}, turn {number + 1} of {TURNS}: no answer")
                return
            if got != step.expected:
                self.figures.wrong += 1
                self.figures.notes.append(f"{self.interview.conversation}, turn {number + 1} of {TURNS}: {str(got)[:200]}")
                return

    async def _turn(self, step: Step, *, buffered: bool, twice: bool) -> tuple[str, ...] | None:
        """What answers `step`; None when nothing comes. What could not be stored is said again, as one would."""
        got: tuple[str, ...] | None = None
        for _ in range(TIMES_SAID):
            activity = self.interview.activity(step.says, uuid4().hex, self.channel_url, buffered=buffered)
            begun = time.monotonic()
            got = await (self._in_answer if buffered else self._over_channel)(activity, step, twice=twice)
            self.figures.times.append(time.monotonic() - begun)
            if not got or not got[0].startswith(NOT_TAKEN):
                self.figures.turns += 1
                return got
            self.figures.said_again += 1
            await asyncio.sleep(0.5)
        return got

    async def _in_answer(self, activity: dict, step: Step, *, twice: bool) -> tuple[str, ...] | None:
        status, body = await self._post(activity)
        if status != 200:
            return None
        if twice:
            self.figures.repeated += 1
            again = await self._post(activity)
            if again != (status, body) and not _said(body)[0].startswith(NOT_TAKEN):
                self.figures.differing += 1
                self.figures.notes.append(f"{self.interview.conversation}: repeated and otherwise answered")
        return _said(body)

    async def _over_channel(self, activity: dict, step: Step, *, twice: bool) -> tuple[str, ...] | None:
        status, _ = await self._post(activity)
        if status != 200:
            return None
        if twice:
            self.figures.repeated += 1
            await self._post(activity)
        until = time.monotonic() + self.plan.patience
        while time.monotonic() < until:
            said = self.channel.texts(activity["id"])
            if len(said) >= len(step.expected) or (said and said[0].startswith(NOT_TAKEN)):
                return said
            await asyncio.sleep(0.02)
        return None

    async def _post(self, activity: dict) -> tuple[int, bytes]:
        async with self.session.post(self.url, json=activity, timeout=aiohttp.ClientTimeout(total=90)) as response:
            return response.status, await response.read()


def _said(body: bytes) -> tuple[str, ...]:
    return tuple(activity["text"] for activity in json.loads(body)["activities"])


async def _rows(cluster: Cluster, query: str) -> list[Any]:
    connection = await asyncpg.connect(cluster.url)
    try:
        return await connection.fetch(query)
    finally:
        await connection.close()
