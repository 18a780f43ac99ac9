"""Finds the wordings of the lexicon in a text: an index from words to wordings, so the time follows the text, not the lexicon."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from knowledge.reading.pattern import Element, Pattern
from knowledge.reading.tokens import Word
from knowledge.reading.words import Vocabulary

FAR = 60
Scores = Mapping[str, float]
Pairs = dict[int, Scores]
_Entry = tuple[int, Pattern, frozenset[str] | None]
"""Number and pattern, and of the words that it wants besides its first the fewest: without one of these it cannot stand."""


class Piece(NamedTuple):
    """A place in the text: a written word or a part of a compound, and the lexicon words it may be, with their score."""

    word: int
    last: int
    sentence: int
    clause: int
    found: Scores
    part: bool = False


class Match(NamedTuple):
    """A wording found: which entry, on which pieces, how well spelt, from which word to which."""

    entry: int
    pieces: tuple[int, ...]
    score: float
    first: int
    last: int
    sentence: int


def pieces_of(words: Sequence[Word], vocabulary: Vocabulary) -> list[Piece]:
    """The text as pieces, one for each part of a compound. A word that begins a clause counts as «^word» too."""
    pieces: list[Piece] = []
    clause = -1
    for at, word in enumerate(words):
        if not word.is_word:
            pieces.append(Piece(at, at, word.sentence, word.clause, {word.lower: 1.0}))
        else:
            resolved = vocabulary.resolve(word.lower)
            first = word.clause != clause and not resolved.parts
            for found in resolved.pieces:
                scores = _beginning(found, vocabulary) if first else found
                pieces.append(Piece(at, at, word.sentence, word.clause, scores, bool(resolved.parts)))
        clause = word.clause
    return pieces


def _beginning(found: Scores, vocabulary: Vocabulary) -> Scores:
    return {**found, **{first: score for known, score in found.items() if (first := f"^{known}") in vocabulary.exact}}


def joined(words: Sequence[Word], vocabulary: Vocabulary) -> Pairs:
    """Lexicon words written apart («fall prevention»), by the position of their first half."""
    pairs: Pairs = {}
    for at, (one, two) in enumerate(pairwise(words)):
        if not (one.is_word and two.is_word) or one.clause != two.clause or len(one.lower) + len(two.lower) < 6:
            continue
        found = vocabulary.compound(one.lower, two.lower)
        if found:
            pairs[at] = found
    return pairs


def in_three(words: Sequence[Word], vocabulary: Vocabulary) -> list[Piece]:
    """Long lexicon words written as three («rygg märgs bråk»), each as a piece of its own."""
    found = []
    solid = [word.is_word and len(word.lower) > 1 for word in words]
    for at in range(len(words) - 2):
        first, second, third = words[at : at + 3]
        if solid[at] and solid[at + 1] and solid[at + 2] and first.clause == third.clause:
            whole = vocabulary.joined((first.lower, second.lower, third.lower))
            if whole:
                found.append(Piece(at, at + 2, first.sentence, first.clause, whole))
    return found


class Finder:
    """Finds the patterns of numbered entries."""

    def __init__(self, patterns: Iterable[tuple[int, Pattern]]) -> None:
        self._by_word: defaultdict[str, list[_Entry]] = defaultdict(list)
        for number, pattern in patterns:
            words = [element.words for sequence in pattern.sequences for element in sequence]
            entry = (number, pattern, min(words[1:], key=len) if len(words) > 1 else None)
            for word in words[0]:
                self._by_word[word].append(entry)

    def find(self, text: Text) -> list[Match]:
        """Every match, in text order."""
        matches: dict[tuple[int, tuple[int, ...]], Match] = {}
        words = text.words
        for at, word in text.standing:
            for number, pattern, needed in self._by_word.get(word, ()):
                if needed is not None and needed.isdisjoint(words):
                    continue
                match = text.match(number, pattern, at)
                if match and ((key := (number, match.pieces)) not in matches or matches[key].score < match.score):
                    matches[key] = match
        return list(matches.values())


class Text:
    """A text in pieces, and the lexicon words that stand in it: `standing` at which piece, `words` at all."""

    def __init__(self, pieces: Sequence[Piece], pairs: Pairs) -> None:
        self.pieces = pieces
        self.pairs = pairs
        self.standing = [(at, word) for at in range(len(pieces)) for word in self._words_at(at)]
        self.words = {word for _, word in self.standing}

    def _words_at(self, at: int) -> Iterator[str]:
        yield from self.pieces[at].found
        if self.pairs and not self.pieces[at].part:
            yield from self.pairs.get(self.pieces[at].word, ())

    def match(self, entry: int, pattern: Pattern, at: int) -> Match | None:
        """The pattern of that entry from piece `at` on, its further sequences anywhere in the same sentence."""
        if len(pattern.sequences) == 1 == len(pattern.sequences[0]):
            return self._alone(entry, pattern.sequences[0][0], at)
        found = self._run(pattern.sequences[0], at)
        if not found:
            return None
        used, score = list(found[0]), found[1]
        for sequence in pattern.sequences[1:]:
            other = self._elsewhere(sequence, at, used)
            if not other:
                return None
            used += other[0]
            score = min(score, other[1])
        return self._on(entry, used, score)

    def _alone(self, entry: int, element: Element, at: int) -> Match | None:
        """A pattern of a single element, as most are."""
        piece = self.pieces[at]
        score = _best(element.words, piece.found)
        if score:
            return Match(entry, (at,), score, piece.word, piece.last, piece.sentence)
        found = self._next(element, at, 0, at)
        return self._on(entry, *found) if found else None

    def _on(self, entry: int, used: Sequence[int], score: float) -> Match:
        pieces = [self.pieces[index] for index in used]
        first, last = min([piece.word for piece in pieces]), max([piece.last for piece in pieces])
        return Match(entry, tuple(sorted(used)), score, first, last, pieces[0].sentence)

    def _elsewhere(self, sequence: tuple[Element, ...], at: int, used: list[int]) -> tuple[list[int], float] | None:
        """The sequence in the same sentence, at most FAR pieces away, on pieces not yet used."""
        sentence = self.pieces[at].sentence
        for index in range(max(0, at - FAR), min(len(self.pieces), at + FAR)):
            if self.pieces[index].sentence == sentence and index not in used:
                found = self._run(sequence, index)
                if found and not set(found[0]) & set(used):
                    return found
        return None

    def _run(self, sequence: tuple[Element, ...], at: int) -> tuple[list[int], float] | None:
        """The sequence from piece `at` on: the pieces used and the lowest score."""
        used: list[int] = []
        score = 1.0
        index = at
        for number, element in enumerate(sequence):
            hit = self._next(element, index, element.gap if number else 0, at)
            if not hit:
                return None
            used += hit[0]
            score = min(score, hit[1])
            index = hit[0][-1] + 1
        return used, score

    def _next(self, element: Element, index: int, gap: int, start: int) -> tuple[list[int], float] | None:
        for at in range(index, min(index + gap + 1, len(self.pieces))):
            piece = self.pieces[at]
            if piece.sentence != self.pieces[start].sentence:
                return None
            if not gap and at > start and piece.clause != self.pieces[at - 1].clause:
                return None
            score = _best(element.words, piece.found)
            if score:
                return [at], score
            if not gap and at > start and piece.part and at + 1 < len(self.pieces) and self.pieces[at + 1].word == piece.word:
                score = _best(element.words, self.pieces[at + 1].found)
                if score:
                    return [at + 1], score
            pair = self.pairs.get(piece.word) if self.pairs and not piece.part else None
            if pair and at + 1 < len(self.pieces) and (score := _best(element.words, pair)):
                return [at, at + 1], score
        return None


def _best(words: frozenset[str], found: Scores) -> float:
    best = 0.0
    for word, score in found.items():
        if score > best and word in words:
            best = score
    return best
