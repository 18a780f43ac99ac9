"""The outcome of every cell under the rules in force: one principal, both, a routine, or not settled and by which silences.

Nothing is implied or presumed here, every facet is known. Cells that cannot be (an implication is broken) are set apart.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from knowledge.agreement import Rule, Silence, Statement
from knowledge.axes import Box
from knowledge.boxes import disjoint, meet, volume, without
from knowledge.diagram import Diagram, Leaf, TooLargeError, build
from knowledge.matcher import bits
from knowledge.ruleset import Ruleset, Verdict

SAMPLE = 20_000
"""Cells looked at when there are too many to work out."""


class Outcome(NamedTuple):
    """What a cell gets. `silences` cover it when it is not settled. `undeclared`: a rule of the region and one of the kommun
    meet that the agreement does not declare as shared.
    """

    verdict: Verdict
    silences: tuple[str, ...] = ()
    undeclared: bool = False

    @property
    def gap(self) -> bool:
        """Whether neither a rule nor a silence speaks of the cell."""
        return self.verdict == "not_settled" and not self.silences


_REGION, _KOMMUN, _BOTH, _ROUTINE = Outcome("region"), Outcome("kommun"), Outcome("both"), Outcome("routine")
_MET = Outcome("both", undeclared=True)


class Judgement:
    """Judges cells from the rows (boxes of statements) that hold in them, as bit sets over the rows of the matcher."""

    def __init__(self, rules: Ruleset) -> None:
        self._statements = rules.statements
        self._rows: dict[int, int] = {}
        for row, owner in enumerate(rules.matcher.owners):
            self._rows[owner] = self._rows.get(owner, 0) | 1 << row
        self._owners = rules.matcher.owners
        self.region, self.kommun, self.both = (self._of(principal) for principal in ("region", "kommun", "both"))
        self.rules = self.region | self.kommun | self.both
        self.silences = self._where(lambda s: isinstance(s, Silence))
        self.routines = self._where(lambda s: not isinstance(s, Rule | Silence) and rules.kinds.role(s.kind) == "routine")
        self._ranked = [(number, self.of(bits(dropped))) for number, dropped in rules.overrides]
        self._rank = {number: rank for rank, (number, _) in enumerate(self._ranked)}
        self.overriding = self.of(self._rank)
        self._partners = self._declared(rules)
        self._grouped = _union(self._partners.values())
        self._plain = ~(self._grouped | self.overriding | _union(dropped for _, dropped in self._ranked))
        self.telling = self.rules | self.silences | self.routines | self.overriding

    def of(self, statements: Iterable[int]) -> int:
        """The rows of statements, given by their numbers."""
        return _union(self._rows.get(number, 0) for number in statements)

    def _where(self, wanted: Callable[[Statement], bool]) -> int:
        return self.of(number for number, statement in enumerate(self._statements) if wanted(statement))

    def _of(self, principal: str) -> int:
        return self._where(lambda s: isinstance(s, Rule) and s.principal == principal)

    def _declared(self, rules: Ruleset) -> dict[int, int]:
        """For each row of a rule that is declared as shared: the rows of those that it is shared with."""
        numbers = {s.id: n for n, s in enumerate(self._statements)}
        partners: dict[int, int] = {}
        for group in (group for agreement in rules.agreements for group in agreement.shared):
            rows = self.of(numbers[name] for name in group if name in numbers)
            for row in bits(rows):
                partners[row] = partners.get(row, 0) | rows
        return partners

    def live(self, matching: int) -> int:
        """The rows that hold, less those of statements that are overridden."""
        for rank in self._ranks(matching):
            number, dropped = self._ranked[rank]
            if matching & self._rows[number]:
                matching &= ~dropped
        return matching

    def _ranks(self, rows: int) -> list[int]:
        """The places in the order of overriding of those statements in `rows` that override some."""
        if not rows & self.overriding:
            return []
        return sorted({self._rank[self._owners[row]] for row in bits(rows & self.overriding)})

    def above(self, rows: int) -> int:
        """The rows of all that may override `rows`, or what overrides them, and so on."""
        found, before = rows, 0
        while found != before:
            before = found
            found |= _union(self._rows.get(number, 0) for number, dropped in self._ranked if dropped & found)
        return found & ~rows

    def outcome(self, live: int) -> Outcome:
        """What follows from exactly these rows."""
        region, kommun = live & self.region, live & self.kommun
        if region and kommun:
            return _MET if self._undeclared(region, kommun) else _BOTH
        if live & self.both:
            return _BOTH
        if region or kommun:
            return _REGION if region else _KOMMUN
        if live & self.routines:
            return _ROUTINE
        return Outcome("not_settled", self._names(live & self.silences))

    def _names(self, rows: int) -> tuple[str, ...]:
        return tuple(self._statements[n].id for n in sorted({self._owners[row] for row in bits(rows)}))

    def _undeclared(self, region: int, kommun: int) -> bool:
        if region & ~self._grouped or kommun & ~self._grouped:
            return True
        return any(kommun & ~self.partners(row) for row in bits(region))

    def partners(self, row: int) -> int:
        """The rows that a row is declared to be shared with."""
        return self._partners.get(row, 0)

    def judge(self, possible: int, certain: int) -> Outcome | None:
        """The outcome of all cells of a box, None while they may differ: more rows never take a principal away."""
        if possible == certain:
            return self.outcome(self.live(certain))
        safe = self._safe(possible, certain)
        region, kommun = safe & self.region, safe & self.kommun
        if not (region and kommun) and self._open(safe, region, kommun) & possible & ~safe:
            return None
        least = self.outcome(safe)
        return least if least == self.outcome(possible) else None

    def _open(self, safe: int, region: int, kommun: int) -> int:
        """The rows of which one more would change what `safe`, without rules of both principals, amounts to."""
        if region or kommun:
            return 0 if safe & self.both else self.both | (self.kommun if region else self.region)
        return 0 if safe & self.both else self.rules | (0 if safe & self.routines else self.routines)

    def _safe(self, possible: int, certain: int) -> int:
        """The certain rows that nothing possible overrides."""
        for rank in self._ranks(possible):
            certain &= ~self._ranked[rank][1]
        return certain

    def lean(self, possible: int, certain: int) -> int:
        """The possible rows less those that cannot change the outcome any more."""
        safe = self._safe(possible, certain)
        if safe & self.rules:
            possible &= ~((self.silences | self.routines) & self._plain)
        for principal in (self.region, self.kommun):
            first = safe & principal & self._plain
            if first:
                possible &= ~(principal & self._plain) | (first & -first)
        return possible


class Outcomes:
    """The outcomes of all cells of a ruleset. `diagram` is None when there are too many to work out: they are then sampled."""

    def __init__(self, rules: Ruleset, order: Sequence[int] | None = None) -> None:
        self.rules = rules
        self.judgement = Judgement(rules)
        self.diagram: Diagram[Outcome] | None = None
        try:
            self.diagram = build(rules.matcher, self.judgement.telling, self.judgement.judge, self.judgement.lean, order)
        except TooLargeError:
            self.diagram = None

    @cached_property
    def axes(self) -> frozenset[int]:
        """The axes that some statement speaks of: cells are counted over these."""
        matcher, telling = self.rules.matcher, self.judgement.telling
        return frozenset(n for n in range(len(self.rules.space.axes)) if telling & ~matcher.free(n))

    @cached_property
    def impossible(self) -> list[Box]:
        """The cells that cannot be, as boxes that have no cell in common."""
        return impossible(self.rules, self.axes)

    @property
    def cells(self) -> int:
        """How many cells there are."""
        return volume(self.rules.space.full, self.axes) - sum(volume(box, self.axes) for box in self.impossible)

    @cached_property
    def counts(self) -> Counter[Outcome]:
        """How many cells get each outcome; of a sample when there is no diagram."""
        if self.diagram is None:
            return Counter(self.at(cell) for cell in self._sample())
        return counts(self.diagram, self.axes, self.impossible)

    def at(self, cell: Box) -> Outcome:
        """The outcome of one cell, given as a box."""
        rows, _ = self.rules.matcher.rows(cell)
        return self.judgement.outcome(self.judgement.live(rows & self.judgement.telling))

    def _sample(self) -> Iterator[Box]:
        chance = random.Random(0)  # noqa: S311 - the same sample every time
        for _ in range(SAMPLE):
            cell = tuple(1 << chance.randrange(axis.size) for axis in self.rules.space.axes)
            if not any(meet(cell, box) for box in self.impossible):
                yield cell

    def where(self, rows: int, wanted: Callable[[int], bool]) -> Diagram[bool]:
        """Where `wanted` is true of those of `rows` that are live."""
        judgement = self.judgement

        def judge(possible: int, certain: int) -> bool | None:
            return wanted(judgement.live(certain) & rows) if possible == certain else None

        return build(self.rules.matcher, rows | judgement.above(rows), judge)

    def somewhere(self, rows: int, wanted: Callable[[int], bool]) -> bool:
        """Whether `wanted` is true in some cell of those of `rows` that are live."""
        return any(holds and without(box, self.impossible) for box, holds in self.where(rows, wanted).parts())


def impossible(rules: Ruleset, axes: Container[int]) -> list[Box]:
    """The cells that break an implication which speaks of `axes` only, as boxes that have no cell in common."""
    space = rules.space
    broken = disjoint(
        part
        for when, then in rules.implied
        for masks in when
        for part in without(space.box(masks), [space.box(follows) for follows in then])
    )
    return [box for box in broken if all(n in axes or mask == space.full[n] for n, mask in enumerate(box))]


def counts(diagram: Diagram[Leaf], axes: frozenset[int], impossible: Iterable[Box]) -> Counter[Leaf]:
    """How many cells get each leaf, counted over `axes`, without the impossible ones."""
    found = diagram.counts(axes)
    for box in impossible:
        found -= diagram.counts(axes, box)
    return found


def _union(rows: Iterable[int]) -> int:
    union = 0
    for each in rows:
        union |= each
    return union
