"""The tickets of the ombud, and what has happened to them.

A ticket's asker, and where to reach the asker, are set when it is opened and taken away by `bot.storage.rights`, nothing
else. All texts are cut to what `dialogs.ticket` allows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, and_, insert, or_, select, update
from sqlalchemy.engine import Row

from bot.storage import outbox
from bot.storage.cut import cut, cut_or_none
from bot.storage.errors import StaleStateError
from bot.storage.schema import events, tickets
from dialogs.ticket import (
    LONGEST_ANSWER,
    LONGEST_QUESTION,
    MOST_LINKS,
    Delivery,
    Event,
    Given,
    Role,
    Status,
    Ticket,
)

MOST_FACTS = 50
LONGEST_KEY = 60
"""Characters of a municipality, a topic, a statement's id."""
LONGEST_LINK = 500
HIGHEST = 2**31 - 1
"""No ticket has a higher number."""
PLAIN = ("question", "why", "municipality", "reading", "said", "topic", "told", "verdict", "round", "reason", "merged_into")
"""Fields that stand in `content` as they are."""
DELIVERED: Mapping[Literal["sent", "failed"], str] = {"sent": "delivered", "failed": "undelivered"}
"""The kind of event for each end of a delivery."""


def open_ticket(connection: Connection, ticket: Ticket, asker: str, place: str, now: datetime) -> Ticket:
    """Store a new ticket of `asker`, who is reached at `place`, and the event "new"; the ticket with its number."""
    ticket = _cut(ticket).with_(asker=asker, created_at=now, changed_at=now, version=1)
    values = {**_columns(ticket), "asker": asker or None, "asker_place": place or None, "created_at": now}
    key = connection.execute(insert(tickets).values(**values)).inserted_primary_key
    number = int(key[0]) if key else 0
    _note(connection, number, Event("new"), now)
    return ticket.with_(number=number)


def load(connection: Connection, number: int) -> Ticket | None:
    """The ticket; nobody else changes it until the transaction ends."""
    row = _locked(connection, number)
    return None if row is None else _ticket(row)


def keep(connection: Connection, ticket: Ticket, event: Event, now: datetime) -> Ticket:
    """Store a changed ticket and its event; the ticket as it stands then. Raises StaleStateError when it is not the latest.

    What has become of the answer of the same round stays: only `note_delivery` knows.
    """
    row = _locked(connection, ticket.number)
    if row is None or row.version != ticket.version:
        raise StaleStateError
    same_round = row.content.get("round", 0) == ticket.round
    delivery = (row.delivery if same_round else None) or ticket.delivery
    ticket = _cut(ticket).with_(delivery=delivery, asker=row.asker or "", changed_at=now, version=row.version + 1)
    values = _columns(ticket)
    if ticket.status == "answered" and row.answered_at is None:
        values["answered_at"] = now
    own = and_(tickets.c.number == ticket.number, tickets.c.version == row.version)
    if connection.execute(update(tickets).where(own).values(**values)).rowcount != 1:
        raise StaleStateError
    _note(connection, ticket.number, event, now)
    return ticket.with_(created_at=row.created_at)


def of_roles(connection: Connection, roles: Iterable[Role], statuses: Iterable[Status], most: int) -> tuple[Ticket, ...]:
    """Tickets of the roles' counties that are for these principals or for both, newest first; no statuses: all."""
    mine = [_concerns(role) for role in sorted(set(roles))]
    if not mine:
        return ()
    wanted = sorted(set(statuses))
    query = select(tickets).where(or_(*mine))
    return _newest(connection, query.where(tickets.c.status.in_(wanted)) if wanted else query, most)


def of_asker(connection: Connection, asker: str, most: int) -> tuple[Ticket, ...]:
    """The person's own tickets, newest first."""
    return _newest(connection, select(tickets).where(tickets.c.asker == asker), most) if asker else ()


def history(connection: Connection, number: int) -> tuple[Event, ...]:
    """What has happened to a ticket, first things first."""
    if not 0 < number <= HIGHEST:
        return ()
    rows = connection.execute(select(events).where(events.c.ticket == number).order_by(events.c.id)).all()
    return tuple(Event(row.kind, _role(row.county, row.principal), row.note, row.at) for row in rows)


def place_of_asker(connection: Connection, number: int) -> str | None:
    """Where the asker is reached; None for one who is forgotten."""
    place = connection.execute(select(tickets.c.asker_place).where(tickets.c.number == number)).scalar()
    return None if place is None else str(place)


def cause(number: int, round_: int) -> str:
    """What puts the answer of this round into the outbox, once."""
    return outbox.cause("answer", str(number), str(round_))


def mark_delivery(connection: Connection, number: int, delivery: Delivery) -> None:
    """Write down what has become of the last answer, without an event."""
    connection.execute(update(tickets).where(tickets.c.number == number).values(delivery=delivery))


def note_delivery(connection: Connection, number: int, round_: int, end: Literal["sent", "failed"], now: datetime) -> None:
    """The answer of this round has been sent, or has been given up. Nothing when that is known, or a later answer is out."""
    row = _locked(connection, number)
    if row is None or row.content.get("round", 0) != round_ or row.delivery in (end, "sent"):
        return
    mark_delivery(connection, number, end)
    _note(connection, number, Event(DELIVERED[end]), now)


def _locked(connection: Connection, number: int) -> Row[Any] | None:
    if not 0 < number <= HIGHEST:
        return None
    return connection.execute(select(tickets).where(tickets.c.number == number).with_for_update()).first()


def _newest(connection: Connection, query: Select[Any], most: int) -> tuple[Ticket, ...]:
    return tuple(map(_ticket, connection.execute(query.order_by(tickets.c.number.desc()).limit(most))))


def _concerns(role: Role) -> ColumnElement[bool]:
    principals = or_(tickets.c.principal.is_(None), tickets.c.principal == role.principal)
    return and_(tickets.c.county == role.county, principals)


def _note(connection: Connection, number: int, event: Event, now: datetime) -> None:
    values = {
        "ticket": number,
        "kind": cut(event.kind, 20),
        "county": event.by and event.by.county,
        "principal": event.by and event.by.principal,
        "note": cut_or_none(event.note, LONGEST_ANSWER),
        "at": now,
    }
    connection.execute(insert(events).values(**values))


def _cut(ticket: Ticket) -> Ticket:
    """The ticket as it can be stored."""
    return ticket.with_(
        question=cut(ticket.question, LONGEST_QUESTION),
        municipality=cut_or_none(ticket.municipality, LONGEST_KEY),
        reading=cut(ticket.reading, LONGEST_QUESTION),
        topic=cut(ticket.topic, LONGEST_KEY),
        told=cut(ticket.told, LONGEST_QUESTION),
        reason=cut_or_none(ticket.reason, LONGEST_QUESTION),
        facts=_keys(ticket.facts),
        given=ticket.given and _cut_given(ticket.given),
    )


def _cut_given(given: Given) -> Given:
    links = tuple(link for link in given.links if len(link) <= LONGEST_LINK)[:MOST_LINKS]
    return Given(cut(given.text, LONGEST_ANSWER), _keys(given.facts), links, given.by, given.at)


def _keys(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(cut(key, LONGEST_KEY) for key in keys)[:MOST_FACTS]


def _columns(ticket: Ticket) -> dict[str, Any]:
    """What `keep` writes."""
    given = ticket.given
    return {
        "county": ticket.county,
        "principal": ticket.principal,
        "status": ticket.status,
        "handler": ticket.handler,
        "delivery": ticket.delivery,
        "changed_at": ticket.changed_at,
        "version": ticket.version,
        "content": {
            **{name: getattr(ticket, name) for name in PLAIN},
            "said": dict(ticket.said),
            "facts": list(ticket.facts),
            "taken_by": _role_json(ticket.taken_by),
            "given": given and _given_json(given),
        },
    }


def _ticket(row: Row[Any]) -> Ticket:
    content = row.content
    plain = {name: content[name] for name in PLAIN if name in content}
    return Ticket(
        county=row.county,
        **plain,
        principal=row.principal,
        facts=tuple(content.get("facts", ())),
        number=row.number,
        status=row.status,
        asker=row.asker or "",
        created_at=row.created_at,
        changed_at=row.changed_at,
        handler=row.handler,
        taken_by=_role_of(content.get("taken_by")),
        given=_given(content.get("given")),
        delivery=row.delivery,
        version=row.version,
    )


def _role(county: str | None, principal: Any) -> Role | None:
    return Role(county, principal) if county and principal else None


def _role_json(role: Role | None) -> list[str] | None:
    return None if role is None else [role.county, role.principal]


def _role_of(data: Any) -> Role | None:
    return _role(*data) if data else None


def _given_json(given: Given) -> dict[str, Any]:
    return {
        "text": given.text,
        "facts": list(given.facts),
        "links": list(given.links),
        "by": _role_json(given.by),
        "at": given.at and given.at.isoformat(),
    }


def _given(data: Any) -> Given | None:
    if not data:
        return None
    at = data["at"] and datetime.fromisoformat(data["at"])
    return Given(data["text"], tuple(data["facts"]), tuple(data["links"]), _role_of(data["by"]), at)
