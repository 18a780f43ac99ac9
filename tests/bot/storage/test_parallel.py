"""Transactions that really run side by side, each from an engine of its own as from a process of its own."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.util import await_only

from bot.desk import ConnectionDesk, Office, Visit
from bot.storage import StaleStateError
from bot.storage.engine import open_engine
from bot.storage.schema import events
from bot.storage.schema import outbox as parcels
from dialogs.desk import Proposal
from dialogs.reply import Reply
from dialogs.ticket import Caller, Event, Role, Ticket
from knowledge.faq import FaqEntry

MANY = 8
LOST = (StaleStateError, IntegrityError)
REGION, KOMMUN = Role("north", "region"), Role("north", "kommun")
OFFICE = Office(render=lambda reply, channel: {"text": reply.text, "channel": channel})


@pytest.fixture
async def run(url):
    """Runs `work` on a desk in a transaction of its own: `run(work)` at once, `run(work, work, …)` side by side."""
    async with AsyncExitStack() as stack:
        engines = [open_engine(url) for _ in range(MANY)]
        for engine in engines:
            stack.push_async_callback(engine.dispose)
            async with engine.connect() as connection:  # so that none of them is late
                await connection.execute(select(1))

        async def one(number, work):
            reference = {"channelId": "test", "conversation": {"id": str(number)}, "user": {"id": str(number)}}
            visit = Visit(Caller(f"person {number}", f"chat {number}"), reference, datetime.now(UTC))
            async with engines[number].begin() as connection:
                return await connection.run_sync(lambda its: work(ConnectionDesk(its, OFFICE, visit)))

        async def every(*works):
            if len(works) == 1:
                return await one(0, works[0])
            return await asyncio.gather(*(one(n, work) for n, work in enumerate(works)), return_exceptions=True)

        yield every


async def count(run, table):
    return await run(lambda desk: desk._connection.execute(select(func.count()).select_from(table)).scalar_one())


def pause():
    """Lets the others go on in the midst of a transaction, if they can."""
    await_only(asyncio.sleep(0.02))


def opened(desk):
    return desk.open(Ticket("north", "Vem?"))


def outcomes(results):
    unexpected = [each for each in results if isinstance(each, Exception) and not isinstance(each, LOST)]
    assert not unexpected
    return Counter("lost" if isinstance(each, Exception) else each for each in results)


async def test_of_those_who_take_a_ticket_one_wins(run):
    ticket = await run(opened)

    def take(desk):
        current = desk.ticket(ticket.number)
        pause()
        if current.status != "new":
            return "told"
        desk.keep(current.with_(status="taken", handler=desk.caller.person), Event("taken", REGION))
        return "won"

    assert outcomes(await run(*[take] * MANY)) == {"won": 1, "told": MANY - 1}
    assert (await run(lambda desk: desk.ticket(ticket.number))).version == 2
    assert await count(run, events) == 2


async def test_of_those_who_change_the_same_version_one_wins(run):
    ticket = await run(opened)

    def answer(desk):
        pause()
        desk.keep(ticket.with_(status="answered", round=1, reason=desk.caller.person), Event("answered", REGION))
        desk.tell_asker(ticket.with_(round=1), Reply(title=desk.caller.person))
        return "won"

    assert outcomes(await run(*[answer] * MANY)) == {"won": 1, "lost": MANY - 1}
    assert await count(run, parcels) == 1
    assert await count(run, events) == 2


async def test_an_answer_is_put_in_once(run):
    ticket = await run(opened)
    results = outcomes(await run(*[lambda desk: desk.tell_asker(ticket, Reply(title="Svar"))] * MANY))
    assert set(results) <= {True, "lost"}
    assert results[True] >= 1
    assert await count(run, parcels) == 1


async def test_numbers_are_given_once(run):
    numbers = [ticket.number for ticket in await run(*[opened] * MANY)]
    assert len(set(numbers)) == MANY


async def test_all_channels_that_join_are_places(run):
    await run(*[lambda desk: desk.join(REGION)] * MANY)
    assert await run(lambda desk: desk.post("ticket:1", [REGION], Reply(title="Ny"))) == MANY


def proposal(text):
    entry = FaqEntry(
        id="vem", county="north", question="Vem?", answer=text, approved_by=("region",), approved_at=date(2026, 11, 22)
    )
    return Proposal(entry)


async def test_of_those_who_propose_or_approve_the_same_one_wins(run):
    async def together(base):
        def keep(desk):
            pause()
            desk.keep_proposal(base.with_(stage="live", entry=proposal(desk.caller.person).entry))
            return "won"

        assert outcomes(await run(*[keep] * MANY)) == {"won": 1, "lost": MANY - 1}

    await together(proposal("Kommunen."))
    stored = await run(lambda desk: desk.proposal("vem"))
    assert stored.version == 1
    await together(stored)
    assert (await run(lambda desk: desk.proposal("vem"))).version == 2


async def test_approvals_that_meet_are_both_kept(run):
    await run(lambda desk: desk.keep_proposal(proposal("Regionen.")))

    def approve(role):
        def work(desk):
            current = desk.proposal("vem")
            pause()
            desk.keep_proposal(current.with_(approvals=current.approvals | {role}))

        return work

    await run(approve(REGION), approve(KOMMUN))
    assert (await run(lambda desk: desk.proposal("vem"))).approvals == {REGION, KOMMUN}


async def test_who_forgets_while_an_answer_is_given_gets_none_or_the_whole(run):
    ticket = await run(opened)

    def answer(desk):
        current = desk.ticket(ticket.number)
        pause()
        desk.keep(current.with_(status="answered", round=1), Event("answered", REGION))
        return desk.tell_asker(current.with_(round=1), Reply(title="Svar"))

    forgotten, told = await run(lambda desk: desk.forget(), answer)
    assert forgotten == 1
    assert told in {True, False}
    after = await run(lambda desk: desk.ticket(ticket.number))
    assert (after.asker, after.status, after.delivery) == ("", "answered", "failed")
    sent = select(func.count()).select_from(parcels).where(parcels.c.status == "pending")
    assert await run(lambda desk: desk._connection.execute(sent).scalar_one()) == 0
