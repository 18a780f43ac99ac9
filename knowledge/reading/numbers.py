"""Ages in digits and words: exact, ranges, decades, birth years; and numbers that are no ages at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from knowledge.condition import Span, aged, born
from knowledge.lexicon import Ages
from knowledge.reading.tokens import Word
from knowledge.reading.words import fold

OLDEST = 120
YEAR = re.compile(r"(?:19|20)\d\d$")
FULL_DATE = re.compile(r"(?P<year>(?:19|20)?\d\d)-?(?P<month>0[1-9]|1[0-2])-?(?P<day>0[1-9]|[12]\d|3[01])$")
RANGE_MARKS = frozenset("-–—")
UNIT, PLAIN, BARE = 3, 2, 1


@dataclass(frozen=True, slots=True)
class Age:
    """An age as said: the half years it leaves open, the exact number when there is one, and where it stands."""

    span: Span
    exact: int | None
    first: int
    last: int
    weight: float
    onset: bool = False


class AgeReader:
    """Finds ages. `meaningful` says of a word whether the lexicon knows it as more than an everyday word."""

    def __init__(self, ages: Ages, meaningful: Callable[[Word], bool]) -> None:
        self.ages = ages
        self.meaningful = meaningful
        self._sets = {name: frozenset(_folded(getattr(ages, name))) for name in _WORD_FIELDS}
        self._short = {name: frozenset(word for word in getattr(ages, name) if len(word) <= 3) for name in _WORD_FIELDS}
        self._endings = sorted(map(fold, ages.endings), key=len, reverse=True)
        self._decade = sorted(map(fold, ages.decade), key=len, reverse=True)
        self._numerals = {fold(word): value for word, value in ages.numerals.items()}
        self._tens = {fold(word): value for word, value in ages.tens.items()}

    def read(self, words: Sequence[Word], today: date) -> list[Age]:
        """Every age said, in text order."""
        folded = [fold(word.lower) if word.is_word else word.lower for word in words]
        return [age for at in range(len(words)) if (age := self._at(words, folded, at, today))]

    def _is(self, name: str, folded: Sequence[str], at: int) -> bool:
        return 0 <= at < len(folded) and folded[at] in self._sets[name]

    def _at(self, words: Sequence[Word], folded: Sequence[str], at: int, today: date) -> Age | None:
        if self._is("born", folded, at):
            return self._birth(words, folded, at, today)
        word = words[at]
        if word.is_word:
            return self._spelt(words, folded, at)
        number = word.number
        if number is None:
            return self._decimal(words, folded, at)
        if number > OLDEST:
            return None
        return self._range(words, folded, at, number) or self._number(words, folded, at, number)

    def _spelt(self, words: Sequence[Word], folded: Sequence[str], at: int) -> Age | None:
        """`sjuåring`, `fyrtioårig`, `sju år`, `tjugo fem år`."""
        number = self._stem_number(folded[at], self._endings)
        if number is not None:
            return self._make(words, folded, at, at, number, UNIT)
        number = self._stem_number(folded[at], self._decade)
        if number is not None:
            return _span(number, number + 9, at, at, UNIT)
        number = self.numeral(folded[at])
        if number is None or (at and self.numeral(folded[at - 1]) in self._tens.values() and number < 10):
            return None
        last = at
        if number in self._tens.values() and at + 1 < len(words) and 0 < (self.numeral(folded[at + 1]) or 0) < 10:
            number, last = number + (self.numeral(folded[at + 1]) or 0), at + 1
        return self._with_unit(words, folded, at, last, number)

    def _stem_number(self, folded: str, endings: Sequence[str]) -> int | None:
        for ending in endings:
            if folded.endswith(ending) and len(folded) > len(ending) + 1:
                stem = folded[: -len(ending)]
                return next((n for n in (self.numeral(stem), self.numeral(stem + "a")) if n is not None), None)
        return None

    def numeral(self, folded: str) -> int | None:
        """The number that a (folded) word spells."""
        if folded in self._numerals:
            return self._numerals[folded]
        if folded in self._tens:
            return self._tens[folded]
        for word, value in self._tens.items():
            if folded.startswith(word) and 0 < (rest := self._numerals.get(folded[len(word) :], 0)) < 10:
                return value + rest
        return None

    def _decimal(self, words: Sequence[Word], folded: Sequence[str], at: int) -> Age | None:
        whole = re.match(r"(\d{1,2})[.,]\d$", words[at].text)
        return self._with_unit(words, folded, at, at, int(whole[1])) if whole else None

    def _range(self, words: Sequence[Word], folded: Sequence[str], at: int, low: int) -> Age | None:
        """`13-17 år`, `mellan 13 och 17`."""
        mark = at + 1
        if mark < len(words) and words[mark].number is not None and RANGE_MARKS & set(words[mark].before) and words[mark].glued:
            end = mark
        elif self._is("range", folded, mark) and mark + 1 < len(words) and words[mark + 1].number is not None:
            end = mark + 1
        else:
            return None
        high = words[end].number or 0
        if low < high <= OLDEST and (self._unit(words, folded, end + 1) == "years"):
            return _span(low, high, at, end + 1, UNIT)
        return None

    def _number(self, words: Sequence[Word], folded: Sequence[str], at: int, number: int) -> Age | None:
        if at and words[at - 1].number is not None and words[at].glued and RANGE_MARKS & set(words[at].before):
            return None
        if at and words[at].glued and words[at - 1].is_word and not words[at].before:
            return None
        with_unit = self._with_unit(words, folded, at, at, number)
        if with_unit or self._unit(words, folded, at + 1) or self._claimed(words, folded, at):
            return with_unit
        before, after = folded[at - 1] if at else "", words[at + 1] if at + 1 < len(words) else None
        if after and after.before.startswith(("+",)):
            return _span(number, OLDEST, at, at, PLAIN)
        if self._is("soon", folded, at - 1) or self._is("turns", folded, at - 1):
            return self._soon(words, folded, at, number)
        if before in self._sets["over"] and number >= 10:
            return _span(number, OLDEST, at, at, BARE)
        if number == 0 or not self._stands_alone(words, folded, at):
            return None
        return self._make(words, folded, at, at, number, BARE)

    def _with_unit(self, words: Sequence[Word], folded: Sequence[str], at: int, last: int, number: int) -> Age | None:
        unit = self._unit(words, folded, last + 1)
        if unit is None or (words[last + 1].sentence != words[last].sentence):
            return None
        if unit == "decade":
            return _span(number, number + 9, at, last + 1, UNIT)
        if unit != "ending" and self._is("not_age_after", folded, last + 2):
            return None
        if unit != "ending" and self._is("not_age_before", folded, at - 1) and not self._is("persons", folded, at - 2) and _same_clause(words, at):
            return None
        if unit in ("months", "weeks"):
            number = number // 12 if unit == "months" else number // 52
        elif self._is("soon", folded, at - 1) or self._is("turns", folded, at - 1):
            return self._soon(words, folded, at, number)
        elif self._is("over", folded, at - 1):
            return _span(number, OLDEST, at, last + 1, PLAIN)
        elif self._is("under", folded, at - 1):
            return _span(0, max(0, number - 1), at, last + 1, PLAIN)
        return self._make(words, folded, at, last + 1, number, UNIT)

    def _unit(self, words: Sequence[Word], folded: Sequence[str], at: int) -> str | None:
        if at >= len(folded):
            return None
        for name in ("decade", "endings", "years", "months", "weeks"):
            if (folded[at] if len(words[at].lower) > 3 else words[at].lower) in (self._sets if len(words[at].lower) > 3 else self._short)[name]:
                return "ending" if name == "endings" else name
        return None

    def _soon(self, words: Sequence[Word], folded: Sequence[str], at: int, number: int) -> Age:
        """`snart 18`, `fyller 18 i höst`: the year before."""
        return self._make(words, folded, at, at, max(0, number - 1), PLAIN - 0.5)

    def _make(self, words: Sequence[Word], folded: Sequence[str], at: int, last: int, number: int, weight: float) -> Age | None:
        if number > OLDEST:
            return None
        onset = self._is("onset_before", folded, at - 1) and _same_clause(words, at) and (last + 1 >= len(words) or not self._is("turns", folded, last + 1))
        if any(self._is("others", folded, back) for back in range(max(0, at - 3), at)) and words[at].number is not None:
            weight -= 1.5
        return Age(aged(number, number), number, at, last, weight, onset)

    def _claimed(self, words: Sequence[Word], folded: Sequence[str], at: int) -> bool:
        """The number belongs to something else: a paragraph, a count, a price, a time, a date."""
        after = at + 1
        if after < len(words) and words[after].glued and words[after].is_word and not self._unit(words, folded, after):
            return True
        marks = words[at].before + (words[after].before if after < len(words) else "")
        if any(mark in marks for mark in "§%:=€$*^/#"):
            return True
        return self._is("numbered", folded, at - 1) or self._is("units", folded, after)

    def _stands_alone(self, words: Sequence[Word], folded: Sequence[str], at: int) -> bool:
        if words[at].text.startswith("0"):
            return False
        if self._is("persons", folded, at - 1):
            return True
        if at + 1 >= len(words) or words[at + 1].clause != words[at].clause or words[at + 1].sentence != words[at].sentence:
            return at > 0 or len(words) > 1
        following = words[at + 1]
        return self._is("bare_after", folded, at + 1) or (following.is_word and self.meaningful(following))

    def _birth(self, words: Sequence[Word], folded: Sequence[str], at: int, today: date) -> Age | None:
        for ahead in range(at + 1, min(at + 5, len(words))):
            if words[ahead].sentence != words[at].sentence:
                return None
            if words[ahead].text[0].isdigit():
                return self._birth_number(words, ahead, at, today)
        return None

    def _birth_number(self, words: Sequence[Word], ahead: int, at: int, today: date) -> Age | None:
        text, last = words[ahead].text, ahead
        while last + 1 < len(words) and words[last + 1].glued and words[last + 1].before == "-" and words[last + 1].number is not None:
            last += 1
            text += "-" + words[last].text
        full = FULL_DATE.match(text)
        if full and len(text) >= 6:
            year = _century(full["year"], today)
            passed = (today.month, today.day) >= (int(full["month"]), int(full["day"]))
            years = today.year - year - (not passed)
            return Age(aged(years, years), years, at, last, UNIT) if 0 <= years <= OLDEST else None
        if YEAR.match(text) or len(text) == 2:
            year = _century(text, today)
            turns = today.year - year
            return Age(born(year, today.year), turns, at, ahead, UNIT) if 0 <= turns <= OLDEST else None
        return None


def _same_clause(words: Sequence[Word], at: int) -> bool:
    return words[at].clause == words[at - 1].clause


def _century(year: str, today: date) -> int:
    if len(year) == 4:
        return int(year)
    short = int(year)
    return 2000 + short if short <= today.year % 100 else 1900 + short


def _span(low: int, high: int, first: int, last: int, weight: float) -> Age:
    return Age(aged(low, min(high, OLDEST)), None, first, last, weight)


def _folded(words: Sequence[str]) -> list[str]:
    return [fold(word.lower()) if word[0].isalpha() else word for word in words]


_WORD_FIELDS = (
    "years", "endings", "months", "weeks", "decade", "born", "not_age_before", "not_age_after", "numbered", "units",
    "persons", "others", "soon", "turns", "over", "under", "range", "onset_before", "bare_after",
)  # fmt: skip


def best_age(ages: Sequence[Age]) -> Age | None:
    """The age of the person asked about: the most plainly said, the first of equals."""
    current = [age for age in ages if not age.onset]
    return max(current, key=lambda age: (age.weight, -age.first)) if current else None
