"""Finding the answered question that means the same as one just asked.

Words are compared by rapidfuzz, and weighted by how rarely staff and agreements use them. The score joins how much of a
stored wording the question says and how much of the question the entry says. Words foreign to each other lower it, since one
exchanged word often makes it another question. What all wordings of an entry share counts most.
"""

from __future__ import annotations

import math
import unicodedata
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from rapidfuzz import fuzz, process, utils

from knowledge.condition import ConditionError, Part, parse_clause
from knowledge.faq import FaqEntry
from knowledge.faq_when import Cases
from knowledge.loader import Knowledge

SURE = 0.62
"""From here a hit is the same question. In the tests no other question gets so far, not even one with a single word exchanged."""
SIMILAR = 0.25
"""From here a hit is worth showing among similar questions."""

_FOLD = str.maketrans("åäöéü", "aaoeu")
_STEM = 5
"""Letters by which words are counted together."""
_FUZZY, _ALIKE = 4, 80
"""Letters from which a word may be misspelt or inflected, and how alike (0 to 100) the other one must be."""
_PART, _WITHIN = 5, 0.9
"""Letters from which a word may be a part of a compound, and what that counts for."""
_STORED = 0.7
"""The share of the stored wording in the score; the rest is that of the question."""
_STRAY = 0.3
"""What a word counts for that only one of several wordings has."""
_FOREIGN = 0.4
"""How much two words that are foreign to each other take away at most."""
_CANDIDATES, _MOST_WORDS, _LONGEST = 20, 60, 40
"""Entries that are compared closely, words of a question that are read, and letters of a word."""


@dataclass(frozen=True)
class FaqHit:
    """An entry found, and how surely it is the same question (0 to 1)."""

    entry: FaqEntry
    score: float


class FaqIndex:
    """Answered questions of any counties; of those with the same id the first one.

    `left_out` are those whose county or condition the knowledge does not know: they are never found.
    """

    def __init__(self, entries: Iterable[FaqEntry], knowledge: Knowledge) -> None:
        unique = {entry.id: entry for entry in reversed(tuple(entries))}
        read = [(entry, _clause(entry, knowledge)) for entry in reversed(unique.values())]
        self.left_out = tuple(entry for entry, clause in read if clause is None)
        kept = [(entry, clause) for entry, clause in read if clause is not None]
        self._cases = Cases(knowledge, [clause for _, clause in kept])
        weights = _Weights(knowledge, [entry for entry, _ in kept])
        numbered: dict[str, list[tuple[int, FaqEntry]]] = defaultdict(list)
        for number, (entry, _) in enumerate(kept):
            numbered[entry.county].append((number, entry))
        self._counties = {county: _CountyIndex(own, weights, knowledge.places(county)) for county, own in numbered.items()}

    def find(self, text: str, county: str, said: Mapping[str, Part], most: int = 3) -> Sequence[FaqHit]:
        """The best entries of `county` for a masked question, best first, that can hold for what was `said` of the case."""
        if county not in self._counties:
            return ()
        case = self._cases.boxes(said)
        return self._counties[county].ranked(text, lambda number: self._cases.possible(number, case))[:most]


def _clause(entry: FaqEntry, knowledge: Knowledge) -> Mapping[str, Part] | None:
    if entry.county not in knowledge.counties.by_key:
        return None
    try:
        return parse_clause(entry.when, knowledge.facets)
    except ConditionError:
        return None


def _words(text: str) -> list[str]:
    """The words of a text, each once, cut where no word is as long."""
    words = utils.default_process(unicodedata.normalize("NFC", text)).translate(_FOLD).split()
    return list(dict.fromkeys(word[:_LONGEST] for word in words))


class _Weights:
    """What a word tells: the fewer wordings of the knowledge and of the entries have it, the more."""

    def __init__(self, knowledge: Knowledge, entries: Iterable[FaqEntry]) -> None:
        wordings = [w for s in knowledge.statements.values() for w in (s.text, *s.asked_as)]
        wordings += [entry.question for entry in entries]
        self._having = Counter(stem for wording in wordings for stem in {word[:_STEM] for word in _words(wording)})
        self._all = len(wordings)
        self.most = self._of(0)

    def __getitem__(self, word: str) -> float:
        return self._of(self._having[word[:_STEM]])

    def of_entry(self, entry: FaqEntry) -> list[dict[str, float]]:
        """The words of each wording with their weights: what only some of the wordings have is less essential."""
        wordings = [_words(wording) for wording in entry.wordings]
        having = Counter(stem for words in wordings for stem in {word[:_STEM] for word in words})
        others = len(wordings) - 1
        essence = {stem: _STRAY + (1 - _STRAY) * (number - 1) / others if others else 1.0 for stem, number in having.items()}
        return [{word: self[word] * essence[word[:_STEM]] for word in words} for words in wordings]

    def _of(self, having: int) -> float:
        return math.log(1 + self._all / (having + 0.5))


class _CountyIndex:
    """The entries of one county, each with its number in the whole."""

    def __init__(self, entries: Sequence[tuple[int, FaqEntry]], weights: _Weights, places: Iterable[str]) -> None:
        self._entries = entries
        self._weights = weights
        self._aside = {word for name in places for word in _words(name)}
        self._wordings = [weights.of_entry(entry) for _, entry in entries]
        self._words = [frozenset(word for wording in wordings for word in wording) for wordings in self._wordings]
        self._having: dict[str, list[int]] = defaultdict(list)
        for at, words in enumerate(self._words):
            for word in words:
                self._having[word].append(at)
        self._known = _Vocabulary(self._having)

    def ranked(self, text: str, wanted: Callable[[int], bool]) -> list[FaqHit]:
        """The entries that share words with the question and whose number is wanted, best first."""
        asked = {word: self._known.alike(word) for word in _words(text)[:_MOST_WORDS]}
        said: dict[str, float] = defaultdict(float)
        for alike in asked.values():
            for word, likeness in alike.items():
                said[word] = max(said[word], likeness)
        near = islice((at for at in self._near(said) if wanted(self._entries[at][0])), _CANDIDATES)
        hits = [FaqHit(self._entries[at][1], round(self._score(at, asked, said), 4)) for at in near]
        return sorted(hits, key=lambda hit: (-hit.score, hit.entry.id))

    def _near(self, said: Mapping[str, float]) -> list[int]:
        """The entries that share words with the question, those first that share what tells most."""
        shared: dict[int, float] = defaultdict(float)
        for word, likeness in said.items():
            weight = self._weights[word] * likeness
            for at in self._having[word]:
                shared[at] += weight
        return sorted(shared, key=lambda at: (-shared[at], at))

    def _score(self, at: int, asked: Mapping[str, Mapping[str, float]], said: Mapping[str, float]) -> float:
        own = self._words[at]
        met = {word: max((alike[w] for w in alike.keys() & own), default=0.0) for word, alike in asked.items()}
        aside = frozenset[str]() if own & self._aside else self._aside
        question = {word: self._weights[word] for word, likeness in met.items() if likeness or word not in aside}
        covered, foreign = _cover(question, met)
        best = 0.0
        for wording in self._wordings[at]:
            told, untold = _cover(wording, said)
            apart = math.sqrt(foreign * untold) / self._weights.most
            best = max(best, told**_STORED * covered ** (1 - _STORED) * (1 - _FOREIGN * apart))
        return best


def _cover(weights: Mapping[str, float], likeness: Mapping[str, float]) -> tuple[float, float]:
    """The share of what some words tell that is met, and the most that one of them tells without being met."""
    met = sum(weight * likeness.get(word, 0.0) for word, weight in weights.items())
    unmet = max((weight * (1 - likeness.get(word, 0.0)) for word, weight in weights.items()), default=0.0)
    return met / (sum(weights.values()) or 1.0), unmet


class _Vocabulary:
    """Known words, and which of them another word is like: equal, misspelt, inflected, or one a part of the other."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(words)
        self._listed = set(self._words)
        self._fuzzy = [word for word in self._words if len(word) >= _FUZZY]
        self._text = "\n".join(self._words)
        self._starts: list[int] = []
        start = 0
        for word in self._words:
            self._starts.append(start)
            start += len(word) + 1

    def alike(self, word: str) -> dict[str, float]:
        """The known words that are like `word`, with how alike they are (0 to 1)."""
        found = dict.fromkeys(self._joined(word), _WITHIN)
        if len(word) >= _FUZZY:
            for known, likeness, _ in process.extract(word, self._fuzzy, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=None):
                found[known] = max(found.get(known, 0.0), likeness / 100)
        if word in self._listed:
            found[word] = 1.0
        return found

    def _joined(self, word: str) -> Iterator[str]:
        """Known words that hold `word`, and those that it holds."""
        if len(word) < _PART:
            return
        at = self._text.find(word)
        while at >= 0:
            number = bisect_right(self._starts, at) - 1
            yield self._words[number]
            at = self._text.find(word, self._starts[number] + len(self._words[number]))
        for start in range(len(word) - _PART + 1):
            for end in range(start + _PART, len(word) + 1):
                if word[start:end] in self._listed:
                    yield word[start:end]
