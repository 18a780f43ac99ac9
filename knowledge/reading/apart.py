"""Identity numbers told in parts: a date of birth here, the last four digits a little further on or by name.

Whoever has both parts has the number, so both are taken out. A date that stands alone stays: it tells the age.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from knowledge.lexicon import Masking
from knowledge.reading.digits import PERSON, Put, either, kind_of

REACH = 40
"""Characters between a date and four digits that are taken for its last four."""
_TAIL = r"(?!\d|[-–.:,/]\d)"
_FOUR = re.compile(rf"(?<!\d)(?<!#)(?P<last>\d{{4}}){_TAIL}")
_YEAR = r"(?:1[89]|20)\d\d"
_MONTH, _DAY = r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"
_LOOSE_MONTH, _LOOSE_DAY = r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
_WORD_BEFORE = re.compile(r"([^\W\d_§]+|§)[\s.:]{0,3}\Z")

_GLUED = re.compile(r"^[^\W_]|[^\W\d_][-_]?\Z|\d[-–.:,/]?\Z")
"""What stands between a date and four digits, when one of them is a part of something longer: a code, a hash, a law."""


class Span(NamedTuple):
    """Where something to hide stands, and what kind of number it is a part of."""

    start: int
    end: int
    kind: str = PERSON


class ApartMask:
    """Takes out the parts of numbers that were told apart. `words` tells what such parts are called."""

    def __init__(self, words: Masking) -> None:
        self.date = _date(words)
        self.named = _named(words)
        self.labels = frozenset(words.labels)
        self.amount = re.compile(rf" ?(?i:{either(words.amounts)})(?!\w)")

    def hide(self, text: str, put: Put) -> str:
        """`text` without dates and last four digits that make a number together, and without last four that are named.

        Where the last four are named, no date is left: which of them is that of birth cannot be told.
        """
        named = [Span(*found.span("last")) for found in self.named.finditer(text) if self._is_last(found)]
        dates = list(self.date.finditer(text)) if named or _FOUR.search(text) else []
        spans = [span for date in dates for span in self._near(date, text)]
        if named:
            spans += [*named, *(_span(date) for date in dates)]
        return _without(text, spans, put)

    def _is_last(self, named: re.Match[str]) -> bool:
        """What stands after «personnummer» alone may be a year."""
        return bool(named["surely"]) or not _is_year(named["last"])

    def _near(self, date: re.Match[str], text: str) -> Iterator[Span]:
        """A date with four digits close after it: as one when only signs stand between, else each by itself."""
        for four in _FOUR.finditer(text, date.end(), date.end() + REACH + 8):
            between = text[date.end() : four.start()]
            if len(between) > REACH:
                return
            if not self._belongs(date, between, four):
                continue
            if any(map(str.isalnum, between)):
                yield from (_span(date), Span(*four.span()))
            else:
                closed = "(" in between and text[four.end() : four.end() + 1] == ")"
                yield Span(date.start(), four.end() + closed, _span(date).kind)

    def _belongs(self, date: re.Match[str], between: str, four: re.Match[str]) -> bool:
        """Whether four digits are the last of a number: no year of a sentence, no room, no money, no cell of a table."""
        if self.amount.match(four.string, four.end()) or between.count("|") > 1:
            return False
        if not any(map(str.isalnum, between)):
            return date[0].isdigit() or not (_is_year(four["last"]) and any(sign in between for sign in ",;.|"))
        before = _WORD_BEFORE.search(between)
        labelled = before and before[1].casefold() in self.labels
        alone = not _GLUED.search(between) and not four.string[four.end() : four.end() + 1].isalpha()
        return alone and not labelled and not _is_year(four["last"])


def _date(words: Masking) -> re.Pattern[str]:
    """A date as it may begin a number: `850709`, `1985-07-09`, `9/7 1985`, «9 juli 1985»."""
    month = rf"(?i:{either(words.months)})\.?"
    year = rf",? ?[-’']?(?:{_YEAR}|\d\d)"
    return re.compile(
        rf"(?<!\d)(?:(?:1[89]|20)?\d\d(?P<sign>[-–./ ]?){_MONTH}(?P=sign)(?P<day>{_DAY})"
        rf"|{_LOOSE_DAY}[-/. ]{{1,2}}{_LOOSE_MONTH}[-/. ]{{1,2}}-?{_YEAR}|{_LOOSE_DAY}/{_LOOSE_MONTH}[-/ ]{{1,2}}\d\d"
        rf"|(?:0[1-9]|[12]\d|3[01]){_MONTH}{_YEAR}"
        rf"|{_LOOSE_DAY}(?:[:.]?(?i:[ea]|st|nd|rd|th))?\.? ?{month}{year}"
        rf"|(?<!\w){month} {_LOOSE_DAY}(?:st|nd|rd|th)?,? {_YEAR})(?!\d)"
    )


def _named(words: Masking) -> re.Pattern[str]:
    """The last four digits, in words too, after what they are called, perhaps with «i personnumret är» between."""
    surely, perhaps = either(words.last_four), either(words.number_ends)
    between = rf"(?:[\s:.,;=()\"'«»*–-]|\b{either(words.last_four_between)}\b){{0,20}}?"
    spoken = rf"(?:\b{either(words.digit_words)}[\s,-]{{1,2}}){{3}}{either(words.digit_words)}"
    last = rf"(?<!\d)\d(?:[ .\-]?\d){{3}}|(?<!\w)(?-i:[A-ZÅÄÖ]{{1,2}})\d{{2,3}}|{spoken}"
    return re.compile(rf"(?i:\b(?:(?P<surely>{surely})|{perhaps})(?![^\W\d_]){between}(?P<last>{last}){_TAIL})(?!\w)")


def _span(date: re.Match[str]) -> Span:
    return Span(*date.span(), kind_of(int(date["day"] or 0)))


def _is_year(digits: str) -> bool:
    return digits.isdecimal() and 1900 <= int(digits) < 2040


def _without(text: str, spans: Sequence[Span], put: Put) -> str:
    """`text` with every span replaced; of those that overlap the first, and the longest that begins there."""
    parts: list[str] = []
    at = 0
    for start, end, kind in sorted(set(spans), key=lambda span: (span.start, -span.end)):
        if start >= at:
            parts += [text[at:start], put(kind)]
        at = max(at, end)
    return "".join([*parts, text[at:]])
