"""A steady load on one process for a long time: `make soak`. Exit code 1 when memory grows, handles leak, or turns fail."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles
from typing import Any

import aiohttp

from tests.replicas.fleet import Replica, serve
from tests.soak.load import Load
from tests.soak.watch import Held, grows, leaks, look, settled, slope

OMBUD = "robin=jonkoping/kommun,sam=jonkoping/region"
EVERY = 2.0
"""Seconds between two looks."""
ENOUGH = 20 * 60
"""Seconds after which the slope of the memory says something."""
FIGURES = ("bot_outbox_depth", "bot_failures_total")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--rate", type=float, default=20.0, help="turns a second")
    parser.add_argument("--people", type=int, default=300)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(soak(Path(folder), options))


async def soak(folder: Path, options: argparse.Namespace) -> int:
    replica = Replica(f"sqlite:///{folder / 'bot.sqlite'}", folder / "log", LOCAL_OMBUD=OMBUD)
    load = Load(replica.url, options.rate, options.people)
    runner, load.channel_url = await serve(load.application())
    await replica.start()
    try:
        before = await _figures(replica)
        looks = await _watched(replica, load, options.minutes * 60)
        await asyncio.sleep(20)  # idle connections are closed, the outbox is emptied
        after = await _figures(replica)
        return _verdict(load, looks, before, after)
    finally:
        await replica.stop()
        await runner.cleanup()


async def _watched(replica: Replica, load: Load, seconds: float) -> list[Held]:
    """The looks while the load goes on; a line every minute."""
    begun = time.monotonic()
    looks: list[Held] = []
    running = asyncio.create_task(load.run(seconds))
    say("min   turns   RSS MiB  files  tasks  objects  outbox  p50 ms  p99 ms  errors")
    told = 1
    while not running.done():
        await asyncio.wait({running}, timeout=EVERY)
        looks.append(look(replica.pid, time.monotonic() - begun))
        if looks[-1].at >= told * 60:
            _line(told, looks[-1], load, await _figures(replica))
            told += 1
    await running
    return looks


def _line(minute: int, held: Held, load: Load, figures: dict[str, float]) -> None:
    times, load.times = load.times, []
    cuts = quantiles(times, n=100) if len(times) > 1 else [0.0] * 99
    say(
        f"{minute:3}  {load.turns:6}  {held.memory:8.1f}  {held.files:5}  {figures['tasks']:5.0f}  {figures['objects']:7.0f}"
        f"  {figures['bot_outbox_depth']:6.0f}  {cuts[49] * 1000:6.0f}  {cuts[98] * 1000:6.0f}  {sum(load.errors.values()):6}"
    )


def _verdict(load: Load, looks: list[Held], before: dict[str, float], after: dict[str, float]) -> int:
    late = settled(looks)
    steep = slope([(held.at, held.memory) for held in late]) * 3600
    wrong = {
        "memory grows": grows(looks),
        f"files leak: {before['files']:.0f} before, {after['files']:.0f} after": leaks(int(before["files"]), int(after["files"])),
        f"tasks leak: {before['tasks']:.0f} before, {after['tasks']:.0f} after": leaks(int(before["tasks"]), int(after["tasks"])),
        f"{after['bot_outbox_depth']:.0f} parcels are left": after["bot_outbox_depth"] > 0,
        f"requests failed: {dict(load.errors)}": bool(load.errors),
        f"{after['bot_failures_total']:.0f} failures are counted": after["bot_failures_total"] > 0,
    }
    say(f"{load.turns} turns by {load.turns / looks[-1].at:.1f} a second; {load.skipped} moments passed over")
    say(f"memory {late[0].memory:.1f} MiB after the warm-up, {late[-1].memory:.1f} at the end, slope {steep:+.1f} MiB an hour")
    say(f"files {before['files']:.0f} -> {after['files']:.0f}, tasks {before['tasks']:.0f} -> {after['tasks']:.0f}")
    if looks[-1].at < ENOUGH:
        say("too short to tell slow growth from caches that still fill: run 30 minutes")
    found = [what for what, is_so in wrong.items() if is_so]
    say("; ".join(found) or "no growth beyond the noise, no leak")
    return 1 if found else 0


async def _figures(replica: Replica) -> dict[str, float]:
    """What the service tells of itself."""
    found: dict[str, Any] = dict.fromkeys(FIGURES, 0.0)
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{replica.url}/metrics") as response:
            for line in (await response.text()).splitlines():
                name, _, value = line.rpartition(" ")
                if name.startswith(FIGURES) and not line.startswith("#"):
                    found[name.partition("{")[0]] += float(value)
        async with session.get(f"{replica.url}/tasks") as response:
            found |= await response.json()
    found["files"] = look(replica.pid, 0).files
    return found


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
