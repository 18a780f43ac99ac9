"""The state of conversations, saved whole and only over the version that it was made from."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.engine import create_folder, open_engine
from bot.storage.schema import conversations, metadata
from dialogs.state import State

LONGEST_WAIT = 8.0
"""Seconds after which a database that does not answer counts as gone."""


FINGERPRINT = "sha256:"
"""Before a key that is a fingerprint already."""


class StorageError(Exception):
    """The database does not answer, or not as it should."""


class StaleStateError(Exception):
    """Another process has saved the conversation since it was loaded."""


@dataclass(frozen=True)
class Stored:
    """A loaded conversation. `version` is 0 for a new one; `lost` when what was stored could not be read."""

    state: State
    version: int
    lost: bool = False


class Conversations:
    """The table of conversations. Keys may be any text; only their fingerprints are stored."""

    def __init__(self, database_url: str) -> None:
        self._engine = open_engine(database_url)
        self._prepared = False
        self._preparing = asyncio.Lock()

    async def prepare(self) -> None:
        """Create the folder and the tables where they are missing. Raises StorageError."""
        async with self._guarded(), self._preparing:
            if self._prepared:
                return
            create_folder(self._engine.url)
            async with self._engine.connect() as connection:
                await connection.run_sync(metadata.create_all)
            self._prepared = True

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()

    async def load(self, key: str) -> Stored:
        """The conversation under `key`, a fresh one if there is none. Raises StorageError."""
        query = select(conversations.c.version, conversations.c.state).where(conversations.c.key == fingerprint(key))
        async with self._connected() as connection:
            row = (await connection.execute(query)).first()
        if row is None:
            return Stored(State(), 0)
        try:
            return Stored(State.from_json(row.state), row.version)
        except (TypeError, ValueError):
            return Stored(State(), row.version, lost=True)

    async def save(self, key: str, state: State, version: int, owner: str = "") -> int:
        """Save `state`, made from `version`; its new version. Raises StaleStateError, StorageError."""
        values = {"version": version + 1, "state": state.to_json(), "updated_at": datetime.now(UTC), "owner": fingerprint(owner)}
        async with self._connected() as connection:
            if version == 0:
                await self._insert(connection, fingerprint(key), values)
            else:
                await self._update(connection, fingerprint(key), version, values)
        return version + 1

    async def latest_of(self, owner: str, within: timedelta) -> str | None:
        """The key (a fingerprint) of `owner`'s last conversation, if it was used `within` that time. Raises StorageError."""
        mine = (conversations.c.owner == fingerprint(owner)) & (conversations.c.updated_at > datetime.now(UTC) - within)
        query = select(conversations.c.key).where(mine).order_by(conversations.c.updated_at.desc()).limit(1)
        async with self._connected() as connection:
            key = (await connection.execute(query)).scalar()
        return None if key is None else f"{FINGERPRINT}{key}"

    async def ping(self) -> None:
        """Raises StorageError when the table cannot be read."""
        async with self._connected() as connection:
            await connection.execute(select(conversations.c.version).limit(1))

    async def _insert(self, connection: AsyncConnection, key: str, values: dict[str, object]) -> None:
        try:
            await connection.execute(insert(conversations).values(key=key, **values))
        except IntegrityError:
            raise StaleStateError from None

    async def _update(self, connection: AsyncConnection, key: str, version: int, values: dict[str, object]) -> None:
        own = (conversations.c.key == key) & (conversations.c.version == version)
        result = await connection.execute(update(conversations).where(own).values(**values))
        if result.rowcount != 1:
            raise StaleStateError

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[AsyncConnection]:
        """A connection on which each statement is a transaction of its own."""
        if not self._prepared:
            await self.prepare()
        async with self._guarded(), self._engine.connect() as connection:
            yield connection

    @asynccontextmanager
    async def _guarded(self) -> AsyncIterator[None]:
        """Whatever the database raises, and its silence, as StorageError."""
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                yield
        except (SQLAlchemyError, OSError, TimeoutError, ValueError, ImportError) as error:
            raise StorageError from error


def fingerprint(key: str) -> str:
    """What is stored of a key; a fingerprint stands for itself."""
    if key.startswith(FINGERPRINT):
        return key.removeprefix(FINGERPRINT)
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
