"""Finding what an agreement says on a question: statements ranked by the words and word parts they share with it.

Words are compared whole and by overlapping four-letter parts, each weighted by how few statements have it, so that
inflected, compounded and misspelt words still find each other and small words weigh little. Half the score is how alike
the question is to the wordings of a statement, half how much of the question they cover together.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Hit:
    """A statement found, and how well it fits the question (0 to 1)."""

    id: str
    score: float


class Index:
    """Texts by id, each with one or more wordings. Words in `aside`, as place names, say nothing about any of them."""

    def __init__(self, wordings: Iterable[tuple[str, str]], aside: Iterable[str] = ()) -> None:
        given = [(identity, _words(text)) for identity, text in wordings]
        self._aside = {word for name in aside for word in _words(name)}
        self._ids = list(dict.fromkeys(identity for identity, _ in given))
        number = {identity: at for at, identity in enumerate(self._ids)}
        self._owners = [number[identity] for identity, _ in given]
        self._known = sorted({word for _, words in given for word in words})
        documents = [_features(words) for _, words in given]
        self._having: dict[str, set[int]] = defaultdict(set)
        for owner, features in zip(self._owners, documents, strict=True):
            for feature in features:
                self._having[feature].add(owner)
        self._unknown = math.log(1 + 2 * (len(self._ids) + 1))
        self._weight = {f: math.log(1 + (len(self._ids) + 1) / (len(having) + 0.5)) for f, having in self._having.items()}
        self._postings = self._posted(documents)

    def _posted(self, documents: Iterable[Iterable[str]]) -> dict[str, list[tuple[int, float]]]:
        """The wordings that have a feature, with its part in the length of each."""
        postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for number, features in enumerate(documents):
            weights = {feature: self._weight[feature] for feature in features}
            length = _length(weights)
            for feature, weight in weights.items():
                postings[feature].append((number, weight / length))
        return postings

    def search(self, question: str, most: int = 8) -> Sequence[Hit]:
        """The best statements first, each once."""
        sought = self._sought(question)
        length = _length(sought)
        covered: dict[int, float] = defaultdict(float)
        alike: dict[int, float] = defaultdict(float)
        for feature in sought.keys() & self._postings.keys():
            weight = sought[feature] / length
            for owner in self._having[feature]:
                covered[owner] += weight**2
            for number, part in self._postings[feature]:
                alike[number] += weight * part
        likeness = self._likeness(alike)
        scores = {self._ids[owner]: (likeness[owner] + math.sqrt(share)) / 2 for owner, share in covered.items()}
        ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
        return [Hit(identity, round(min(score, 1.0), 4)) for identity, score in ranked[:most]]

    def _likeness(self, alike: Mapping[int, float]) -> dict[int, float]:
        """By statement: the likeness of its best wording, and some of what the second best adds."""
        best: dict[int, float] = defaultdict(float)
        second: dict[int, float] = defaultdict(float)
        for number, score in alike.items():
            owner = self._owners[number]
            second[owner] = max(second[owner], min(best[owner], score))
            best[owner] = max(best[owner], score)
        return {owner: score + _SECOND * second[owner] * (1 - score) for owner, score in best.items()}

    def _sought(self, question: str) -> dict[str, float]:
        """The features of a question with their weights, those of likely meant words among them."""
        words = [word for word in _words(question) if word not in self._aside]
        shares = dict.fromkeys(_features(words), 1.0)
        for word, likeness in self._meant(words):
            for feature in _features([word]):
                shares[feature] = max(shares.get(feature, 0.0), _GUESSED * likeness)
        return {feature: share * self._weight.get(feature, self._unknown) for feature, share in shares.items()}

    def _meant(self, words: Iterable[str]) -> Iterator[tuple[str, float]]:
        """Known words that unknown ones may be misspellings or other forms of."""
        for word in words:
            if len(word) >= _MISSPELT and f"^{word}$" not in self._weight:
                near = process.extract(word, self._known, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=_NEAREST)
                yield from ((known, likeness / 100) for known, likeness, _ in near)


def _length(weights: Mapping[str, float]) -> float:
    return math.sqrt(sum(weight**2 for weight in weights.values())) or 1.0


def _words(text: str) -> list[str]:
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold().translate(_FOLD))


def _features(words: Iterable[str]) -> set[str]:
    features = set()
    for word in words:
        padded = f"^{word}$"
        features.add(padded)
        features.update(padded[i : i + _LENGTH] for i in range(max(1, len(padded) - _LENGTH + 1)))
    return features
