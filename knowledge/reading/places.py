"""Municipalities and counties in a text: names, short forms, inhabitants, hospitals, misspelt too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from operator import itemgetter

from rapidfuzz import process
from rapidfuzz.distance import OSA

from knowledge.county import Counties
from knowledge.lexicon import Places
from knowledge.reading.forms import CACHE, SHORTEST, Endings, Near, fold, folds
from knowledge.reading.tokens import Word

LONGEST_NAME = 4
CORRECTED = 6
"""At most so many words stand between a place and the one that it is corrected to."""
LEAST_STEM, LEAST_BEFORE_HEAD = 3, 4
COMPOUND = 0.95
VOWELS = ({"a", "e"}, {"a", "o"}, {"o", "u"}, {"i", "y"}, {"e", "i"})


@dataclass(frozen=True, slots=True)
class Target:
    """What a name stands for: a county, and the municipality in it when the name is that of one."""

    county: str
    municipality: str | None = None
    nickname: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A place found, how surely, and the words it takes up."""

    target: Target
    first: int
    last: int
    score: float
    head: str = ""


class PlaceReader:
    """Finds places. A name that is also an everyday word needs a preposition, «kommun» or a capital within a sentence."""

    def __init__(self, counties: Counties, places: Places, ordinary: frozenset[str]) -> None:
        self.places = places
        self.ordinary = ordinary
        self.names = dict(_names(counties, places))
        self.careful = frozenset(map(str.lower, places.careful))
        self.before, self.after = frozenset(places.before), frozenset(places.after)
        self.origin, self.whole_county = frozenset(places.origin), frozenset(places.whole_county)
        self.heads = tuple(sorted(places.heads, key=len, reverse=True))
        self.correcting, self.not_correcting = _phrases(places.correcting), _phrases(places.not_correcting)
        self.denying = frozenset(places.denying)
        self.first_words = {name.split()[0] for name in self.names if " " in name}
        self.folded: dict[str, list[str]] = {}
        names = sorted(self.names.keys() - self.careful)
        for name, *folded in zip(names, folds(names), folds([name.replace("ä", "e") for name in names]), strict=True):
            for written in dict.fromkeys(folded):
                self.folded.setdefault(written, []).append(name)
        self.near = Near(name for name in self.folded if len(name) >= SHORTEST)
        home = frozenset(places.home)
        self.short = [name for name in self.folded if 4 <= len(name) <= 5 and self.names[self.folded[name][0]].county in home]
        self.whole = {fold(name.replace(" ", "").replace("-", "")): name for name in self.names if {" ", "-"} & set(name)}
        self.near_whole = Near(self.whole)
        self.endings = Endings(places.endings, LEAST_STEM)
        self.compounding = Endings(self.heads, LEAST_BEFORE_HEAD)
        self.spelt = lru_cache(maxsize=CACHE)(self._spelt)
        self.compound = lru_cache(maxsize=CACHE)(self._compound)
        self.whole_name = lru_cache(maxsize=CACHE)(self._whole_name)

    def knows(self, word: str) -> bool:
        """Whether `word` is, or may be a misspelling of, a place."""
        return bool(self.spelt(word.lower(), True))

    def names_one(self, word: str) -> bool:
        """Whether `word` is a place as it is spelt, though perhaps without the dots of its letters."""
        return bool(self.spelt(word.lower(), False))

    def read(self, words: Sequence[Word], taken: frozenset[int]) -> list[Place]:
        """Every place, in text order. Words in `taken` mean something else and count only when spelt as a place."""
        found: list[Place] = []
        at = 0
        while at < len(words):
            place = self._at(words, at, taken) if words[at].is_word else None
            if place:
                found.append(place)
            at = place.last + 1 if place else at + 1
        return found

    def meant(self, words: Sequence[Word], places: Sequence[Place]) -> tuple[list[Place], frozenset[int]]:
        """Those of `places` that are not taken back («Täby, nej, Nacka»), and where the words stand that take back."""
        lower = [word.lower for word in words]
        kept, turns = list(places), set[int]()
        for one, two in pairwise(places):
            between = lower[one.last + 1 : two.first]
            if len(between) <= CORRECTED and _stands(self.correcting, between) and not _stands(self.not_correcting, between):
                kept = [place for place in kept if place.first >= two.first]
                turns.update(range(one.last + 1, two.first))
        held = [place for place in kept if not self._denied(lower, place)]
        return held or kept, frozenset(turns)

    def _denied(self, lower: Sequence[str], place: Place) -> bool:
        """«inte Nässjö», «inte i Nässjö»."""
        near = lower[max(0, place.first - 2) : place.first]
        return bool(near) and (near[-1] in self.denying or (near[-1] in self.before and near[0] in self.denying))

    def _at(self, words: Sequence[Word], at: int, taken: frozenset[int]) -> Place | None:
        longest = min(LONGEST_NAME, len(words) - at) if words[at].lower in self.first_words else 1
        for length in range(longest, 0, -1):
            if words[at + length - 1].sentence != words[at].sentence:
                continue
            name = " ".join([word.lower for word in words[at : at + length]]) if length > 1 else words[at].lower
            found = self.spelt(name, length == 1 and at not in taken)
            if found and found[1] < COMPOUND and (made := self._made_with_head(words, at)):
                return made
            if found and self._plausible(words, at, length):
                place = self._place(words, at, length, *found)
                head = next((head for head in self.heads if name.endswith(head)), "") if found[1] == COMPOUND else ""
                return replace(place, head=head)
        return self._made_with_head(words, at) or self._apart(words, at) or (None if at in taken else self._short(words, at))

    def _made_with_head(self, words: Sequence[Word], at: int) -> Place | None:
        compound = self.compound(words[at].lower)
        return Place(compound[0], at, at, COMPOUND, compound[1]) if compound else None

    def _compound(self, word: str) -> tuple[Target, str] | None:
        """«Kalmarplanen», «dalabilderna»: a place and a word that such names are made with."""
        for head in self.compounding.of(word):
            name = next((base for base in self._bases(word[: -len(head)]) if base in self.names), None)
            if name:
                return self.names[name], head
        return None

    def _apart(self, words: Sequence[Word], at: int) -> Place | None:
        """«smedje backen»: a name written as two words that are no names themselves."""
        if at + 1 >= len(words) or words[at + 1].clause != words[at].clause or not words[at + 1].is_word:
            return None
        name = words[at].lower + words[at + 1].lower
        if min(len(words[at].lower), len(words[at + 1].lower)) < 2 or len(name) < 6 or name in self.careful:
            return None
        found = self.whole_name(name)
        return Place(found, at, at + 1, 0.9) if found else None

    def _whole_name(self, name: str) -> Target | None:
        """What a name stands for that was written as two words, perhaps with a letter wrong when it is a long one."""
        folded = fold(name)
        found = self.names.get(name) or (self.names[known[0]] if (known := self.folded.get(folded)) else None)
        if not found and len(name) > 8:
            near = min(_nearest(folded, self.near_whole, 1), key=itemgetter(1), default=None)
            found = self.names[self.whole[near[0]]] if near and near[0][0] == name[0] else None
        return found

    def _short(self, words: Sequence[Word], at: int) -> Place | None:
        """«faln», «i ekjö»: a short name with a letter left out or two changed about, where a place would stand."""
        word = words[at]
        ends = at + 1 == len(words) or words[at + 1].clause != word.clause
        cued = at > 0 and (words[at - 1].lower in self.before or ends)
        if not cued or word.lower in self.ordinary or not 3 < len(word.lower) < 6:
            return None
        written = fold(word.lower)
        near = (name for name in self.short if name[0] == written[0] and OSA.distance(name, written, score_cutoff=1) == 1)
        near = (name for name in near if self.folded[name][0][0] == word.lower[0])
        alike = [name for name in near if len(name) > len(written) or sorted(name) == sorted(written)]
        found = {self.names[self.folded[name][0]] for name in alike}
        return Place(found.pop(), at, at, 0.7) if len(found) == 1 else None

    def _place(self, words: Sequence[Word], at: int, length: int, name: str, score: float) -> Place:
        target = self.names[name]
        last = at + length - 1
        if last + 1 < len(words) and words[last + 1].lower in self.whole_county and target.municipality:
            target = Target(target.county)
        if at and words[at - 1].lower in self.origin:
            score -= 0.3
        return Place(target, at, last, score)

    def _plausible(self, words: Sequence[Word], at: int, length: int) -> bool:
        """Names that are everyday words need something that speaks for a place."""
        if length > 1:
            return True
        word = words[at]
        cued = (at > 0 and words[at - 1].lower in self.before) or (at + 1 < len(words) and words[at + 1].lower in self.after)
        if word.lower in self.careful:
            inside = at > 0 and words[at - 1].sentence == word.sentence
            ends = at + 1 == len(words) or words[at + 1].clause != word.clause or not words[at + 1].is_word
            alone = ends and at > 0 and words[at - 1].clause != word.clause
            return cued or alone or (word.text[0].isupper() and (inside or ends))
        return True

    def _spelt(self, name: str, fuzzy: bool) -> tuple[str, float] | None:
        """The known name that `name` is, with its certainty."""
        for base in self._bases(name):
            if base in self.names:
                return base, 1.0
        if name in self.ordinary or len(name) < 4:
            return None
        for at in range(5, len(name) - 5):
            if name[at] == "s" and name[:at] in self.names and name[:at] not in self.careful:
                return name[:at], COMPOUND
        for base in self._bases(fold(name)):
            if base in self.folded and len(base) > 3 and (fuzzy or (len(base) > 5 and name.isascii())):
                return self.folded[base][0], 0.9
        return self._misspelt(name) if fuzzy and " " not in name and len(name) > 4 else None

    def _bases(self, name: str) -> tuple[str, ...]:
        return (name, *self.endings.stems(name))

    def _misspelt(self, name: str) -> tuple[str, float] | None:
        folded = fold(name)
        best: tuple[str, float] | None = None
        for candidate in dict.fromkeys(self._bases(folded)):
            allowed = 1 if len(candidate) < 9 else 2
            if len(candidate) < (SHORTEST if candidate == folded else SHORTEST + 1):
                continue
            for near, distance in _nearest(candidate, self.near, allowed):
                if _slip(candidate, near) and (best is None or 0.85 - 0.1 * distance > best[1]):
                    best = (self.folded[near][0], 0.85 - 0.1 * distance)
        return best


def _nearest(written: str, near: Near, allowed: int) -> Iterator[tuple[str, int]]:
    """Of every length the name that is nearest to what is written, and how many letters are wrong, if not too many."""
    for length in range(len(written) - allowed, len(written) + allowed + 1):
        names = near.to(written, length, allowed)
        hit = process.extractOne(written, names, scorer=OSA.distance, score_cutoff=allowed) if names else None
        if hit:
            yield hit[0], int(hit[1])


def _slip(written: str, name: str) -> bool:
    """A short word is taken for a misspelt name only when letters are missing, have changed places, or the last is wrong."""
    longer = len(written) > 5 or len(name) > len(written) or _same_but_vowel(written, name)
    return written[0] == name[0] and (longer or sorted(written) == sorted(name) or written[:-1] == name[:-1])


def _same_but_vowel(written: str, name: str) -> bool:
    """«nesjö» for Nässjö: one vowel taken for another that sounds alike."""
    differ = [{one, two} for one, two in zip(written, name, strict=False) if one != two]
    return len(written) == len(name) and len(differ) == 1 and differ[0] in VOWELS


def _names(counties: Counties, places: Places) -> Iterator[tuple[str, Target]]:
    """Every known name; a municipality wins over its county of the same name, a nickname adds to both."""
    for county in counties.counties:
        for name in (county.name, county.short, county.region):
            yield name.lower().replace("-", " "), Target(county.key)
    for nickname in places.nicknames:
        yield from ((word.lower(), _target(nickname.county, nickname.municipality, counties)) for word in nickname.words)
    for code, municipality in counties.by_code.items():
        for name in {municipality.name.lower(), municipality.name.lower().replace("-", " ")}:
            yield name, Target(municipality.county, code)


def _target(county: str | None, code: str | None, counties: Counties) -> Target:
    if code and code in counties.by_code:
        return Target(counties.by_code[code].county, code, nickname=True)
    return Target(county or "", nickname=True)


def _phrases(wordings: Sequence[str]) -> tuple[str, ...]:
    return tuple(f" {wording.lower()} " for wording in wordings)


def _stands(phrases: Sequence[str], lower: Sequence[str]) -> bool:
    text = f" {' '.join(lower)} "
    return any(phrase in text for phrase in phrases)


def several(places: Sequence[Place]) -> bool:
    """Whether places of more than one county are surely named: which one is meant cannot be told."""
    return len({place.target.county for place in places if place.score >= 0.85}) > 1


def chosen(places: Sequence[Place]) -> Place | None:
    """The place that the question is about: the surest, the first of equals, with the municipality when one is named."""
    if not places:
        return None
    if several(places):
        return None
    best = max(places, key=lambda place: (place.score >= 0.9, place.score, place.target.municipality is not None, -place.first))
    named = [p for p in places if p.target.county == best.target.county and p.target.municipality and p.score >= 0.6]
    named.sort(key=lambda place: place.target.nickname)
    return named[0] if named else best
