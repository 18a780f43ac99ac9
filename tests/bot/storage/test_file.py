"""A SQLite file on the event loop: nothing that takes long stops the loop, and nothing that was begun is left half done."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import time
from contextlib import closing

import pytest
from sqlalchemy import func, select

from bot.storage import Database, StorageError, conversations
from bot.storage import file as files
from bot.storage.conversations import Where
from bot.storage.schema import conversations as table
from dialogs.state import State
from tests.bot.storage.conftest import NOW


@pytest.fixture
def path(tmp_path):
    return tmp_path / "bot.sqlite"


@pytest.fixture
async def database(path):
    opened = Database(f"sqlite:///{path}")
    await opened.prepare()
    yield opened
    await opened.close()


def save(name):
    return lambda connection: conversations.save(connection, Where(name), State(), 0, NOW)


def count(connection):
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def slow_save(name):
    def work(connection):
        save(name)(connection)
        time.sleep(0.3)

    return work


async def test_long_work_leaves_the_loop_free_and_the_others_wait(database):
    long = asyncio.create_task(database.run(slow_save("long"), long=True))
    await asyncio.sleep(0.05)
    assert not long.done()
    assert await database.run(count) == 1, "the other transaction comes after the long one"
    await long


async def test_long_work_that_nobody_waits_for_any_longer_is_done(database):
    long = asyncio.create_task(database.run(slow_save("long"), long=True))
    await asyncio.sleep(0.05)
    long.cancel()
    await asyncio.gather(long, return_exceptions=True)
    assert await database.run(count) == 1


async def test_what_sqlite_has_taken_back_by_itself_is_over_for_sqlalchemy_too(database):
    def failing(connection):
        count(connection)
        connection.connection.driver_connection.execute("ROLLBACK")  # as where the disk is full
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await database.run(failing)
    assert await database.run(lambda connection: connection.in_transaction()) is False


async def test_what_fails_is_taken_back(database):
    def failing(connection):
        save("a")(connection)
        raise RuntimeError

    for long in (False, True):
        with pytest.raises(RuntimeError):
            await database.run(failing, long=long)
    assert await database.run(count) == 0


async def test_another_writer_is_waited_for_without_stopping_the_loop(database, path):
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        asked = [asyncio.create_task(database.run(save(name))) for name in "abc"]
        await asyncio.sleep(0.1)
        assert not any(task.done() for task in asked)
        other.execute("COMMIT")
        assert await asyncio.gather(*asked) == [1, 1, 1]


async def test_another_writer_that_does_not_end_is_an_error(database, path, monkeypatch):
    monkeypatch.setattr(files, "BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageError):
            await database.run(save("a"))
        other.execute("ROLLBACK")
    assert await database.run(save("a")) == 1


async def test_the_log_is_emptied_into_the_file_as_it_grows(database, path, tmp_path, monkeypatch):
    monkeypatch.setattr(files, "EMPTIED_EVERY", 3)
    for number in range(4):
        await database.run(save(f"conversation {number}"))
    async with asyncio.timeout(5):
        while _without_the_log(path, tmp_path / "alone.sqlite") < 3:
            await asyncio.sleep(0.01)


def _without_the_log(path, alone) -> int:
    """The conversations in the file itself."""
    shutil.copy(path, alone)
    with closing(sqlite3.connect(alone)) as file:
        try:
            return file.execute("SELECT count(*) FROM conversations").fetchone()[0]
        except sqlite3.OperationalError:  # not even the tables yet
            return 0
