"""Forms of a written word: how it sounds, what is left without its endings, and which known words are near it."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from operator import eq

CACHE = 20_000
"""Words whose forms and readings are remembered, of every kind."""

_LETTERS = str.maketrans("åäöéèëüáàæøñçčćšž", "aaoeeeuaaaonccc" + "sz")
_SOUNDS = (
    *(("sch", "sj"), ("stj", "sj"), ("skj", "sj"), ("hj", "j"), ("dj", "j"), ("lj", "j"), ("gj", "j"), ("ck", "k")),
    *(("ch", "k"), ("ph", "f"), ("th", "t"), ("qu", "kv"), ("x", "ks"), ("w", "v"), ("z", "s"), ("q", "k")),
)
_SOUNDING = re.compile("|".join(spelt for spelt, _ in _SOUNDS))
_END = 2
"""Letters at the beginning or the end that two words share when one letter is wrong and neither is shorter than SHORTEST."""
SHORTEST = 5


_Ends = Mapping[str, Sequence[int]]


@lru_cache(maxsize=CACHE)
def fold(word: str) -> str:
    """Without diacritics, doubled letters and spellings that sound the same."""
    folded = word.translate(_LETTERS)
    if _SOUNDING.search(folded):
        for spelt, sound in _SOUNDS:
            if spelt in folded:
                folded = folded.replace(spelt, sound)
    return "".join([ch for ch, _ in groupby(folded)]) if any(map(eq, folded, folded[1:])) else folded


def folds(words: Sequence[str]) -> list[str]:
    """Each of `words`, of which none holds a new line, as `fold` makes it: all in one text, which is much faster."""
    folded = "\n".join(words).translate(_LETTERS)
    for spelt, sound in _SOUNDS:
        folded = folded.replace(spelt, sound)
    for letter in set(folded) - {"\n"}:
        while letter * 2 in folded:
            folded = folded.replace(letter * 2, letter)
    return folded.split("\n") if words else []


class Endings:
    """Endings, looked up by their last letter and length. At least `least` letters must be left without one."""

    def __init__(self, endings: Iterable[str], least: int) -> None:
        self._place = {ending: place for place, ending in enumerate(dict.fromkeys(endings))}
        self._lengths: dict[str, set[int]] = {}
        for ending in self._place:
            self._lengths.setdefault(ending[-1:], set()).add(len(ending))
        self._least = least

    def of(self, word: str) -> list[str]:
        """The endings that `word` has, in the order they were given."""
        room = len(word) - self._least
        found = [end for length in self._lengths.get(word[-1:], ()) if length <= room and (end := word[-length:]) in self._place]
        return sorted(found, key=self._place.__getitem__) if len(found) > 1 else found

    def stems(self, word: str) -> list[str]:
        """`word` without each of those endings."""
        return [word[: -len(ending)] for ending in self.of(word)]


class Near:
    """Words by length, of which only some can be a misspelling of a given one."""

    def __init__(self, words: Iterable[str]) -> None:
        self._by_length: defaultdict[int, list[str]] = defaultdict(list)
        for word in words:
            self._by_length[len(word)].append(word)
        self._by_end: dict[int, tuple[_Ends, _Ends]] = {}

    def to(self, word: str, length: int, wrong: int) -> Sequence[str]:
        """Words of that length, in the order given: all that differ from `word` in `wrong` letters, and others.

        One letter wrong, missing, too many or two changed about leave the beginning or the end of a word as it is.
        """
        words = self._by_length.get(length, ())
        if wrong != 1 or min(len(word), length) < SHORTEST or not words:
            return words
        begun, ended = self._ends(length, words)
        places = {*begun.get(word[:_END], ()), *ended.get(word[-_END:], ())}
        return [words[place] for place in sorted(places)]

    def _ends(self, length: int, words: Sequence[str]) -> tuple[_Ends, _Ends]:
        """The places of `words`, which are all of that length, by their beginning and by their end; made when first wanted."""
        known = self._by_end.get(length)
        if known is None:
            begun, ended = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
            for place, word in enumerate(words):
                begun[word[:_END]].append(place)
                ended[word[-_END:]].append(place)
            known = self._by_end[length] = (begun, ended)
        return known
