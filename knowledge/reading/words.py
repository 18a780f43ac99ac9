"""One written word -> the words of the lexicon that it may be: inflected, misspelt, or part of a compound."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

CACHE = 20_000
LONGEST = 60
MIN_INFLECTED = 4
MIN_PART = 4
MIN_REST = 3
LONG_PART = 5
MIN_JOINED = 9

_LETTERS = str.maketrans("åäöéèëüáàæøñçčćšž", "aaoeeeuaaaonccc" + "sz")
_SOUNDS = (
    *(("sch", "sj"), ("stj", "sj"), ("skj", "sj"), ("hj", "j"), ("dj", "j"), ("lj", "j"), ("gj", "j"), ("ck", "k")),
    *(("ch", "k"), ("ph", "f"), ("th", "t"), ("qu", "kv"), ("x", "ks"), ("w", "v"), ("z", "s"), ("q", "k")),
)


@dataclass(frozen=True, slots=True)
class Found:
    """A lexicon word that a written word may be. `how`: exact, inflected, folded, fuzzy or part (of a compound)."""

    word: str
    how: str
    score: float


@dataclass(frozen=True, slots=True)
class Resolved:
    """All that one written word may be, and the parts when it is a compound of known words."""

    found: tuple[Found, ...] = ()
    parts: tuple[tuple[Found, ...], ...] = ()


def fold(word: str) -> str:
    """Without diacritics, doubled letters and spellings that sound the same."""
    folded = word.translate(_LETTERS)
    for spelt, sound in _SOUNDS:
        if spelt in folded:
            folded = folded.replace(spelt, sound)
    return "".join(ch for at, ch in enumerate(folded) if at == 0 or ch != folded[at - 1])


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
    _stems: dict[str, list[str]] = field(default_factory=dict)
    _folded: dict[str, list[str]] = field(default_factory=dict)
    _by_length: dict[int, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for word in sorted(self.inflected):
            for stem in _stems(word):
                self._stems.setdefault(stem, []).append(word)
            if word not in self.rigid:
                for stem in _stems(fold(word)):
                    self._folded.setdefault(stem, []).append(word)
        for word in sorted(self.exact):
            if len(word) > 3 and word not in self.inflected:
                self._folded.setdefault(fold(word), []).append(word)
        for stem in {fold(word) for word in self.inflected - self.rigid if len(word) >= 5}:
            self._by_length.setdefault(len(stem), []).append(stem)
        self._ordinary_stems = {stem for word in self.ordinary for stem in _stems(word)}
        self.resolve = lru_cache(maxsize=CACHE)(self._resolve)

    def knows(self, word: str) -> bool:
        """Whether `word` (lower case) is a word of the lexicon, a compound of such words, or an ordinary one."""
        resolved = self.resolve(word)
        known = any(item.how != "fuzzy" for item in resolved.found) or (bool(resolved.parts) and all(resolved.parts))
        return known or self.is_ordinary(word)

    def compound(self, one: str, two: str) -> dict[str, float]:
        """The lexicon words that two words make when written together; none when both are everyday words."""
        if self.is_ordinary(one) and self.is_ordinary(two):
            return {}
        found = tuple(self._known(one + two)) or tuple(self._folded_like(one + two))
        return {item.word: item.score * 0.95 for item in found if len(item.word) > len(one) + 1}

    def joined(self, words: Sequence[str]) -> dict[str, float]:
        """The long lexicon words that three or more words make together."""
        whole = "".join(words)
        if len(whole) < MIN_JOINED or all(self.is_ordinary(word) for word in words):
            return {}
        found = tuple(self._known(whole)) or tuple(self._folded_like(whole))
        return {item.word: item.score * 0.95 for item in found}

    def is_ordinary(self, word: str) -> bool:
        """Whether `word` is a known everyday word, in any inflection."""
        return word in self.ordinary or any(base in self._ordinary_stems for base in self._bases(word))

    def _resolve(self, word: str) -> Resolved:
        if len(word) > LONGEST:
            return Resolved()
        found = tuple(self._known(word)) or (() if word in self.ordinary else tuple(self._sounds_like(word)))
        if found or self.is_ordinary(word):
            return Resolved(found)
        found = tuple(self._folded_like(word))
        parts = () if found else self._split(word)
        if found or (parts and all(parts)):
            return Resolved(found, parts)
        found = tuple(self._misspelt(word))
        return Resolved(found) if found else Resolved((), parts)

    def _known(self, word: str) -> Iterator[Found]:
        if word in self.exact:
            yield Found(word, "exact", 1.0)
        for base in self._bases(word):
            for known in self._stems.get(base, ()):
                if base == word and known != word:
                    continue
                yield Found(known, "exact" if known == word else "inflected", 1.0 if known == word else 0.98)

    def _sounds_like(self, word: str) -> Iterator[Found]:
        """Lexicon words that differ only in doubled letters, diacritics and spellings that sound the same."""
        folded = fold(word)
        for known in self._folded.get(folded, ()) if len(folded) > 3 else ():
            if fold(known) == folded:
                yield Found(known, "folded", 0.95)

    def _folded_like(self, word: str) -> Iterator[Found]:
        folded = fold(word)
        seen = set()
        for base in (folded, *self._bases(folded)):
            for known in self._folded.get(base, ()):
                if known not in seen and (len(known) > 3 or base == folded):
                    seen.add(known)
                    yield Found(known, "folded", 0.95)

    def _bases(self, word: str) -> Iterator[str]:
        yield word
        for ending in self.endings:
            if word.endswith(ending) and len(word) - len(ending) >= MIN_INFLECTED - 1:
                yield word[: -len(ending)]

    def _split(self, word: str) -> tuple[tuple[Found, ...], ...]:
        """A compound as its known parts; an unknown part is an empty tuple. Both known is best, then the longest."""
        best: tuple[float, tuple[tuple[Found, ...], ...]] = (0, ())
        for at in range(2, len(word) - 1):
            head = self._head(word[at:])
            for stem in self._first_parts(word[:at]):
                first = self._part(stem)
                value = _worth(stem if first else "", word[at:] if head else "", word)
                if value > best[0]:
                    best = (value, (first, head))
        return best[1]

    def _first_parts(self, piece: str) -> Iterator[str]:
        yield piece
        for link in self.links:
            if piece.endswith(link) and len(piece) - len(link) >= 3:
                yield piece[: -len(link)]

    def _part(self, piece: str) -> tuple[Found, ...]:
        """A first part: as written, or shortened by its last vowel (skola -> skol)."""
        known = [word for word in self._stems.get(piece, ()) if self._combines(word)]
        if piece in self.exact and self._combines(piece):
            known.append(piece)
        if not known and len(piece) > 4:
            folded = fold(piece)
            known = [word for word in self._folded.get(folded, ()) if fold(word) == folded and self._combines(word)]
        return tuple(Found(word, "part", 0.9) for word in dict.fromkeys(known))

    def _combines(self, word: str) -> bool:
        return word in self.combining and word not in self.solid

    def _head(self, piece: str) -> tuple[Found, ...]:
        if len(piece) < MIN_PART - 1:
            return ()
        known = [found.word for found in self._known(piece) if self._combines(found.word) and len(found.word) >= 3]
        if not known and len(piece) > 7:
            alike = (found.word for found in self._folded_like(piece))
            known = [word for word in alike if self._combines(word) and word in self.inflected]
        return tuple(Found(word, "part", 0.9) for word in dict.fromkeys(known))

    def _misspelt(self, word: str) -> Iterator[Found]:
        if len(word) < 5:
            return
        folded = fold(word)
        best: dict[str, float] = {}
        for candidate in dict.fromkeys((folded, *self._bases(folded))):
            for stem, distance in self._close(candidate, candidate == folded):
                value = 0.9 - 0.1 * distance - (0.02 if candidate != folded else 0)
                best[stem] = max(best.get(stem, 0.0), value)
        top = max(best.values(), default=0.0)
        for stem in (stem for stem, value in best.items() if value == top):
            yield from (Found(known, "fuzzy", top) for known in self._folded.get(stem, ()))

    def _close(self, candidate: str, whole: bool) -> Iterator[tuple[str, int]]:
        """Stems of about the same length, first letter the same, that differ in few letters. Endings only off long words."""
        allowed = _allowed(len(candidate)) if whole or len(candidate) > 5 else 0
        for length in range(len(candidate) - allowed, len(candidate) + allowed + 1) if allowed else ():
            stems = self._by_length.get(length, ())
            for stem, distance, _ in process.extract(candidate, stems, scorer=OSA.distance, score_cutoff=allowed, limit=3):
                if stem[0] == candidate[0]:
                    yield stem, int(distance)


def _stems(word: str) -> Iterable[str]:
    """The word, and without its last vowel when it is long enough to lose it in inflection."""
    return (word, word[:-1]) if len(word) > 4 and word[-1] in "aeo" else (word,)


def _allowed(length: int) -> int:
    """How many letters may be wrong in a word of this length."""
    return 0 if length < 5 else 1 if length < 10 else 2 if length < 14 else 3


def _worth(first: str, head: str, word: str) -> float:
    """How convincing a split is: two known parts, else one known part that is long beside the rest."""
    if first and len(head) >= LONG_PART:
        return 100 + len(first) + len(head)
    known = first or head
    rest = len(word) - len(known)
    if first:
        return len(first) if len(first) >= LONG_PART and rest >= MIN_REST else 0
    return len(head) if len(head) > LONG_PART and rest >= (2 if len(head) > LONG_PART + 2 else MIN_REST) else 0
