"""What the fault tests share: the service with a dialog that counts, and a channel that misbehaves."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from bot.connector import Patience
from dialogs.message import Message
from dialogs.reply import Line, Reply
from dialogs.state import State

PATIENCE = Patience(attempts=3, first_wait=0.01, longest_wait=0.05, budget=4.0, timeout=1.0, poll=0.05, later=0.1, latest=0.4)
_numbers = itertools.count(1)


class CountingDialog:
    """Says the number of the turn and what was written; "två" is answered twice."""

    def turn(self, state: State, message: Message, desk: object = None) -> tuple[State, tuple[Reply, ...]]:
        state = state.with_(serial=state.serial + 1)
        said = Reply(lines=(Line(f"{state.serial}: {message.text}"),))
        return state, (said, Reply(lines=(Line("och en till"),))) if message.text == "två" else (said,)


@dataclass
class Running:
    """The service: its application and its address."""

    app: web.Application
    url: str
    http: aiohttp.ClientSession

    async def post(self, activity: dict[str, Any]) -> tuple[int, Any]:
        async with self.http.post(f"{self.url}/api/messages", json=activity) as response:
            return response.status, await response.json() if response.content_length else None

    async def says(self, text: str, **changes: Any) -> list[str]:
        """What is answered to `text`, at once."""
        status, body = await self.post(activity(text, deliveryMode="expectReplies", **changes))
        assert status == 200
        return [reply["text"] for reply in body["activities"]]

    async def figure(self, name: str) -> float:
        """A line of /metrics."""
        async with self.http.get(f"{self.url}/metrics") as response:
            lines = (await response.text()).splitlines()
        return float(next((line.rpartition(" ")[2] for line in lines if line.startswith(name)), "0"))

    async def status(self, path: str) -> int:
        async with self.http.get(f"{self.url}{path}") as response:
            return response.status


def activity(text: str | None = None, user: str = "kim", **changes: Any) -> dict[str, Any]:
    """A message of `user` in a conversation of their own."""
    whole = {
        "type": "message",
        "id": f"in-{next(_numbers)}",
        "channelId": "emulator",
        "serviceUrl": "http://127.0.0.1:9",
        "conversation": {"id": f"with {user}"},
        "from": {"id": user},
        "recipient": {"id": "bot"},
        "text": text,
        **changes,
    }
    return {name: value for name, value in whole.items() if value is not None}


async def until(condition: Callable[[], Any], seconds: float = 20.0) -> None:
    """Wait for `condition`."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.02)


@dataclass
class Wire:
    """A channel, byte for byte. `answer` writes what it likes; a body that came whole is kept in `came`."""

    answer: Callable[[asyncio.StreamWriter], Awaitable[None]] | None = None
    came: list[bytes] = field(default_factory=list)
    url: str = ""
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def texts(self) -> list[str]:
        said = [json.loads(body) for body in self.came]
        return [activity["text"] for activity in said if activity["type"] == "message"]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self.tasks.add(task)
        try:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._talk(reader, writer)
        finally:
            writer.transport.abort()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answer = None
        while not answer:
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = int(head.partition(b"content-length:")[2].split()[0])
            self.came.append(await reader.readexactly(length))
            answer = self.answer
            await (answer or fine)(writer)
            await writer.drain()
        writer.close()
        await writer.wait_closed()

    async def close(self) -> None:
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)


async def fine(writer: asyncio.StreamWriter) -> None:
    writer.write(b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 10\r\n\r\n{"id":"1"}')


async def busy(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n")
