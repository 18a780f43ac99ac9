"""How rules stand to one another: which meet unannounced, which never hold, which add nothing to others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from knowledge.agreement import Rule
from knowledge.area import Area, area
from knowledge.axes import Box
from knowledge.boxes import without
from knowledge.matcher import bits
from knowledge.outcomes import Outcomes

MOST_COMPARED = 2_000
"""Pairs of rules compared cell by cell where their boxes alone do not tell; further ones count as different."""


@dataclass(frozen=True)
class Overlap:
    """A rule of the region and one of the kommun that hold together in some cells without being declared as shared."""

    region: Rule
    kommun: Rule
    area: Area


@dataclass(frozen=True)
class Covered:
    """A rule that holds only where each of `by`, of the same principal, holds too; `same`: they hold in the same cells."""

    rule: Rule
    by: tuple[Rule, ...]
    same: bool


class Relations:
    """The relations between the rules whose outcomes were worked out."""

    def __init__(self, outcomes: Outcomes) -> None:
        self._outcomes = outcomes
        self._matcher = outcomes.rules.matcher
        self._judgement = outcomes.judgement
        self._rules = {n: s for n, s in enumerate(outcomes.rules.statements) if isinstance(s, Rule)}
        self._overridden = _union(dropped for _, dropped in outcomes.rules.overrides)
        self._above: dict[int, int] = {}
        self._compared = 0

    def overlaps(self) -> Iterator[Overlap]:
        """The undeclared meetings of two rules, in the order of the rules of the region."""
        for number in self._rules:
            for other in bits(self._met(number)):
                together = self._together(number, other)
                if together.cells:
                    yield Overlap(self._rules[number], self._rules[other], together)

    def meeting(self) -> int:
        """How many rules of the region meet rules of the kommun unannounced, as far as their boxes tell."""
        return sum(1 for number in self._rules if self._met(number))

    def _met(self, number: int) -> int:
        """The rules of the kommun whose boxes meet those of a rule of the region, less those it is declared to share with."""
        judgement, met = self._judgement, 0
        for row in bits(judgement.of([number]) & judgement.region):
            possible, _ = self._matcher.rows(self._matcher.box(row))
            met |= possible & judgement.kommun & ~judgement.partners(row)
        return self._matcher.statements(met)

    def _together(self, number: int, other: int) -> Area:
        one, two = self._judgement.of([number]), self._judgement.of([other])
        diagram = self._outcomes.where(one | two, lambda live: bool(live & one and live & two))
        return area(diagram, bool, self._outcomes.axes, self._outcomes.impossible)

    @cached_property
    def dead(self) -> tuple[Rule, ...]:
        """The rules that hold in no cell: the condition contradicts itself or what is implied, or others always override them."""
        return tuple(rule for number, rule in self._rules.items() if not self._alive(number))

    def _alive(self, number: int) -> bool:
        if self._overridden >> number & 1:
            return self._outcomes.somewhere(self._judgement.of([number]), bool)
        return any(without(box, self._outcomes.impossible) for box in self._boxes(number))

    def covered(self) -> Iterator[Covered]:
        """The rules that add no cell to what another rule of the same principal says. Of those alike only the first is told."""
        for number, rule in self._rules.items():
            others = list(bits(self._over(number)))
            same = [n for n in others if self._over(n) >> number & 1]
            if others and number < min(same, default=number + 1):
                yield Covered(rule, tuple(self._rules[n] for n in same or others), bool(same))

    @cached_property
    def _dead(self) -> int:
        dead = {rule.id for rule in self.dead}
        return _union(1 << n for n, rule in self._rules.items() if rule.id in dead)

    def _over(self, number: int) -> int:
        """The rules of the same principal that hold wherever this one does."""
        if number not in self._above:
            self._above[number] = self._found_over(number)
        return self._above[number]

    def _found_over(self, number: int) -> int:
        if self._dead >> number & 1:
            return 0
        others = self._of[self._rules[number].principal] & ~(self._dead | 1 << number)
        reaching = _meet(self._reaching(box) for box in self._boxes(number))
        found = others & reaching & self._sure
        doubtful = others & ~found
        if not self._overridden >> number & 1:
            doubtful &= reaching
        return found | _union(1 << n for n in bits(doubtful) if self._holds_over(number, n))

    @cached_property
    def _sure(self) -> int:
        """The rules of a single box that nothing overrides: they hold in a box when they allow every point of every axis."""
        single = (n for n in self._rules if self._judgement.of([n]).bit_count() == 1)
        return _union(1 << n for n in single) & ~self._overridden

    def _holds_over(self, number: int, other: int) -> bool:
        one, two = self._judgement.of([number]), self._judgement.of([other])
        self._compared += 1
        if self._compared > MOST_COMPARED:
            return False
        return not self._outcomes.somewhere(one | two, lambda live: bool(live & one) and not live & two)

    def _reaching(self, box: Box) -> int:
        """The statements that, on every axis by itself, allow every point of `box`."""
        reaching = -1
        for axis, mask in enumerate(box):
            if mask == self._outcomes.rules.space.full[axis]:
                reaching &= self._whole[axis]
            else:
                for point in bits(mask):
                    reaching &= self._columns[axis][point]
        return reaching

    @cached_property
    def _columns(self) -> list[list[int]]:
        """The statements that allow a point, by axis and point."""
        space = self._outcomes.rules.space
        return [
            [self._matcher.statements(self._matcher.column(n, point)) for point in range(axis.size)]
            for n, axis in enumerate(space.axes)
        ]

    @cached_property
    def _whole(self) -> list[int]:
        """The statements that allow every point of an axis."""
        return [_meet(columns) for columns in self._columns]

    @cached_property
    def _of(self) -> dict[str, int]:
        principals = {rule.principal for rule in self._rules.values()}
        return {p: _union(1 << n for n, rule in self._rules.items() if rule.principal == p) for p in principals}

    def _boxes(self, number: int) -> list[Box]:
        return [self._matcher.box(row) for row in bits(self._judgement.of([number]))]


def _union(sets: Iterable[int]) -> int:
    union = 0
    for each in sets:
        union |= each
    return union


def _meet(sets: Iterable[int]) -> int:
    meet = -1
    for each in sets:
        meet &= each
    return meet
