"""What is left of the statements that hold when some of them override others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import or_

from knowledge.matcher import bits


class Overriding:
    """Pairs of bit sets: when something of the first holds, the second is dropped. In this order, so that what is dropped
    drops nothing. The numbers are those of statements or of rows.
    """

    def __init__(self, pairs: Sequence[tuple[int, int]]) -> None:
        self._pairs = tuple(pairs)
        self.every = reduce(or_, (own for own, _ in self._pairs), 0)  # all that override something
        self.droppable = reduce(or_, (dropped for _, dropped in self._pairs), 0)  # all that may be overridden
        self._rank = {number: rank for rank, (own, _) in enumerate(self._pairs) for number in bits(own)}

    def live(self, holding: int) -> int:
        """`holding` without what is overridden."""
        present = holding & self.every
        if present:
            for rank in sorted({self._rank[number] for number in bits(present)}):
                own, dropped = self._pairs[rank]
                if holding & own:
                    holding &= ~dropped
        return holding

    def bounds(self, possible: int, certain: int) -> tuple[int, int]:
        """What is left at least and at most, of cases in which `certain` holds and others of `possible` may.

        Both are exact when nothing that overrides is open.
        """
        if not possible & ~certain & self.every:
            return self.live(certain), self.live(possible)
        safe = certain
        for rank in {self._rank[number] for number in bits(possible & self.every)}:
            safe &= ~self._pairs[rank][1]
        return safe, possible


def downwards(overrides: Mapping[int, Sequence[int]]) -> list[int]:
    """Every number before those that it overrides. There must be no circle."""
    order: list[int] = []
    seen: set[int] = set()

    def visit(number: int) -> None:
        if number not in seen:
            seen.add(number)
            for lower in overrides[number]:
                visit(lower)
            order.append(number)

    for number in overrides:
        visit(number)
    return order[::-1]
