"""Which statements hold for a case: conditions compiled to bit sets, matched with a few ANDs per axis.

Each statement's condition becomes rows (boxes). For every point of every axis there is one integer whose bit r tells
whether row r allows the point. A row is *possible* for a box when it allows some point of it on every axis, *certain* when
it allows all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.axes import Box, Masks, Space


@dataclass(frozen=True)
class Match:
    """Statement numbers, as bit sets: those that may hold somewhere in a box, and those that hold everywhere in it."""

    possible: int
    certain: int


class Matcher:
    """Statements numbered 0, 1, 2 …, each with the boxes in which it holds. Numbers are dense and in ascending order."""

    def __init__(self, space: Space, conditions: Sequence[Iterable[Masks]]) -> None:
        self.space = space
        self._boxes = rows = list[Masks]()
        self.owners: list[int] = []  # the statement of each row
        for number, boxes in enumerate(conditions):
            for masks in boxes:
                rows.append(masks)
                self.owners.append(number)
        self._all = (1 << len(rows)) - 1
        self._columns = [_columns(rows, n, axis.size, axis.full) for n, axis in enumerate(space.axes)]
        self._free = [_free(rows, n, axis.full) for n, axis in enumerate(space.axes)]
        self._one_row_each = len(self.owners) == len(set(self.owners)) and self.owners == list(range(len(self.owners)))

    def match(self, box: Box) -> Match:
        """The statements possible and certain in `box`."""
        possible, certain = self.rows(box)
        return Match(self.statements(possible), self.statements(certain))

    def rows(self, box: Box) -> tuple[int, int]:
        """The rows possible and certain in `box`, as bit sets."""
        possible = certain = self._all
        for number, mask in enumerate(box):
            if mask == self.space.full[number]:
                certain &= self._free[number]
                continue
            columns = self._columns[number]
            some, every = 0, self._all
            for point in bits(mask):
                some |= columns[point]
                every &= columns[point]
            possible &= some
            certain &= every
        return possible, certain

    def column(self, axis: int, point: int) -> int:
        """The rows that allow `point`."""
        return self._columns[axis][point]

    def tells(self, axis: int, mask: int, rows: int) -> bool:
        """Whether some of `rows` allow a part of the points `mask` of an axis but not all of them."""
        if mask == self.space.full[axis]:
            return bool(rows & ~self._free[axis])
        some, every = 0, rows
        for point in bits(mask):
            some |= self._columns[axis][point]
            every &= self._columns[axis][point]
        return some & rows != every

    def box(self, row: int) -> Box:
        """The box of a row."""
        return self.space.box(self._boxes[row])

    def free(self, axis: int) -> int:
        """The rows that allow every point of an axis."""
        return self._free[axis]

    def statements(self, rows: int) -> int:
        """The statements that own `rows`."""
        if self._one_row_each:
            return rows
        owned = 0
        for row in bits(rows):
            owned |= 1 << self.owners[row]
        return owned


def _columns(rows: Sequence[Masks], axis: int, size: int, full: int) -> tuple[int, ...]:
    columns = [0] * size
    for row, masks in enumerate(rows):
        for point in bits(masks.get(axis, full)):
            columns[point] |= 1 << row
    return tuple(columns)


def _free(rows: Sequence[Masks], axis: int, full: int) -> int:
    return sum(1 << row for row, masks in enumerate(rows) if masks.get(axis, full) == full)


def bits(mask: int) -> Iterator[int]:
    """The numbers of the bits that are set, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
