"""Three real processes on a PostgreSQL of their own, killed and restarted: the small version of `make replicas`."""

from __future__ import annotations

import os

import pytest

from tests.replicas.cluster import NoServerError
from tests.replicas.run import Plan, Run


async def test_killed_replicas_and_a_restarted_database_lose_and_repeat_nothing(tmp_path):
    run = Run(Plan(interviews=30, kills=2, pause=2.0, lease=5.0), tmp_path, print)
    try:
        figures = await run.run()
    except NoServerError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))
    assert figures.sound, "\n".join(figures.lines())
    assert (figures.turns, figures.kills, figures.restarts) == (30 * 6, 2, 1)
    assert figures.redelivered > 0
    assert figures.repeated > 0
