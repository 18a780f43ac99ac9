"""The service in this process, over real HTTP."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import requests

from bot.app import DATABASE, DISPATCHER, Parts, create_app
from bot.connector import Patience
from bot.settings import HostSdk, Settings
from bot.storage import conversations, rights
from bot.storage.lifetimes import Lifetimes
from bot.turns import Desks, no_desk
from dialogs.turn import Dialog
from people.channel import Channel, Loop

IMPATIENT = Patience(attempts=3, first_wait=0.01, longest_wait=0.02, budget=1.0, timeout=2.0, poll=0.05, later=0.05, latest=0.2)


class Service:
    """A running service: its address, its database, and the connector that its replies may go to."""

    def __init__(self, url: str, database: Path, channel: Channel, channel_url: str) -> None:
        self.url, self.database = url, database
        self.channel, self.channel_url = channel, channel_url
        self.http = requests.Session()
        self.http.trust_env = False  # no proxies on loopback
        self.noted: Callable[[], Any] = lambda: None
        """Waits until what was sent is noted."""
        self.load: Callable[[str], Any] = lambda _: None
        self.purge: Callable[[datetime], Any] = lambda _: None
        """Loads a conversation by its key, as the service does."""

    def post(self, body: Any, **options: Any) -> requests.Response:
        """Send a body to /api/messages: an activity, or bytes as they are."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        return self.http.post(f"{self.url}/api/messages", data=data, headers=headers, timeout=15, **options)

    def get(self, path: str) -> requests.Response:
        return self.http.get(f"{self.url}{path}", timeout=15)

    def ready(self) -> bool:
        status = self.get("/readyz").status_code
        assert status in (200, 503)
        return status == 200

    def rows(self) -> list[tuple[Any, ...]]:
        """All that is stored."""
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute("SELECT key, owner, version, state FROM conversations ORDER BY key").fetchall()

    def execute(self, statement: str) -> None:
        """Change the database behind the service's back."""
        with closing(sqlite3.connect(self.database)) as connection:
            connection.execute(statement)
            connection.commit()

    def stored_rows(self) -> str:
        """Every row of every table, when what was sent is noted."""
        self.noted()
        with closing(sqlite3.connect(self.database)) as connection:
            names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return "\n".join(str(row) for name in names for row in connection.execute(f'SELECT * FROM "{name}"'))  # noqa: S608

    def stored_bytes(self) -> bytes:
        """The database's files, byte for byte."""
        return b"".join(path.read_bytes() for path in self.database.parent.glob(f"{self.database.name}*"))


@contextmanager
def running(
    dialog: Dialog,
    database: Path,
    *,
    url: str | None = None,
    checks: Mapping[str, Callable[[], bool]] | None = None,
    desks: Desks = no_desk,
    host_sdk: HostSdk = "botframework",
) -> Iterator[Service]:
    """The application with `dialog`, over HTTP in this process, and a connector for its replies."""
    loop = Loop()
    channel = Channel()
    try:
        settings = Settings(database_url=url or f"sqlite+aiosqlite:///{database}", messages_per_minute=100_000, host_sdk=host_sdk)
        app = create_app(
            settings, dialog, Parts(checks=checks or {}, desks=desks, searching=lambda: dialog.world), patience=IMPATIENT
        )
        service = Service(loop.serve(app), database, channel, loop.serve(channel.application()))
        service.noted = lambda: loop.run(app[DISPATCHER].finish())
        service.purge = lambda now: loop.run(app[DATABASE].run(lambda connection: rights.purge(connection, now, Lifetimes())))
        service.load = lambda key: loop.run(app[DATABASE].run(lambda connection: conversations.load(connection, key)))
        yield service
        service.http.close()
    finally:
        loop.close()
