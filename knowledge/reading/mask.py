"""The first step of all: identity numbers, phone numbers, e-mail addresses and names are taken out of the text.

All is found by regular expressions with bounded repeats, so the time is linear in the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.lexicon import Masking
from knowledge.reading.apart import ApartMask
from knowledge.reading.clean import clean
from knowledge.reading.digits import DigitMask, Put
from knowledge.reading.names import EMAIL, Known, NameMask

LEAST_DIGITS = 4
"""Every number that is looked for has at least as many digits: in a text with fewer there is none to look for."""

EMAILS = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64} ?(?:@|\(at\)|\[at\]|\(a\)|\[a\]) ?(?:[\w-]{1,63}\.){1,6}[^\W\d_]{2,24}")


@dataclass(frozen=True)
class Masked:
    """The text without identities, and which kinds were taken out, each named once."""

    text: str
    kinds: tuple[str, ...] = ()


def _nothing(word: str) -> bool:
    return not word


class Mask:
    """Takes identities out of texts, replaced by «[personnummer]» and the like. Compiled once, and safe to share."""

    def __init__(
        self, words: Masking, known: Known = _nothing, sure: Known = _nothing, after: frozenset[str] = frozenset()
    ) -> None:
        self.digits = DigitMask(words)
        self.apart = ApartMask(words)
        self.names = NameMask(words, known, sure, after)

    def hide(self, text: str) -> Masked:
        """`text` cleaned, without identities."""
        text = clean(text)
        kinds: dict[str, None] = {}

        def put(kind: str) -> str:
            kinds[kind] = None
            return f"[{kind}]"

        if "@" in text or "(a" in text or "[a" in text:
            text = EMAILS.sub(lambda _: put(EMAIL), text)
        if sum(map(str.isdigit, text)) >= LEAST_DIGITS:
            text = self.numbers(text, put)
        return Masked(self.names.hide(text, put), tuple(kinds))

    def numbers(self, text: str, put: Put) -> str:
        """`text` without numbers of persons, whole or told in parts."""
        return self.apart.hide(self.digits.hide(text, put), put)


PLAIN = Mask(Masking())
"""Knows shapes alone, and no words."""


def mask(text: str) -> Masked:
    """`text` cleaned, without what is an identity by its shape alone."""
    return PLAIN.hide(text)
