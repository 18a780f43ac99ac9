"""What a date means for an agreement: not yet valid, over, or its follow-up overdue. Said briefly, in Swedish."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from knowledge.agreement import Agreement

_MONTHS = (
    *("januari", "februari", "mars", "april", "maj", "juni"),
    *("juli", "augusti", "september", "oktober", "november", "december"),
)


def notes(agreement: Agreement, day: date) -> Iterator[str]:
    """What an answer from `agreement` on `day` must say about its validity. Nothing when all is in order."""
    if agreement.valid_from and day < agreement.valid_from:
        yield f"{agreement.cite} börjar gälla först {written(agreement.valid_from)}."
    if agreement.valid_to and day > agreement.valid_to:
        yield agreement.after_valid_to or f"{agreement.cite} gällde till och med {written(agreement.valid_to)}."
    yield from _overdue(agreement, day)


def _overdue(agreement: Agreement, day: date) -> Iterator[str]:
    plan = agreement.follow_up
    since = plan and (plan.last_known or agreement.valid_from)
    if plan and plan.every_months and since and day > _later(since, plan.every_months):
        yield f"{plan.text} Någon uppföljning efter {_MONTHS[since.month - 1]} {since.year} känner jag inte till."


def written(day: date) -> str:
    """`1 januari 2027`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return date(day.year + years, month + 1, min(day.day, 28))
