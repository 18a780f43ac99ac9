"""Clients that send a byte a second, or nothing, or break off: the others are answered."""

from __future__ import annotations

import asyncio
import gzip

import pytest

from bot import app as application
from tests.faults.tools import activity

HEAD = b"POST /api/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
SLOW = 150
"""Of each kind."""


async def slow(port: int, sent: bytes) -> bytes:
    """Send a byte a second, until the service has had enough; what it says."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    answer = asyncio.create_task(reader.read(2_000))
    try:
        for byte in sent:
            writer.write(bytes([byte]))
            done, _ = await asyncio.wait({answer}, timeout=1)
            if done:
                return answer.result()
        return await answer
    finally:
        answer.cancel()
        writer.transport.abort()


async def whole_head(port: int) -> bytes:
    """The head at once, the body a byte a second."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(HEAD + b"Content-Length: 1000\r\n\r\n")
    answer = asyncio.create_task(reader.read(2_000))
    try:
        while not answer.done():
            writer.write(b" ")
            await asyncio.wait({answer}, timeout=1)
        return answer.result()
    finally:
        answer.cancel()
        writer.transport.abort()


async def test_slow_clients_keep_nobody_waiting(service, monkeypatch):
    monkeypatch.setattr(application, "BODY_WITHIN", 3.0)
    port = int(service.url.rpartition(":")[2])
    heads = [asyncio.create_task(slow(port, HEAD)) for _ in range(SLOW)]
    bodies = [asyncio.create_task(whole_head(port)) for _ in range(SLOW)]
    for number in range(20):
        assert await service.says("hej", user=f"user {number}") == ["1: hej"]
        await asyncio.sleep(0.1)
    assert await service.status("/readyz") == 200
    answers = await asyncio.gather(*bodies)
    assert {answer.split(b"\r\n")[0] for answer in answers} == {b"HTTP/1.1 408 Request Timeout"}
    assert not any(task.done() for task in heads), "a head may take its time: the proxy before the service sees to that"
    assert await service.says("hej", user="after") == ["1: hej"]
    for task in heads:
        task.cancel()
    await asyncio.gather(*heads, return_exceptions=True)


COMPRESSED = gzip.compress(b"a" * 10_000_000)
BROKEN = {
    "gzip that is none": (b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd", b"400"),
    "deflate that is none": (b"Content-Encoding: deflate\r\nContent-Length: 4\r\n\r\nabcd", b"400"),
    "gzip that grows": (b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%b" % (len(COMPRESSED), COMPRESSED), b"413"),
    "an encoding nobody knows": (b"Content-Encoding: x\r\nContent-Length: 2\r\n\r\n{}", b"400"),
    "chunks that are none": (b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nqq\r\n\r\n", b"400"),
    "a length below nothing": (b"Content-Length: -1\r\n\r\nabc", b"400"),
    "two lengths": (b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", b"400"),
    "a head without end": (b"X: " + b"a" * 100_000, b"400"),
    "an expectation": (b"Expect: a miracle\r\nContent-Length: 2\r\n\r\n{}", b"417"),
    "too much": (b"Content-Length: 300000\r\n\r\n" + b" " * 300_000, b"413"),
}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("how", BROKEN)
async def test_a_broken_request_is_refused(service, how):
    sent, status = BROKEN[how]
    reader, writer = await asyncio.open_connection("127.0.0.1", int(service.url.rpartition(":")[2]))
    writer.write(HEAD + sent)
    async with asyncio.timeout(10):
        answer = await reader.read(2_000)
    writer.transport.abort()
    assert answer.split(b" ")[1] == status
    assert await service.says("hej") == ["1: hej"]


async def test_a_client_that_breaks_off_is_no_error(service, caplog):
    port = int(service.url.rpartition(":")[2])
    for sent in (b"", HEAD[:20], HEAD, HEAD + b"Content-Length: 100\r\n\r\n", HEAD + b"Content-Length: 100\r\n\r\nabc"):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        await writer.drain()
        await asyncio.sleep(0.05)
        writer.transport.abort()
    await asyncio.sleep(0.2)
    assert await service.says("hej") == ["1: hej"]
    assert [record.message for record in caplog.records if record.message == "request_failed"] == []


async def test_a_client_that_does_not_wait_for_the_answer(service):
    """What it said is taken, once; it may ask again."""
    body = activity("ett", deliveryMode="expectReplies")
    session = asyncio.create_task(service.post(body))
    await asyncio.sleep(0.005)
    session.cancel()
    await asyncio.gather(session, return_exceptions=True)
    status, answer = await service.post(body)
    assert status == 200
    assert answer["activities"][0]["text"] == "1: ett"
    assert await service.says("vidare") == ["2: vidare"]
