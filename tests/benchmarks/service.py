"""The service as it is, beside echo bots: turns a second, waits, and what a turn costs. Run: python -m tests.benchmarks.service

The bot has a core of its own, the users and the channel another one. The echo bots get the same activities and only say them
back: one on this project's adapter (the limit), one on botbuilder's CloudAdapter, one on the Microsoft 365 Agents SDK.
"""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from tests.benchmarks.accuracy import RUNS, say
from tests.benchmarks.load import Bot, Conversations, Sample, closed, keep_to, paced, running, through
from tests.benchmarks.measure import Json, goal, part, row, show, spread, times
from tests.benchmarks.postgres import Postgres, database
from tests.benchmarks.spent import spent
from tests.benchmarks.traffic import Script, Traffic, scripts, shares
from tests.benchmarks.wire import Channel

SECONDS, LONGER, STEADY = 1.5, 3.0, 5.0
"""Of one run; of one where each turn waits for the channel; of one at a fixed rate."""
MANY = (1, 32, 128)
RATE = 100.0
SLOW = 0.1
SQLITE, POSTGRES = "ours", "on PostgreSQL"
OWN, STOCK, AGENTS = "own adapter, echo", "CloudAdapter, echo", "Agents SDK, echo"
ECHOES = {OWN: "own", STOCK: "stock", AGENTS: "agents"}
QUICK = "quick channel"
LIMIT = 100.0
"""Milliseconds within which 99 of 100 turns are to be answered."""
LEAST_TIMES, LEAST_SHARE, NO_LOSS = 5, 0.5, 0.9
SHARES = (0.5, 0.95, 0.99)
WRITTEN = "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8"


T = TypeVar("T")
Samples = dict[str, list[Sample]]
"""Every run, by bot."""


def main() -> list[Json]:
    """Measure and print. Returns the parts. Raises RuntimeError when a bot does not take every turn."""
    made = scripts()
    cores = sorted(os.sched_getaffinity(0))
    with ExitStack() as stack:
        postgres = stack.enter_context(database())
        if postgres is None:
            say("PostgreSQL is left out: no server answers.")
        folder = Path(stack.enter_context(TemporaryDirectory()))
        bots = {name: stack.enter_context(bot) for name, bot in _bots(folder, postgres, cores[0])}
        keep_to(cores[-1])
        parts = asyncio.run(_measured(bots, made))
        if postgres:
            parts.append(asyncio.run(_stored(bots[POSTGRES], made, postgres)))
    parts += spent(made, cores)
    for each in parts:
        show(each)
    mix = ", ".join(f"{share:.0%} {kind}s" for kind, share in shares(made).items())
    say(f"{len(made)} conversations in turn: {mix}. A tap answers a question of the bot's, a panel tells more about an answer.")
    return parts


def _bots(folder: Path, postgres: Postgres | None, core: int) -> Iterator[tuple[str, AbstractContextManager[Bot]]]:
    """Every bot that there is here, by name."""
    settings = {"MESSAGES_PER_MINUTE": "100000"}
    yield SQLITE, running("product", {**settings, "DATABASE_URL": f"sqlite:///{folder / 'bot.sqlite'}"}, core)
    if postgres:
        yield POSTGRES, running("product", {**settings, "DATABASE_URL": postgres.url}, core)
    yield from ((name, running(kind, {}, core)) for name, kind in ECHOES.items())


async def _measured(bots: Mapping[str, Bot], made: tuple[Script, ...]) -> list[Json]:
    async with Channel().open() as quick, Channel(SLOW).open() as slow:
        calls, slowly = iter(Traffic(made, quick.url, buffered=False)), iter(Traffic(made, slow.url, buffered=False))
        expected = iter(Traffic(made, quick.url, buffered=True))
        for name, bot in bots.items():
            if await through(bot, calls, len(made)):
                raise RuntimeError(f"{name} does not take every turn")
        called = {many: await _runs(bots, lambda bot, many=many: closed(bot, calls, many, SECONDS)) for many in MANY}
        others = {name: bot for name, bot in bots.items() if name != STOCK}  # which answers 500 there
        answered = {many: await _runs(others, lambda bot, many=many: closed(bot, expected, many, SECONDS)) for many in MANY}
        steady = await _runs(others, lambda bot: paced(bot, calls, RATE, STEADY))
        quick_ones, slow_ones = await _beside(bots, calls, slowly)
    return [
        part("Service: turns a second, replies over the channel", "turns a second", list(_rates(called)), more=True),
        part("Service: turns a second, replies in the answer", "turns a second", list(_rates(answered)), more=True),
        part("Service: processor time of a turn", "ms", [_cost("over the channel", called), _cost("in the answer", answered)]),
        part("Service: waits for a turn, replies over the channel", "ms", list(_waits(called))),
        part(f"Service: waits at {RATE:g} turns a second", "ms", list(_steady(steady))),
        part("Service: a channel that takes 100 ms", "turns a second", list(_slow(slow_ones, quick_ones)), more=True),
    ]


async def _runs(bots: Mapping[str, Bot], measure: Callable[[Bot], Awaitable[T]]) -> dict[str, list[T]]:
    """Each bot `RUNS` times, one after the other, every other run in the opposite order."""
    found: dict[str, list[T]] = {name: [] for name in bots}
    for run in range(RUNS):
        for name in sorted(bots, reverse=bool(run % 2)):
            gc.collect()
            found[name].append(await measure(bots[name]))
    return found


async def _beside(bots: Mapping[str, Bot], quickly: Conversations, slowly: Conversations) -> tuple[Samples, Samples]:
    """Each bot with the quick channel and with the slow one, by turns: the machine may be slower some minutes later."""

    async def both(bot: Bot) -> tuple[Sample, Sample]:
        return await closed(bot, quickly, MANY[-1], LONGER), await closed(bot, slowly, MANY[-1], LONGER)

    pairs = await _runs(bots, both)
    quick = {name: [pair[0] for pair in found] for name, found in pairs.items()}
    return quick, {name: [pair[1] for pair in found] for name, found in pairs.items()}


def _row(label: str, found: Samples, figure: Callable[[Sample], float], ours: str = SQLITE, *, more: bool = False) -> Json:
    """`ours` beside the echo bots."""
    peers = {name: spread([figure(sample) for sample in found[name]]) for name in ECHOES if name in found}
    return row(label, spread([figure(sample) for sample in found[ours]]), peers, more=more)


def _ours(found: Samples) -> list[str]:
    return [name for name in (SQLITE, POSTGRES) if name in found]


def _called(name: str) -> str:
    return "SQLite" if name == SQLITE else "PostgreSQL"


def _rates(found: Mapping[int, Samples]) -> Iterator[Json]:
    for many, samples in found.items():
        for name in _ours(samples):
            made = _row(f"{_called(name)}, {many} at a time", samples, lambda sample: sample.rate, name, more=True)
            stock, own = made["ratios"].get(STOCK), made["ratios"][OWN]
            words = f"at least {LEAST_SHARE:g} times {OWN}"
            yield times(made, STOCK, LEAST_TIMES) if stock is not None else goal(made, words, own >= LEAST_SHARE)
            if stock is not None:
                yield goal({**made, "label": f"{made['label']}, to the limit"}, words, own >= LEAST_SHARE)


def _cost(label: str, found: Mapping[int, Samples]) -> Json:
    return _row(f"SQLite, replies {label}", found[32], lambda sample: sample.cost)


def _waits(found: Mapping[int, Samples]) -> Iterator[Json]:
    for many, samples in found.items():
        for share in SHARES:
            yield _row(f"{many} at a time, p{100 * share:g}", samples, lambda sample, share=share: sample.wait(share))


def _steady(found: Samples) -> Iterator[Json]:
    for name in _ours(found):
        for share in SHARES:
            made = _row(f"{_called(name)}, p{100 * share:g}", found, lambda sample, share=share: sample.wait(share), name)
            met = made["ours"]["median"] < LIMIT
            yield goal(made, f"under {LIMIT:g} ms", met) if share == SHARES[-1] else made


def _slow(late: Samples, quick: Samples) -> Iterator[Json]:
    """Beside the same with a quick channel, which is to cost nothing."""
    for name in (*_ours(late), *ECHOES):
        figures = (spread([sample.rate for sample in samples[name]]) for samples in (late, quick))
        label = _called(name) if name in _ours(late) else name
        made = row(f"{label}, {MANY[-1]} at a time", next(figures), {QUICK: next(figures)}, more=True)
        yield goal(made, f"at least {NO_LOSS:g} times {QUICK}", made["ratio"] >= NO_LOSS) if name in _ours(late) else made


async def _stored(bot: Bot, made: tuple[Script, ...], postgres: Postgres) -> Json:
    """What turns cost the PostgreSQL server, and what they leave there."""
    async with Channel().open() as channel:
        turns = sum(map(len, made))
        worked, written = await postgres.worked(), await postgres.value(WRITTEN)
        kept, cpu = await postgres.size(), bot.cpu
        await through(bot, iter(Traffic(made, channel.url, buffered=False)), len(made))
        figures = {
            "processor ms of the service": (bot.cpu - cpu) * 1000 / turns,
            "processor ms of the database": (await postgres.worked() - worked) * 1000 / turns,
            "bytes of log written": (await postgres.value(WRITTEN) - written) / turns,
            "bytes kept": (await postgres.size() - kept) / turns,
        }
    return part(
        "Service: a turn on PostgreSQL", "as the label says", [row(label, spread([value])) for label, value in figures.items()]
    )


if __name__ == "__main__":
    main()
