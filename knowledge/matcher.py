"""Which statements hold for a case: conditions compiled to bit sets, matched with two ANDs per axis.

Each statement's condition becomes rows (boxes). For every point of every axis there is one integer whose bit r tells
whether row r allows the point. A row is *possible* for a box when it allows some point of it on every axis, *certain* when
it allows all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import or_
from typing import NamedTuple

from knowledge.axes import Box, Masks, Space

WIDE = 512
"""Bits above which a set is read off its digits: taking the lowest bit copies the whole set every time."""
SPARSE = 16
"""Bits to one that is set above which a set is put together bit by bit, else from its digits."""
MOST_KEPT = 250
"""Masks of one axis whose rows are remembered."""


class Match(NamedTuple):
    """Statement numbers, as bit sets: those that may hold somewhere in a box, and those that hold everywhere in it."""

    possible: int
    certain: int


class Matcher:
    """Statements numbered 0, 1, 2 …, each with the boxes in which it holds. Numbers are dense and in ascending order."""

    def __init__(self, space: Space, conditions: Sequence[Iterable[Masks]]) -> None:
        self.space = space
        boxes = [list(each) for each in conditions]
        self._boxes = [masks for each in boxes for masks in each]
        self.owners = [number for number, each in enumerate(boxes) for _ in each]  # the statement of each row
        self._table = _Table(space, self._boxes)
        self._several = [number for number, each in enumerate(boxes) for _ in each[1:]]
        first = [each[0] if each else None for each in boxes]
        further = [masks for each in boxes for masks in each[1:]]
        self._count = len(boxes)
        self._by_statement = _Table(space, [*first, *further]) if self.owners != list(range(len(boxes))) else self._table

    def match(self, box: Box) -> Match:
        """The statements possible and certain in `box`."""
        possible, certain = self._by_statement.rows(box)
        if self._several and possible:
            held = self._owned(certain)
            possible, certain = held if possible == certain else self._owned(possible), held
        return Match(possible, certain)

    def _owned(self, rows: int) -> int:
        """The statements of rows in the order of `_by_statement`: the first of every statement, then the further ones."""
        further = rows >> self._count
        if further:
            rows = rows & (1 << self._count) - 1 | bit_set(self._several[row] for row in bits(further))
        return rows

    def rows(self, box: Box) -> tuple[int, int]:
        """The rows possible and certain in `box`, as bit sets."""
        return self._table.rows(box)

    def column(self, axis: int, point: int) -> int:
        """The rows that allow `point`."""
        return self._table.axes[axis].columns[point]

    def tells(self, axis: int, mask: int, rows: int) -> bool:
        """Whether some of `rows` allow a part of the points `mask` of an axis but not all of them."""
        some, every = self._table.axes[axis].meeting(mask)
        return bool(rows & some & ~every)

    def box(self, row: int) -> Box:
        """The box of a row."""
        return self.space.box(self._boxes[row])

    def free(self, axis: int) -> int:
        """The rows that allow every point of an axis."""
        return self._table.axes[axis].free

    def statements(self, rows: int) -> int:
        """The statements that own `rows`."""
        return rows if self._by_statement is self._table else bit_set(self.owners[row] for row in bits(rows))


class _Table:
    """Rows in some order, axis by axis. A row that is None never holds."""

    def __init__(self, space: Space, rows: Sequence[Masks | None]) -> None:
        self._all = bit_set(row for row, masks in enumerate(rows) if masks is not None)
        self.axes = tuple(_Axis(rows, number, axis.size) for number, axis in enumerate(space.axes))
        self._known = tuple(axis.known for axis in self.axes)

    def rows(self, box: Box) -> tuple[int, int]:
        """The rows possible and certain in `box`, as bit sets."""
        possible = certain = self._all
        try:
            for known, mask in zip(self._known, box, strict=True):
                some, every = known[mask]
                possible &= some
                certain &= every
        except KeyError:
            for axis, mask in zip(self.axes, box, strict=True):
                some, every = axis.meeting(mask)
                possible &= some
                certain &= every
        return possible, certain


class _Axis:
    """The rows along one axis. `known`: by a mask of its points the rows that allow some of them, and every one."""

    def __init__(self, rows: Sequence[Masks | None], number: int, size: int) -> None:
        full = (1 << size) - 1
        free: list[int] = []
        allowing: list[list[int]] = [[] for _ in range(size)]
        for row, masks in enumerate(rows):
            mask = 0 if masks is None else masks.get(number, full)
            if mask == full:
                free.append(row)
                continue
            for point in bits(mask):
                allowing[point].append(row)
        self.free = bit_set(free)
        self.columns = tuple(bit_set(some) | self.free for some in allowing)
        self.known = {1 << point: (column, column) for point, column in enumerate(self.columns)}
        self.known[full] = reduce(or_, self.columns, 0), self.free

    def meeting(self, mask: int) -> tuple[int, int]:
        """The rows that allow some and those that allow every one of the points `mask`."""
        found = self.known.get(mask)
        if found is None:
            some, every = 0, -1
            for point in bits(mask):
                some |= self.columns[point]
                every &= self.columns[point]
            found = some, every
            if len(self.known) < MOST_KEPT:
                self.known[mask] = found
        return found


def bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set, lowest first."""
    if mask >> WIDE:
        digits = f"{mask:b}"[::-1]
        number = digits.find("1")
        while number >= 0:
            yield number
            number = digits.find("1", number + 1)
        return
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def bit_set(numbers: Iterable[int]) -> int:
    """The bit set of `numbers`."""
    found = list(numbers)
    highest = max(found, default=0)
    if len(found) * SPARSE < highest or highest < WIDE:
        return reduce(or_, (1 << number for number in found), 0)
    digits = bytearray(b"0") * (highest + 1)
    for number in found:
        digits[highest - number] = ord("1")
    return int(digits, 2)


def lowest(mask: int) -> int:
    """The lowest bit that is set."""
    return mask & -mask


def highest(mask: int) -> int:
    """The highest bit that is set; none of none."""
    return 1 << mask.bit_length() >> 1
