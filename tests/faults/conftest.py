"""Fixtures of the fault tests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.app import create_app
from bot.settings import Settings
from tests.faults.tools import PATIENCE, CountingDialog, Running, Wire
from tests.replicas.fleet import serve

MakeService = Callable[..., Awaitable[Running]]


@pytest.fixture
async def make_service(tmp_path) -> AsyncIterator[MakeService]:
    runners: list[web.AppRunner] = []
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def make(database_url: str = f"sqlite+aiosqlite:///{tmp_path / 'bot.sqlite'}", **how: Any) -> Running:
            settings = Settings(database_url=database_url, messages_per_minute=100_000)
            app = create_app(settings, how.pop("dialog", CountingDialog()), **{"patience": PATIENCE, **how})
            runner, url = await serve(app)
            runners.append(runner)
            return Running(app, url, session)

        yield make
        for runner in runners:
            await runner.cleanup()


@pytest.fixture
async def service(make_service: MakeService) -> Running:
    return await make_service()


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    channel = Wire()
    server = await asyncio.start_server(channel.serve, "127.0.0.1", 0)
    channel.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield channel
    server.close()
    await channel.close()
