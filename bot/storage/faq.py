"""FAQ entries that ombud have approved, or are about to; and which are live, remembered between turns."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.engine import Row
from sqlalchemy.exc import IntegrityError

from bot.storage.cut import cut
from bot.storage.errors import StaleStateError
from bot.storage.prepared import Whole
from bot.storage.schema import faq
from bot.telemetry import log
from dialogs.desk import Proposal, Stage
from dialogs.ticket import Role
from knowledge.faq import FaqEntry

LONGEST_ID = 80
MOST = 500
"""Proposals in one list."""

Mark = tuple[int, int | None, datetime | None]
"""Differs after every committed change of the table: rows, sum of their versions, last change."""


def load(connection: Connection, identity: str) -> Proposal | None:
    """The entry with this id; nobody else changes it until the transaction ends."""
    query = select(faq).where(faq.c.id == cut(identity, LONGEST_ID)).with_for_update()
    row = connection.execute(query).first()
    return None if row is None else _proposal(row)


def of_counties(connection: Connection, counties: Iterable[str], stages: Iterable[Stage] = ()) -> tuple[Proposal, ...]:
    """Entries of these counties, newest first; no stages: all."""
    query = select(faq).where(faq.c.county.in_(sorted(set(counties))))
    wanted = sorted(set(stages))
    if wanted:
        query = query.where(faq.c.stage.in_(wanted))
    rows = connection.execute(query.order_by(faq.c.changed_at.desc(), faq.c.id).limit(MOST))
    return tuple(proposal for row in rows if (proposal := _proposal(row)))


def keep(connection: Connection, proposal: Proposal, now: datetime) -> Proposal:
    """Store an entry, new when its version is 0. Raises StaleStateError when it is not the latest version."""
    kept = proposal.with_(version=proposal.version + 1)
    values = {
        "county": kept.entry.county,
        "stage": kept.stage,
        "entry": kept.entry.model_dump(mode="json"),
        "approvals": sorted([role.county, role.principal] for role in kept.approvals),
        "version": kept.version,
        "changed_at": now,
    }
    if proposal.version == 0:
        _insert(connection, kept.entry.id, values)
        return kept
    own = (faq.c.id == kept.entry.id) & (faq.c.version == proposal.version)
    if connection.execute(update(faq).where(own).values(**values)).rowcount != 1:
        raise StaleStateError
    return kept


class LiveFaq:
    """The live entries by county: those of the knowledge (`reviewed`) and those of the table. One for the whole process.

    Where the knowledge may be read anew, `reviewed` is called for each list.
    """

    def __init__(self, reviewed: Iterable[FaqEntry] | Callable[[], tuple[FaqEntry, ...]] = ()) -> None:
        fixed = () if callable(reviewed) else tuple(reviewed)
        self._reviewed = reviewed if callable(reviewed) else lambda: fixed
        self._known: tuple[Mark, tuple[FaqEntry, ...], Mapping[str, Sequence[FaqEntry]]] | None = None

    def of(self, connection: Connection, county: str, *, mark: Mark | None = None, changed: bool = False) -> Sequence[FaqEntry]:
        """Those of `county`; where both have an id, the knowledge's. `changed`: this transaction has written to the table.

        No query where the `mark` is known, unless the table has changed; else one small one.
        """
        reviewed = self._reviewed()
        if changed:  # what may yet be taken back is not remembered
            return _read(connection, reviewed).get(county, ())
        mark = mark or _mark(connection)
        known = self._known
        if known is None or known[0] != mark or known[1] is not reviewed:
            known = self._known = (mark, reviewed, _read(connection, reviewed))
        return known[2].get(county, ())


def _read(connection: Connection, reviewed: Iterable[FaqEntry]) -> Mapping[str, Sequence[FaqEntry]]:
    found: dict[str, list[FaqEntry]] = {}
    taken = set()
    for entry in reviewed:
        found.setdefault(entry.county, []).append(entry)
        taken.add(entry.id)
    query = select(faq).where(faq.c.stage == "live").order_by(faq.c.id)
    for row in connection.execute(query):
        proposal = None if row.id in taken else _proposal(row)
        if proposal:
            found.setdefault(row.county, []).append(proposal.entry)
    return {county: tuple(entries) for county, entries in found.items()}


MARK = select(
    func.count().label("number"), func.sum(faq.c.version).label("versions"), func.max(faq.c.changed_at).label("changed")
).select_from(faq)
"""The one row that makes a Mark."""
_MARK = Whole(MARK)


def _mark(connection: Connection) -> Mark:
    [(number, versions, changed)] = _MARK.rows(connection, {})
    return number, versions, changed


def _insert(connection: Connection, identity: str, values: Mapping[str, Any]) -> None:
    try:
        connection.execute(insert(faq).values(id=identity, **values))
    except IntegrityError:
        raise StaleStateError from None


def _proposal(row: Row[Any]) -> Proposal | None:
    """What a row holds; None, with a line in the log, for one that this version cannot read."""
    try:
        entry = FaqEntry.model_validate(row.entry)
    except ValidationError as error:
        log("faq_unreadable", logging.ERROR, entry=row.id, error=error)
        return None
    return Proposal(entry, row.stage, frozenset(Role(county, principal) for county, principal in row.approvals), row.version)
