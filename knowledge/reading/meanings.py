"""The meanings of the lexicon found in a text: which wordings stand there, and which facet values they stand for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from knowledge.condition import Choice, Part, parse_said
from knowledge.facets import Facets
from knowledge.lexicon import Lexicon, Meaning
from knowledge.reading.pattern import Pattern, Spelling, parse, words_of
from knowledge.reading.phrases import Finder, Match, Text
from knowledge.reading.tokens import Word


@dataclass(frozen=True, slots=True)
class Said:
    """A facet value that stands in the text: as `part`, how strongly, from which word to which, and on which of these.

    One wording may say several: the first `leads` (CP), the others are `led`, they follow from it (congenital).
    """

    facet: str
    part: Part
    rank: int
    score: float
    first: int
    last: int
    on: frozenset[int] = frozenset()
    leads: bool = False
    led: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What is known of the whole text: its language, and the county it is about."""

    language: str
    county: str | None = None


class MeaningFinder:
    """All meanings of a lexicon, compiled once. `combining` are the words that may be part of a compound."""

    def __init__(self, lexicon: Lexicon, facets: Facets, spelling: Spelling) -> None:
        self.entries = lexicon.meanings
        self.parts = [parse_said(meaning.means, facets, 2000) for meaning in self.entries]
        meant = patterns(((m.words, m.fuzzy) for m in self.entries), lexicon, spelling)
        self._finder = Finder(meant)
        self.combining = words_of(pattern for number, pattern in meant if self.entries[number].compound)
        self._unless = Finder(patterns(((m.unless, True) for m in self.entries), lexicon, spelling))
        self._near = Finder(patterns(((m.near, True) for m in self.entries), lexicon, spelling))

    def find(self, words: Sequence[Word], text: Text, told: Told) -> list[Said]:
        """What the text says, longest wordings first where they overlap."""
        matches = [m for m in self.matches(text) if self._written_so(self.entries[m.entry], m, words, told)]
        if any(self.entries[m.entry].unless or self.entries[m.entry].near for m in matches):
            unless = {(m.entry, m.sentence) for m in self._unless.find(text)}
            near = {m.entry for m in self._near.find(text)}
            matches = [
                m for m in matches if (m.entry, m.sentence) not in unless and (not self.entries[m.entry].near or m.entry in near)
            ]
        return [said for match in longest(matches, self._hides) for said in self._said(match, text)]

    def matches(self, text: Text) -> list[Match]:
        """Every wording found, whatever else is said."""
        return self._finder.find(text)

    def _hides(self, longer: int, shorter: int) -> bool:
        """A longer wording that says nothing, or says something about the same facet."""
        return not self.parts[longer] or bool(self.parts[longer].keys() & self.parts[shorter].keys())

    def _written_so(self, meaning: Meaning, match: Match, words: Sequence[Word], told: Told) -> bool:
        text = words[match.first].text
        if meaning.capital and not (text.isupper() if len(text) < 5 else text[0].isupper()):
            return False
        if meaning.county and told.county not in meaning.county:
            return False
        return meaning.language is None or meaning.language == told.language

    def _said(self, match: Match, text: Text) -> Iterable[Said]:
        rank = self.entries[match.entry].rank
        on = frozenset(text.pieces[piece].word for piece in match.pieces)
        parts = self.parts[match.entry]
        for number, (facet, part) in enumerate(parts.items()):
            leads, led = len(parts) > 1 and not number, number > 0
            yield Said(facet, part, rank, match.score, match.first, match.last, on, leads, led)


def patterns(wordings: Iterable[tuple[tuple[str, ...], bool]], lexicon: Lexicon, spelling: Spelling) -> list[tuple[int, Pattern]]:
    """The patterns of numbered wordings."""
    return [
        (number, pattern)
        for number, (words, fuzzy) in enumerate(wordings)
        for wording in words
        for pattern in parse(wording, lexicon.lists, spelling, fuzzy)
    ]


def longest(matches: Sequence[Match], hides: Callable[[int, int], bool]) -> list[Match]:
    """Without those that lie wholly within a longer match that `hides` them."""
    by_piece: dict[int, list[Match]] = {}
    for match in matches:
        for piece in match.pieces:
            by_piece.setdefault(piece, []).append(match)
    return [m for m in matches if not any(_longer(other, m) and hides(other.entry, m.entry) for other in by_piece[m.pieces[0]])]


def _longer(other: Match, match: Match) -> bool:
    return len(other.pieces) > len(match.pieces) and set(match.pieces) <= set(other.pieces) and other.score >= match.score - 0.25


def values(part: Part) -> frozenset[str]:
    """The values that a choice names as held."""
    return part.all if isinstance(part, Choice) else frozenset()
