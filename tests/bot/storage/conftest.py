"""Databases to test on: a SQLite file and a PostgreSQL database of its own.

A test that takes `connection` is a plain function; it runs inside one transaction, which is rolled back after it. A test that
takes `url` opens connections itself, and finds the tables empty.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from databases import empty, migrate
from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, Engine
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.desk import ConnectionDesk, Office, Visit
from bot.storage.engine import open_engine
from bot.storage.prepared import Prepared
from dialogs.reply import Reply
from dialogs.ticket import Caller, Role

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
REGION, KOMMUN = Role("north", "region"), Role("north", "kommun")


@pytest.fixture(scope="session")
def sqlite_url(tmp_path_factory: pytest.TempPathFactory) -> URL:
    url = URL.create("sqlite+aiosqlite", database=str(tmp_path_factory.mktemp("storage") / "test.sqlite"))
    asyncio.run(migrate(url))
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def base(request: pytest.FixtureRequest) -> URL:
    url: URL = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def url(base: URL) -> Iterator[str]:
    """The address of a database with empty tables."""
    yield base.render_as_string(hide_password=False)
    asyncio.run(empty(base))


class Session:
    """An event loop with a connection in a transaction."""

    def __init__(self, url: URL) -> None:
        self._runner = asyncio.Runner()
        self._engine = open_engine(url.render_as_string(hide_password=False))
        self._connection: AsyncConnection = self._runner.run(self._open())

    @property
    def connection(self) -> Connection:
        connection = self._connection.sync_connection
        assert connection
        return connection

    def run(self, work: Callable[[], Any]) -> Any:
        """What `work` returns, which may use the connection."""
        return self._runner.run(self._run(work))

    def close(self) -> None:
        self._runner.run(self._close())
        self._runner.close()

    async def _open(self) -> AsyncConnection:
        connection = await self._engine.connect()
        await connection.begin()
        return connection

    async def _run(self, work: Callable[[], Any]) -> Any:
        return await self._connection.run_sync(lambda _: work())

    async def _close(self) -> None:
        await self._connection.rollback()
        await self._connection.close()
        await self._engine.dispose()


@pytest.fixture
def session(base: URL) -> Iterator[Session]:
    opened = Session(base)
    yield opened
    opened.close()


@pytest.fixture
def connection(session: Session) -> Connection:
    """Usable in the test itself, not in its fixtures."""
    return session.connection


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Runs a test that takes `connection` where that can wait for its database."""
    session = pyfuncitem.funcargs.get("session")
    if not isinstance(session, Session):
        return None
    assert not inspect.iscoroutinefunction(pyfuncitem.obj), "a test with `connection` is a plain function"
    names = inspect.signature(pyfuncitem.obj).parameters
    arguments = {name: value for name, value in pyfuncitem.funcargs.items() if name in names}
    session.run(lambda: pyfuncitem.obj(**arguments))
    return True


@pytest.fixture
def statements(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What the connection is told, as it is told."""
    told: list[str] = []

    def note(*what: Any) -> None:
        told.append(what[2])

    compiled = Prepared._compiled

    def noted(prepared: Prepared, *how: Any) -> Any:
        told.append(str(prepared._statement))
        return compiled(prepared, *how)

    monkeypatch.setattr(Prepared, "_compiled", noted)

    engine: Engine = connection.engine
    event.listen(engine, "before_cursor_execute", note)
    yield told
    event.remove(engine, "before_cursor_execute", note)


MakeDesk = Callable[..., ConnectionDesk]


def rendered(reply: Reply, channel: str) -> dict[str, Any]:
    return {"type": "message", "text": reply.text, "channel": channel}


def reference(conversation: str = "chat", user: str = "u1", channel: str = "msteams") -> dict[str, Any]:
    return {
        "serviceUrl": "https://smba.example/",
        "channelId": channel,
        "conversation": {"id": conversation},
        "user": {"id": user},
        "bot": {"id": "b"},
    }


def desk_of(connection: Connection, caller: Caller, **changes: Any) -> ConnectionDesk:
    """The desk of `caller`; `changes` are fields of its office and its visit."""
    visiting = ("now", "reference", "mark")
    visit = {"now": NOW, "reference": reference(caller.place, caller.person)}
    visit |= {name: value for name, value in changes.items() if name in visiting}
    office = {name: value for name, value in changes.items() if name not in visiting}
    return ConnectionDesk(connection, Office(render=rendered, **office), Visit(caller, **visit))


@pytest.fixture
def desk(connection: Connection) -> MakeDesk:
    """Makes the desk of somebody: `person`, who writes at a place of the same name unless one is given."""

    def make(person: str = "asker", *, place: str = "", roles: Any = (), **changes: Any) -> ConnectionDesk:
        caller = Caller(person, place or f"{person}'s chat", frozenset(roles), in_group=changes.pop("in_group", False))
        return desk_of(connection, caller, **changes)

    return make
