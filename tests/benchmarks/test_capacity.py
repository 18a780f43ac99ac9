"""What is reckoned and sorted from what was measured."""

from __future__ import annotations

import asyncio
from importlib import import_module

import pytest

from tests.benchmarks.capacity import Cost, Usage, page
from tests.benchmarks.traffic import Traffic, scripts, shares
from tests.benchmarks.wire import Channel, caller

COST = Cost("2026-11-22T12:00:00", "Linux, 2 cores", 10.0, 2.0, 5_000.0, 2_500.0, 20.0, 130.0)


def test_the_country_is_reckoned_from_the_cost_of_a_turn() -> None:
    usage = Usage("everybody asks once a month", 1)
    assert usage.a_day == 200_000
    assert usage.at_peak == pytest.approx(33.3, abs=0.1)
    written = page(COST)
    assert "1,000 / 10.0 × 0.5 | 50 |" in written
    assert "| replicas | 33 / 50, rounded up, and one to spare | 2 |" in written
    assert "| replicas | 133 / 50, rounded up, and one to spare | 4 |" in written
    assert "| log a day | 200,000 × 5,000 bytes | 1.0 GB |" in written


def test_time_is_given_to_the_innermost_part_and_waiting_is_none() -> None:
    pytest.importorskip("psutil", reason="only in the environment of the benchmarks")
    shares_of = import_module("tests.benchmarks.spent")._shares
    worked = "run (bot/app.py:1);turn (dialogs/turn.py:3);loads (json/x.py:2) 3"
    waited = "run (bot/app.py:1);EpollSelector.select (selectors.py:4) 9"
    assert shares_of(f"{worked}\n{waited}\n") == {"the conversation": 3}


def test_conversations_hold_taps_questions_and_panels_each_with_ids_of_their_own() -> None:
    made = scripts()
    assert set(shares(made)) == {"panel", "question", "tap"}
    several = iter(Traffic(made, "http://127.0.0.1:9", buffered=True))
    bodies = [body for _ in range(len(made) + 1) for body in next(several)]
    assert len(set(bodies)) == len(bodies)
    assert not any(b"@" in body.replace(b"@odata", b"") for body in bodies[:50])


async def test_the_channel_answers_what_it_takes() -> None:
    async with Channel().open() as channel:
        line = await caller(channel.port)
        answers = [await line.call(b"{}") for _ in range(3)]
        line.transport.close()
        assert channel.taken == 3
        assert {status for status, _ in answers} == {200}
        await asyncio.sleep(0)
