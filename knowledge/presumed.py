"""What a case comes to before any rule is asked: what follows from it by definition, and what an agreement presumes in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.agreement import Presumption
from knowledge.axes import Box, Masks, Space
from knowledge.condition import Clause

MOST_KEPT = 20_000
"""Cases of which it is remembered what they come to."""

Pair = tuple[Clause, Clause]
Effective = tuple[tuple[Box, ...], tuple[int, ...]]
"""The boxes that a case comes to, and the numbers of the presumptions that applied."""


@dataclass(frozen=True)
class _Assumption:
    presumption: Presumption
    when: tuple[Masks, ...]
    assume: tuple[Masks, ...]
    axes: frozenset[int]


class Presumed:
    """What the facets imply (when, then), and what is presumed of a facet that nobody has said anything about (when, assumed)."""

    def __init__(
        self, space: Space, implied: Iterable[Pair], presumptions: Sequence[Presumption], assumed: Sequence[Pair]
    ) -> None:
        self._space = space
        self.implied = [(self._boxes(when), self._boxes(then)) for when, then in implied]
        self._assumed = [self._assumption(p, *pair) for p, pair in zip(presumptions, assumed, strict=True)]
        self._effective: dict[Box, Effective] = {}

    def effective(self, box: Box) -> Effective:
        """What `box` comes to."""
        known = self._effective.get(box)
        if known is None:
            if len(self._effective) >= MOST_KEPT:
                self._effective.clear()
            known = self._effective[box] = self._presume(self._imply(box), skip=None)
        return known

    def without(self, presumption: int, box: Box) -> tuple[Box, ...]:
        """What `box` would come to without one of the presumptions."""
        return self._presume(self._imply(box), skip=presumption)[0]

    def told(self, numbers: Iterable[int]) -> Iterator[tuple[int, Presumption]]:
        """Those of the presumptions that are worth saying."""
        for number in sorted(set(numbers)):
            if self._assumed[number].presumption.text:
                yield number, self._assumed[number].presumption

    def untouched(self, box: Box) -> tuple[bool, ...]:
        """Of which presumptions nothing has been said in `box`."""
        return tuple(self._is_untouched(assumption, box) for assumption in self._assumed)

    def _imply(self, box: Box) -> Box:
        for when, then in self.implied:
            if any(self._within(box, masks) for masks in when):
                narrowed = self._space.box(then[0], box)
                box = narrowed if all(narrowed) else box
        return box

    def _presume(self, box: Box, skip: int | None) -> Effective:
        boxes, used = [box], []
        for number, assumption in enumerate(self._assumed):
            if number != skip and self._applies(assumption, box):
                boxes = [self._space.box(masks, each) for each in boxes for masks in assumption.assume]
                used.append(number)
        return tuple(boxes), tuple(used)

    def _applies(self, assumption: _Assumption, box: Box) -> bool:
        if not self._is_untouched(assumption, box):
            return False
        return not assumption.when or any(self._within(box, masks) for masks in assumption.when)

    def _is_untouched(self, assumption: _Assumption, box: Box) -> bool:
        return all(box[axis] == self._space.full[axis] for axis in assumption.axes)

    def _within(self, box: Box, masks: Masks) -> bool:
        return all(box[axis] & ~mask & self._space.full[axis] == 0 for axis, mask in masks.items())

    def _assumption(self, presumption: Presumption, when: Clause, assume: Clause) -> _Assumption:
        assumed = self._boxes(assume)
        axes = frozenset(axis for masks in assumed for axis in masks)
        return _Assumption(presumption, self._boxes(when) if when else (), assumed, axes)

    def _boxes(self, clause: Clause) -> tuple[Masks, ...]:
        return tuple(self._space.masks(clause))
