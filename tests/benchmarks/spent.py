"""What the time of a turn is spent on: the stacks of the running service, looked at many times a second by py-spy."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.accuracy import RUNS, say
from tests.benchmarks.load import Bot, closed, keep_to, running, through
from tests.benchmarks.measure import Json, part, row, spread
from tests.benchmarks.traffic import Script, Traffic
from tests.benchmarks.wire import Channel

LOOKS, SECONDS, MANY = 250, 4, 8
"""Looks a second, for so long, with so many users at a time."""
PARTS = (
    ("understanding the text", r"knowledge/reading/|knowledge/informed|knowledge/lexicon"),
    ("finding statements by words", r"knowledge/search"),
    ("matching, next question, what would change the answer", r"knowledge/"),
    ("the conversation", r"dialogs/"),
    ("cards and their text", r"bot/cards/|bot/replies"),
    ("the storage, SQLite itself included", r"bot/storage/|bot/desk|sqlalchemy/|greenlet"),
    ("the SDK's activity", r"botbuilder/|msrest/|isodate/"),
    ("checking the request", r"bot/activities|pydantic/"),
    ("calling the channel", r"bot/connector|aiohttp/client|aiohttp/connector"),
    ("the event loop", r"^run_app |asyncio/|selectors|uvloop|threading|concurrent/"),
    ("taking and answering HTTP", r"aiohttp/|multidict|yarl"),
    ("logs and counters", r"logging/|bot/telemetry|prometheus_client/"),
    ("the way of the message", r"bot/"),
)
"""What is found first, from the innermost frame outwards, has the time."""
WAITS = re.compile(r"^(_worker \(concurrent|EpollSelector\.select|select \(selectors)")
"""Innermost frames that only wait. What uvloop does stands under `run_app`, and py-spy leaves out when that waits."""


def spent(made: tuple[Script, ...], cores: Sequence[int]) -> list[Json]:
    """Percent of the time of a turn, on SQLite with replies over the channel: one part, none where that cannot be seen."""
    spy = shutil.which("py-spy", path=str(Path(sys.executable).parent))
    if spy is None:
        say("What the time is spent on is left out: py-spy is not installed. See tests/benchmarks/requirements.txt.")
        return []
    with TemporaryDirectory() as folder:
        settings = {"MESSAGES_PER_MINUTE": "100000", "DATABASE_URL": f"sqlite:///{folder}/bot.sqlite"}
        with running("product", settings, cores[0]) as bot:
            keep_to(cores[-1])
            runs = asyncio.run(_looked(bot, made, spy, Path(folder) / "stacks"))
    mean = {name: sum(run[name] for run in runs) for run in runs for name in run}
    rows = [
        row(name, spread([100 * run[name] / run.total() for run in runs]))
        for name in sorted(mean, key=mean.__getitem__, reverse=True)
    ]
    return [part(NAME, "percent", rows)] if rows else []


NAME = "Service: what the time of a turn is spent on"


async def _looked(bot: Bot, made: tuple[Script, ...], spy: str, file: Path) -> list[Counter[str]]:
    async with Channel().open() as channel:
        traffic = iter(Traffic(made, channel.url, buffered=False))
        await through(bot, traffic, len(made))
        runs = []
        for _ in range(RUNS):
            looking = asyncio.to_thread(_look, spy, bot.process.pid, file)
            stacks, _ = await asyncio.gather(looking, closed(bot, traffic, MANY, SECONDS + 1))
            if not stacks:
                say("What the time is spent on is left out: py-spy may not look at the process.")
                return []
            runs.append(_shares(stacks))
        return runs


def _look(spy: str, pid: int, file: Path) -> str:
    """The stacks of the process, each with how often it was found; nothing where that is not allowed."""
    where = ["-f", "raw", "-o", str(file), "-p", str(pid)]
    subprocess.run([spy, "record", "-r", str(LOOKS), "-d", str(SECONDS), *where], capture_output=True, check=False)  # noqa: S603
    return file.read_text(encoding="utf-8") if file.exists() else ""


def _shares(stacks: str) -> Counter[str]:
    """How often each part was found at work."""
    found: Counter[str] = Counter()
    for line in stacks.splitlines():
        stack, _, times = line.rpartition(" ")
        frames = stack.split(";")
        if not WAITS.search(frames[-1]):
            found[_of(frames)] += int(times)
    return found


def _of(frames: Sequence[str]) -> str:
    for frame in reversed(frames):
        for name, pattern in PARTS:
            if re.search(pattern, frame):
                return name
    return "the rest"
