"""`db`: the database brought up to date, looked over, and rid of what has been kept long enough."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, inspect, select

from bot.cli.database import change, is_known, look, ombud, read, settings, upgrade
from bot.storage import rights
from bot.storage.schema import metadata, outbox, tickets
from bot.storage.upgrade import HEAD, revision
from dialogs.ticket import OPEN

Json = dict[str, Any]

LATE = timedelta(minutes=15)
"""How long after it was due a parcel counts as sent by nobody."""
MOST_NAMED = 10
"""Tickets that are named one by one."""


def run(options: argparse.Namespace) -> int:
    """Upgrade, check or purge. `check`: 0 all is well, 1 something is to be done, and what."""
    actions = {"upgrade": _upgrade, "check": _check, "purge": _purge}
    return actions[options.action](options)


def _upgrade(_: argparse.Namespace) -> int:
    before = upgrade(settings())
    print(f"at migration {HEAD} already" if before == HEAD else f"from migration {before or 'none'} to {HEAD}")
    return 0


# Check


@dataclass(frozen=True)
class Open:
    """The ticket that has waited longest."""

    number: int
    county: str
    created_at: datetime


@dataclass(frozen=True)
class Health:
    """How a database stands. `at` is its migration; where that is not `HEAD`, only the rows are counted.

    Parcels: `waiting` to be sent, `late` those that nobody seems to send, `failed` those that were given up and belong to no
    ticket. `undelivered` are tickets whose answer did not reach the asker and that nobody has closed.
    """

    at: str | None
    known: bool
    rows: Mapping[str, int]
    oldest: Open | None = None
    waiting: int = 0
    late: int = 0
    failed: int = 0
    undelivered: tuple[int, ...] = ()

    def problems(self) -> Iterator[str]:
        """What is to be done."""
        if not self.known:
            yield f"the schema is newer than this version (migration {self.at}). Install the newer version"
        elif self.at != HEAD:
            yield f"the schema is at migration {self.at or 'none'} and {HEAD} is needed. Run: vem-ansvarar db upgrade"
        if self.late:
            minutes = int(LATE.total_seconds()) // 60
            yield f"{self.late} parcels should have been sent more than {minutes} minutes ago. See that the service is running"
        if self.failed:
            yield f"{self.failed} parcels could not be sent. Look for channel_failed in the log"
        if self.undelivered:
            named = ", ".join(map(str, self.undelivered[:MOST_NAMED])) + (" …" if len(self.undelivered) > MOST_NAMED else "")
            yield f"answers that did not reach the asker: tickets {named}. Let an ombud reopen or close them"


def health(connection: Connection, now: datetime) -> Health:
    """How the database stands."""
    at = revision(connection)
    there = set(inspect(connection).get_table_names())
    rows = {table.name: _number(connection, select(table)) for table in metadata.sorted_tables if table.name in there}
    if at != HEAD:
        return Health(at, is_known(connection), rows)
    waits = outbox.c.status == "pending"
    lost = tickets.c.delivery == "failed", tickets.c.asker.is_not(None), tickets.c.status.in_(("answered", "published"))
    return Health(
        at,
        True,
        rows,
        oldest=_oldest(connection),
        waiting=_number(connection, select(outbox).where(waits)),
        late=_number(connection, select(outbox).where(waits, outbox.c.due_at < now - LATE)),
        failed=_number(connection, select(outbox).where(outbox.c.status == "failed", outbox.c.ticket.is_(None))),
        undelivered=tuple(connection.execute(select(tickets.c.number).where(*lost).order_by(tickets.c.number)).scalars()),
    )


def _number(connection: Connection, query: Any) -> int:
    return int(connection.execute(select(func.count()).select_from(query.subquery())).scalar_one())


def _oldest(connection: Connection) -> Open | None:
    query = select(tickets.c.number, tickets.c.county, tickets.c.created_at).where(tickets.c.status.in_(OPEN))
    row = connection.execute(query.order_by(tickets.c.created_at, tickets.c.number).limit(1)).first()
    return None if row is None else Open(row.number, row.county, row.created_at)


def _check(options: argparse.Namespace) -> int:
    now = datetime.now(UTC)
    found = look(settings(), lambda connection: health(connection, now))
    problems = list(found.problems())
    if options.json:
        print(json.dumps(_json(found, problems), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_told(found, problems)))
    return 1 if problems else 0


def _json(found: Health, problems: list[str]) -> Json:
    oldest = found.oldest
    return {
        "sound": not problems,
        "schema": {"at": found.at, "needed": HEAD},
        "rows": dict(found.rows),
        "oldest_open_ticket": oldest
        and {"number": oldest.number, "county": oldest.county, "created_at": oldest.created_at.isoformat()},
        "parcels": {"waiting": found.waiting, "late": found.late, "failed": found.failed},
        "undelivered": list(found.undelivered),
        "problems": problems,
    }


def _told(found: Health, problems: list[str]) -> Iterator[str]:
    yield f"schema: migration {found.at or 'none'}"
    yield f"rows: {_counts(found.rows)}"
    if found.at == HEAD:
        oldest = found.oldest
        waits = f"{oldest.number} in {oldest.county}, since {oldest.created_at:%Y-%m-%d %H:%M} UTC" if oldest else "none"
        yield f"oldest open ticket: {waits}"
        yield f"parcels: {found.waiting} waiting, {found.late} of them late, {found.failed} failed"
    yield from (f"to do: {problem}" for problem in problems)
    yield "something is to be done" if problems else "sound"


# Purge


def _purge(options: argparse.Namespace) -> int:
    given, now = settings(), datetime.now(UTC)
    people = ombud(given, options)
    roles_of = people.roles_of if people else None
    do = read if options.dry_run else change
    removed = do(given, lambda connection: dict(rights.purge(connection, now, given.lifetimes, roles_of)))
    if options.json:
        print(json.dumps({"dry_run": options.dry_run, "removed": removed}, ensure_ascii=False, indent=2))
    else:
        print(f"{'would remove' if options.dry_run else 'removed'}: {_counts(removed)}")
    return 0


def _counts(rows: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {table}" for table, number in rows.items()) or "none"
