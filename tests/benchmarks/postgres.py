"""A PostgreSQL database of the benchmarks' own on the server of the usual variables, else of this machine."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any
from uuid import uuid4

import psutil

TABLES = "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relname = $1 AND relkind = 'r'"


class Postgres:
    """One database, made for the measurements."""

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def url(self) -> str:
        """Its address."""
        host, port = os.environ.get("PGHOST", "127.0.0.1"), os.environ.get("PGPORT", "5432")
        return f"postgresql://{os.environ.get('PGUSER', 'postgres')}@{host}:{port}/{self.name}"

    def value(self, query: str, *arguments: object) -> Any:
        """The first value that `query` finds."""
        return asyncio.run(_first(self.name, query, *arguments))

    def bytes_of(self, table: str) -> int:
        """Size of a table with its indexes."""
        return int(self.value(TABLES, table) or 0)

    def backends(self) -> dict[int, float]:
        """Processor seconds of the server's processes that serve this database, where they can be seen from here."""
        pids = asyncio.run(_all(self.name, "SELECT pid FROM pg_stat_activity WHERE datname = $1 AND pid <> pg_backend_pid()", self.name))
        found = {}
        for pid in pids:
            if psutil.pid_exists(pid):
                used = psutil.Process(pid).cpu_times()
                found[pid] = float(used.user + used.system)
        return found


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


async def _connect(name: str) -> Any:
    host, port = os.environ.get("PGHOST", "127.0.0.1"), int(os.environ.get("PGPORT", "5432"))
    user = os.environ.get("PGUSER", "postgres")
    return await import_module("asyncpg").connect(host=host, port=port, user=user, database=name, timeout=5)


async def _do(name: str, statement: str) -> None:
    connection = await _connect(name)
    await connection.execute(statement)
    await connection.close()


async def _first(name: str, query: str, *arguments: object) -> Any:
    connection = await _connect(name)
    found = await connection.fetchval(query, *arguments)
    await connection.close()
    return found


async def _all(name: str, query: str, *arguments: object) -> list[Any]:
    connection = await _connect(name)
    found = [row[0] for row in await connection.fetch(query, *arguments)]
    await connection.close()
    return found
