"""What the tests of the service share: an application on loopback, a channel that records, activities."""

from __future__ import annotations

import asyncio
import importlib.util
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.app import create_app
from bot.connector import Patience
from bot.settings import Settings

TestClient.__test__ = False  # type: ignore[attr-defined]
TestServer.__test__ = False  # type: ignore[attr-defined]

Activity = dict[str, Any]
IMPATIENT = Patience(attempts=4, first_wait=0.01, longest_wait=0.02, budget=1.0, timeout=0.5, poll=0.05, later=0.05, latest=0.2)


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


counting = _load("counting_app")


@pytest.fixture
def samples() -> ModuleType:
    """The module with the stand-in dialog and its replies."""
    return counting


@pytest.fixture
def dialog() -> Any:
    return counting.CountingDialog()


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """On SQLite, or where a module asks for it by `parametrize("settings", [...], indirect=True)` on PostgreSQL too."""
    if getattr(request, "param", "sqlite") == "postgresql":
        return Settings(database_url=request.getfixturevalue("postgresql"))
    return Settings(database_url=f"sqlite+aiosqlite:///{tmp_path / 'var' / 'bot.sqlite'}")


MakeClient = Callable[..., Awaitable[Any]]


@pytest.fixture
async def make_client(settings: Settings, dialog: Any) -> AsyncIterator[MakeClient]:
    """Starts an application (other settings and arguments of create_app may be given) and a client for it."""
    clients: list[Any] = []

    async def make(its_settings: Settings = settings, its_dialog: Any = None, **arguments: Any) -> Any:
        app = create_app(its_settings, its_dialog or dialog, **{"patience": IMPATIENT, **arguments})
        client = TestClient(TestServer(app, host="127.0.0.1"))
        await client.start_server()
        clients.append(client)
        return client

    yield make
    for client in clients:
        await client.close()


@pytest.fixture
async def client(make_client: MakeClient) -> Any:
    return await make_client()


@dataclass
class FakeChannel:
    """A connector that records what it is told. `statuses` are its next answers (then 200), `delay` its slowness in seconds."""

    url: str = ""
    calls: list[tuple[str, str, Activity]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    authorization: list[str | None] = field(default_factory=list)
    delay: float = 0.0

    @property
    def messages(self) -> list[Activity]:
        return [body for method, _, body in self.calls if method == "POST" and body.get("type") == "message"]

    @property
    def texts(self) -> list[str]:
        return [message.get("text", "") for message in self.messages]

    async def answer(self, request: web.Request) -> web.Response:
        body = await request.json() if request.can_read_body else {}
        self.authorization.append(request.headers.get("Authorization"))
        status = self.statuses.pop(0) if self.statuses else 200
        if self.delay:
            await asyncio.sleep(self.delay)
        if status >= 300:
            return web.json_response({"error": "busy"}, status=status, headers=self.headers)
        self.calls.append((request.method, request.raw_path, body))
        return web.json_response({"id": f"reply-{len(self.calls)}"})


@pytest.fixture
async def channel() -> AsyncIterator[FakeChannel]:
    fake = FakeChannel()
    app = web.Application()
    app.router.add_route("*", "/{tail:.*}", fake.answer)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server()
    fake.url = str(server.make_url("/")).rstrip("/")
    yield fake
    await server.close()


_numbers = itertools.count(1)


def make_activity(text: str | None = None, **changes: Any) -> Activity:
    """A message as the Emulator sends it; `changes` are other or more fields, None takes one away."""
    activity: Activity = {
        "type": "message",
        "id": f"activity-{next(_numbers)}",
        "channelId": "emulator",
        "serviceUrl": "http://127.0.0.1:9",
        "conversation": {"id": "c|livechat;1"},
        "from": {"id": "user-1", "name": "Kim"},
        "recipient": {"id": "bot-1", "name": "Vem ansvarar?"},
        "text": text,
    }
    return {name: value for name, value in {**activity, **changes}.items() if value is not None}


@pytest.fixture
def activity() -> Callable[..., Activity]:
    return make_activity


@pytest.fixture
def ask() -> Callable[..., Awaitable[list[Activity]]]:
    """Sends an activity with expectReplies; the replies."""

    async def send(client: Any, text: str | None = None, **changes: Any) -> list[Activity]:
        body = make_activity(text, deliveryMode="expectReplies", **changes)
        async with client.post("/api/messages", json=body) as response:
            assert response.status == 200, await response.text()
            replies: list[Activity] = (await response.json())["activities"]
            return replies

    return send
