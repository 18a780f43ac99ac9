"""Finding what an agreement says on a question: statements ranked by the words and word parts they share with it.

Words are compared whole and by overlapping four-letter parts, each weighted by how few statements have it, so that
inflected, compounded and misspelt words still find each other and small words weigh little. Half the score is how alike
the question is to the wordings of a statement, half how much of the question they cover together.
"""

from __future__ import annotations

import math
import re
import unicodedata
from array import array
from bisect import insort
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from operator import mul
from typing import NamedTuple

from rapidfuzz import fuzz, process

_WORD = re.compile(r"\w+")
_TAKEN_OUT = re.compile(r"\[[^\]\[]{1,30}\]")
"""What stands for a number or a name that was removed: it asks for nothing."""
_FOLD = str.maketrans("åäöéü", "aaoeu")
_LENGTH = 4
_SECOND = 0.4
"""How far a second wording closes what the best one leaves to a full likeness."""
_MISSPELT, _ALIKE, _NEAREST = 4, 80, 2
"""Letters from which an unknown word may be misspelt, how alike (0 to 100) a known one must be, and how many are taken."""
_GUESSED = 0.5
"""What a guessed word counts for."""
_CACHE, _LENGTHS, _WHOLE = 5_000, 64, 2_000
"""Words, lengths of words, and words with all that they add, of which is remembered what they mean to a search."""
_DIGITS, _ROUNDING = 4, 1e-4
"""Digits of a score, and more than rounding may add to it."""


@dataclass(frozen=True)
class Hit:
    """A statement found, and how well it fits the question (0 to 1)."""

    id: str
    score: float


class _Part(NamedTuple):
    """What a feature, or all features of a word together, adds at which places; and its part in the square of a length.

    The places are those of the wordings that have it, and of what the statements cover of a question.
    """

    square: float
    places: Sequence[int]
    added: array[float]


class _Word(NamedTuple):
    """The features of a word, what they add together, and what each feature of the words adds that it may stand for."""

    features: Sequence[str]
    whole: _Part
    guessed: Mapping[str, _Part]


class Index:
    """Texts by id, each with one or more wordings. Words in `aside`, as place names, say nothing about any of them."""

    def __init__(self, wordings: Iterable[tuple[str, str]], aside: Iterable[str] = ()) -> None:
        given: dict[str, list[list[str]]] = {}
        for identity, text in wordings:
            given.setdefault(identity, []).append(_words(text))
        self._aside = {word for name in aside for word in _words(name)}
        spans = list(_spans(map(len, given.values())))
        self._places = spans[-1].stop if spans else 0
        self._covers = {span.stop - 1: (span.start, identity) for span, identity in zip(spans, given, strict=True)}
        self._known = sorted({word for own in given.values() for words in own for word in words})
        self._adding = self._posted(spans, [[_features(words) for words in own] for own in given.values()])
        self._unknown = _part(math.log(1 + 2 * (len(spans) + 1)) ** 2, {})
        self._about = lru_cache(maxsize=_LENGTHS)(self._of_about)
        self._meant = lru_cache(maxsize=_CACHE)(self._meant_by)
        self._word = lru_cache(maxsize=_WHOLE)(self._of_word)

    def _posted(self, spans: Sequence[slice], documents: Sequence[Sequence[Iterable[str]]]) -> dict[str, _Part]:
        """What every feature adds, of statements given as the features of each of their wordings."""
        having: dict[str, list[int]] = {}
        for owner, own in enumerate(documents):
            for feature in frozenset[str]().union(*own):
                having.setdefault(feature, []).append(owner)
        weights = {f: math.log(1 + (len(spans) + 1) / (len(owners) + 0.5)) for f, owners in having.items()}
        added = {f: dict.fromkeys((spans[owner].stop - 1 for owner in owners), weights[f] ** 2) for f, owners in having.items()}
        for span, own in zip(spans, documents, strict=True):
            for place, features in enumerate(own, span.start):
                length = math.sqrt(sum(weights[feature] ** 2 for feature in features)) or 1.0
                for feature in features:
                    added[feature][place] = weights[feature] * weights[feature] / length
        return {feature: _part(weights[feature] ** 2, own) for feature, own in added.items()}

    def search(self, question: str, most: int = 8, least: float = 0.0) -> Sequence[Hit]:
        """The best statements first, each once; none whose score is lower than `least`."""
        found = [0.0] * self._places
        total = 0.0
        for square, places, added in self._sought(question):
            total += square
            for place, more in zip(places, added, strict=True):
                found[place] += more
        ranked = self._ranked(found, math.sqrt(total), most, least - _ROUNDING)
        hits = [Hit(identity, round(min(-less, 1.0), _DIGITS)) for less, identity in ranked]
        return [hit for hit in hits if hit.score >= least]

    def _ranked(self, found: Sequence[float], length: float, most: int, least: float) -> Sequence[tuple[float, str]]:
        """The best statements with their score, negated. Those that cover most come first, until none can be among the best."""
        ranked: list[tuple[float, str]] = []
        for cover in sorted(self._covers, key=found.__getitem__, reverse=True):
            covered = math.sqrt(found[cover]) / length if found[cover] else 0.0
            if not covered or _score(covered, covered, covered) < least:
                break
            first, identity = self._covers[cover]
            *_, second, best = sorted(found[first:cover])
            insort(ranked, (-_score(best / length, second / length, covered), identity))
            if len(ranked) >= most:
                del ranked[most:]
                least = max(least, -ranked[-1][0] - _ROUNDING)
        return ranked

    def _sought(self, question: str) -> Iterator[_Part]:
        """What the words of a question add, and the features of likely meant words, these less. No feature counts twice."""
        counted: set[str] = set()
        meant: dict[str, _Part] = {}
        for word in dict.fromkeys(_words(question)):
            features, whole, guessed = self._word(word)
            if counted.isdisjoint(features):
                yield whole
            else:
                yield from [self._adding.get(feature, self._unknown) for feature in features if feature not in counted]
            counted.update(features)
            for feature, part in guessed.items():
                meant[feature] = max(meant.get(feature, part), part)
        yield from [part for feature, part in meant.items() if feature not in counted]

    def _of_word(self, word: str) -> _Word:
        """What is known of a word that is sought."""
        if word in self._aside:
            return _Word((), _part(0.0, {}), {})
        shares: dict[str, float] = {}
        for known, share in self._meant(word):
            for feature in _parts(known):
                shares[feature] = max(shares.get(feature, 0.0), share)
        guessed = {feature: _lessened(self._adding[feature], share, self._covers) for feature, share in shares.items()}
        return _Word(_parts(word), self._whole(_parts(word)), guessed)

    def _whole(self, features: Iterable[str]) -> _Part:
        """What the features of a word add together."""
        square, added = 0.0, defaultdict[int, float](float)
        for part in (self._adding.get(feature, self._unknown) for feature in features):
            square += part.square
            for place, more in zip(part.places, part.added, strict=True):
                added[place] += more
        return _part(square, added)

    def _meant_by(self, word: str) -> Sequence[tuple[str, float]]:
        """Known words that an unknown one may be a misspelling or another form of, and what these count for."""
        if len(word) < _MISSPELT or f"^{word}$" in self._adding:
            return ()
        near = process.extract(word, self._about(len(word)), scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=_NEAREST)
        return [(known, _GUESSED * likeness / 100) for known, likeness, _ in near]

    def _of_about(self, length: int) -> Sequence[str]:
        """Known words that may be alike to one of that length: all letters of the shorter could not make up for more."""
        return [word for word in self._known if 200 * min(length, len(word)) >= _ALIKE * (length + len(word))]


def _spans(counts: Iterable[int]) -> Iterator[slice]:
    """Places for the wordings of every statement, for one more that is like nothing, so that there is a second best, and for
    what the statement covers.
    """
    yield from (slice(*ends) for ends in pairwise(accumulate((count + 2 for count in counts), initial=0)))


def _part(square: float, added: Mapping[int, float]) -> _Part:
    return _Part(square, tuple(added), array("d", added.values()))


def _lessened(part: _Part, share: float, covers: Container[int]) -> _Part:
    """What a feature adds that counts for a `share`: to likeness as much, to what is covered its square."""
    shares = (share * share if place in covers else share for place in part.places)
    return _Part(part.square * share * share, part.places, array("d", map(mul, part.added, shares)))


def _score(best: float, second: float, covered: float) -> float:
    """Half the likeness of the best wording with some of what the second best adds, half what all wordings cover."""
    return (best + _SECOND * second * (1 - best) + covered) / 2


def _words(text: str) -> list[str]:
    left = _TAKEN_OUT.sub(" ", text) if "[" in text else text
    return _WORD.findall(unicodedata.normalize("NFC", left).casefold().translate(_FOLD))


def _features(words: Iterable[str]) -> list[str]:
    """The features of words, each once."""
    return list(dict.fromkeys(feature for word in words for feature in _parts(word)))


@lru_cache(maxsize=_CACHE)
def _parts(word: str) -> Sequence[str]:
    """The word whole and its overlapping parts, each once."""
    padded = f"^{word}$"
    return tuple(dict.fromkeys([padded, *(padded[i : i + _LENGTH] for i in range(max(1, len(padded) - _LENGTH + 1)))]))
