"""What happened, counted by the day without saying to whom; ratings of answers; and the follow-up figures of both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, and_, extract, func, insert, select, true

from bot.storage.cut import cut, cut_or_none
from bot.storage.prepared import Prepared
from bot.storage.schema import happenings, ratings, tickets
from dialogs.figures import KINDS, Count, Figures, Rated, Sent
from dialogs.ticket import OPEN
from dialogs.world import SWEDEN

SILENCE = "silence"
"""The kind of happening when a silence was shown; its id is the detail."""
SIP = "sip"
"""The kind of happening when a SIP link was opened."""
ASKED_BACK = "asked_back"
"""The kind of happening when something had to be asked."""
NEW = ("day", "kind", "county", "topic", "detail")
"""The columns that `values` gives."""
_COUNT = Prepared(insert(happenings), NEW)
LONGEST_COUNTY = 40
LONGEST_KIND = 20
LONGEST_TOPIC = 60
LONGEST_REASON = 40
MOST_FACTS = 20


def day_of(now: datetime) -> date:
    """The day that it is in Sweden."""
    return now.astimezone(SWEDEN).date()


@dataclass(frozen=True)
class Happening:
    """The end of a question (`dialogs.figures.KINDS`), `SILENCE` or `SIP`. Other kinds are kept, but in no figure."""

    kind: str
    county: str | None = None
    topic: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Rating:
    """What somebody thought of an answer that showed `facts`."""

    helpful: bool
    county: str | None = None
    topic: str = ""
    reason: str = ""
    facts: Sequence[str] = ()


def count(connection: Connection, now: datetime, *happened: Happening) -> None:
    """Count what happened today."""
    for happening in happened:
        _COUNT.run(connection, values(now, happening))


def values(now: datetime, happening: Happening) -> dict[str, Any]:
    """The row of something that happened today."""
    return {
        "day": day_of(now),
        "kind": cut(happening.kind, LONGEST_KIND),
        "county": cut_or_none(happening.county, LONGEST_COUNTY),
        "topic": cut(happening.topic, LONGEST_TOPIC),
        "detail": cut(happening.detail, LONGEST_TOPIC),
    }


def rate(connection: Connection, now: datetime, rating: Rating) -> None:
    """Keep a rating of today."""
    row = {
        "day": day_of(now),
        "county": cut_or_none(rating.county, LONGEST_COUNTY),
        "topic": cut(rating.topic, LONGEST_TOPIC),
        "helpful": rating.helpful,
        "reason": cut(rating.reason, LONGEST_REASON),
        "facts": [cut(fact, LONGEST_TOPIC) for fact in rating.facts][:MOST_FACTS],
    }
    connection.execute(insert(ratings).values(**row))


def figures(
    connection: Connection, since: date, until: date, overdue_before: datetime, counties: Iterable[str] | None = None
) -> Figures:
    """What was counted from `since` to `until`, both included, in `counties` (None: all).

    A ticket that is open and was sent before `overdue_before` is overdue. Stale FAQ entries and contacts are not stored here:
    those who know the knowledge add them.
    """
    chosen = None if counties is None else tuple(sorted(set(counties)))
    begins, ends = _midnight(since), _midnight(until + timedelta(days=1))
    sent = and_(tickets.c.created_at >= begins, tickets.c.created_at < ends, _within(tickets, chosen))
    answered = and_(tickets.c.answered_at >= begins, tickets.c.answered_at < ends, _within(tickets, chosen))
    counted = and_(happenings.c.day >= since, happenings.c.day <= until, _within(happenings, chosen))
    rated = and_(ratings.c.day >= since, ratings.c.day <= until, _within(ratings, chosen))
    own, is_open = _within(tickets, chosen), tickets.c.status.in_(OPEN)
    silences = and_(counted, happenings.c.kind == SILENCE, happenings.c.detail != "")
    return Figures(
        since,
        until,
        asked=_asked(connection, counted),
        sent_on=_sent_on(connection, sent),
        silences=_numbers(connection, happenings.c.detail, silences),
        sip=_numbers(connection, happenings.c.county, and_(counted, happenings.c.kind == SIP)),
        asked_back=_numbers(connection, happenings.c.county, and_(counted, happenings.c.kind == ASKED_BACK)),
        feedback=_feedback(connection, rated),
        hours_to_answer=_hours(connection, answered),
        open_tickets=_numbers(connection, tickets.c.county, and_(own, is_open)),
        overdue_tickets=_numbers(connection, tickets.c.county, and_(own, is_open, tickets.c.created_at < overdue_before)),
        undelivered=_numbers(connection, tickets.c.county, and_(own, ~is_open, tickets.c.delivery == "failed")),
        counties=chosen or (),
    )


def _midnight(day: date) -> datetime:
    """When `day` begins in Sweden."""
    return datetime.combine(day, time(), SWEDEN).astimezone(UTC)


def _within(table: Table, counties: Sequence[str] | None) -> ColumnElement[bool]:
    return true() if counties is None else table.c.county.in_(counties)


def _numbers(connection: Connection, key: Column[Any], condition: ColumnElement[bool]) -> dict[str, int]:
    query = select(key, func.count()).where(condition).group_by(key).order_by(key)
    return {name or "": number for name, number in connection.execute(query)}


def _asked(connection: Connection, condition: ColumnElement[bool]) -> tuple[Count, ...]:
    table = happenings.c
    year, month = extract("year", table.day), extract("month", table.day)
    keys = (table.county, year, month, table.topic, table.kind)
    query = select(*keys, func.count()).where(condition, table.kind.in_(KINDS)).group_by(*keys).order_by(*keys)
    return tuple(
        Count(county or "", f"{int(its_year)}-{int(its_month):02}", topic, kind, number)
        for county, its_year, its_month, topic, kind, number in connection.execute(query)
    )


def _sent_on(connection: Connection, condition: ColumnElement[bool]) -> tuple[Sent, ...]:
    rows = connection.execute(select(tickets.c.county, tickets.c.created_at).where(condition))
    sums = Counter((row.county, f"{day_of(row.created_at):%Y-%m}") for row in rows)
    return tuple(Sent(county, month, number) for (county, month), number in sorted(sums.items()))


def _feedback(connection: Connection, condition: ColumnElement[bool]) -> tuple[Rated, ...]:
    keys = (ratings.c.county, ratings.c.helpful, ratings.c.reason)
    sums: Counter[tuple[str, str | None]] = Counter()
    for county, helpful, reason, number in connection.execute(select(*keys, func.count()).where(condition).group_by(*keys)):
        sums[county or "", None if helpful else reason] += number
    ordered = sorted(sums.items(), key=lambda each: (each[0][0], each[0][1] is not None, each[0][1] or ""))
    return tuple(Rated(county, reason, number) for (county, reason), number in ordered)


def _hours(connection: Connection, condition: ColumnElement[bool]) -> dict[str, tuple[float, ...]]:
    query = select(tickets.c.county, tickets.c.created_at, tickets.c.answered_at).where(condition).order_by(tickets.c.number)
    hours: dict[str, list[float]] = {}
    for row in connection.execute(query):
        hours.setdefault(row.county, []).append((row.answered_at - row.created_at).total_seconds() / 3600)
    return {county: tuple(each) for county, each in sorted(hours.items())}
