"""What is denied, compared with, or unsure: which words lie within the reach of a negator."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from knowledge.lexicon import Negation
from knowledge.reading.tokens import Word

TURNED = 8
"""So many words after a negator «utan» may turn from it."""


class NegationReader:
    """Marks the words that a negator, a comparison or doubt applies to."""

    def __init__(self, negation: Negation) -> None:
        self.rules = negation
        self.before = _phrases(negation.before)
        self.not_near = frozenset(negation.not_near)
        self.after = _phrases(negation.after)
        self.not_denying = _phrases(negation.not_denying)
        self.comparing = _phrases(negation.comparing)
        self.unsure = _phrases(negation.unsure)
        self.contrast = frozenset(negation.contrast)
        self.adverse = frozenset(negation.adverse)
        self.relatives = frozenset(negation.relatives)
        self.relatives_have = frozenset(negation.relatives_have)
        self.others_present = frozenset(negation.others_present)
        self.stops = frozenset(negation.stops)
        self.joins = frozenset(negation.joins)
        self._denying = self.before.keys() | self.after.keys()

    def denied(self, words: Sequence[Word], reach: int | None = None, spared: frozenset[int] = frozenset()) -> set[int]:
        """Positions of words that are denied; `reach` shortens how far a negator works, and none stands at `spared`."""
        lower = [word.lower for word in words]
        if self._denying.isdisjoint(lower):
            return set()
        denied: set[int] = set()
        skip: set[int] = set()
        turning = self._turning(words, lower)
        for at in range(len(words)):
            if at in skip:
                continue
            harmless = _starts(self.not_denying, lower, at)
            if harmless:
                skip.update(range(at, at + harmless))
                continue
            length = 0 if at in turning else _starts(self.before, lower, at)
            if length and not (reach and lower[at] in self.not_near):
                denied |= self._forward(words, lower, at, length, reach or self.rules.reach)
            if at not in spared and _starts(self.after, lower, at):
                denied |= _backward(words, at, lower, self.stops)
        return denied

    def within(self, words: Sequence[Word], positions: Iterable[int]) -> bool:
        """Whether a negator is itself one of the words at `positions`, that begin with the first."""
        places = sorted(positions)
        lower = [word.lower for word in words[: places[-1] + 1]]
        return any(_starts(self.before, lower, at) for at in places)

    def compared(self, words: Sequence[Word]) -> set[int]:
        """Positions right after a comparison («som vid IF»): up to three words of the same clause."""
        return _ahead(words, self.comparing, 3, self.stops)

    def doubted(self, words: Sequence[Word]) -> set[int]:
        """Positions within reach of «vet inte om» and the like."""
        return _ahead(words, self.unsure, self.rules.reach, frozenset())

    def of_relatives(self, words: Sequence[Word]) -> set[int]:
        """«mamman har demens, sonen har CP»: what a relative has, when the person asked about is named as well."""
        lower = [word.lower for word in words]
        if self.others_present.isdisjoint(lower):
            return set()
        found: set[int] = set()
        for at in range(len(words) - 1):
            if lower[at] in self.relatives and lower[at + 1] in self.relatives_have:
                found |= self._forward(words, lower, at + 1, 1, 4)
        return found

    def _forward(self, words: Sequence[Word], lower: Sequence[str], at: int, length: int, reach: int) -> set[int]:
        found: set[int] = set()
        left = reach
        for index in range(at + length, len(words)):
            if words[index].sentence != words[at].sentence or (lower[index] in self.stops and index > at + length):
                break
            if words[index].clause != words[index - 1].clause and not self._goes_on(lower, index, words):
                break
            if index > at + length and _starts(self.before, lower, index):
                break
            if lower[index] in self.joins:
                left = max(left, 3)
                continue
            if left == 0:
                break
            left -= 1
            found.add(index)
        return found

    def _turning(self, words: Sequence[Word], lower: Sequence[str]) -> set[int]:
        """«inte IF utan CP utan adhd»: the first «utan» turns from the negator and denies nothing, the second one denies."""
        turning: set[int] = set()
        negator: tuple[int, int] | None = None
        at = 0
        while at < len(words):
            length = max(_starts(self.before, lower, at), _starts(self.not_denying, lower, at))
            if length and lower[at] in self.contrast:
                if negator and self._turns_from(*negator, at, words, lower):
                    turning.add(at)
                negator = None
            elif length and any(_starts(self.before, lower, index) for index in range(at, at + length)):
                negator = (at, length)
            at += length or 1
        return turning

    def _turns_from(self, negator: int, length: int, at: int, words: Sequence[Word], lower: Sequence[str]) -> bool:
        """Whether what stands before «utan» belongs to the negator still: one clause, or a list, and no «men» between."""
        if at - negator > TURNED or words[negator].sentence != words[at].sentence:
            return False
        if not self.adverse.isdisjoint(lower[negator + length : at]):
            return False
        within = words[at - 1].clause == words[negator].clause
        return within or at - 1 in self._forward(words, lower, negator, length, self.rules.reach)

    def _goes_on(self, lower: Sequence[str], index: int, words: Sequence[Word]) -> bool:
        """A list after the negator goes on over commas when a joining word follows: «utan IF, autism eller adhd»."""
        if words[index].before.strip() != ",":
            return False
        near = range(index, min(index + 4, len(words)))
        return any(lower[ahead] in self.joins for ahead in near if words[ahead].clause == words[index].clause)


def _phrases(wordings: Sequence[str]) -> dict[str, list[tuple[str, ...]]]:
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for wording in wordings:
        parts = tuple(wording.lower().split())
        by_first.setdefault(parts[0], []).append(parts)
    return by_first


def _starts(phrases: dict[str, list[tuple[str, ...]]], lower: Sequence[str], at: int) -> int:
    """The length of the longest of `phrases` that starts at `at`."""
    known = phrases.get(lower[at])
    return max((len(p) for p in known if tuple(lower[at : at + len(p)]) == p), default=0) if known else 0


def _backward(words: Sequence[Word], at: int, lower: Sequence[str], stops: frozenset[str]) -> set[int]:
    found: set[int] = set()
    for index in range(at - 1, max(-1, at - 6), -1):
        if words[index].sentence != words[at].sentence or lower[index] in stops:
            break
        if words[index].clause != words[at].clause:
            break
        found.add(index)
    return found


def _ahead(words: Sequence[Word], phrases: dict[str, list[tuple[str, ...]]], reach: int, stops: frozenset[str]) -> set[int]:
    lower = [word.lower for word in words]
    if phrases.keys().isdisjoint(lower):
        return set()
    found: set[int] = set()
    for at in range(len(words)):
        length = _starts(phrases, lower, at)
        for index in range(at + length, min(at + length + reach, len(words))) if length else ():
            if words[index].clause != words[at].clause or lower[index] in stops:
                break
            found.add(index)
    return found
