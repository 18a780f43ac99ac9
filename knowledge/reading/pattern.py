"""Wordings of the lexicon as patterns over words. See the head of `knowledge/lexicon.py` for how they are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

GAP = 7
GAPS = ("…", "...")
_APART = re.compile(r"[-/,]")
_OPTIONAL = re.compile(r"\[([^\]]+)\]")
_PHRASES = re.compile(r"\(([^()]*[^\s|()] +[^\s|()][^()]*)\)")
_PIECE = re.compile(r"\[[^\]]+\]|\([^)]+\)|<[^>]+>|…|\.\.\.|\+|=?[^\s\[\]()<>+…]+")


class Element(NamedTuple):
    """One place in a wording: the words that may stand there, and how many others may stand before it."""

    words: frozenset[str]
    gap: int = 0


Sequence = tuple[Element, ...]


class Pattern(NamedTuple):
    """Sequences that must all stand in one sentence, and the wording they come from."""

    sequences: tuple[Sequence, ...]
    wording: str


@dataclass
class Spelling:
    """How the words met in wordings may be varied; filled while wordings are parsed, all of them with the same lists.

    `met` remembers the places that a piece of a wording makes: most pieces, lists above all, stand in many wordings.
    """

    inflected: set[str] = field(default_factory=set)
    exact: set[str] = field(default_factory=set)
    met: dict[tuple[str, bool], Sequence] = field(default_factory=dict)

    def note(self, written: str, fuzzy: bool) -> str:
        """The plain word of `written`, noted as exact or inflected."""
        if written.startswith("^"):
            plain = self.note(written[1:], fuzzy)
            self.exact.add("^" + plain)
            return "^" + plain
        word = written.lstrip("=").lower()
        if written.startswith("=") or (written.isupper() and len(written) > 1) or not fuzzy or len(word) <= 3:
            self.exact.add(word)
        else:
            self.inflected.add(word)
        return word


def parse(wording: str, lists: Mapping[str, tuple[str, ...]], spelling: Spelling, fuzzy: bool = True) -> list[Pattern]:
    """The patterns of a wording: one, or two for every part that may be left out."""
    return [
        Pattern(tuple([_sequence(part, lists, spelling, fuzzy) for part in variant.split(" + ")]), wording)
        for variant in _variants(wording)
    ]


def words_of(patterns: Iterable[Pattern]) -> frozenset[str]:
    """Every word that is noted for `patterns`."""
    found = {element.words for pattern in patterns for sequence in pattern.sequences for element in sequence}
    words = frozenset[str]().union(*found)
    return words.union([word[1:] for word in words if word.startswith("^")])


def _variants(wording: str) -> list[str]:
    """Every way to read a wording: parts that may be left out, and alternatives of several words, one by one."""
    if wording.isalpha():
        return [wording]
    optional = _OPTIONAL.search(wording) if "[" in wording else None
    found = optional or (_PHRASES.search(wording) if "(" in wording else None)
    if not found:
        return [" ".join(wording.split())]
    ways = (found[1], " ") if optional else _choices(found[1].split("|"))
    return [variant for way in ways for variant in _variants(wording[: found.start()] + way + wording[found.end() :])]


def _choices(alternatives: list[str]) -> list[str]:
    """The phrases among alternatives, each alone, and the single words together."""
    phrases = [one.strip() for one in alternatives if " " in one.strip()]
    single = "|".join(one for one in alternatives if " " not in one.strip())
    return [*phrases, f"({single})"] if single else phrases


def _sequence(part: str, lists: Mapping[str, tuple[str, ...]], spelling: Spelling, fuzzy: bool) -> Sequence:
    elements: list[Element] = []
    gap = 0
    for piece in [part] if part.isalpha() else _PIECE.findall(part):
        if piece in GAPS:
            gap = GAP
            continue
        places = spelling.met.get((piece, fuzzy)) or _met(piece, lists, spelling, fuzzy)
        if gap and places:
            elements.append(Element(places[0].words, gap))
            elements += places[1:]
            gap = 0
        else:
            elements += places
    if not elements:
        raise ValueError(f"the wording '{part}' has no words")
    return tuple(elements)


def _met(piece: str, lists: Mapping[str, tuple[str, ...]], spelling: Spelling, fuzzy: bool) -> Sequence:
    """Every place that a piece makes, with its words, noted in `spelling`."""
    places = tuple([Element(frozenset([spelling.note(word, fuzzy) for word in words])) for words in _words(piece, lists)])
    spelling.met[piece, fuzzy] = places
    return places


def _words(piece: str, lists: Mapping[str, tuple[str, ...]]) -> list[Iterable[str]]:
    """The alternatives of each place; a hyphenated word is two places."""
    if piece.isalpha():
        return [(piece,)]
    if piece.startswith("<"):
        return [lists.get(piece[1:-1], ())]
    if piece.startswith("("):
        return [[word.strip() for word in piece[1:-1].split("|") if word.strip()]]
    words = [word for word in _APART.split(piece) if word.strip("=?!.:;\"'")]
    return [(word.strip("?!.:;\"'"),) for word in words]
