"""The connection to PostgreSQL is lost just as a turn is committed: nobody knows whether it was, and all is well."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from sqlalchemy.engine import make_url

from tests.faults.tools import activity, until

COMMITS = (b"COMMIT", b'"reply_to"')
"""What commits a turn: the end of a transaction, or the one statement that stores the turn, with its parcel."""


@dataclass
class Between:
    """Stands before the server. `cut` times it loses a connection at a commit: before the server hears it, or after."""

    host: str
    port: int
    cut: int = 0
    heard: bool = True
    lost: int = 0
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self.tasks.add(task)
        there, back = await asyncio.open_connection(self.host, self.port)
        answers = asyncio.create_task(self._pass(there, writer))
        try:
            while data := await reader.read(65_536):
                if self.cut and any(each in data for each in COMMITS):
                    self.cut, self.lost = self.cut - 1, self.lost + 1
                    answers.cancel()
                    if self.heard:
                        back.write(data)
                        await there.read(65_536)
                    break
                back.write(data)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            answers.cancel()
            await asyncio.gather(answers, return_exceptions=True)
            back.transport.abort()
            writer.transport.abort()

    async def _pass(self, there: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while data := await there.read(65_536):
            writer.write(data)


@pytest.fixture
async def between(postgresql) -> AsyncIterator[Between]:
    url = make_url(postgresql)
    made = Between(url.host, url.port)
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0)
    made.url = url.set(host="127.0.0.1", port=server.sockets[0].getsockname()[1]).render_as_string(hide_password=False)
    yield made
    server.close()
    for task in made.tasks:
        task.cancel()
    await asyncio.gather(*made.tasks, return_exceptions=True)


@pytest.mark.parametrize("heard", [True, False], ids=["after the server heard it", "before the server heard it"])
@pytest.mark.parametrize("times", [1, 2])
async def test_a_commit_without_an_answer(make_service, between, wire, heard, times):
    service = await make_service(between.url)
    assert await service.says("ett") == ["1: ett"]
    between.heard = heard
    between.cut = times
    assert await service.says("två") == ["2: två", "och en till"]
    assert between.lost >= 1
    await until(lambda: between.cut == 0)
    between.cut = times
    assert (await service.post(activity("hej", user="wire", serviceUrl=wire.url)))[0] == 200
    assert "1: hej" in wire.texts, "it is sent at once, not when the lease is over"
    await asyncio.sleep(0.5)
    assert wire.texts == ["1: hej"]
    assert await service.says("vidare", user="wire") == ["2: vidare"]
    assert await service.says("tre") == ["3: tre"]
