"""What the conversation stands on: the knowledge, the reader of free text, the documents and the day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from dialogs.desk import Desk
from knowledge.loader import Knowledge
from knowledge.reading import Reading
from knowledge.sources import Sources

SWEDEN = ZoneInfo("Europe/Stockholm")
"""Whose days count."""


def swedish_today() -> date:
    """The day it is in Sweden, wherever the service runs."""
    return datetime.now(SWEDEN).date()


class Reads(Protocol):
    """Turns what somebody wrote into a reading."""

    def read(self, text: str, today: date, county: str | None = None) -> Reading:
        """Read `text`; a county known beforehand helps."""


@dataclass(frozen=True)
class World:
    """Everything a turn may look at. `address` is where the service's own pages are found (none: nowhere).
    A contact verified more than `contact_months` ago is shown as possibly old. `desk` is where the turn reaches others; on
    the command line there is none.
    """

    knowledge: Knowledge
    reader: Reads
    sources: Sources = field(default_factory=Sources)
    today: Callable[[], date] = swedish_today
    address: str | None = None
    contact_months: int = 12
    desk: Desk | None = None
