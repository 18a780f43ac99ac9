"""Finding what an agreement says on a question: statements ranked by the words and word parts they share with it.

Words are compared by their beginnings and by overlapping four-letter parts, each weighted by how rare it is, so that
inflected, compounded and misspelt words still find each other.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\w+")
_FOLD = str.maketrans("åäöéü", "aaoeu")
_LENGTH = 4


@dataclass(frozen=True)
class Hit:
    """A statement found, with the share of the question's weight that it covers (0 to 1)."""

    id: str
    score: float


class Index:
    """Texts by id, each with one or more wordings; a question is held against every wording and the best one counts."""

    def __init__(self, wordings: Iterable[tuple[str, str]]) -> None:
        self._owners: list[str] = []
        documents = []
        for identity, text in wordings:
            self._owners.append(identity)
            documents.append(_features(text))
        spread = Counter(feature for document in documents for feature in document)
        self._weight = {f: math.log(1 + (len(documents) + 1) / (count + 0.5)) for f, count in spread.items()}
        self._unknown = math.log(1 + 2 * (len(documents) + 1))
        self._norms = [math.sqrt(sum(self._weight[f] ** 2 for f in document)) or 1.0 for document in documents]
        self._postings: dict[str, list[int]] = {}
        for number, document in enumerate(documents):
            for feature in document:
                self._postings.setdefault(feature, []).append(number)

    def search(self, question: str, most: int = 8) -> Sequence[Hit]:
        """The best statements first, each once."""
        sought = _features(question)
        norm = math.sqrt(sum(self._weight.get(f, self._unknown / 2) ** 2 for f in sought)) or 1.0
        scores: dict[int, float] = {}
        for feature in sought & self._postings.keys():
            weight = self._weight[feature] ** 2
            for number in self._postings[feature]:
                scores[number] = scores.get(number, 0.0) + weight
        best: dict[str, float] = {}
        for number, score in scores.items():
            owner = self._owners[number]
            best[owner] = max(best.get(owner, 0.0), score / (norm * self._norms[number]))
        ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
        return [Hit(identity, round(score, 4)) for identity, score in ranked[:most]]


def _features(text: str) -> set[str]:
    words = _WORD.findall(unicodedata.normalize("NFC", text).casefold().translate(_FOLD))
    features = set()
    for word in words:
        padded = f"^{word}$"
        features.add(padded)
        features.update(padded[i : i + _LENGTH] for i in range(max(1, len(padded) - _LENGTH + 1)))
    return features
