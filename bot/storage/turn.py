"""What a turn begins with, and what it leaves. On PostgreSQL, where every statement is a journey, each is one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    JSON,
    BindParameter,
    Connection,
    Insert,
    Update,
    bindparam,
    column,
    exists,
    func,
    insert,
    select,
    update,
)

from bot.storage import counts, faq
from bot.storage import outbox as parcels
from bot.storage.conversations import Stored, Where, fingerprint, save, stored
from bot.storage.counts import Happening
from bot.storage.errors import StaleStateError
from bot.storage.faq import Mark
from bot.storage.outbox import Parcel
from bot.storage.prepared import Whole
from bot.storage.schema import conversations, happenings, outbox
from dialogs.state import State

_MARK = faq.MARK.subquery("mark")
_BEGIN = Whole(
    select(*_MARK.c, conversations.c.version, conversations.c.state, *parcels.COLUMNS).select_from(
        _MARK.outerjoin(conversations, conversations.c.key == bindparam("of_key")).outerjoin(
            outbox, outbox.c.once == bindparam("of_once")
        )
    )
)
_PUT = Whole(parcels.PUT, parcels.NEW, [outbox.c.id])


class Begun(NamedTuple):
    """What a turn begins with: the conversation, the parcel that its cause has put in, and the mark of the live FAQ."""

    stored: Stored
    parcel: Parcel | None
    mark: Mark


@dataclass(frozen=True)
class Left:
    """What a turn leaves: what was counted, its parcel, and the state that `before` has become (None: it stays)."""

    where: Where
    before: Stored
    state: State | None
    counted: Sequence[Happening]
    parcel: Parcel


def begin(connection: Connection, key: str, once: str) -> Begun:
    """The conversation under `key`, a fresh one if there is none, and what `once` has put in.

    Nothing is locked: what is left knows the version that it was made from.
    """
    [(number, versions, changed, version, state, *parcel)] = _BEGIN.rows(
        connection, {"of_key": fingerprint(key), "of_once": once}
    )
    return Begun(stored(version, state), Parcel(*parcel) if parcel[0] else None, (number, versions, changed))


def leave(connection: Connection, left: Left, now: datetime) -> int:
    """Store it all; the id of the parcel. The lease is the caller's.

    Raises StaleStateError, IntegrityError when the conversation has changed meanwhile, or the parcel's cause has put one in.
    """
    if left.state is not None:
        if connection.dialect.name != "sqlite":
            return _leave_at_once(connection, left, left.state, now)
        save(connection, left.where, left.state, left.before.version, now)
    counts.count(connection, now, *left.counted)
    [(identity,)] = _PUT.rows(connection, parcels.values(left.parcel, now, later=False))
    return int(identity)


def _leave_at_once(connection: Connection, left: Left, state: State, now: datetime) -> int:
    version = left.before.version
    values = {
        "its_key": fingerprint(left.where.key),
        "its_owner": fingerprint(left.where.owner),
        "its_version": version + 1,
        "its_state": state.to_json(),
        "its_update": now,
        "of_version": version,
        "counted": [counts.values(now, happening) for happening in left.counted],
        **{_of_parcel(name): value for name, value in parcels.values(left.parcel, now, later=False).items()},
    }
    found = (_CHANGE if version else _FIRST).first(connection, values)
    if found is None:
        raise StaleStateError
    return int(found[0])


def _of_parcel(name: str) -> str:
    return f"parcel_{name}"


def _at_once(saving: Insert | Update) -> Whole:
    """Save a conversation and, where that is done, count what happened and put the parcel in."""
    saved = saving.returning(conversations.c.version).cte("saved")
    is_saved = exists(select(saved.c.version))
    columns = [happenings.c[name] for name in counts.NEW]
    rows = func.json_to_recordset(bindparam("counted", type_=JSON)).table_valued(*(column(c.name, c.type) for c in columns))
    each = rows.render_derived(with_types=True)
    counting = insert(happenings).from_select(counts.NEW, select(*each.c).where(is_saved)).returning(happenings.c.id)
    parcel = select(*(bindparam(_of_parcel(name), type_=outbox.c[name].type) for name in parcels.NEW)).where(is_saved)
    putting = insert(outbox).from_select(parcels.NEW, parcel).returning(outbox.c.id)
    return Whole(putting.add_cte(saved, counting.cte("counted_now")), (), [outbox.c.id])


_SAVED: dict[str, BindParameter[Any]] = {
    "owner": bindparam("its_owner"),
    "version": bindparam("its_version"),
    "state": bindparam("its_state"),
    "updated_at": bindparam("its_update"),
}
_FIRST = _at_once(insert(conversations).values(key=bindparam("its_key"), **_SAVED))
_CHANGE = _at_once(
    update(conversations)
    .where(conversations.c.key == bindparam("its_key"), conversations.c.version == bindparam("of_version"))
    .values(**_SAVED)
)
