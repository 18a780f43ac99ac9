"""A database that is full, locked, stopped or restarted: everybody is answered, and what could be stored before can be again."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sqlite3
import sys
from contextlib import closing

import pytest

from bot import texts
from bot.app import DATABASE
from bot.storage import StorageError
from tests.faults.tools import activity, until
from tests.replicas.cluster import Cluster, NoServerError, free_port
from tests.replicas.fleet import ROOT


def locked(path) -> sqlite3.Connection:
    """A connection of another process' kind that holds the file for itself."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    return connection


async def test_a_lock_of_three_seconds_is_waited_for(service, tmp_path):
    assert await service.says("ett") == ["1: ett"]
    with closing(locked(tmp_path / "bot.sqlite")) as other:
        asked = [asyncio.create_task(service.says("hej", user=f"user {number}")) for number in range(5)]
        await asyncio.sleep(3)
        assert await service.status("/healthz") == 200
        assert not any(task.done() for task in asked)
        other.execute("ROLLBACK")
    assert await asyncio.gather(*asked) == [["1: hej"]] * 5
    assert await service.says("två", user="kim") == ["2: två", "och en till"]


async def test_a_lock_of_twenty_seconds_leaves_nobody_without_an_answer(service, wire, tmp_path):
    assert await service.says("ett") == ["1: ett"]
    with closing(locked(tmp_path / "bot.sqlite")) as other:
        asked = [asyncio.create_task(service.says("hej", user=f"user {number}")) for number in range(5)]
        over_channel = asyncio.create_task(service.post(activity("hallå", user="over channel", serviceUrl=wire.url)))
        await asyncio.sleep(2)
        assert await service.status("/healthz") == 200
        assert await service.status("/readyz") == 503
        await asyncio.sleep(18)
        assert all(task.done() for task in asked)
        other.execute("ROLLBACK")
    assert await asyncio.gather(*asked) == [[texts.CANNOT_SAVE, "1: hej"]] * 5
    assert (await over_channel)[0] == 200
    assert wire.texts == [texts.CANNOT_SAVE, "1: hallå"]
    assert await service.says("vidare") == ["2: vidare"], "what was stored before is still known"
    assert await service.status("/readyz") == 200


async def test_a_storage_that_fails_between_two_messages(service, wire, monkeypatch):
    """What has been said has been said: nobody is told that it went wrong."""
    database = service.app[DATABASE]
    run = database.run

    async def failing(work):
        if wire.came:
            raise StorageError
        return await run(work)

    with monkeypatch.context() as broken:
        broken.setattr(database, "run", failing)
        assert await service.post(activity("två", serviceUrl=wire.url)) == (200, None)
    assert wire.texts == ["1: två", "och en till"]
    assert await service.says("tre") == ["2: tre"]


class Small:
    """A service whose files may not grow: the disk is full."""

    def __init__(self, pid: int, url: str) -> None:
        self.pid, self.url = pid, url

    def limit(self, size: int) -> None:
        resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


@pytest.mark.skipif(not hasattr(resource, "prlimit"), reason="the limit of another process is Linux's")
async def test_a_full_disk(tmp_path, make_service):
    """The service is a process of its own, whose files are limited from outside."""
    database = tmp_path / "full.sqlite"
    port = free_port()
    environ = {**os.environ, "PORT": str(port), "DATABASE_URL": f"sqlite:///{database}", "PYTHONPATH": str(ROOT)}
    script = str(ROOT / "tests" / "bot" / "counting_app.py")
    null = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(sys.executable, script, env=environ, stdout=null, stderr=null)
    service = await make_service()  # for its client
    service.url = f"http://127.0.0.1:{port}"
    try:
        await up(service)
        assert await service.says("ett") == ["1: ett"]
        small = Small(process.pid, service.url)
        small.limit(max(path.stat().st_size for path in tmp_path.glob("full.sqlite*")))
        full = [await service.says(f"text {number}", user=f"user {number}") for number in range(10)]
        assert [texts.CANNOT_SAVE, "1: text 9"] in full
        assert await service.status("/healthz") == 200
        small.limit(resource.RLIM_INFINITY)
        assert await service.says("två") == ["2: två"], "what was stored before is still known"
        assert await service.says("tre") == ["3: tre"]
        assert await service.status("/readyz") == 200
    finally:
        process.send_signal(signal.SIGKILL)
        await process.wait()


async def up(service) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                if await service.status("/readyz") == 200:
                    return
            except OSError:
                pass
            await asyncio.sleep(0.05)


@pytest.fixture
async def cluster():
    try:
        made = await asyncio.to_thread(Cluster)
    except NoServerError as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))
    yield made
    await asyncio.to_thread(made.close)


async def test_postgresql_is_restarted_and_then_stopped(cluster, make_service, wire):
    """Restarted in the middle of turns: they wait. Stopped for longer: they are answered, and not remembered."""
    service = await make_service(cluster.url.replace("postgresql", "postgresql+asyncpg", 1))
    assert await service.says("ett") == ["1: ett"]
    asked = []
    for mode in ("immediate", "fast"):
        asked += [asyncio.create_task(service.says("hej", user=f"{mode} {number}")) for number in range(10)]
        await asyncio.to_thread(cluster.stop, mode)
        asked += [asyncio.create_task(service.says("hej", user=f"{mode} later {number}")) for number in range(10)]
        asked += [asyncio.create_task(service.post(activity("hej", user=f"{mode} wire", serviceUrl=wire.url)))]
        await asyncio.to_thread(cluster.start)
    got = await asyncio.gather(*asked)
    assert [answer for answer in got if answer not in (["1: hej"], (200, None))] == []
    await until(lambda: wire.texts == ["1: hej"] * 2)
    assert await service.says("två") == ["2: två", "och en till"]
    await asyncio.to_thread(cluster.stop)
    assert await service.says("utan") == [texts.CANNOT_SAVE, "1: utan"]
    assert await service.status("/healthz") == 200
    assert await service.status("/readyz") == 503
    await asyncio.to_thread(cluster.start)
    assert await service.says("tre") == ["3: tre"]
    assert await service.status("/readyz") == 200
