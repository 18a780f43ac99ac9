"""What is removed: at once when a person asks for it, else when its time is over. And what is held about a person."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, or_, select, update
from sqlalchemy.engine import Row

from bot.storage import outbox as parcels
from bot.storage import places as spots
from bot.storage.counts import day_of
from bot.storage.lifetimes import Lifetimes
from bot.storage.schema import cards, conversations, events, faq, happenings, outbox, places, ratings, references, tickets
from dialogs.state import State
from dialogs.ticket import OPEN, Role

Json = dict[str, Any]


def forget(connection: Connection, person: str) -> int:
    """Remove how to reach `person` and anonymise the person's tickets; how many.

    Removed at once: the person's references, places and cards, the state and the owner of all conversations (the rows stay,
    so that a turn can save its own), and answers on their way, which count as failed.
    A ticket loses the link to the person. What the person wrote in it and what the bot told may describe somebody: it is
    blanked, but in a ticket that is open it stays until it is answered and `conversations_days` have passed. What an ombud
    wrote stays. Of tickets that the person has handled, those that are not open lose the link to the handler.
    """
    if not person:
        return 0
    fresh = {"state": State().to_json(), "owner": ""}
    connection.execute(update(conversations).where(conversations.c.owner == person).values(**fresh))
    own = select(references.c.place).where(references.c.person == person)
    spots.forget_places(connection, connection.execute(own).scalars().all())
    handled = and_(tickets.c.handler == person, tickets.c.status.not_in(OPEN))
    connection.execute(update(tickets).where(handled).values(handler=None))
    mine = select(tickets).where(tickets.c.asker == person).order_by(tickets.c.number).with_for_update()
    rows = connection.execute(mine).all()
    for row in rows:
        _anonymise(connection, row)
    return len(rows)


def held(connection: Connection, person: str) -> Json:
    """All that is held about `person`, as JSON: tickets, references, the state of conversations, places of an ombud."""
    if not person:
        return {"tickets": [], "handled": [], "references": [], "conversations": [], "places": []}
    own = connection.execute(select(tickets).where(tickets.c.asker == person).order_by(tickets.c.number))
    handled = connection.execute(select(tickets.c.number).where(tickets.c.handler == person).order_by(tickets.c.number))
    known = connection.execute(select(references).where(references.c.person == person).order_by(references.c.place)).all()
    states = connection.execute(select(conversations).where(conversations.c.owner == person).order_by(conversations.c.key))
    standing = select(places).where(places.c.place.in_([row.place for row in known]))
    return {
        "tickets": [_ticket_json(row) for row in own],
        "handled": list(handled.scalars()),
        "references": [{"place": r.place, "updated_at": r.updated_at.isoformat(), "reference": r.reference} for r in known],
        "conversations": [{"updated_at": row.updated_at.isoformat(), "state": row.state} for row in states],
        "places": [
            {"county": row.county, "principal": row.principal, "created_at": row.created_at.isoformat()}
            for row in connection.execute(standing.order_by(places.c.county, places.c.principal))
        ],
    }


def purge(
    connection: Connection,
    now: datetime,
    lifetimes: Lifetimes,
    roles_of: Callable[[str], Collection[Role]] | None = None,
) -> Mapping[str, int]:
    """Remove what is older than its lifetime; the number of rows by table.

    The last question stays in a conversation for `turns_hours`. `tickets_days` counts for rejected FAQ entries and for cards
    too. A ticket that is open is never removed, nor the reference to its asker. Places of the ombud stay, but the personal chats
    of people who are none any longer: `roles_of` tells the roles of a person (None: not looked at).
    """
    old = now - timedelta(days=lifetimes.conversations_days)
    _blank_forgotten(connection, old)
    _drop_texts(connection, now - timedelta(hours=lifetimes.turns_hours))
    day = day_of(now) - timedelta(days=lifetimes.counts_days)
    ends = now - timedelta(days=lifetimes.tickets_days)
    return {
        "conversations": _delete(connection, conversations, conversations.c.updated_at < old),
        "outbox": parcels.purge(connection, now - timedelta(hours=lifetimes.turns_hours)),
        "tickets": _purge_tickets(connection, ends),
        "places": 0 if roles_of is None else _purge_places(connection, roles_of),
        "references": _purge_references(connection, now - timedelta(days=lifetimes.references_days)),
        "cards": _delete(connection, cards, cards.c.updated_at < ends),
        "faq": _delete(connection, faq, and_(faq.c.stage == "rejected", faq.c.changed_at < ends)),
        "happenings": _delete(connection, happenings, happenings.c.day < day),
        "ratings": _delete(connection, ratings, ratings.c.day < day),
    }


# Forgetting


def _anonymise(connection: Connection, row: Row[Any]) -> None:
    gone: Json = {"asker": None, "asker_place": None, "version": row.version + 1}
    for parcel in parcels.waiting_of(connection, row.number):
        parcels.finished(connection, parcel, "failed")
        gone["delivery"] = "failed"
    if row.status not in OPEN:
        gone["content"] = _blanked(row.content)
        _blank_notes(connection, [row.number])
    connection.execute(update(tickets).where(tickets.c.number == row.number).values(**gone))


def _blanked(content: Mapping[str, Any]) -> Json:
    return {**content, "question": "", "told": ""}


def _blank_notes(connection: Connection, numbers: Sequence[int]) -> None:
    """What nobody wrote as an ombud, the asker did."""
    theirs = and_(events.c.ticket.in_(numbers), events.c.principal.is_(None))
    connection.execute(update(events).where(theirs).values(note=None))


def _blank_forgotten(connection: Connection, before: datetime) -> None:
    """What was left of an anonymised ticket while it was open."""
    over = and_(tickets.c.asker.is_(None), tickets.c.status.not_in(OPEN), tickets.c.changed_at < before)
    query = select(tickets).where(over).order_by(tickets.c.number).with_for_update()
    rows = [row for row in connection.execute(query) if row.content.get("question") or row.content.get("told")]
    for row in rows:
        own = tickets.c.number == row.number
        connection.execute(update(tickets).where(own).values(content=_blanked(row.content), version=row.version + 1))
    _blank_notes(connection, [row.number for row in rows])


# Purging


def _drop_texts(connection: Connection, before: datetime) -> None:
    """The last question, which waits in a conversation to be sent to an ombud, and what was begun to be sent."""
    state = conversations.c.state
    written = or_(state["asked"].as_string() != "", state["draft"].as_string() != "{}")
    query = select(conversations).where(conversations.c.updated_at < before, written).with_for_update()
    for row in connection.execute(query).all():
        own = conversations.c.key == row.key
        rest = {**row.state, "asked": "", "draft": {}}
        connection.execute(update(conversations).where(own).values(state=rest, version=row.version + 1))


def _purge_tickets(connection: Connection, before: datetime) -> int:
    over = and_(tickets.c.status.not_in(OPEN), tickets.c.changed_at < before)
    query = select(tickets.c.number).where(over).order_by(tickets.c.number).with_for_update()
    numbers = connection.execute(query).scalars().all()
    connection.execute(delete(events).where(events.c.ticket.in_(numbers)))
    connection.execute(delete(outbox).where(outbox.c.ticket.in_(numbers)))
    return _delete(connection, tickets, tickets.c.number.in_(numbers))


def _purge_places(connection: Connection, roles_of: Callable[[str], Collection[Role]]) -> int:
    query = select(places, references.c.person).join_from(places, references).where(places.c.kind == "person")
    gone = [row for row in connection.execute(query) if Role(row.county, row.principal) not in roles_of(row.person)]
    for row in gone:
        own = (places.c.place == row.place, places.c.county == row.county, places.c.principal == row.principal)
        connection.execute(delete(places).where(*own))
    return len(gone)


def _purge_references(connection: Connection, before: datetime) -> int:
    waiting = select(tickets.c.asker_place).where(tickets.c.status.in_(OPEN), tickets.c.asker_place.is_not(None))
    used = or_(references.c.place.in_(waiting), references.c.place.in_(select(places.c.place)))
    query = select(references.c.place).where(references.c.updated_at < before, ~used)
    return spots.forget_places(connection, connection.execute(query).scalars().all())


def _delete(connection: Connection, table: Table, condition: ColumnElement[bool]) -> int:
    return int(connection.execute(delete(table).where(condition)).rowcount)


def _ticket_json(row: Row[Any]) -> Json:
    return {
        "number": row.number,
        "status": row.status,
        "created_at": row.created_at.isoformat(),
        "answered_at": row.answered_at and row.answered_at.isoformat(),
        "changed_at": row.changed_at.isoformat(),
        **{name: row.content.get(name) for name in ("question", "reading", "said", "told", "municipality")},
    }
