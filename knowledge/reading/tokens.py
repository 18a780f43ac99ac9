"""Cleaned text as words: where each stands, in which sentence and clause, and what is glued to it."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from typing import NamedTuple

_TOKEN = re.compile(
    r"\[(?:personnummer|samordningsnummer|telefonnummer|e-post|namn)\]"
    r"|\d+(?:[.,:]\d+)*"
    r"|[^\W\d_]+(?:[:'’´][^\W\d_]{1,3}(?![^\W\d_]))?"
    r"|[^\w\s]|_|\n"
)
_ENDING = re.compile(r"[:'’´][^\W\d_]{1,3}$")
SENTENCE_END = frozenset(".?!\n…")
CLAUSE_END = frozenset(",;:()–—")


class Word(NamedTuple):
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
            ends = _ends_sentence(before, words[-1], text, found.start())
            sentence += ends
            clause += ends or any(ch in CLAUSE_END for ch in before)
        bare = _ENDING.sub("", piece) if piece[0].isalpha() and not piece.isalpha() else piece
        start = found.start()
        glued = end >= 0 and (start == end or not any(map(str.isspace, text[end:start])))
        end = found.end()
        words.append(Word(bare, bare.lower(), start, end, sentence, clause, before, glued))
        before = ""
    return words


def _ends_sentence(marks: str, last: Word, text: str, start: int) -> bool:
    """A full stop after a short abbreviation (t.ex., ca., kap.) or inside one (utv.störning) ends nothing."""
    if any(ch in SENTENCE_END - {"."} for ch in marks):
        return True
    short = len(last.text) <= 3 or text[start - 1] == "."
    return "." in marks and not (short and last.is_word and not text[start].isupper())


def merged(words: Sequence[Word], known: Container[str]) -> list[Word]:
    """Single letters in a row as one word when together they are a `known` one: «c p», «S I P»."""
    if sum(len(word.text) == 1 for word in words) < 2:
        return list(words)
    result: list[Word] = []
    at = 0
    while at < len(words):
        length = next((n for n in range(_letters(words, at), 1, -1) if _initials(words[at : at + n]) in known), 1)
        first, last = words[at], words[at + length - 1]
        if length > 1:
            name = "".join(word.text for word in words[at : at + length])
            first = first._replace(text=name, lower=name.lower(), end=last.end)
        result.append(first)
        at += length
    return result


def _letters(words: Sequence[Word], at: int) -> int:
    """How many single letters of one clause stand in a row from `at` on, at most five."""
    count = 0
    for word in words[at : at + 5]:
        if len(word.text) != 1 or not word.is_word or word.clause != words[at].clause:
            break
        count += 1
    return count


def _initials(words: Sequence[Word]) -> str:
    return "".join(word.lower for word in words)
