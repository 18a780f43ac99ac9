"""A channel that is busy, broken, silent or mad: nothing is lost, and other conversations are answered meanwhile."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.app import DATABASE
from bot.storage.schema import outbox
from tests.faults.tools import activity, until


def status(line: str, *headers: str, body: bytes = b"{}", length: int | None = None):
    """An answer with this status line."""

    async def write(writer):
        head = [f"HTTP/1.1 {line}", f"Content-Length: {len(body) if length is None else length}", *headers, "", ""]
        writer.write("\r\n".join(head).encode() + body)

    return write


async def never(writer):
    await asyncio.sleep(30)


async def endless(writer):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(100_000):
        writer.write(b"10000\r\n" + b"a" * 0x10000 + b"\r\n")
        await writer.drain()


def raw(written: bytes):
    async def write(writer):
        writer.write(written)

    return write


REFUSING = {
    "429 with a second": status("429 Too Many Requests", "Retry-After: 1"),
    "429 with a date": status("429 Too Many Requests", "Retry-After: Wed, 21 Oct 2015 07:28:00 GMT"),
    "429 with nonsense": status("429 Too Many Requests", "Retry-After: soon"),
    "429 with fractions": status("429 Too Many Requests", "Retry-After: 0.5"),
    "412": status("412 Precondition Failed"),
    "500": status("500 Internal Server Error", body=b"<h1>oops</h1>"),
    "502 in HTML": status("502 Bad Gateway", "Content-Type: text/html", body=b"<html>"),
    "503": status("503 Service Unavailable", length=0, body=b""),
}
"""What says that nothing was taken."""
UNCLEAR = {
    "never": never,
    "closed at once": raw(b""),
    "garbage": raw(bytes(range(256)) * 8),
    "half a status line": raw(b"HTTP/1."),
    "half a head": raw(b"HTTP/1.1 200 OK\r\nContent-Le"),
    "a status of letters": raw(b"HTTP/1.1 OK OK\r\n\r\n"),
    "a huge header": raw(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000 + b"\r\n\r\n"),
}
"""What does not say whether it was taken."""
TAKEN = {
    "HTML": status("200 OK", "Content-Type: text/html", body="<p>Tack för ditt meddelande".encode()),
    "no JSON": status("200 OK", "Content-Type: application/json", body=b"\xff\xfe\x00{"),
    "a list": status("200 OK", "Content-Type: application/json", body=b"[1]"),
    "an id that is none": status("200 OK", "Content-Type: application/json", body=b'{"id": {"x": 1}}'),
    "nothing": status("204 No Content", length=0, body=b""),
    "compressed garbage": status("200 OK", "Content-Encoding: gzip", body=b"not gzip"),
    "half a body": status("200 OK", "Content-Type: application/json", body=b'{"id": ', length=1_000),
    "an endless body": endless,
}
"""What says that it was taken, however badly."""


async def one_turn(service, wire, answer):
    """One turn over a channel that answers so; meanwhile others are answered."""
    wire.answer = answer
    async with asyncio.timeout(30):
        asked = asyncio.create_task(service.post(activity("hej", serviceUrl=wire.url)))
        assert await service.says("hallå", user="other") == ["1: hallå"]
        assert await service.status("/healthz") == 200
        assert await service.status("/readyz") == 200
        assert (await asked)[0] == 200
    wire.answer = None


async def recovered(service, wire) -> int:
    """How often the message came until it was taken by a channel that is well again, and how often after."""
    before = len(wire.came)
    while await service.figure("bot_outbox_depth") or len(wire.came) == before:
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.3)
    assert set(wire.texts) == {"1: hej"}
    return len(wire.came) - before


@pytest.mark.parametrize("how", [*REFUSING, *UNCLEAR])
async def test_what_is_not_taken_is_sent_until_it_is_and_not_again(service, wire, how):
    await one_turn(service, wire, {**REFUSING, **UNCLEAR}[how])
    async with asyncio.timeout(20):
        assert await recovered(service, wire) == 1
    assert await service.says("vidare") == ["2: vidare"]


@pytest.mark.parametrize("how", TAKEN)
async def test_what_is_taken_is_not_sent_again(service, wire, how):
    await one_turn(service, wire, TAKEN[how])
    await asyncio.sleep(0.5)
    assert wire.texts == ["1: hej"]
    assert await service.says("vidare") == ["2: vidare"]


@pytest.mark.parametrize("wait", ["9" * 400, "99999999999999", "Mon, 01 Jan 9999 00:00:00 GMT"])
async def test_a_wait_without_end_is_cut(service, wire, wait):
    await one_turn(service, wire, status("429 Too Many Requests", f"Retry-After: {wait}"))
    assert wire.texts == ["1: hej"], "what was asked for is obeyed"
    assert await service.figure('bot_failures_total{kind="dispatch"}') == 0
    waiting = select(outbox.c.due_at).where(outbox.c.status == "pending")
    (due,) = await service.app[DATABASE].run(lambda connection: connection.execute(waiting).one())
    assert timedelta(minutes=59) < due - datetime.now(UTC) <= timedelta(hours=1)


async def test_a_part_that_was_taken_is_not_sent_again(service, wire):
    """The first of two messages is taken, the second is not."""
    taken = status("200 OK", "Connection: close", body=b'{"id":"1"}')  # so that the second comes over a connection of its own

    async def write(writer):
        await (taken if wire.texts[-1].startswith("1:") else REFUSING["500"])(writer)

    wire.answer = write
    assert (await service.post(activity("två", serviceUrl=wire.url)))[0] == 200
    wire.answer = None
    await until(lambda: wire.texts.count("och en till") == 2)
    await asyncio.sleep(0.3)
    assert wire.texts == ["1: två", "och en till", "och en till"]


async def test_many_dead_channels_do_not_slow_the_others(service, wire):
    wire.answer = never
    dead = [
        asyncio.create_task(service.post(activity("hej", user=f"dead {number}", serviceUrl=wire.url))) for number in range(40)
    ]
    await until(lambda: len(wire.came) > 20)
    assert await service.says("hallå", user="other") == ["1: hallå"]
    assert {answered for answered, _ in await asyncio.gather(*dead)} == {200}
