"""One written word -> the words of the lexicon that it may be: inflected, misspelt, or part of a compound."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.reading.forms import CACHE, SHORTEST, Endings, Near, fold, folds

LONGEST = 60
MIN_STEM = 3
MIN_HEAD = 3
MIN_REST = 3
LONG_PART = 5
MIN_JOINED = 9


@dataclass(frozen=True, slots=True)
class Found:
    """A lexicon word that a written word may be. `how`: exact, inflected, folded, fuzzy or part (of a compound)."""

    word: str
    how: str
    score: float


@dataclass(frozen=True, slots=True)
class Resolved:
    """All that one written word may be, and the parts when it is a compound of known words.

    `pieces` are the lexicon words of each part, or of the whole, with their scores; `ordinary` is a known everyday word.
    `compound` is one of which every part is known, and `best` the score of the lexicon word that is spelt best.
    """

    found: tuple[Found, ...] = ()
    parts: tuple[tuple[Found, ...], ...] = ()
    ordinary: bool = False
    pieces: tuple[Mapping[str, float], ...] = field(init=False)
    compound: bool = field(init=False)
    best: float = field(init=False)

    def __post_init__(self) -> None:
        pieces = ({item.word: item.score for item in piece} for piece in self.parts or (self.found,))
        object.__setattr__(self, "pieces", tuple(pieces))
        object.__setattr__(self, "compound", bool(self.parts) and all(self.parts))
        object.__setattr__(self, "best", max((item.score for item in self.found), default=0.0))

    def settled(self, least: float) -> bool:
        """Whether it is an everyday word, such a compound, or a lexicon word spelt better than `least`."""
        return self.ordinary or self.compound or self.best > least


@dataclass
class Vocabulary:
    """The words of the lexicon, indexed for lookup.

    `inflected` words are found with endings and misspelt, `exact` ones only as written, `rigid` ones inflected but
    never misspelt, `solid` ones never as part of a compound, `combining` ones may be. `ordinary` words are
    known to be no misspelling.
    """

    endings: tuple[str, ...]
    links: tuple[str, ...]
    inflected: frozenset[str] = frozenset()
    exact: frozenset[str] = frozenset()
    rigid: frozenset[str] = frozenset()
    solid: frozenset[str] = frozenset()
    ordinary: frozenset[str] = frozenset()
    combining: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self._endings = Endings(self.endings, MIN_STEM)
        self._links = Endings(self.links, MIN_STEM)
        self._stems: defaultdict[str, list[str]] = defaultdict(list)
        self._folded: defaultdict[str, list[str]] = defaultdict(list)
        self._alike: defaultdict[str, list[str]] = defaultdict(list)
        near = self._index()
        self._near = Near(dict.fromkeys(near))
        self._starts = {stem[:MIN_STEM] for stem in (*self._stems, *self.exact)}
        self._folded_starts = {stem[:MIN_STEM] for stem in self._folded}
        self._ordinary_stems = {stem for word in self.ordinary for stem in _stems(word)}
        self._joining = self.combining - self.solid
        self._heads = {stem[:MIN_HEAD] for word in self._joining for stem in _stems(word)}
        self.resolve = lru_cache(maxsize=CACHE)(self._resolve)
        self._whole = lru_cache(maxsize=CACHE)(self._written_together)

    def _index(self) -> list[str]:
        """Enters every word, by its stems and as it sounds. Returns those that may be misspelt, as they sound."""
        near = []
        inflected = sorted(self.inflected)
        for word, folded in zip(inflected, folds(inflected), strict=True):
            for stem in _stems(word):
                self._stems[stem].append(word)
            if word not in self.rigid:
                self._enter_folded(word, folded, _stems(folded))
                near += [folded] if len(word) >= SHORTEST else []
        exact = sorted(word for word in self.exact - self.inflected if len(word) > 3)
        for word, folded in zip(exact, folds(exact), strict=True):
            self._enter_folded(word, folded, (folded,))
        return near

    def _enter_folded(self, word: str, folded: str, stems: Iterable[str]) -> None:
        self._alike[folded].append(word)
        for stem in stems:
            self._folded[stem].append(word)

    def knows(self, word: str) -> bool:
        """Whether `word` (lower case) is a word of the lexicon, a compound of such words, or an ordinary one."""
        resolved = self.resolve(word)
        return resolved.ordinary or resolved.compound or any(item.how != "fuzzy" for item in resolved.found)

    def compound(self, one: str, two: str) -> dict[str, float]:
        """The lexicon words that two words make when written together; none when both are everyday words."""
        if self.is_ordinary(one) and self.is_ordinary(two):
            return {}
        return {item.word: item.score * 0.95 for item in self._whole(one + two) if len(item.word) > len(one) + 1}

    def joined(self, words: Sequence[str]) -> dict[str, float]:
        """The long lexicon words that three or more words make together."""
        whole = "".join(words)
        if len(whole) < MIN_JOINED or all(map(self.is_ordinary, words)):
            return {}
        return {item.word: item.score * 0.95 for item in self._whole(whole)}

    def is_ordinary(self, word: str) -> bool:
        """Whether `word` is a known everyday word, in any inflection."""
        return self.resolve(word).ordinary

    def _resolve(self, word: str) -> Resolved:
        stems = [word, *self._endings.stems(word)]
        ordinary = word in self.ordinary or not self._ordinary_stems.isdisjoint(stems)
        if len(word) > LONGEST:
            return Resolved(ordinary=ordinary)
        found = self._known(word, stems) or (() if word in self.ordinary else self._sounds_like(word))
        if found or ordinary:
            return Resolved(found, ordinary=ordinary)
        return self._guessed(word)

    def _guessed(self, word: str) -> Resolved:
        """What a word may be that is none as spelt, and no everyday one."""
        found = self._folded_like(word)
        parts = () if found else self._split(word)
        if found or (parts and all(parts)):
            return Resolved(found, parts)
        found = tuple(self._misspelt(word))
        return Resolved(found) if found else Resolved((), parts)

    def _written_together(self, word: str) -> tuple[Found, ...]:
        known = self._known(word, [word, *self._endings.stems(word)]) if word[:MIN_STEM] in self._starts else ()
        return known or self._folded_like(word)

    def _known(self, word: str, stems: Sequence[str]) -> tuple[Found, ...]:
        """The lexicon words that `word` is, as written or without an ending; `stems` are the word and what may be left."""
        found = [Found(word, "exact", 1.0)] if word in self.exact else []
        for stem in stems:
            for known in self._stems.get(stem, ()):
                if known == word:
                    found.append(Found(known, "exact", 1.0))
                elif stem != word:
                    found.append(Found(known, "inflected", 0.98))
        return tuple(found)

    def _sounds_like(self, word: str) -> tuple[Found, ...]:
        """Lexicon words that differ only in doubled letters, diacritics and spellings that sound the same."""
        folded = fold(word)
        return tuple(Found(known, "folded", 0.95) for known in self._alike.get(folded, ())) if len(folded) > 3 else ()

    def _folded_like(self, word: str) -> tuple[Found, ...]:
        folded = fold(word)
        if folded[:MIN_STEM] not in self._folded_starts:
            return ()
        bases = (folded, *self._endings.stems(folded))
        known = dict.fromkeys(known for base in bases for known in self._folded.get(base, ()) if len(known) > 3 or base == folded)
        return tuple(Found(word, "folded", 0.95) for word in known)

    def _split(self, word: str) -> tuple[tuple[Found, ...], ...]:
        """A compound as its known parts; an unknown part is an empty tuple. Both known is best, then the longest."""
        best: tuple[float, tuple[tuple[Found, ...], ...]] = (0, ())
        for at in range(2, len(word) - 1):
            head = self._head(word[at:])
            for stem in (word[:at], *self._links.stems(word[:at])):
                first = self._part(stem)
                value = _worth(stem if first else "", word[at:] if head else "", word)
                if value > best[0]:
                    best = (value, (first, head))
        return best[1]

    def _part(self, piece: str) -> tuple[Found, ...]:
        """A first part: as written, or shortened by its last vowel (skola -> skol)."""
        known = [word for word in self._stems.get(piece, ()) if word in self._joining]
        if piece in self.exact and piece in self._joining:
            known.append(piece)
        if not known and len(piece) > 4:
            known = [word for word in self._alike.get(fold(piece), ()) if word in self._joining]
        return tuple(Found(word, "part", 0.9) for word in dict.fromkeys(known))

    def _head(self, piece: str) -> tuple[Found, ...]:
        if len(piece) < MIN_HEAD:
            return ()
        known: list[str] = []
        if piece[:MIN_HEAD] in self._heads:
            found = self._known(piece, [piece, *self._endings.stems(piece)])
            known = [item.word for item in found if item.word in self._joining and len(item.word) >= MIN_HEAD]
        if not known and len(piece) > 7:
            alike = (item.word for item in self._folded_like(piece))
            known = [word for word in alike if word in self._joining and word in self.inflected]
        return tuple(Found(word, "part", 0.9) for word in dict.fromkeys(known))

    def _misspelt(self, word: str) -> Iterator[Found]:
        if len(word) < SHORTEST:
            return
        folded = fold(word)
        best: dict[str, float] = {}
        for candidate in dict.fromkeys((folded, *self._endings.stems(folded))):
            for stem, distance in self._close(candidate, candidate == folded):
                value = 0.9 - 0.1 * distance - (0.02 if candidate != folded else 0)
                best[stem] = max(best.get(stem, 0.0), value)
        top = max(best.values(), default=0.0)
        for stem in (stem for stem, value in best.items() if value == top):
            yield from (Found(known, "fuzzy", top) for known in self._folded.get(stem, ()))

    def _close(self, candidate: str, whole: bool) -> Iterator[tuple[str, int]]:
        """Stems of about the same length, first letter the same, that differ in few letters. Endings only off long words."""
        allowed = _allowed(len(candidate)) if whole or len(candidate) > SHORTEST else 0
        for length in range(len(candidate) - allowed, len(candidate) + allowed + 1) if allowed else ():
            stems = self._near.to(candidate, length, allowed)
            if not stems:
                continue
            for stem, distance, _ in process.extract(candidate, stems, scorer=OSA.distance, score_cutoff=allowed, limit=3):
                if stem[0] == candidate[0]:
                    yield stem, int(distance)


def _stems(word: str) -> tuple[str, ...]:
    """The word, and without its last vowel when it is long enough to lose it in inflection."""
    return (word, word[:-1]) if len(word) > 4 and word[-1] in "aeo" else (word,)


def _allowed(length: int) -> int:
    """How many letters may be wrong in a word of this length."""
    return 0 if length < SHORTEST else 1 if length < 10 else 2 if length < 14 else 3


def _worth(first: str, head: str, word: str) -> float:
    """How convincing a split is: two known parts, else one known part that is long beside the rest."""
    if first and len(head) >= LONG_PART:
        return 100 + len(first) + len(head)
    known = first or head
    rest = len(word) - len(known)
    if first:
        return len(first) if len(first) >= LONG_PART and rest >= MIN_REST else 0
    return len(head) if len(head) > LONG_PART and rest >= (2 if len(head) > LONG_PART + 2 else MIN_REST) else 0
