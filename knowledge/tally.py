"""Which verdicts are met where in a box: mostly enough to tell that a narrower box is not settled without going through it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from operator import or_

from knowledge.axes import Box
from knowledge.matcher import bits
from knowledge.ruleset import Ruleset
from knowledge.verdict import Verdict

SPREAD = 24
"""Cases of a box whose verdicts are looked at beforehand."""


class Tally:
    """Tells of the parts of one box whether they are settled, and remembers of each what it tells of the others."""

    def __init__(self, rules: Ruleset, box: Box) -> None:
        self._rules, self._box = rules, box
        self._met: dict[Verdict, list[int]] = {}  # the points of every axis at which a verdict was met
        self._nowhere = [0] * len(box)
        for cell in _spread(box):
            self._meet(rules.at(cell), cell)

    def settled(self, part: Box) -> bool:
        """Whether every completion of `part` of the box gets the same verdict."""
        if self._differs(part):
            return False
        found = self._rules.apart([part])
        for verdict, where in found.items():
            self._meet(verdict, where)
        return len(found) < 2

    def _meet(self, verdict: Verdict, where: Box) -> None:
        if where:
            self._met[verdict] = list(map(or_, self._met.get(verdict, self._nowhere), where))

    def _differs(self, part: Box) -> bool:
        """Whether two verdicts were met in `part`. That can be told when it is the box but for one axis, nothing presumed."""
        narrowed = [axis for axis, mask in enumerate(part) if mask != self._box[axis]]
        if len(narrowed) != 1 or self._rules.effective(part)[0] != (part,):
            return False
        points = part[narrowed[0]]
        return len([met for met in self._met.values() if met[narrowed[0]] & points]) > 1


def _spread(box: Box) -> Iterator[Box]:
    """Cases that take the points of every axis in turn, each round in other company."""
    columns = []
    for axis, mask in enumerate(box):
        points = [1 << point for point in bits(mask)]
        turns = (axis * number % len(points) for number in range(-(-SPREAD // len(points))))
        columns.append([point for turn in turns for point in points[turn:] + points[:turn]])
    return islice(zip(*columns, strict=False), SPREAD)
