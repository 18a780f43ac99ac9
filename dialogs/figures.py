"""Follow-up figures: what was counted in a period, and what of it may be shown.

Nothing that was counted is shown before it has passed `Figures.shown`. Its rule:

- A question belongs to three groups of its county: its month, how it ended, and its topic. Questions in a month or with an
  end that fewer than five share are left out, and so on until each of these groups that is left has five or more. Topics
  that fewer than five of the rest share are taken together as `OTHER`; when `OTHER` itself is that small it is left out like
  a month. All tables and totals are made of the same questions, so they add up. A month, end or topic that is not shown
  (`HIDDEN`) may have had any number of questions from 0 to 4: whatever it was, the tables and totals can be the same. A
  choice of counties tells no more, as each county is sorted out by itself.
- Every other number about what people did is rounded down to a whole five, and sums are sums of the rounded.
- A median needs five answers.

So 0 is not told from 1 to 4. Tickets, FAQ entries and contacts to look after are no personal figures, and shown exactly.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from statistics import median
from typing import Any, Literal, get_args

from knowledge.loader import Knowledge

Kind = Literal["settled", "not_settled", "conditional", "statement", "uncovered"]
KINDS: tuple[Kind, ...] = get_args(Kind)

LEAST = 5
"""The smallest number of questions, answers or presses that is shown."""
HIDDEN = f"färre än {LEAST}"
"""Stands where there is no number to show."""
OTHER = "other"
"""The topics of a county that are too small to be shown, taken together."""

Numbers = Mapping[str, int]
Table = Mapping[str, Numbers]
"""By county, then by key."""


@dataclass(frozen=True)
class Count:
    """Questions alike: asked in a county and a month (`2026-11`), about a topic, with the same end.

    `topic` is the key of the need, or of the intent when no need was read; `county` is empty where none was known.
    """

    county: str
    month: str
    topic: str
    kind: Kind
    number: int


@dataclass(frozen=True)
class Sent:
    """Questions of a county that were sent to its ombud in a month."""

    county: str
    month: str
    number: int


@dataclass(frozen=True)
class Rated:
    """Ratings of answers in a county: helpful when `reason` is None, else not helpful for that reason (empty: none given)."""

    county: str
    reason: str | None
    number: int


@dataclass(frozen=True)
class Shown:
    """What may be shown of the figures of a period. A county, topic, month or kind that is absent is `HIDDEN`.

    `kinds`, `topics` and `months` sort the same questions in three ways. `helpful`, `unhelpful` (by reason), `sent_on`, `sip`,
    `asked_back` and `silences` are whole fives. `hours` is the median time to an answer by county, `median` that of all
    together.
    """

    kinds: Table
    topics: Table
    months: Table
    sent_on: Numbers
    sip: Numbers
    asked_back: Numbers
    helpful: Numbers
    unhelpful: Table
    silences: Numbers
    hours: Mapping[str, float]
    median: float | None

    @property
    def questions(self) -> Numbers:
        """The questions of each county."""
        return {county: sum(row.values()) for county, row in self.kinds.items()}


@dataclass(frozen=True)
class Figures:
    """What was counted from `since` to `until`, both included. Not to be shown as it is: see `shown` and `to_json`.

    `counties` are the keys of those it is limited to (none: all). `silences` holds the times each silence was shown, by its
    id; `sip` the SIP links opened, `asked_back` the questions that the bot had to ask something about, whatever their end,
    `hours_to_answer` the hours from each ticket to its answer, all by county. The rest is how it stands when the figures are
    taken: tickets by county that are open, overdue, or answered and not delivered; ids of FAQ entries that are stale; the
    number of contacts by county that nobody has verified lately.
    """

    since: date
    until: date
    asked: tuple[Count, ...] = ()
    sent_on: tuple[Sent, ...] = ()
    silences: Numbers = field(default_factory=dict)
    sip: Numbers = field(default_factory=dict)
    asked_back: Numbers = field(default_factory=dict)
    feedback: tuple[Rated, ...] = ()
    hours_to_answer: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    open_tickets: Numbers = field(default_factory=dict)
    overdue_tickets: Numbers = field(default_factory=dict)
    undelivered: Numbers = field(default_factory=dict)
    stale_faq: tuple[str, ...] = ()
    stale_contacts: Numbers = field(default_factory=dict)
    counties: tuple[str, ...] = ()

    def shown(self) -> Shown:
        """What may be shown: see the module."""
        left = _sorted_out(self.asked)
        reasons = _sums((each.county, each.reason or "", each.number) for each in self.feedback if each.reason is not None)
        every = [hour for hours in self.hours_to_answer.values() for hour in hours]
        return Shown(
            kinds=_sums((each.county, each.kind, each.number) for each in left),
            topics=_sums((each.county, each.topic, each.number) for each in left),
            months=_sums((each.county, each.month, each.number) for each in left),
            sent_on=_fives((each.county, each.number) for each in self.sent_on),
            sip=_fives(self.sip.items()),
            asked_back=_fives(self.asked_back.items()),
            helpful=_fives((each.county, each.number) for each in self.feedback if each.reason is None),
            unhelpful={county: fives for county, row in reasons.items() if (fives := _fives(row.items()))},
            silences=_fives(self.silences.items()),
            hours={county: round(median(hours), 1) for county, hours in self.hours_to_answer.items() if len(hours) >= LEAST},
            median=round(median(every), 1) if len(every) >= LEAST else None,
        )

    def of(self, counties: Collection[str], knowledge: Knowledge) -> Figures:
        """These figures for some counties only. Stale FAQ entries stay as they are: their ids name no county."""
        home = knowledge.home
        return replace(
            self,
            asked=tuple(each for each in self.asked if each.county in counties),
            sent_on=tuple(each for each in self.sent_on if each.county in counties),
            silences={key: n for key, n in self.silences.items() if key in home and home[key].county in counties},
            sip=_within(self.sip, counties),
            asked_back=_within(self.asked_back, counties),
            feedback=tuple(each for each in self.feedback if each.county in counties),
            hours_to_answer={key: hours for key, hours in self.hours_to_answer.items() if key in counties},
            open_tickets=_within(self.open_tickets, counties),
            overdue_tickets=_within(self.overdue_tickets, counties),
            undelivered=_within(self.undelivered, counties),
            stale_contacts=_within(self.stale_contacts, counties),
            counties=tuple(counties),
        )

    def to_json(self) -> dict[str, Any]:
        """What may be shown, as JSON."""
        exact = ("open_tickets", "overdue_tickets", "undelivered", "stale_contacts")
        return {
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "counties": list(self.counties),
            "least": LEAST,
            **asdict(self.shown()),
            **{name: dict(getattr(self, name)) for name in exact},
            "stale_faq": list(self.stale_faq),
        }


def summed(table: Table) -> Counter[str]:
    """The columns of a table: all counties together."""
    total: Counter[str] = Counter()
    for row in table.values():
        total.update(row)
    return total


_Group = Callable[[Count], tuple[str, str]]


def _by_month(each: Count) -> tuple[str, str]:
    return each.county, each.month


def _by_kind(each: Count) -> tuple[str, str]:
    return each.county, each.kind


def _by_topic(each: Count) -> tuple[str, str]:
    return each.county, each.topic


def _sorted_out(asked: Iterable[Count]) -> list[Count]:
    """The questions that may be counted, small topics taken together: see the module."""
    left = _shared(asked, (_by_month, _by_kind))
    sizes = _sizes(left, _by_topic)
    told = [each if sizes[_by_topic(each)] >= LEAST else replace(each, topic=OTHER) for each in left]
    return _shared(told, (_by_month, _by_kind, _by_topic))


def _shared(asked: Iterable[Count], groups: tuple[_Group, ...]) -> list[Count]:
    """The most questions of which each shares every group with at least `LEAST` of them."""
    left = list(asked)
    while True:
        sizes = [_sizes(left, group) for group in groups]
        enough = [each for each in left if all(size[group(each)] >= LEAST for size, group in zip(sizes, groups, strict=True))]
        if len(enough) == len(left):
            return left
        left = enough


def _sizes(asked: Iterable[Count], group: _Group) -> Counter[tuple[str, str]]:
    sizes: Counter[tuple[str, str]] = Counter()
    for each in asked:
        sizes[group(each)] += each.number
    return sizes


def _sums(cells: Iterable[tuple[str, str, int]]) -> dict[str, dict[str, int]]:
    table: dict[str, dict[str, int]] = {}
    for county, key, number in cells:
        row = table.setdefault(county, {})
        row[key] = row.get(key, 0) + number
    return table


def _fives(cells: Iterable[tuple[str, int]]) -> dict[str, int]:
    """The sums by key, rounded down to whole fives; keys of which nothing is left are absent."""
    sums: Counter[str] = Counter()
    for key, number in cells:
        sums[key] += number
    return {key: number - number % LEAST for key, number in sums.items() if number >= LEAST}


def _within(numbers: Numbers, counties: Collection[str]) -> dict[str, int]:
    return {county: number for county, number in numbers.items() if county in counties}
