"""docs/capacity.md: what the whole country needs, from what a turn was measured to cost. Run: python -m tests.benchmarks.capacity

Reads var/bench.json, so run `make bench PARTS="service start"` first.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from bot.storage.engine import POOL
from bot.storage.lifetimes import Lifetimes
from tests.benchmarks.accuracy import ROOT
from tests.benchmarks.measure import Json, parts_of

PLACE = ROOT / "docs" / "capacity.md"
EMPLOYEES = 1_000_000
"""In all 21 regions and 290 municipalities, about."""
WORKING_DAYS = 20
"""In a month."""
TURNS = 4
"""Messages for one question: the question, taps that answer the bot's, a panel."""
BUSIEST_HOUR, BUSIEST_MINUTE = 0.2, 3.0
"""Share of the day's messages in its busiest hour, and how much denser the busiest minutes in it are than the hour."""
LOAD = 0.5
"""Share of a core that a replica is planned for: above, waits grow."""
TRANSACTIONS = 2
"""Of a turn: the turn itself, and that its reply has been sent."""


@dataclass(frozen=True)
class Usage:
    """How many questions an employee asks in a month."""

    name: str
    questions: float

    @property
    def a_day(self) -> float:
        """Turns on a working day."""
        return EMPLOYEES * self.questions / WORKING_DAYS * TURNS

    @property
    def at_peak(self) -> float:
        """Turns a second in the busiest minutes."""
        return self.a_day * BUSIEST_HOUR / 3600 * BUSIEST_MINUTE


USAGES = (Usage("everybody asks once a month", 1), Usage("everybody asks once a week", 4))


@dataclass(frozen=True)
class Cost:
    """What one turn was measured to cost, on PostgreSQL, and when that was."""

    at: str
    machine: str
    service: float
    database: float
    log: float
    kept: float
    wait: float
    memory: float


def cost(results: Json) -> Cost:
    """From the results of a run. Raises KeyError when a part is missing."""
    rows = {row["label"]: row["ours"]["median"] for part in parts_of(results) for row in part["rows"] if _is_turn(part)}
    rate = _median(results, "Service: turns a second, replies over the channel", "PostgreSQL, 1 at a time")
    memory = _median(results, "Start: resident memory", "21 regions")
    return Cost(
        results["measured"]["at"],
        results["measured"]["machine"],
        rows["processor ms of the service"],
        rows["processor ms of the database"],
        rows["bytes of log written"],
        rows["bytes kept"],
        1000 / rate,
        memory,
    )


def _is_turn(part: Json) -> bool:
    return bool(part["name"] == "Service: a turn on PostgreSQL")


def _median(results: Json, name: str, label: str) -> float:
    for part in parts_of(results):
        for row in part["rows"]:
            if part["name"].startswith(name) and row["label"] == label:
                return float(row["ours"]["median"])
    raise KeyError(f"{name}: {label}")


def page(found: Cost) -> str:
    """The page."""
    return "\n".join((*_head(found), *(line for usage in USAGES for line in _reckoned(usage, found)), *_tail(found), ""))


def _head(found: Cost) -> Iterator[str]:
    yield "# What the whole country would need"
    yield ""
    yield "Reckoned on paper from what one run of `make bench` measured. `python -m tests.benchmarks.capacity` writes this page:"
    yield "do not edit it by hand."
    yield f"That run was made {found.at} on {found.machine}. Another machine gives other figures; the arithmetic stays."
    yield ""
    yield "Measured, of one turn on PostgreSQL with its reply sent to the channel:"
    yield ""
    yield f"- {found.service:.1f} ms of processor time in the service, {found.database:.1f} ms in the database's processes"
    yield f"- {found.log:,.0f} bytes in the database's write-ahead log, {found.kept:,.0f} bytes kept in tables and indexes"
    yield f"- {found.wait:.0f} ms from message to answer, with one user at a time"
    yield f"- {found.memory:.0f} MB held by a replica with the knowledge of 21 regions, when it is ready"
    yield ""
    yield "Assumed, not measured:"
    yield ""
    yield f"- {EMPLOYEES:,} employees in 21 regions and 290 municipalities, {WORKING_DAYS} working days a month"
    yield f"- {TURNS} messages for one question: the question, taps that answer the bot's, a panel"
    yield f"- a fifth of the day's messages in its busiest hour, the busiest minutes of it {BUSIEST_MINUTE:g} times as dense"
    yield f"- a replica is planned for {LOAD:.0%} of one core: Python uses one core a process"
    yield ""


def _reckoned(usage: Usage, found: Cost) -> Iterator[str]:
    capacity = 1000 / found.service * LOAD
    needed = math.ceil(usage.at_peak / capacity)
    held = usage.at_peak * found.wait / 1000
    kept = usage.a_day * found.kept
    keeping = Lifetimes()
    yield f"## When {usage.name}"
    yield ""
    yield "| | arithmetic | needed |"
    yield "|---|---|---|"
    yield f"| turns a day | {EMPLOYEES:,} × {usage.questions:g} / {WORKING_DAYS} × {TURNS} | {usage.a_day:,.0f} |"
    peak = f"{usage.a_day:,.0f} × {BUSIEST_HOUR:g} / 3,600 × {BUSIEST_MINUTE:g}"
    yield f"| turns a second at the peak | {peak} | {usage.at_peak:.0f} |"
    yield f"| turns a second of one replica | 1,000 / {found.service:.1f} × {LOAD:g} | {capacity:.0f} |"
    yield f"| replicas | {usage.at_peak:.0f} / {capacity:.0f}, rounded up, and one to spare | {needed + 1} |"
    yield f"| memory | {needed + 1} × {found.memory:.0f} MB | {(needed + 1) * found.memory / 1000:.1f} GB |"
    yield f"| connections in use at the peak | {usage.at_peak:.0f} × {found.wait:.0f} ms, at most | {held:.1f} |"
    yield f"| connections kept open | {needed + 1} × {POOL} (`DATABASE_POOL`) | {(needed + 1) * POOL} |"
    yield f"| transactions a second at the peak | {usage.at_peak:.0f} × {TRANSACTIONS} | {usage.at_peak * TRANSACTIONS:.0f} |"
    worked = usage.at_peak * found.database / 1000
    yield f"| cores of the database at the peak | {usage.at_peak:.0f} × {found.database:.1f} ms | {worked:.2f} |"
    yield f"| log a day | {usage.a_day:,.0f} × {found.log:,.0f} bytes | {usage.a_day * found.log / 1e9:.1f} GB |"
    days = keeping.conversations_days
    yield f"| database, at most | {usage.a_day:,.0f} × {found.kept:,.0f} bytes × {days} days | {kept * days / 1e9:.0f} GB |"
    yield ""


def _tail(found: Cost) -> Iterator[str]:
    keeping = Lifetimes()
    yield "## What this leaves out"
    yield ""
    yield f"- The database is reckoned as if all of a turn were kept for {keeping.conversations_days} days"
    yield f"  (`KEEP_CONVERSATIONS_DAYS`), weekends too. What was sent is removed after {keeping.turns_hours} hours"
    yield "  (`KEEP_TURNS_HOURS`), and a conversation is one row however many its turns, so it will be smaller."
    yield "- Teams takes 30 requests a second from a bot in one tenant, and 7 in one conversation. The service keeps to that,"
    yield "  whatever it could do itself; it matters only where one tenant is very large."
    yield "- A replica is measured with one core to itself. On a shared one the waits grow before the throughput falls."
    yield f"- Between two knowledge reloads a replica holds up to three editions: plan {3 * found.memory:.0f} MB for it."


if __name__ == "__main__":
    PLACE.write_text(page(cost(json.loads((ROOT / "var" / "bench.json").read_text(encoding="utf-8")))), encoding="utf-8")
    sys.stdout.write(f"Written to {PLACE.relative_to(ROOT)}.\n")
