"""Where people are reached: references (the addresses), places of the ombud, and the cards that stand there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Table, and_, delete, insert, or_, select, update
from sqlalchemy.dialects import sqlite

from bot.storage.cut import cut
from bot.storage.outbox import Json
from bot.storage.schema import cards, outbox, places, references
from dialogs.ticket import Role

Kind = Literal["channel", "person"]

LONGEST_SUBJECT = 80
LONGEST_ACTIVITY = 500
"""Characters of a card's subject, and of the id that the channel gave it."""


# References


def remember(connection: Connection, place: str, person: str, reference: Json, now: datetime) -> None:
    """Store how `person` is reached at `place`. In a group `person` is empty: the reference is nobody's own."""
    values = {"place": place, "person": person, "reference": reference, "updated_at": now}
    _upsert(connection, references, values)


def reference_of(connection: Connection, place: str | None) -> Json | None:
    """How to say something at `place`; None where it is forgotten."""
    found: Json | None = connection.execute(select(references.c.reference).where(references.c.place == place)).scalar()
    return found


# Places of the ombud


def join(connection: Connection, place: str, role: Role, now: datetime) -> None:
    """Make a channel, whose reference is stored, a place of the ombud with `role`."""
    _add(connection, place, role, "channel", now)


def leave(connection: Connection, place: str) -> bool:
    """Make a channel nobody's place, and forget its cards; False when it was none."""
    if not stands_for(connection, place):
        return False
    _remove(connection, [place])
    return True


def stands_for(connection: Connection, place: str, kind: Kind = "channel") -> frozenset[Role]:
    """The roles that a place stands for."""
    own = and_(places.c.place == place, places.c.kind == kind)
    rows = connection.execute(select(places.c.county, places.c.principal).where(own))
    return frozenset(Role(row.county, row.principal) for row in rows)


def reach_person(connection: Connection, person: str, place: str, roles: Iterable[Role], now: datetime) -> None:
    """Make a personal chat, whose reference is stored, the one place of `person`, who has these roles."""
    roles = frozenset(roles)
    theirs = select(references.c.place).where(references.c.person == person)
    personal = select(places.c.place).where(places.c.kind == "person", places.c.place.in_(theirs)).distinct()
    _remove(connection, [old for old in connection.execute(personal).scalars() if old != place])
    kept = stands_for(connection, place, "person")
    for role in sorted(kept - roles):
        connection.execute(delete(places).where(_row(place, role)))
    for role in sorted(roles - kept):
        _add(connection, place, role, "person", now)


def addresses(
    connection: Connection, roles: Iterable[Role], roles_of: Callable[[str], Collection[Role]]
) -> Sequence[tuple[str, Json]]:
    """Each place of these roles with its reference. `roles_of` tells the roles that a person has: others' chats are left out."""
    wanted = [and_(places.c.county == role.county, places.c.principal == role.principal) for role in sorted(set(roles))]
    if not wanted:
        return ()
    columns = (places, references.c.person, references.c.reference)
    query = select(*columns).join_from(places, references).where(or_(*wanted)).order_by(places.c.place)
    found = {}
    for row in connection.execute(query):
        if row.kind == "channel" or Role(row.county, row.principal) in roles_of(row.person):
            found[row.place] = row.reference
    return tuple(found.items())


# Cards


def card_key(place: str, subject: str) -> str:
    """How a parcel names the card that it shows."""
    return f"{place}|{cut(subject, LONGEST_SUBJECT)}"


def card_of(key: str) -> tuple[str, str]:
    """The place and the subject of a `card_key`."""
    place, _, subject = key.partition("|")
    return place, subject


def expect_card(connection: Connection, place: str, subject: str, now: datetime) -> None:
    """A card with this subject is about to stand at `place`."""
    values = {"place": place, "subject": cut(subject, LONGEST_SUBJECT), "updated_at": now}
    _upsert(connection, cards, values)


def activity_of(connection: Connection, place: str, subject: str) -> str | None:
    """The channel's id of the card that stands at `place`; None before it has been sent."""
    query = select(cards.c.activity).where(_card(place, subject))
    found = connection.execute(query).scalar()
    return None if found is None else str(found)


def note_activity(connection: Connection, place: str, subject: str, activity: str | None, now: datetime) -> None:
    """The card stands at `place` under this id; None: it is gone there. Nothing when the place is nobody's any longer."""
    kept = activity if activity and len(activity) <= LONGEST_ACTIVITY else None
    connection.execute(update(cards).where(_card(place, subject)).values(activity=kept, updated_at=now))


# Removing


def forget_places(connection: Connection, gone: Collection[str]) -> int:
    """Remove references with all that hangs on them; how many."""
    _remove(connection, gone)
    return int(connection.execute(delete(references).where(references.c.place.in_(gone))).rowcount)


def _remove(connection: Connection, gone: Collection[str]) -> None:
    """Make these nobody's places: without cards, and without parcels for cards there."""
    for place in gone:
        on_its_way = and_(outbox.c.card.startswith(f"{place}|", autoescape=True), outbox.c.status == "pending")
        connection.execute(delete(outbox).where(on_its_way))
    connection.execute(delete(cards).where(cards.c.place.in_(gone)))
    connection.execute(delete(places).where(places.c.place.in_(gone)))


def _add(connection: Connection, place: str, role: Role, kind: Kind, now: datetime) -> None:
    connection.execute(delete(places).where(_row(place, role)))
    values = {"place": place, "county": role.county, "principal": role.principal, "kind": kind, "created_at": now}
    connection.execute(insert(places).values(**values))


def _row(place: str, role: Role) -> Any:
    return and_(places.c.place == place, places.c.county == role.county, places.c.principal == role.principal)


def _card(place: str, subject: str) -> Any:
    return and_(cards.c.place == place, cards.c.subject == cut(subject, LONGEST_SUBJECT))


def _upsert(connection: Connection, table: Table, values: Mapping[str, Any]) -> None:
    """Insert a row, or change the one with the same primary key."""
    keys = {column.name for column in table.primary_key}
    changed = {name: value for name, value in values.items() if name not in keys}
    statement = _insert(connection)(table).values(**values)
    connection.execute(statement.on_conflict_do_update(index_elements=sorted(keys), set_=changed))


def _insert(connection: Connection) -> Callable[[Table], Any]:
    """The INSERT of the database at hand, which can say what is done with a row that is there already."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - SQLite does without

    return postgresql.insert
