"""Identity numbers and phone numbers, known by their shape alone: a wrong check digit is masked all the same."""

from __future__ import annotations

import re
from collections.abc import Callable

from knowledge.lexicon import Masking

PERSON = "personnummer"
COORDINATION = "samordningsnummer"
PHONE = "telefonnummer"

Put = Callable[[str], str]
"""Notes that something of a kind was taken out, and gives what stands in its place."""

GAP = r"[-+–—−‐‑‒_./ ]"
SHAPE = re.compile(
    rf"(?<!\d)(?:(?P<century>1[6-9]|20)(?:{GAP}(?=\d\d{GAP}\d\d{GAP}\d\d))?)?(?P<year>\d\d){GAP}?(?P<month>\d\d){GAP}?(?P<day>\d\d)(?P<gap>{GAP}{{0,3}})(?P<last>\d{{4}})(?!\d)"
)
RESERVE = re.compile(
    rf"(?:(?<![^\W_])TF?[- ]?)?(?<!\d)(?:1[89]|20)?(?P<year>\d\d)(?P<month>\d\d)(?P<day>\d\d){GAP}{{0,3}}"
    r"(?:[A-ZÅÄÖ]{1,2}\d{2,3}|\d{1,2}[A-ZÅÄÖ]{1,2}\d{1,2}|[A-ZÅÄÖ]{3}\d|[XÅÄÖ*]{4}"
    r"|(?<! )\d{3}[A-ZÅÄÖ]|\d{3}(?-i:[A-ZÅÄÖ]))(?![^\W_])",  # «850709 120g» is a weight
    re.IGNORECASE,
)
RUN = re.compile(rf"(?<!\d)\d(?:{GAP}{{0,3}}\d){{9}}(?:(?:{GAP}{{0,3}}\d){{2}})?(?!\d)")
LONG_RUN = re.compile(rf"(?<!\d)(?:1[89]|20)\d(?:{GAP}{{0,3}}\d){{9}}(?!\d)")
PHONES = re.compile(
    r"(?<![\d+])(?<!(?:19|20)\d\d-)"  # what follows a year and a hyphen is a date
    r"(?!0[1-9](?:/(?:0\d|1[0-2])[ /-]|(?P<sign>[-.])(?:0\d|1[0-2])(?P=sign))(?:19|20)\d\d(?!\d))(?:"  # 09/07 1985
    r"(?:\+|00)[1-9]\d?[ \-–./]{0,2}(?:\(0\))?(?:[ \-–./()]{0,2}\d){6,11}"  # +46 70-123 45 67, 0047 …
    r"|0[ \-–]?7[ \-–]?[02369](?:[ \-–./]{0,3}\d){7}"  # mobile
    r"|\(0\d{1,3}\)[ \-–]{0,3}\d(?:[ \-–]?\d){4,7}"  # (036) 32 10 00
    r"|0\d{1,3} ?[-–/] ?\d{2,3}(?:[ \-–]?\d{2,3}){1,2}"  # 036-32 10 00
    r"|0\d{1,3} \d{2,3} \d{2,3}(?: \d{2})?"  # 08 123 456 78
    r"|0[1-9]\d{0,2}(?: ?[-–/] ?| )\d{5,8}"  # 036 321000, 08-12345678
    r"|0[1-9]\d{7,8}"  # 036321000
    r")(?![\d])"
)
_DATE_TIME = re.compile(r"(?:19|20)\d\d-\d\d-\d\d \d\d?[.:]\d\d$")
_NUMBER = r"(?!(?:19|20)\d\d[-–/])(?P<number>\+?\d(?:[ \-–/]?\d){4,11})(?!\d)"
_LEAST_PHONE = 7


class DigitMask:
    """Takes numbers out of texts. `words` tells which words come before a phone number."""

    def __init__(self, words: Masking) -> None:
        self.cued = cued_phone(words) if words.phone_cues else None

    def hide(self, text: str, put: Put) -> str:
        """`text` without identity numbers and phone numbers."""
        text = SHAPE.sub(lambda found: _shape(found, put), text)
        text = RESERVE.sub(lambda found: put(PERSON) if _born(found) else found[0], text)
        text = LONG_RUN.sub(lambda found: _loose(found, put), text)
        text = PHONES.sub(lambda found: put(PHONE) if _digits(found[0]) >= _LEAST_PHONE else found[0], text)
        text = RUN.sub(lambda found: _loose(found, put), text)
        return self.cued.sub(lambda found: found["cue"] + put(PHONE), text) if self.cued else text


def cued_phone(words: Masking) -> re.Pattern[str]:
    """A number after a word such as «tel», or after «ring», whom to ring, and «på»."""
    cues, calls, at = either(words.phone_cues), either((*words.phone_cues, *words.call_cues)), either(words.call_at)
    whom = rf"\b{calls}\b(?: [^\W\d_]+){{0,3}} {at} {{0,2}}"
    amount = rf"(?! ?{either(words.amounts)}(?!\w))"
    return re.compile(rf"(?i:(?P<cue>\b{cues}\b[\s:.]{{0,3}}|{whom}){_NUMBER}{amount})")


def either(words: tuple[str, ...]) -> str:
    """A pattern of any of `words`; of nothing at all when there are none."""
    return f"(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True))) or '(?!)'})"


def is_day(month: int, day: int) -> bool:
    """Whether a number of identity can begin so; a coordination number adds 60 to the day."""
    return 1 <= month <= 12 and (1 <= day <= 31 or 61 <= day <= 91)


def kind_of(day: int) -> str:
    """Which kind of number has this day."""
    return COORDINATION if day > 60 else PERSON


def _shape(found: re.Match[str], put: Put) -> str:
    month, day = int(found["month"]), int(found["day"])
    compact = len(found[0]) - len(found["gap"]) in (10, 12)
    if _starts_next_date(found.string, found.end(), found["last"]) or not (
        is_day(month, day) or (compact and found["gap"] and month < 20)
    ):
        return found[0]
    if compact and not found["gap"] and not found["century"] and _mobile(found[0]):
        return put(PHONE)
    return put(kind_of(day))


def _born(found: re.Match[str]) -> bool:
    return is_day(int(found["month"]), int(found["day"]))


def _loose(found: re.Match[str], put: Put) -> str:
    digits = "".join(ch for ch in found[0] if ch.isdigit())[-10:]
    dates = found[0][-4:].isdigit() and _starts_next_date(found.string, found.end(), found[0][-4:])
    if dates or _DATE_TIME.match(found[0]) or not is_day(int(digits[2:4]), int(digits[4:6])):
        return found[0]
    return put(kind_of(int(digits[4:6])))


def _digits(text: str) -> int:
    return sum(map(str.isdigit, text))


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
