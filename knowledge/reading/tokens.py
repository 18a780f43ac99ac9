"""Cleaned text as words: where each stands, in which sentence and clause, and what is glued to it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"\[(?:personnummer|samordningsnummer|telefonnummer|e-post|namn)\]"
    r"|\d+(?:[.,:]\d+)*"
    r"|[^\W\d_]+(?:[:'’´][^\W\d_]{1,3}(?![^\W\d_]))?"
    r"|[^\w\s]|_|\n"
)
_ENDING = re.compile(r"[:'’´][^\W\d_]{1,3}$")
SENTENCE_END = frozenset(".?!\n…")
CLAUSE_END = frozenset(",;:()–—")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, a number or a placeholder. `before` is the punctuation since the last word, `glued` says no space either."""

    text: str
    lower: str
    start: int
    end: int
    sentence: int
    clause: int
    before: str
    glued: bool

    @property
    def number(self) -> int | None:
        """The whole number it is, if it is one."""
        return int(self.text) if self.text.isdecimal() and len(self.text) < 9 else None

    @property
    def is_word(self) -> bool:
        """Whether it is written in letters."""
        return self.text[0].isalpha()


def tokenise(text: str) -> list[Word]:
    """The words of `text`, in order."""
    words: list[Word] = []
    sentence = clause = 0
    before = ""
    end = -1
    for found in _TOKEN.finditer(text):
        piece = found[0]
        if not (piece[0].isalnum() or len(piece) > 1):
            before += piece
            continue
        if before and words:
            sentence += _ends_sentence(before, words[-1], text, found.start())
            clause += any(ch in CLAUSE_END or ch in SENTENCE_END for ch in before)
        bare = _ENDING.sub("", piece) if piece[0].isalpha() else piece
        glued = end >= 0 and not any(ch.isspace() for ch in text[end : found.start()])
        words.append(Word(bare, bare.lower(), found.start(), found.end(), sentence, clause, before, glued))
        before, end = "", found.end()
    return words


def _ends_sentence(marks: str, last: Word, text: str, start: int) -> bool:
    """A full stop after a short abbreviation (t.ex., ca., kap.) or inside one ends nothing."""
    if any(ch in SENTENCE_END - {"."} for ch in marks):
        return True
    return "." in marks and not (len(last.text) <= 3 and last.is_word and not text[start].isupper())
