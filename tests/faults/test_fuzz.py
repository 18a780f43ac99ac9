"""Thousands of malformed and hostile activities: never an error of the service, always JSON, and it answers afterwards.

FUZZ is how many (2,000 in all by default).
"""

from __future__ import annotations

import asyncio
import json
import os
from typing import Any

import aiohttp
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from people import Loop, User, running

from tests.faults.hostile import BODIES, DOCUMENT

AT_ONCE = 20
EXAMPLES = max(1, int(os.environ.get("FUZZ", "2000")) // AT_ONCE // 2)
DOCUMENTED = {int(status) for status in DOCUMENT["paths"]["/api/messages"]["post"]["responses"]}


@pytest.fixture(scope="module", params=["botframework on SQLite", "agents on PostgreSQL"])
def service(request, dialog, tmp_path_factory):
    sdk, _, storage = request.param.partition(" on ")
    database = tmp_path_factory.mktemp("fuzz") / "bot.sqlite"
    url = request.getfixturevalue("postgresql_url").render_as_string(hide_password=False) if storage == "PostgreSQL" else None
    with running(dialog, database, url=url, host_sdk=sdk) as service:
        yield service


@pytest.fixture(scope="module")
def loop():
    made = Loop()
    yield made
    made.close()


def strict(body: bytes) -> Any:
    """JSON as the standard has it: no NaN, no Infinity."""

    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is no JSON")

    return json.loads(body.decode(), parse_constant=refuse)


async def send(url: str, bodies: list[bytes]) -> list[tuple[bytes, int, bytes]]:
    async def one(session: aiohttp.ClientSession, body: bytes) -> tuple[bytes, int, bytes]:
        headers = {"Content-Type": "application/json"}
        async with session.post(f"{url}/api/messages", data=body, headers=headers) as response:
            return body, response.status, await response.read()

    async with aiohttp.ClientSession() as session:
        return await asyncio.gather(*(one(session, body) for body in bodies))


@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
def test_hostile_activities(service, loop):
    seen: set[int] = set()

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck), report_multiple_bugs=False
    )
    @given(st.lists(BODIES, min_size=AT_ONCE, max_size=AT_ONCE))
    def hostile(bodies: list[bytes]) -> None:
        for body, status, answer in loop.run(send(service.url, bodies)):
            seen.add(status)
            assert status in DOCUMENTED, (status, body[:2_000])
            assert status not in (500, 503), (status, body[:2_000])
            assert status != 501 or json.loads(body.decode("utf-8-sig"))["type"] == "invoke"
            if answer:
                strict(answer)

    hostile()
    assert {200, 400} <= seen, "some are taken, some are refused"
    assert service.get("/healthz").status_code == 200
    assert service.ready()
    kim = User(service)
    assert kim.say("Vem ansvarar för arbetsterapi till en 40-åring med CP i ordinärt boende i Jönköping?").title.startswith("●")
    metrics = service.get("/metrics").text
    assert 'bot_failures_total{kind="turn"}' not in metrics, "no turn broke"
    assert 'bot_failures_total{kind="storage"}' not in metrics, "everything could be stored"
