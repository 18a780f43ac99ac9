"""Names of persons: beside a number, after a word such as «heter» or «ring», or a first name and a surname together."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import chain

from knowledge.lexicon import Masking
from knowledge.reading.digits import COORDINATION, PERSON, PHONE, Put, either

EMAIL = "e-post"
NAME = "namn"
Known = Callable[[str], bool]

_WORD = r"[^\W\d_]+(?:[-'’][^\W\d_]+){0,3}"
_CAPITAL = r"[A-ZÅÄÖÉÜØÆŠŽĆČĐŁŚÇÁÍÓÚ][^\W\d_]*(?:[-'’][^\W\d_]+){0,3}"
_HIDDEN = re.compile(rf"\[(?P<kind>{PERSON}|{COORDINATION}|{PHONE}|{EMAIL})\]")
_SEP = r"[\s,.:;(\-–]{0,4}"
_AFTER = re.compile(rf"^(?P<sep>[\s,:;()\-–]{{0,4}})(?P<name>{_CAPITAL}(?: {_CAPITAL}){{0,2}})")
_NEXT = re.compile(r" ([^\W\d_]+)")
_REACH = 80
_LONGEST_ABBREVIATION = 4


class NameMask:
    """Takes names out of texts whose numbers are taken out already.

    `known` tells what may be a word of the language or a place, `sure` what is one even after a first name; after a
    surname that is a place too, a word of `after` («kommun») says that the place is meant.
    """

    def __init__(self, words: Masking, known: Known, sure: Known, after: frozenset[str]) -> None:
        self.known, self.sure, self.after = known, sure, after
        self.first = frozenset(map(str.casefold, words.first_names))
        self.also_words, self.particles = frozenset(words.also_words), frozenset(words.particles)
        self.named_after = words.named_after
        self.surnames, self.endings = frozenset(map(str.casefold, words.surnames)), words.surname_endings
        self.titles, self.name_cues = words.titles, words.name_cues
        self.cue_words = _cue_words(words)
        self.calls = frozenset(cue.split(" ")[-1].casefold() for cue in (*words.phone_cues, *words.call_cues))
        self.cued = _cued_name((*words.name_cues, *words.titles, *words.phone_cues, *words.call_cues))
        self.before = _before((*words.number_words, *words.phone_cues, *words.last_four, *words.number_ends, *words.call_at))
        particle = rf"(?:{either(words.particles)} |[A-ZÅÄÖ]\. )?"
        self.capitals = re.compile(rf"\b{_CAPITAL}(?: {particle}{_CAPITAL}){{1,7}}")

    def hide(self, text: str, put: Put) -> str:
        """`text` without names."""
        text = self._beside_numbers(text, put)
        text = self.cued.sub(lambda found: self._after_cue(found, put), text)
        return self.capitals.sub(lambda found: self._full_names(found, put), text)

    def _beside_numbers(self, text: str, put: Put) -> str:
        parts: list[str] = []
        at = 0
        for found in _HIDDEN.finditer(text):
            surely = found["kind"] in (PHONE, EMAIL)
            start = max(at, found.start() - _REACH)
            parts += [text[at:start], self._name_before(text[start : found.start()], surely, put), found[0]]
            at = found.end()
            after = _AFTER.match(text[at : at + _REACH])
            if after and (hidden := self._name_after(after, surely, put)) != after[0]:
                parts.append(hidden)
                at += after.end()
        return "".join([*parts, text[at:]])

    def _name_before(self, text: str, surely: bool, put: Put) -> str:
        found = self.before.search(text)
        if not found:
            return text
        words = found["name"].split(" ")
        start = next((at for at in range(len(words)) if self._length(words[at:]) == len(words) - at), len(words))
        if not self._is_name(words[start:], surely):
            return text
        kept = "".join(f"{word} " for word in words[:start])
        return text[: found.start()] + kept + put(NAME) + found["sep"]

    def _name_after(self, found: re.Match[str], surely: bool, put: Put) -> str:
        words = found["name"].split(" ")
        count = self._length(words)
        if not self._is_name(words[:count], surely):
            return found[0]
        return found["sep"] + put(NAME) + _rest(words[count:])

    def _length(self, words: Sequence[str], following: str = "") -> int:
        """How many of the words, from the first on, can be of one name; after a first name a surname may be a word too."""
        named = False
        for count, word in enumerate(words):
            after = words[count + 1] if count + 1 < len(words) else following
            if self._first_name(word):
                named = True
            elif not (self._is_surname(word, words[count - 1], after) if named else self._name_word(word)):
                return count
        return len(words)

    def _is_surname(self, word: str, before: str, after: str) -> bool:
        """Whether `word`, after a first name, is a surname, though perhaps like a place, or an initial or «von»."""
        bare = word.casefold()
        if word in self.particles:
            return after[:1].isupper()
        if len(word.rstrip(".")) == 1:
            return word[0].isupper()
        if bare in self.surnames or bare.removesuffix("s") in self.surnames:
            return after.casefold() not in self.after
        if not word[:1].isupper():
            return self._name_word(word)
        return not (self._abbreviation(word) and not before.isupper()) and not self._means(word, self.sure)

    def _name_word(self, word: str) -> bool:
        return self._first_name(word) or (len(word) > 1 and not self._abbreviation(word) and not self._means(word, self.known))

    def _means(self, word: str, known: Known) -> bool:
        return word.casefold() in self.cue_words or known(word)

    def _abbreviation(self, word: str) -> bool:
        return word.isupper() and len(word) <= _LONGEST_ABBREVIATION

    def _is_name(self, words: Sequence[str], surely: bool = False) -> bool:
        """A known first name or, unless one is needed to be sure, capitalised words that are no other known words."""
        if any(self._first_name(word) for word in words):
            return True
        return not surely and all(word[:1].isupper() for word in words) and len(words) >= (1 if self.first else 2)

    def _after_cue(self, found: re.Match[str], put: Put) -> str:
        words = found["name"].split(" ")
        count = self._length(words, _next(found))
        cue = found["cue"].strip().rstrip(":.").casefold()
        last = cue.split(" ")[-1]
        title = last in self.titles
        if title and len(words) > 1 and any(self._name_word(word) for word in words[1:]):
            count = len(words)
        first = self._first_name(words[0])
        if not first and (last in self.calls or (count == 1 and title and cue not in self.name_cues)):
            return found[0]  # whom one rings may be an office too
        if not count or not (first or all(word[:1].isupper() for word in words[:count])):
            return found[0]
        return found["cue"] + put(NAME) + _rest(words[count:])

    def _full_names(self, found: re.Match[str], put: Put) -> str:
        words = found[0].split(" ")
        left: list[str] = []
        while words:
            count = self._full_length(words, _next(found))
            left.append(put(NAME) if count else words[0])
            words = words[count or 1 :]
        return " ".join(left)

    def _full_length(self, words: Sequence[str], following: str) -> int:
        """How many words a full name takes up, from the first on: none without a first name or the ending of a surname."""
        if following in self.named_after:
            return 0
        if self._first_name(words[0]):
            count = self._length(words, following)
            return count if count > 1 else 0
        named = len(words) > 1 and words[1].casefold().endswith(self.endings) and not self._means(words[1], self.known)
        return 2 if named and self.endings and not self._means(words[0], self.known) else 0

    def _first_name(self, word: str) -> bool:
        """A known first name, also as half of a double one or with an «s»; one that is a word too only with a capital."""
        lower = word.casefold()
        if lower in self.also_words:
            return word[:1].isupper()
        parts = {lower, *lower.split("-")} - self.also_words
        if word[:1].isupper():
            parts |= {part.removesuffix("s") for part in parts} - self.also_words
        return not self.first.isdisjoint(parts)


def _rest(words: Sequence[str]) -> str:
    return "".join(f" {word}" for word in words)


def _next(found: re.Match[str]) -> str:
    """The word after what was found, if it follows at once."""
    following = _NEXT.match(found.string, found.end())
    return following[1] if following else ""


def _cue_words(words: Masking) -> frozenset[str]:
    """Every word that speaks of names and numbers, and so is no name."""
    cues = (words.name_cues, words.titles, words.number_words, words.phone_cues, words.call_cues, words.call_at)
    told = (words.last_four, words.number_ends, words.last_four_between, words.months, words.labels, words.amounts)
    return frozenset(word.casefold() for phrase in chain(*cues, *told) for word in phrase.split(" "))


def _cued_name(cues: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?P<cue>(?:\b(?i:{either(cues)})\b[:.]? {{1,2}}){{1,3}})(?P<name>{_WORD}(?: {_CAPITAL}){{0,2}})")


def _before(cues: tuple[str, ...]) -> re.Pattern[str]:
    """A name right before a number, perhaps with words for the number between: «Karin Testsson pnr»."""
    cue = rf"(?i:{either(cues)})\b"
    word = rf"(?!{cue}){_WORD}"
    return re.compile(rf"\b(?P<name>{word}(?: {word}){{0,2}})(?P<sep>{_SEP}(?:\b{cue}{_SEP}){{0,4}})$")
