"""The first step of all: identity numbers, phone numbers, e-mail addresses and names are taken out of the text.

Shapes are found by regular expressions with bounded repeats, so the time is linear in the length of the text. A number
counts by its shape alone: a wrong check digit is masked all the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from knowledge.reading.clean import clean

PERSON = "personnummer"
COORDINATION = "samordningsnummer"
PHONE = "telefonnummer"
EMAIL = "e-post"
NAME = "namn"
LEAST_DIGITS = 5
"""Every shape of a number below has at least as many digits: in a text with fewer there is none to look for."""

_GAP = r"[-+–—−‐‑‒_./ ]"
_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64} ?(?:@|\(at\)|\[at\]|\(a\)|\[a\]) ?(?:[\w-]{1,63}\.){1,6}[^\W\d_]{2,24}")
_SHAPE = re.compile(
    rf"(?<!\d)(?:(?P<century>1[6-9]|20)(?:{_GAP}(?=\d\d{_GAP}\d\d{_GAP}\d\d))?)?(?P<year>\d\d){_GAP}?(?P<month>\d\d){_GAP}?(?P<day>\d\d)(?P<gap>{_GAP}{{0,3}})(?P<last>\d{{4}})(?!\d)"
)
_RESERVE = re.compile(
    rf"(?<!\d)(?:1[89]|20)?(?P<year>\d\d)(?P<month>\d\d)(?P<day>\d\d){_GAP}{{0,3}}"
    r"(?:[A-ZÅÄÖ]{1,2}\d{2,3}|\d{1,2}[A-ZÅÄÖ]{1,2}\d{1,2}|[A-ZÅÄÖ]{3}\d|[XÅÄÖ*]{4})(?![^\W_])",
    re.IGNORECASE,
)
_RUN = re.compile(rf"(?<!\d)\d(?:{_GAP}{{0,3}}\d){{9}}(?:(?:{_GAP}{{0,3}}\d){{2}})?(?!\d)")
_LONG_RUN = re.compile(rf"(?<!\d)(?:1[89]|20)\d(?:{_GAP}{{0,3}}\d){{9}}(?!\d)")
_DATE_TIME = re.compile(r"(?:19|20)\d\d-\d\d-\d\d \d\d?[.:]\d\d$")
_PHONE = re.compile(
    r"(?<![\d+])(?<!(?:19|20)\d\d-)(?:"  # what follows a year and a hyphen is a date
    r"(?:\+|00)[1-9]\d?[ \-–./]{0,2}(?:\(0\))?(?:[ \-–./()]{0,2}\d){6,11}"  # +46 70-123 45 67, 0047 …
    r"|0[ \-–]?7[ \-–]?[02369](?:[ \-–./]{0,3}\d){7}"  # mobile
    r"|\(0\d{1,3}\)[ \-–]{0,3}\d(?:[ \-–]?\d){4,7}"  # (036) 32 10 00
    r"|0\d{1,3} ?[-–/] ?\d{2,3}(?:[ \-–]?\d{2,3}){1,2}"  # 036-32 10 00
    r"|0\d{1,3} \d{2,3} \d{2,3}(?: \d{2})?"  # 08 123 456 78
    r"|0[1-9]\d{7,8}"  # 036321000
    r")(?![\d])"
)
_CUED = r"(?i:\b(?:{cues})\b)[\s:.]{{0,3}}(?P<number>\d(?:[ \-–/]?\d){{4,11}})(?!\d)"
_WORD = r"[^\W\d_]+(?:[-'’][^\W\d_]+)*"
_CAPITAL = r"[A-ZÅÄÖÉÜØÆŠŽĆČĐŁŚÇÁÍÓÚ][^\W\d_]*(?:[-'’][^\W\d_]+)*"
_PLACEHOLDER = re.compile(r"\[(?:personnummer|samordningsnummer)\]")
_SEP = r"[\s,.:;(\-–]{0,4}"
_AFTER = re.compile(rf"^(?P<sep>[\s,:;)\-–]{{0,4}})(?P<name>{_CAPITAL}(?: {_CAPITAL}){{0,2}})")
_REACH = 80


@dataclass(frozen=True)
class Masked:
    """The text without identities, and which kinds were taken out, each named once."""

    text: str
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class Names:
    """What tells names from other words: cues before a name, first names, words before a phone number, known words."""

    cues: tuple[str, ...] = ()
    first: frozenset[str] = frozenset()
    phone_cues: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    number_words: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    known: Callable[[str], bool] | None = None

    def knows(self, word: str) -> bool:
        """Whether `word` is a word of the language, or a place."""
        return self.known is not None and self.known(word)


def mask(text: str, names: Names | None = None) -> Masked:
    """`text` cleaned, with identities replaced by «[personnummer]» and the like."""
    masker = _Masker(names or Names())
    return Masked(masker.run(clean(text)), tuple(masker.kinds))


class _Masker:
    def __init__(self, names: Names) -> None:
        self.names = names
        self.kinds: dict[str, None] = {}

    def run(self, text: str) -> str:
        if "@" in text or "(a" in text or "[a" in text:
            text = _EMAIL.sub(lambda _: self._put(EMAIL), text)
        if sum(map(str.isdigit, text)) >= LEAST_DIGITS:
            text = self._numbers(text)
        return self._names(text)

    def _put(self, kind: str) -> str:
        self.kinds[kind] = None
        return f"[{kind}]"

    def _numbers(self, text: str) -> str:
        text = _SHAPE.sub(self._shape, text)
        text = _RESERVE.sub(self._reserve, text)
        text = _LONG_RUN.sub(self._loose, text)
        text = _PHONE.sub(self._phone, text)
        text = _RUN.sub(self._loose, text)
        if self.names.phone_cues:
            text = _cued_phone(self.names.phone_cues).sub(lambda m: m[0].replace(m["number"], self._put(PHONE)), text)
        return text

    def _shape(self, found: re.Match[str]) -> str:
        month, day = int(found["month"]), int(found["day"])
        compact = len(found[0]) - len(found["gap"]) in (10, 12)
        if _starts_next_date(found.string, found.end(), found["last"]) or not (
            _is_day(month, day) or (compact and found["gap"] and month < 20)
        ):
            return found[0]
        if compact and not found["gap"] and not found["century"] and _mobile(found[0]):
            return self._put(PHONE)
        return self._put(_kind(day))

    def _reserve(self, found: re.Match[str]) -> str:
        return self._put(PERSON) if _is_day(int(found["month"]), int(found["day"])) else found[0]

    def _phone(self, found: re.Match[str]) -> str:
        return self._put(PHONE) if sum(ch.isdigit() for ch in found[0]) >= 7 else found[0]

    def _loose(self, found: re.Match[str]) -> str:
        digits = "".join(ch for ch in found[0] if ch.isdigit())[-10:]
        dates = found[0][-4:].isdigit() and _starts_next_date(found.string, found.end(), found[0][-4:])
        if dates or _DATE_TIME.match(found[0]) or not _is_day(int(digits[2:4]), int(digits[4:6])):
            return found[0]
        return self._put(_kind(int(digits[4:6])))

    def _names(self, text: str) -> str:
        parts: list[str] = []
        at = 0
        for found in _PLACEHOLDER.finditer(text):
            start = max(at, found.start() - _REACH)
            before = text[start : found.start()]
            parts += [text[at:start], self._name_before(before), found[0]]
            at = found.end()
            after = text[at : at + _REACH]
            hidden = _AFTER.sub(self._name_after, after)
            if hidden != after:
                parts.append(hidden[: len(hidden) - len(after[_end(_AFTER, after) :])])
                at += _end(_AFTER, after)
        return self._cued_names("".join([*parts, text[at:]]))

    def _name_before(self, text: str) -> str:
        found = _before(self.names.number_words).search(text)
        if not found:
            return text
        words = found["name"].split(" ")
        keep = len(words)
        while keep and self._name_word(words[keep - 1]):
            keep -= 1
        if not self._is_name(words[keep:]):
            return text
        kept = "".join(f"{word} " for word in words[:keep])
        return text[: found.start()] + kept + self._put(NAME) + found["sep"]

    def _name_after(self, found: re.Match[str]) -> str:
        words = found["name"].split(" ")
        count = 0
        while count < len(words) and self._name_word(words[count]):
            count += 1
        if not self._is_name(words[:count]):
            return found[0]
        rest = "".join(f" {word}" for word in words[count:])
        return found["sep"] + self._put(NAME) + rest

    def _name_word(self, word: str) -> bool:
        if self._first_name(word):
            return True
        return len(word) > 1 and not self.names.knows(word) and not (word.isupper() and len(word) < 5)

    def _is_name(self, words: Iterable[str]) -> bool:
        """Two capitalised words, a known first name, or one capitalised word that is no other known word."""
        found = list(words)
        if any(self._first_name(word) for word in found):
            return True
        capitals = [word for word in found if word[:1].isupper()]
        return len(capitals) == len(found) and len(found) >= (1 if self.names.first else 2)

    def _cued_names(self, text: str) -> str:
        if not self.names.cues:
            return text
        text = _cued_name((*self.names.cues, *self.names.titles)).sub(self._after_cue, text)
        return _FULL.sub(self._full_name, text)

    def _after_cue(self, found: re.Match[str]) -> str:
        words = found["name"].split(" ")
        count = 0
        while count < len(words) and self._name_word(words[count]):
            count += 1
        title = found["cue"].strip().rstrip(":.").split(" ")[-1].casefold() in self.names.titles
        if title and len(words) > 1 and any(self._name_word(word) for word in words[1:]):
            count = len(words)
        first = self._first_name(words[0])
        if count == 1 and not first and title and found["cue"].strip().rstrip(":.").casefold() not in self.names.cues:
            return found[0]
        if not count or not (first or all(word[:1].isupper() for word in words[:count])):
            return found[0]
        rest = "".join(f" {word}" for word in words[count:])
        return found["cue"] + self._put(NAME) + rest

    def _full_name(self, found: re.Match[str]) -> str:
        first, last = found["first"], found["last"]
        surname = last.casefold().endswith(self.names.endings) if self.names.endings else False
        if self.names.knows(last) or not (self._first_name(first) or (surname and not self.names.knows(first))):
            return found[0]
        return self._put(NAME)

    def _first_name(self, word: str) -> bool:
        """A known first name, also as half of a double one."""
        return any(part in self.names.first for part in (word.casefold(), *word.casefold().split("-")))


_FULL = re.compile(rf"\b(?P<first>{_CAPITAL}) (?P<last>{_CAPITAL})")


@lru_cache(maxsize=8)
def _cued_name(cues: tuple[str, ...]) -> re.Pattern[str]:
    either = "|".join(map(re.escape, cues))
    return re.compile(rf"(?P<cue>(?:\b(?i:{either})\b[:.]? {{1,2}}){{1,3}})(?P<name>{_WORD}(?: {_CAPITAL}){{0,2}})")


@lru_cache(maxsize=8)
def _before(number_words: tuple[str, ...]) -> re.Pattern[str]:
    """A name right before a number, perhaps with a word for the number between: «Karin Testsson pnr»."""
    either = "|".join(map(re.escape, number_words)) or "(?!)"
    return re.compile(rf"(?P<name>{_WORD}(?: {_WORD}){{0,2}})(?P<sep>{_SEP}(?:\b(?i:{either})\b{_SEP}){{0,2}})$")


@lru_cache(maxsize=8)
def _cued_phone(cues: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(_CUED.format(cues="|".join(map(re.escape, cues))))


def _end(pattern: re.Pattern[str], text: str) -> int:
    found = pattern.match(text)
    return found.end() if found else 0


def _is_day(month: int, day: int) -> bool:
    return 1 <= month <= 12 and (1 <= day <= 31 or 61 <= day <= 91)


def _kind(day: int) -> str:
    return COORDINATION if day > 60 else PERSON


def _mobile(digits: str) -> bool:
    """Ten digits that begin as a mobile number and fail the check digit of an identity number."""
    if digits[:2] != "07" or digits[2] not in "02369":
        return False
    doubled = [int(ch) * (2 - i % 2) for i, ch in enumerate(digits)]
    return sum(n // 10 + n % 10 for n in doubled) % 10 != 0


def _starts_next_date(text: str, end: int, last: str) -> bool:
    """`2025-11-26 - 2026-12-31`: the last four digits are the year of a second date."""
    rest = text[end : end + 6]
    return last[:2] in ("19", "20") and bool(re.match(r"[-/.](?:0[1-9]|1[0-2])[-/.]\d\d", rest))
