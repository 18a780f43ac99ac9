"""Ages in digits and words: exact, ranges, decades, birth years; and numbers that are no ages at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from knowledge.condition import Span, aged, born
from knowledge.lexicon import Ages
from knowledge.reading.forms import CACHE, Endings, fold
from knowledge.reading.tokens import Word

OLDEST = 120
GROWN = 13
LEAST_STEM = 2
YEAR = re.compile(r"(?:19|20)\d\d$")
FULL_DATE = re.compile(r"(?P<year>(?:19|20)?\d\d)-?(?P<month>0[1-9]|1[0-2])-?(?P<day>0[1-9]|[12]\d|3[01])$")
DASHES = frozenset("-–—")
CLAIMING = frozenset("§%:=€$*^/#")
UNITS = ("decade", "endings", "years", "months", "weeks")
CORRECTED, UNIT, PLAIN, BARE = 4.0, 3.0, 2.0, 1.0


@dataclass(frozen=True, slots=True)
class Spelt:
    """What a word may tell of an age: `sjuåring`, `sjuttiotalet`, `sju`. `begins` is false when no age begins with it."""

    folded: str
    years: int | None = None
    decade: int | None = None
    number: int | None = None
    begins: bool = True


@dataclass(frozen=True, slots=True)
class Age:
    """An age as said: the half years it leaves open, the exact number when there is one, and where it stands."""

    span: Span
    exact: int | None
    first: int
    last: int
    weight: float


class AgeReader:
    """Finds ages. `meaningful` says of a word whether the lexicon knows it as more than an everyday word."""

    def __init__(self, ages: Ages, meaningful: Callable[[Word], bool]) -> None:
        self.meaningful = meaningful
        lists = {name: value for name in type(ages).model_fields if isinstance(value := getattr(ages, name), tuple)}
        self.folded = {name: frozenset(fold(word.lower()) for word in words) for name, words in lists.items()}
        self.short = {name: frozenset(word for word in words if len(word) <= 3) for name, words in lists.items()}
        self.endings = Endings(sorted(self.folded["endings"], key=len, reverse=True), LEAST_STEM)
        self.decades = Endings(sorted(self.folded["decade"], key=len, reverse=True), LEAST_STEM)
        self.numerals = {fold(word): value for word, value in ages.numerals.items()}
        self.tens = {fold(word): value for word, value in ages.tens.items()}
        self._tens = tuple(self.tens)
        self.spelt = lru_cache(maxsize=CACHE)(self._spelt)

    def read(self, words: Sequence[Word], today: date) -> list[Age]:
        """Every age said, in text order."""
        spelt = [self.spelt(word.lower) for word in words]
        begins = [at for at, word in enumerate(spelt) if word.begins]
        scan = _Scan(self, words, spelt, today)
        return [age for at in begins if (age := scan.age(at))]

    def _spelt(self, word: str) -> Spelt:
        """What a word in lower case tells; a number in digits, as it stands, may always begin an age."""
        if not word[0].isalpha():
            return Spelt(word)
        folded = fold(word)
        found = self.stem_number(folded, self.endings), self.stem_number(folded, self.decades), self.numeral(folded)
        return Spelt(folded, *found, begins=folded in self.folded["born"] or found != (None, None, None))

    def numeral(self, folded: str) -> int | None:
        """The number that a (folded) word spells."""
        if folded in self.numerals:
            return self.numerals[folded]
        if folded in self.tens:
            return self.tens[folded]
        for word, value in self.tens.items() if folded.startswith(self._tens) else ():
            if folded.startswith(word) and 0 < (rest := self.numerals.get(folded[len(word) :], 0)) < 10:
                return value + rest
        return None

    def stem_number(self, folded: str, endings: Endings) -> int | None:
        """The number in `sjuåring`, whose last vowel may have merged with the ending (`åttaåring`)."""
        stem = next(iter(endings.stems(folded)), None)
        return next((n for n in (self.numeral(stem), self.numeral(stem + "a")) if n is not None), None) if stem else None


class _Scan:
    """One text under the reader's eye."""

    def __init__(self, reader: AgeReader, words: Sequence[Word], spelt: Sequence[Spelt], today: date) -> None:
        self.reader = reader
        self.words = words
        self.spelt = spelt
        self.today = today

    def age(self, at: int) -> Age | None:
        """The age that begins at word `at`."""
        if self.has("born", at):
            return self._birth(at)
        if self.words[at].is_word:
            return self._spelt(at)
        number = self.words[at].number
        if number is not None and number <= OLDEST and at and self._corrects(at):
            return self._exact(at, at, number, CORRECTED)
        if number is None:
            whole = re.match(r"(\d{1,2})[.,]\d$", self.words[at].text)
            return self._with_unit(at, at, int(whole[1])) if whole else None
        return (self._range(at, number) or self._number(at, number)) if number <= OLDEST else None

    def has(self, name: str, at: int) -> bool:
        """Whether the word at `at` is in that list of the lexicon."""
        return 0 <= at < len(self.words) and self.spelt[at].folded in self.reader.folded[name]

    def _together(self, at: int) -> bool:
        """Whether words `at` - 1 and `at` stand in one clause."""
        return 0 < at < len(self.words) and self.words[at].clause == self.words[at - 1].clause

    def _unit(self, at: int) -> str | None:
        """Which kind of unit word stands at `at`; short ones («mån») only as spelt."""
        if at >= len(self.words):
            return None
        word, short = self.spelt[at].folded, len(self.words[at].lower) <= 3
        lists = self.reader.short if short else self.reader.folded
        return next((name for name in UNITS if (self.words[at].lower if short else word) in lists[name]), None)

    def _spelt(self, at: int) -> Age | None:
        """`sjuåring`, `fyrtioårig`, `sju år`, `tjugo fem år`."""
        word, tens = self.spelt[at], self.reader.tens.values()
        if word.years is not None:
            return self._exact(at, at, word.years, UNIT)
        if word.decade is not None:
            return _span(word.decade, word.decade + 9, (at, at), UNIT)
        number = word.number
        if number is None or (at and number < 10 and self.spelt[at - 1].number in tens):
            return None
        ones = (self.spelt[at + 1].number or 0) if at + 1 < len(self.spelt) and number in tens else 0
        last, number = (at + 1, number + ones) if 0 < ones < 10 else (at, number)
        return self._with_unit(at, last, number) or self._spelt_alone(at, last, number)

    def _spelt_alone(self, at: int, last: int, number: int) -> Age | None:
        """«kvinna, sextioåtta, stroke», «en flicka på fyra»: spelt without a unit, beside a person or between commas."""
        if self._unit(last + 1) or self.has("units", last + 1):
            return None
        alone = not self._together(at) and not self._together(last + 1) and len(self.words) > 1
        of = self.has("person_of", at - 1) and self.has("persons", at - 2)
        ends = not self._together(last + 1) or self.has("bare_after", last + 1)
        return self._exact(at, last, number, BARE) if (alone and number >= GROWN) or (of and ends) else None

    def _range(self, at: int, low: int) -> Age | None:
        """`13-17 år`, `mellan 13 och 17 år`, `mellan 30 och 40`."""
        end = at + 1
        if self.has("range", end):
            end += 1
        elif end >= len(self.words) or not (self.words[end].glued and DASHES & set(self.words[end].before)):
            return None
        high = (self.words[end].number or 0) if end < len(self.words) else 0
        if not low < high <= OLDEST:
            return None
        if self._unit(end + 1) == "years":
            return _span(low, high, (at, end + 1), UNIT)
        bare = self.has("between", at - 1) and low >= GROWN and not self._claimed(end)
        return _span(low, high, (at, end), PLAIN) if bare else None

    def _number(self, at: int, number: int) -> Age | None:
        word = self.words[at]
        if at and word.glued and (self.words[at - 1].is_word and not word.before):
            return None
        if at and word.glued and DASHES & set(word.before) and self.words[at - 1].number is not None:
            return None
        if self._unit(at + 1):
            return self._with_unit(at, at, number)
        return None if self._claimed(at) else self._bare(at, number)

    def _bare(self, at: int, number: int) -> Age | None:
        """A number alone, which is an age when nothing else claims it: «stroke 55»."""
        if at + 1 < len(self.words) and self.words[at + 1].before.startswith("+"):
            return _span(number, OLDEST, (at, at), PLAIN)
        if self._not_yet(at):
            return self._exact(at, at, max(0, number - 1), PLAIN - 0.5)
        if self.has("over", at - 1) and number >= 10:
            return _span(number, OLDEST, (at, at), BARE)
        return self._exact(at, at, number, BARE) if number and self._stands_alone(at) else None

    def _not_yet(self, at: int) -> bool:
        """«snart 18», «fyller 18», «ett halvt år kvar till 18»."""
        return self.has("soon", at - 1) or self.has("turns", at - 1) or (self.has("left", at - 2) and self.has("range", at - 1))

    def _with_unit(self, at: int, last: int, number: int) -> Age | None:
        unit = self._unit(last + 1)
        if unit is None or self.words[last + 1].sentence != self.words[last].sentence or self._duration(at, last, unit):
            return None
        ends = (at, last + 1)
        if unit == "decade":
            return _span(number, number + 9, ends, UNIT)
        if unit in ("months", "weeks"):
            return self._exact(*ends, number // (12 if unit == "months" else 52), UNIT)
        if self._not_yet(at):
            return self._exact(*ends, max(0, number - 1), PLAIN - 0.5)
        if self.has("over", at - 1) or self.has("under", at - 1):
            low, high = (number, OLDEST) if self.has("over", at - 1) else (0, max(0, number - 1))
            return _span(low, high, ends, PLAIN)
        return self._exact(*ends, number, UNIT)

    def _duration(self, at: int, last: int, unit: str) -> bool:
        """«för 3 år sedan», «om 2 år»: a time, no age; but «en pojke på 5 år», «sedan 5 års ålder»."""
        if unit in ("endings", "decade") or self.has("aged", last + 2):
            return False
        before = self.has("not_age_before", at - 1) and not self.has("persons", at - 2) and self._together(at)
        return before or self.has("not_age_after", last + 2)

    def _exact(self, at: int, last: int, number: int, weight: float) -> Age | None:
        if number > OLDEST:
            return None
        if self.words[at].number is not None and any(self.has("others", back) for back in range(at - 3, at)):
            weight -= 1.5
        return Age(aged(number, number), number, at, last, weight)

    def _corrects(self, at: int) -> bool:
        """«6 år, nej förlåt 16»: the number after a word of correction, when another stood before."""
        earlier = any(self.words[back].number is not None for back in range(max(0, at - 6), at))
        return self.has("correcting", at - 1) and earlier

    def _abbreviated_with(self, at: int) -> bool:
        """«kvinna 77 m parkinson»: m for med, not for metres."""
        return (
            self.has("with_short", at + 1)
            and at + 2 < len(self.words)
            and self.words[at + 2].is_word
            and not self.has("bare_after", at + 2)
            and self.reader.meaningful(self.words[at + 2])
        )

    def _claimed(self, at: int) -> bool:
        """The number belongs to something else: a paragraph, a count, a price, a time, a date."""
        following = self.words[at + 1] if at + 1 < len(self.words) else None
        if self._abbreviated_with(at):
            return False
        if following and len(following.text) == 1 and at + 2 < len(self.words) and "§" in self.words[at + 2].before:
            return True
        if following and following.glued and following.is_word:
            return True
        marks = self.words[at].before + (following.before if following else "")
        return bool(CLAIMING & set(marks)) or (self.has("numbered", at - 1) and self._together(at)) or self.has("units", at + 1)

    def _stands_alone(self, at: int) -> bool:
        if self.words[at].text.startswith("0"):
            return False
        if self.has("persons", at - 1) or self._abbreviated_with(at):
            return True
        if not self._together(at + 1):
            return len(self.words) > 1
        return self.has("bare_after", at + 1) or (self.words[at + 1].is_word and self.reader.meaningful(self.words[at + 1]))

    def _birth(self, at: int) -> Age | None:
        """«född 2015», «född -15», «född 150302»."""
        for ahead in range(at + 1, min(at + 5, len(self.words))):
            if self.words[ahead].sentence != self.words[at].sentence:
                return None
            if self.words[ahead].glued and not self.words[ahead].before:
                return None
            if self.words[ahead].text[0].isdecimal():
                return self._birth_number(at, ahead)
        return None

    def _birth_number(self, at: int, ahead: int) -> Age | None:
        text, last = self.words[ahead].text, ahead
        while last + 1 < len(self.words) and self.words[last + 1].before == "-" and self.words[last + 1].number is not None:
            last += 1
            text += "-" + self.words[last].text
        full = FULL_DATE.match(text)
        if full and len(text) >= 6:
            passed = (self.today.month, self.today.day) >= (int(full["month"]), int(full["day"]))
            years = self.today.year - _whole_year(full["year"], self.today) - (not passed)
            return Age(aged(years, years), years, at, last, UNIT) if 0 <= years <= OLDEST else None
        if not (YEAR.match(text) or len(text) == 2):
            return None
        turns = self.today.year - _whole_year(text, self.today)
        return Age(born(self.today.year - turns, self.today.year), turns, at, ahead, UNIT) if 0 <= turns <= OLDEST else None


def _whole_year(year: str, today: date) -> int:
    """A year of four digits, or of two within the last hundred years."""
    if len(year) == 4:
        return int(year)
    return int(year) + (2000 if int(year) <= today.year % 100 else 1900)


def _span(low: int, high: int, ends: tuple[int, int], weight: float) -> Age:
    return Age(aged(low, min(high, OLDEST)), None, *ends, weight)
