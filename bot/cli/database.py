"""The database of DATABASE_URL, opened for one piece of work and closed again."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.cli.errors import UsageError
from bot.cli.people import people
from bot.cli.world import folder
from bot.ombud import Ombud
from bot.settings import Settings, SettingsError
from bot.storage import Database, StorageError
from bot.storage.database import Work
from bot.storage.engine import create_folder, is_sqlite, open_engine
from bot.storage.upgrade import HEAD, config, revision
from bot.storage.upgrade import upgrade as take_migrations
from knowledge.loader import load

T = TypeVar("T")


def settings() -> Settings:
    """The settings of the environment. Raises UsageError."""
    try:
        return Settings.from_environment()
    except SettingsError as error:
        raise UsageError(str(error)) from None


def look(given: Settings, work: Work[T]) -> T:
    """What `work` returns over the database as it is, whatever its schema. Nothing that it does is kept. Raises UsageError."""
    _expect_file(given)
    return _done(given, lambda: _looked(given.database_url, work))


def read(given: Settings, work: Work[T]) -> T:
    """As `look`, over a schema that this program knows. Raises UsageError, also when an upgrade is due."""
    return look(given, _over_current(work))


def change(given: Settings, work: Work[T]) -> T:
    """What `work` returns, done in one transaction. Raises UsageError, also when an upgrade is due."""
    read(given, lambda _: None)
    return _done(given, lambda: _changed(given.database_url, work))


def upgrade(given: Settings) -> str | None:
    """Take the migrations that are missing, in a database that is made where there is none. Returns where it was."""
    return _done(given, lambda: _upgraded(given.database_url))


def is_known(connection: Connection) -> bool:
    """Whether this program knows the migration that the database is at."""
    from alembic.script import ScriptDirectory  # noqa: PLC0415 - seldom needed, and slow to load

    at = revision(connection)
    return at is None or at in {step.revision for step in ScriptDirectory.from_config(config(connection)).walk_revisions()}


def ombud(given: Settings, options: argparse.Namespace) -> Ombud | None:
    """The people of OMBUD_FILE or LOCAL_OMBUD; None when neither is set. Raises KnowledgeError, UsageError."""
    if not given.ombud_file and not given.local_ombud:
        return None
    return people(given, load(folder(options)).covered)


def _expect_file(given: Settings) -> None:
    url = make_url(given.database_url)
    if is_sqlite(url) and url.database and not Path(url.database).exists():
        raise UsageError(f"there is no database {url.database}. Set DATABASE_URL, or make it: vem-ansvarar db upgrade")


def _over_current(work: Work[T]) -> Work[T]:
    def over(connection: Connection) -> T:
        at = revision(connection)
        if at == HEAD:
            return work(connection)
        if not is_known(connection):
            raise UsageError(f"the database is at migration {at}, which this version does not know. Install the newer version")
        raise UsageError(f"the database is at migration {at or 'none'} and {HEAD} is needed. Run: vem-ansvarar db upgrade")

    return over


def _done(given: Settings, begin: Callable[[], Coroutine[Any, Any, T]]) -> T:
    try:
        return asyncio.run(begin())
    except (StorageError, SQLAlchemyError, OSError, ValueError) as error:
        where = make_url(given.database_url).render_as_string(hide_password=True)
        raise UsageError(f"the database {where} cannot be used: {_reason(error)}. Check DATABASE_URL") from error


def _reason(error: Exception) -> str:
    """The first line of what the database itself said."""
    cause: object = error.__cause__ if isinstance(error, StorageError) and error.__cause__ else error
    said = str(getattr(cause, "orig", None) or cause).strip()
    return said.splitlines()[0].rstrip(".") if said else type(cause).__name__


async def _looked(url: str, work: Work[T]) -> T:
    engine = open_engine(url, pool=1)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(work)
    finally:
        await engine.dispose()


async def _changed(url: str, work: Work[T]) -> T:
    database = Database(url, pool=1)
    try:
        return await database.run(work)
    finally:
        await database.close()


async def _upgraded(url: str) -> str | None:
    def taken(connection: Connection) -> str | None:
        before = revision(connection)
        try:
            take_migrations(connection)
        except ValueError as error:
            raise UsageError(f"{error}. Install the newer version") from None
        return before

    engine = open_engine(url, pool=1)
    try:
        create_folder(engine.url)
        async with engine.begin() as connection:
            return await connection.run_sync(taken)
    finally:
        await engine.dispose()
