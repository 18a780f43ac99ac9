"""The documents themselves, where they are at hand: exact wording, and proof that every pinpoint still holds.

A pinpoint is a range of lines and the SHA-256 of the passage, normalised. A passage that moved is still found; one whose
words changed makes its statement *stale*.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from knowledge.agreement import Agreement, Statement

Standing = Literal["exact", "moved", "stale", "unpinned", "absent"]
_QUOTES = str.maketrans({"”": '"', "“": '"', "’": "'", "–": "-", "•": " ", "\uf0b7": " "})


@dataclass(frozen=True)
class Passage:
    """What the document says at a pinpoint. `text` is None when the document is absent or the passage changed."""

    standing: Standing
    text: str | None = None


class Sources:
    """The folder with the documents as text (`AGREEMENT_SOURCES`); None: none at hand."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._documents: dict[str, list[tuple[int, str]] | None] = {}
        self._passages: dict[tuple[str, tuple[int, int] | None, str | None], Passage] = {}

    def passage(self, agreement: Agreement, statement: Statement) -> Passage:
        """The passage of a statement, and whether its pinpoint still holds. A document is read once, and so is a passage."""
        key = (agreement.document.file, statement.lines, statement.sha256)
        if key not in self._passages:
            self._passages[key] = self._passage(agreement, statement)
        return self._passages[key]

    def _passage(self, agreement: Agreement, statement: Statement) -> Passage:
        lines = self._lines(agreement.document.file)
        if lines is None or statement.lines is None:
            return Passage("absent" if lines is None else "unpinned")
        first, last = statement.lines
        here = [text for number, text in lines if first <= number <= last]
        if statement.sha256 is None:
            return Passage("unpinned", readable(here))
        if digest(here) == statement.sha256:
            return Passage("exact", readable(here))
        return self._elsewhere(lines, last - first + 1, statement.sha256)

    def hash(self, agreement: Agreement, statement: Statement) -> str | None:
        """The hash to pin for a statement's lines; None when the document is absent."""
        lines = self._lines(agreement.document.file)
        if lines is None or statement.lines is None:
            return None
        first, last = statement.lines
        return digest([text for number, text in lines if first <= number <= last])

    @staticmethod
    def _elsewhere(lines: list[tuple[int, str]], most: int, sha256: str) -> Passage:
        """The passage somewhere else: blank lines are not counted, so it may be any number of lines up to `most`."""
        texts = [text for _, text in lines]
        for length in range(min(most, len(texts)), 0, -1):
            for start in range(len(texts) - length + 1):
                if digest(texts[start : start + length]) == sha256:
                    return Passage("moved", readable(texts[start : start + length]))
        return Passage("stale")

    def has_heading(self, agreement: Agreement, heading: str) -> bool | None:
        """Whether the document holds the heading; None when the document is absent."""
        lines = self._lines(agreement.document.file)
        if lines is None:
            return None
        return normalised([heading]) in normalised([text for _, text in lines])

    def _lines(self, name: str) -> list[tuple[int, str]] | None:
        """The numbered lines that are not blank."""
        if name not in self._documents:
            self._documents[name] = self._read(name)
        return self._documents[name]

    def _read(self, name: str) -> list[tuple[int, str]] | None:
        path = self._folder / Path(name).name if self._folder else None
        if path is None or not path.is_file():
            return None
        lines = path.read_text(encoding="utf-8").split("\n")
        return [(number, line) for number, line in enumerate(lines, 1) if line.strip()]


def normalised(lines: list[str]) -> str:
    """One line, without what layout adds: white space, bullets, form feeds, kinds of quotes and dashes."""
    text = unicodedata.normalize("NFC", " ".join(lines)).translate(_QUOTES)
    return re.sub(r"\s+", " ", text).strip().casefold()


def digest(lines: list[str]) -> str:
    """SHA-256 of the normalised passage, in hexadecimal."""
    return hashlib.sha256(normalised(lines).encode()).hexdigest()


def readable(lines: list[str]) -> str:
    """The passage as a person would quote it: lines joined, words divided at a line's end made whole."""
    joined = re.sub(r"\s+", " ", " ".join(line.strip() for line in lines))
    return re.sub(r"(\w)- (?=\w)(?!(?:och|eller)\b)", r"\1", joined).strip(" •\uf0b7\f")
