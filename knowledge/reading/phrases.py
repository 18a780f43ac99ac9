"""Finds the wordings of the lexicon in a text: an index from words to wordings, so the time follows the text, not the lexicon."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.reading.pattern import Element, Pattern
from knowledge.reading.tokens import Word
from knowledge.reading.words import Vocabulary

FAR = 60
Pairs = dict[int, dict[str, float]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A place in the text: a written word or a part of a compound, and the lexicon words it may be, with their score."""

    word: int
    last: int
    sentence: int
    clause: int
    found: dict[str, float]
    part: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A wording found: which entry, on which pieces, how well spelt, from which word to which."""

    entry: int
    pieces: tuple[int, ...]
    score: float
    first: int
    last: int
    sentence: int


def pieces_of(words: Sequence[Word], vocabulary: Vocabulary) -> list[Piece]:
    """The text as pieces; two words that make one lexicon word together count as that word too."""
    pieces: list[Piece] = []
    for at, word in enumerate(words):
        if not word.is_word:
            pieces.append(Piece(at, at, word.sentence, word.clause, {word.lower: 1.0}))
            continue
        resolved = vocabulary.resolve(word.lower)
        found = {item.word: item.score for item in resolved.found}
        if resolved.parts:
            for part in resolved.parts:
                scores = {item.word: item.score for item in part}
                pieces.append(Piece(at, at, word.sentence, word.clause, scores, part=True))
        else:
            if at == 0 or words[at - 1].clause != word.clause:
                found.update({"^" + known: score for known, score in found.items() if "^" + known in vocabulary.exact})
            pieces.append(Piece(at, at, word.sentence, word.clause, found))
    return pieces


def joined(words: Sequence[Word], vocabulary: Vocabulary) -> Pairs:
    """Lexicon words written apart («fall prevention»), by the position of their first half."""
    pairs: Pairs = {}
    for at in range(len(words) - 1):
        one, two = words[at], words[at + 1]
        if not (one.is_word and two.is_word) or one.clause != two.clause or len(one.lower) + len(two.lower) < 6:
            continue
        found = vocabulary.compound(one.lower, two.lower)
        if found:
            pairs[at] = found
    return pairs


def in_three(words: Sequence[Word], vocabulary: Vocabulary) -> list[Piece]:
    """Long lexicon words written as three («rygg märgs bråk»), each as a piece of its own."""
    found = []
    for at in range(len(words) - 2):
        three = words[at : at + 3]
        if all(word.is_word and len(word.lower) > 1 for word in three) and three[0].clause == three[2].clause:
            whole = vocabulary.joined([word.lower for word in three])
            if whole:
                found.append(Piece(at, at + 2, three[0].sentence, three[0].clause, whole))
    return found


class Finder:
    """Finds the patterns of numbered entries."""

    def __init__(self, patterns: Iterable[tuple[int, Pattern]]) -> None:
        self._by_word: dict[str, list[tuple[int, Pattern]]] = {}
        for entry, pattern in patterns:
            for word in pattern.sequences[0][0].words:
                self._by_word.setdefault(word, []).append((entry, pattern))

    def find(self, pieces: Sequence[Piece], pairs: Pairs) -> list[Match]:
        """Every match, in text order."""
        text = _Text(pieces, pairs)
        matches: dict[tuple[int, tuple[int, ...]], Match] = {}
        for at in range(len(pieces)):
            for word in text.words_at(at):
                for entry, pattern in self._by_word.get(word, ()):
                    match = text.match(entry, pattern, at)
                    if match and ((key := (entry, match.pieces)) not in matches or matches[key].score < match.score):
                        matches[key] = match
        return list(matches.values())


class _Text:
    def __init__(self, pieces: Sequence[Piece], pairs: Pairs) -> None:
        self.pieces = pieces
        self.pairs = pairs

    def words_at(self, at: int) -> Iterator[str]:
        yield from self.pieces[at].found
        if self.pairs and not self.pieces[at].part:
            yield from self.pairs.get(self.pieces[at].word, ())

    def match(self, entry: int, pattern: Pattern, at: int) -> Match | None:
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
        first = min(self.pieces[index].word for index in used)
        last = max(self.pieces[index].last for index in used)
        return Match(entry, tuple(sorted(used)), score, first, last, self.pieces[at].sentence)

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


def _best(words: frozenset[str], found: dict[str, float]) -> float:
    return max((found[word] for word in words & found.keys()), default=0.0)
