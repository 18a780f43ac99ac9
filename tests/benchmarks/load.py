"""Users of a bot in another process: how many turns it takes in a second, how long each waits, and what that costs it."""

from __future__ import annotations

import asyncio
import math
import os
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from tests.benchmarks.accuracy import ROOT
from tests.benchmarks.wire import HOST, Caller, caller

READY_WITHIN = 60.0
"""Seconds in which a bot must be up."""
IN_TURN = 100
"""Conversations that take turns at a fixed rate: as many seconds as that makes lie between two messages of one."""
Conversations = Iterator[list[bytes]]


@dataclass
class Sample:
    """What one run found. `waits` are the seconds of every turn, `seconds` how long it went on, `cpu` what the bot worked."""

    waits: list[float] = field(default_factory=list)
    failed: int = 0
    seconds: float = 0.0
    cpu: float = 0.0

    @property
    def rate(self) -> float:
        """Turns in a second that were taken."""
        return (len(self.waits) - self.failed) / self.seconds

    @property
    def cost(self) -> float:
        """Processor milliseconds of a turn."""
        return self.cpu * 1000 / len(self.waits)

    def wait(self, share: float) -> float:
        """Milliseconds within which this share of the turns was taken."""
        return sorted(self.waits)[math.ceil(share * len(self.waits)) - 1] * 1000


class Bot:
    """A bot that runs, at `port`."""

    def __init__(self, process: psutil.Popen, port: int) -> None:
        self.process = process
        self.port = port

    @property
    def cpu(self) -> float:
        """Processor seconds that it has used, with all its threads."""
        used = self.process.cpu_times()
        return float(used.user + used.system)


@contextmanager
def running(kind: str, environment: Mapping[str, str] | None = None, core: int | None = None) -> Iterator[Bot]:
    """A bot of `tests.benchmarks.bots`, ready, on a core of its own. What it writes goes to a file, as in a container."""
    with socket.socket() as found:
        found.bind((HOST, 0))
        port = int(found.getsockname()[1])
    with TemporaryDirectory() as folder, (Path(folder) / "log").open("w") as log:
        command = [sys.executable, "-m", "tests.benchmarks.bots", kind, str(port)]
        process = psutil.Popen(command, cwd=ROOT, env={**os.environ, **(environment or {})}, stdout=log, stderr=log)
        try:
            if core is not None:
                process.cpu_affinity([core])
            _wait(process, port, Path(folder) / "log")
            yield Bot(process, port)
        finally:
            process.terminate()
            process.wait()


def is_ready(port: int) -> bool:
    """Whether the bot at `port` answers that it is ready."""
    try:
        with socket.create_connection((HOST, port), timeout=5) as line:
            line.sendall(b"GET /readyz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            return line.recv(64).startswith(b"HTTP/1.1 200")
    except OSError:
        return False


def _wait(process: psutil.Popen, port: int, log: Path) -> None:
    until = time.monotonic() + READY_WITHIN
    while not is_ready(port):
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"the bot does not come up: {log.read_text()[-2000:]}")
        time.sleep(0.05)


def keep_to(core: int | None) -> None:
    """Leave the other cores to others."""
    if core is not None:
        os.sched_setaffinity(0, {core})


async def closed(bot: Bot, conversations: Conversations, many: int, seconds: float) -> Sample:
    """`many` users at a time, each with a message as soon as the one before is answered."""
    sample, cpu, begun = Sample(), bot.cpu, time.perf_counter()

    async def user() -> None:
        line = await caller(bot.port)
        for bodies in conversations:
            for body in bodies:
                if time.perf_counter() - begun > seconds:
                    line.transport.close()
                    return
                await _turn(line, body, sample, time.perf_counter())

    await asyncio.gather(*(user() for _ in range(many)))
    sample.seconds, sample.cpu = time.perf_counter() - begun, bot.cpu - cpu
    return sample


async def paced(bot: Bot, conversations: Conversations, rate: float, seconds: float) -> Sample:
    """`rate` messages a second, however long the answers take. A wait counts from when the message was due."""
    sample, cpu, free = Sample(), bot.cpu, list[Caller]()

    async def turn(body: bytes, due: float) -> None:
        line = free.pop() if free else await caller(bot.port)
        await _turn(line, body, sample, due)
        free.append(line)

    begun = time.perf_counter()
    tasks = []
    for number, body in zip(range(int(rate * seconds)), _taking_turns(conversations), strict=False):
        due = begun + number / rate
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(turn(body, due)))
    await asyncio.gather(*tasks)
    for line in free:
        line.transport.close()
    sample.seconds, sample.cpu = time.perf_counter() - begun, bot.cpu - cpu
    return sample


async def through(bot: Bot, conversations: Conversations, many: int) -> int:
    """So many conversations from beginning to end, one after the other; how many messages were not taken."""
    sample = Sample()
    line = await caller(bot.port)
    for bodies in (next(conversations) for _ in range(many)):
        for body in bodies:
            await _turn(line, body, sample, time.perf_counter())
    line.transport.close()
    return sample.failed


async def _turn(line: Caller, body: bytes, sample: Sample, since: float) -> None:
    status, _ = await line.call(body)
    sample.waits.append(time.perf_counter() - since)
    sample.failed += status >= 300


def _taking_turns(conversations: Conversations) -> Iterator[bytes]:
    """Messages of many conversations in turn; when one is over another begins."""
    open_ones = [iter(next(conversations)) for _ in range(IN_TURN)]
    while True:
        for place, one in enumerate(open_ones):
            body = next(one, None)
            if body is None:
                open_ones[place] = iter(next(conversations))
                body = next(open_ones[place])
            yield body
