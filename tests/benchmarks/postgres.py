"""A PostgreSQL database of the benchmarks' own on the server of the usual variables, else of this machine."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from importlib import import_module
from typing import Any
from uuid import uuid4

import psutil

HOST, PORT = os.environ.get("PGHOST", "127.0.0.1"), os.environ.get("PGPORT", "5432")
USER = os.environ.get("PGUSER", "postgres")


class Postgres:
    """One database, made for the measurements."""

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def url(self) -> str:
        """Its address."""
        return f"postgresql://{USER}@{HOST}:{PORT}/{self.name}"

    async def value(self, query: str, *arguments: object) -> Any:
        """The first value that `query` finds."""
        found = await _ask(self.name, query, *arguments)
        return found[0]

    async def size(self) -> int:
        """Bytes of the database."""
        return int(await self.value("SELECT pg_database_size(current_database())"))

    async def worked(self) -> float:
        """Processor seconds of the server's processes that serve this database, where they can be seen from here."""
        own = "SELECT pid FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()"
        used = [psutil.Process(pid).cpu_times() for pid in await _ask(self.name, own, self.name) if psutil.pid_exists(pid)]
        return sum(float(each.user + each.system) for each in used)


@contextmanager
def database() -> Iterator[Postgres | None]:
    """A database while the block runs; None without a server."""
    made = Postgres(f"bench_{uuid4().hex}")
    try:
        asyncio.run(_do("postgres", f'CREATE DATABASE "{made.name}"'))
    except (OSError, ImportError):
        yield None
        return
    try:
        yield made
    finally:
        asyncio.run(_do("postgres", f'DROP DATABASE "{made.name}" WITH (FORCE)'))


async def _do(name: str, statement: str) -> None:
    async with _connected(name) as connection:
        await connection.execute(statement)


async def _ask(name: str, query: str, *arguments: object) -> list[Any]:
    """The first value of every row."""
    async with _connected(name) as connection:
        return [found[0] for found in await connection.fetch(query, *arguments)]


@asynccontextmanager
async def _connected(name: str) -> AsyncIterator[Any]:
    connection = await import_module("asyncpg").connect(host=HOST, port=int(PORT), user=USER, database=name, timeout=5)
    try:
        yield connection
    finally:
        await connection.close()
