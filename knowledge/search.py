"""Finding what an agreement says on a question: statements ranked by the words and word parts they share with it.

Words are compared whole and by overlapping four-letter parts, each weighted by how few statements have it, so that
inflected, compounded and misspelt words still find each other and small words weigh little. Half the score is how alike
the question is to the wordings of a statement, half how much of the question they cover together.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import NamedTuple

from rapidfuzz import fuzz, process

_WORD = re.compile(r"\w+")
_FOLD = str.maketrans("åäöéü", "aaoeu")
_LENGTH = 4
_SECOND = 0.4
"""How far a second wording closes what the best one leaves to a full likeness."""
_MISSPELT, _ALIKE, _NEAREST = 4, 80, 2
"""Letters from which an unknown word may be misspelt, how alike (0 to 100) a known one must be, and how many are taken."""
_GUESSED = 0.5
"""What a guessed word counts for."""
_CACHE, _LENGTHS = 5_000, 64
"""Words, and lengths of words, whose part in a search is remembered."""


@dataclass(frozen=True)
class Hit:
    """A statement found, and how well it fits the question (0 to 1)."""

    id: str
    score: float


class _Posting(NamedTuple):
    """A feature: its weight, the statements that have it, and the wordings, with its part in the length of each."""

    weight: float
    owners: Sequence[int]
    wordings: list[tuple[int, float]]


class Index:
    """Texts by id, each with one or more wordings. Words in `aside`, as place names, say nothing about any of them."""

    def __init__(self, wordings: Iterable[tuple[str, str]], aside: Iterable[str] = ()) -> None:
        given: dict[str, list[list[str]]] = {}
        for identity, text in wordings:
            given.setdefault(identity, []).append(_words(text))
        self._aside = {word for name in aside for word in _words(name)}
        self._ids = list(given)
        self._spans = list(_spans(map(len, given.values())))
        self._known = sorted({word for own in given.values() for words in own for word in words})
        self._unknown = math.log(1 + 2 * (len(self._ids) + 1))
        self._postings = self._posted([[_features(words) for words in own] for own in given.values()])
        self._about = lru_cache(maxsize=_LENGTHS)(self._of_about)
        self._meant = lru_cache(maxsize=_CACHE)(self._meant_by)

    def _posted(self, documents: Sequence[Sequence[Iterable[str]]]) -> dict[str, _Posting]:
        """The postings of statements, given as the features of each of their wordings."""
        having: dict[str, list[int]] = {}
        for owner, own in enumerate(documents):
            for feature in frozenset[str]().union(*own):
                having.setdefault(feature, []).append(owner)
        count = len(self._ids) + 1
        postings = {f: _Posting(math.log(1 + count / (len(owners) + 0.5)), owners, []) for f, owners in having.items()}
        for span, own in zip(self._spans, documents, strict=True):
            for number, features in enumerate(own, span.start):
                length = math.sqrt(sum(postings[feature].weight ** 2 for feature in features)) or 1.0
                for feature in features:
                    postings[feature].wordings.append((number, postings[feature].weight / length))
        return postings

    def search(self, question: str, most: int = 8) -> Sequence[Hit]:
        """The best statements first, each once."""
        covered = [0.0] * len(self._ids)
        alike = [0.0] * (self._spans[-1].stop if self._spans else 0)
        total = 0.0
        for feature, share in self._sought(question).items():
            posting = self._postings.get(feature)
            weight = share * (posting.weight if posting else self._unknown)
            square = weight * weight
            total += square
            if posting:
                for owner in posting.owners:
                    covered[owner] += square
                for number, part in posting.wordings:
                    alike[number] += weight * part
        ranked = sorted(self._scored(alike, covered, math.sqrt(total)))
        return [Hit(identity, round(min(-less, 1.0), 4)) for less, identity in ranked[:most]]

    def _scored(self, alike: Sequence[float], covered: Sequence[float], length: float) -> Iterator[tuple[float, str]]:
        """Statements with their score, negated: half the likeness of the best wording and some of what the second best adds."""
        for span, identity, share in zip(self._spans, self._ids, covered, strict=True):
            if share:
                *_, second, best = sorted(alike[span])
                likeness = best / length
                likeness += _SECOND * second / length * (1 - likeness)
                yield -(likeness + math.sqrt(share) / length) / 2, identity

    def _sought(self, question: str) -> dict[str, float]:
        """The features of a question and what each counts for, those of likely meant words less."""
        words = [word for word in _words(question) if word not in self._aside]
        shares = _features(words)
        for word in words:
            for known, share in self._meant(word):
                for part in _parts(known):
                    shares[part] = max(shares.get(part, 0.0), share)
        return shares

    def _meant_by(self, word: str) -> Sequence[tuple[str, float]]:
        """Known words that an unknown one may be a misspelling or another form of, and what these count for."""
        if len(word) < _MISSPELT or f"^{word}$" in self._postings:
            return ()
        near = process.extract(word, self._about(len(word)), scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=_NEAREST)
        return [(known, _GUESSED * likeness / 100) for known, likeness, _ in near]

    def _of_about(self, length: int) -> Sequence[str]:
        """Known words that may be alike to one of that length: all letters of the shorter could not make up for more."""
        return [word for word in self._known if 200 * min(length, len(word)) >= _ALIKE * (length + len(word))]


def _spans(counts: Iterable[int]) -> Iterator[slice]:
    """Numbers for the wordings of every statement, and for one more that is like nothing, so that there is a second best."""
    yield from (slice(*ends) for ends in pairwise(accumulate((count + 1 for count in counts), initial=0)))


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold().translate(_FOLD))


def _features(words: Iterable[str]) -> dict[str, float]:
    """The features of words, each counted whole."""
    return dict.fromkeys((part for word in words for part in _parts(word)), 1.0)


@lru_cache(maxsize=_CACHE)
def _parts(word: str) -> Sequence[str]:
    """The word whole and its overlapping parts."""
    padded = f"^{word}$"
    return (padded, *(padded[i : i + _LENGTH] for i in range(max(1, len(padded) - _LENGTH + 1))))
