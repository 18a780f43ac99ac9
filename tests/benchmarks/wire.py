"""A client and a channel on bare sockets: HTTP/1.1 as far as it takes, so that what is measured is the server."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

HOST = "127.0.0.1"
_LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")
_END = b"\r\n\r\n"
TAKEN = json.dumps({"id": "1"}).encode()
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(TAKEN), TAKEN)
HEAD = b"POST /api/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"


class _Messages(asyncio.Protocol):
    """Takes HTTP messages with a content length off a connection, one after the other."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self._held = b""

    def data_received(self, data: bytes) -> None:
        self._held += data
        while _END in self._held:
            end = self._held.index(_END) + len(_END)
            length = _LENGTH.search(self._held, 0, end)
            whole = end + (int(length[1]) if length else 0)
            if len(self._held) < whole:
                return
            message, self._held = self._held[:whole], self._held[whole:]
            self.came(message[:end], message[end:])

    def came(self, head: bytes, body: bytes) -> None:
        """A whole message is here."""
        raise NotImplementedError


class Caller(_Messages):
    """One connection to a bot. `call` posts an activity and gives status and body."""

    waiting: asyncio.Future[tuple[int, bytes]] | None = None

    async def call(self, body: bytes) -> tuple[int, bytes]:
        self.waiting = asyncio.get_running_loop().create_future()
        self.transport.write(HEAD % len(body) + body)
        return await self.waiting

    def came(self, head: bytes, body: bytes) -> None:
        if self.waiting:
            self.waiting.set_result((int(head[9:12]), body))

    def connection_lost(self, exc: Exception | None) -> None:
        if self.waiting and not self.waiting.done():
            self.waiting.set_exception(ConnectionResetError("the bot closed the connection"))


async def caller(port: int) -> Caller:
    """A connection to the bot at `port`."""
    _, protocol = await asyncio.get_running_loop().create_connection(Caller, HOST, port)
    return protocol


class Channel:
    """A channel that takes every activity `after` so many seconds, and counts them."""

    def __init__(self, after: float = 0.0) -> None:
        self.after = after
        self.port = 0
        self.taken = 0

    @property
    def url(self) -> str:
        """Its service URL."""
        return f"http://{HOST}:{self.port}"

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Channel]:
        """Listening while the block runs."""
        server = await asyncio.get_running_loop().create_server(lambda: _Taking(self), HOST, self.port)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()


class _Taking(_Messages):
    def __init__(self, channel: Channel) -> None:
        self.channel = channel

    def came(self, head: bytes, body: bytes) -> None:
        self.channel.taken += 1
        if self.channel.after:
            asyncio.get_running_loop().call_later(self.channel.after, self._answer)
        else:
            self._answer()

    def _answer(self) -> None:
        if not self.transport.is_closing():
            self.transport.write(ANSWER)
