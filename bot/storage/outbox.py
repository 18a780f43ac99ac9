"""What is still to be sent: written in the transaction of what caused it, sent after it, and marked as done.

A row is one parcel: activities for one conversation, in order. `once` names its cause, so that nothing is put in twice. Whoever
sends a parcel holds a lease on it (`due_at` in the future): should the process die, another one finds it when the lease is over.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, bindparam, delete, exists, func, insert, or_, select, update

from bot.storage.prepared import Prepared, Whole
from bot.storage.schema import outbox

Json = dict[str, Any]
Standing = Literal["pending", "sent", "returned", "failed"]

LEASE = timedelta(seconds=60)
"""How long a parcel belongs to who sends it."""


@dataclass(frozen=True)
class Parcel:
    """What is to be sent, and where.

    `reference` is the address (None once it is no longer needed), `content` what `bot.parcels` made of the replies, `done` how
    many of its activities have been sent. `ticket` and `card` say whose answer or which card it is, if any.
    """

    once: str
    reference: Json | None
    content: Json
    status: Standing = "pending"
    done: int = 0
    attempts: int = 0
    created_at: datetime | None = None
    ticket: int | None = None
    card: str | None = None
    id: int = 0

    def numbered(self, identity: int, created_at: datetime) -> Parcel:
        """This parcel as it is stored."""
        return replace(self, id=identity, created_at=created_at)


COLUMNS = [outbox.c[each.name] for each in fields(Parcel)]
"""What a Parcel is made of, in its order."""
NEW = [column.name for column in outbox.c if column.name != "id"]
"""The columns that `values` gives."""
PUT = insert(outbox).returning(outbox.c.id)
_PUT = Prepared(PUT, NEW, [outbox.c.id])
_FINISH = update(outbox).where(outbox.c.id == bindparam("of_id"))
_FINISHED = ("status", "due_at", "reference", "content")
_FINISH_ONE, _FINISH_ALL = Prepared(_FINISH, _FINISHED), Whole(_FINISH, _FINISHED)


def cause(*parts: str) -> str:
    """The fingerprint of what puts a parcel in."""
    return hashlib.sha256(":".join(parts).encode("utf-8", "replace")).hexdigest()


def put(connection: Connection, parcel: Parcel, now: datetime, *, later: bool) -> int:
    """Store a new parcel; its id. `later`: whoever looks first sends it, else the caller holds the lease.

    Raises IntegrityError when its cause has already put one in.
    """
    [(identity,)] = _PUT.rows(connection, values(parcel, now, later=later))
    return int(identity)


def values(parcel: Parcel, now: datetime, *, later: bool) -> Json:
    """The row of a new parcel; see `put`."""
    due = None if parcel.status != "pending" else now if later else now + LEASE
    return {
        "once": parcel.once,
        "reference": parcel.reference if parcel.status == "pending" else None,
        "content": parcel.content,
        "status": parcel.status,
        "done": parcel.done,
        "attempts": parcel.attempts,
        "due_at": due,
        "created_at": now,
        "ticket": parcel.ticket,
        "card": parcel.card,
    }


def of_cause(connection: Connection, once: str) -> Parcel | None:
    """The parcel that this cause has put in."""
    row = connection.execute(select(*COLUMNS).where(outbox.c.once == once)).first()
    return None if row is None else Parcel(*row)


def waiting_of(connection: Connection, ticket: int) -> Sequence[Parcel]:
    """The parcels of a ticket that have not been sent."""
    own = (outbox.c.ticket == ticket) & (outbox.c.status == "pending")
    return [Parcel(*row) for row in connection.execute(select(*COLUMNS).where(own).order_by(outbox.c.id))]


def claim(connection: Connection, now: datetime, most: int) -> Sequence[Parcel]:
    """Parcels that are due, oldest first, with a lease for the caller. No two processes get the same."""
    due = (outbox.c.status == "pending") & (outbox.c.due_at <= now)
    query = select(*COLUMNS).where(due, ~_older_card_waits()).order_by(outbox.c.id).limit(most).with_for_update(skip_locked=True)
    rows = connection.execute(query).all()
    if rows:
        mine = outbox.c.id.in_([row.id for row in rows])
        connection.execute(update(outbox).where(mine).values(due_at=now + LEASE, attempts=outbox.c.attempts + 1))
    return [Parcel(*row) for row in rows]


def _older_card_waits() -> ColumnElement[bool]:
    """Whether an older state of the same card is on its way: the newer one must not overtake it."""
    older = outbox.alias("older")
    same = (older.c.card == outbox.c.card) & (older.c.status == "pending") & (older.c.id < outbox.c.id)
    return exists(select(older.c.id).where(same).correlate(outbox))


def progressed(connection: Connection, identity: int, done: int) -> None:
    """So many of a parcel's activities have been sent."""
    connection.execute(update(outbox).where(outbox.c.id == identity).values(done=done))


def finished(connection: Connection, parcel: Parcel, status: Standing) -> None:
    """This parcel needs nothing more. What it said and where it went is forgotten; its answer stays for a repeated request."""
    _FINISH_ONE.run(connection, _finished(parcel, status))


def all_sent(connection: Connection, parcels: Sequence[Parcel]) -> None:
    """As `finished`, for parcels that have been sent. Nothing else has to be in one transaction with it."""
    _FINISH_ALL.run_each(connection, [_finished(parcel, "sent") for parcel in parcels])


def _finished(parcel: Parcel, status: Standing) -> Json:
    rest: Json = {"activities": [], "answer": parcel.content.get("answer")}
    return {"of_id": parcel.id, "status": status, "due_at": None, "reference": None, "content": rest}


def postponed(connection: Connection, identity: int, due_at: datetime, done: int) -> None:
    """A parcel is tried again at `due_at`, from the activity after the first `done`."""
    connection.execute(update(outbox).where(outbox.c.id == identity).values(due_at=due_at, done=done))


def drop_pending_card(connection: Connection, card: str) -> None:
    """A newer card takes the place of those that nobody has begun to send."""
    waiting = (outbox.c.card == card) & (outbox.c.status == "pending") & (outbox.c.attempts == 0)
    connection.execute(delete(outbox).where(waiting))


def bring_near(connection: Connection, now: datetime, longest: timedelta) -> None:
    """What is due later than in the `longest` wait there is was put there by a clock that has been set back since."""
    far = (outbox.c.status == "pending") & (outbox.c.due_at > now + longest)
    connection.execute(update(outbox).where(far).values(due_at=now + LEASE))


def depth(connection: Connection) -> int:
    """How many parcels wait."""
    return int(connection.execute(select(func.count()).select_from(outbox).where(outbox.c.status == "pending")).scalar_one())


def purge(connection: Connection, before: datetime) -> int:
    """Remove parcels from before that moment that need nothing more; how many.

    The parcel of an ombud's answer stays as long as the ticket, so that the same answer is not put in again.
    """
    over = or_(outbox.c.status != "pending", outbox.c.due_at.is_(None))
    old = delete(outbox).where(outbox.c.created_at < before, over, outbox.c.ticket.is_(None))
    return int(connection.execute(old).rowcount)
