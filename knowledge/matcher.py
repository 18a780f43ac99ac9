"""Which statements hold for a case: conditions compiled to bit sets, matched with one AND per axis.

Each statement's condition becomes rows (boxes). For every point of every axis there is one integer whose bit r tells
whether row r allows the point. A row is *possible* for a box when it allows some point of it on every axis, *certain* when
it allows all of them. Both are asked at once: the possible rows are the low half of an integer, the certain ones the high.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from operator import and_, or_
from struct import unpack
from typing import NamedTuple

from knowledge.axes import Box, Masks, Space

WIDE = 512
"""Bits above which a set is read off word by word: taking the lowest bit copies the whole set every time."""
WORD = 64
"""Bits of a word, as unpacked by `Q`."""
SPARSE = 16
"""Bits to one that is set above which a set is put together bit by bit, else from its digits."""
MOST_KEPT = 250
"""Masks of one axis whose rows are remembered."""


class Match(NamedTuple):
    """Statement numbers, as bit sets: those that may hold somewhere in a box, and those that hold everywhere in it."""

    possible: int
    certain: int


_match = tuple.__new__
"""Makes a Match as `Match(…)` does, in half the time."""


class Matcher:
    """Statements numbered 0, 1, 2 …, each with the boxes in which it holds. Numbers are dense and in ascending order."""

    def __init__(self, space: Space, conditions: Sequence[Iterable[Masks]]) -> None:
        self.space = space
        boxes = [list(each) for each in conditions]
        self._boxes = [masks for each in boxes for masks in each]
        self.owners = [number for number, each in enumerate(boxes) for _ in each]  # the statement of each row
        self._table = _Table(space, dict(enumerate(self._boxes)))
        layers = list(_layers(boxes))
        rows = {above + number: masks for above, layer in layers for number, masks in layer.items()}
        self._by_statement = _Table(space, rows) if layers[1:] or len(rows) < len(boxes) else self._table
        self._together = self._by_statement.together
        self._low, self._width, twice = self._by_statement.low, self._by_statement.width, self._by_statement.twice
        self._further = [(above, twice(bit_set(layer))) for above, layer in layers[1:]]
        self._beyond = twice(self._low & -1 << len(boxes))

    def match(self, box: Box) -> Match:
        """The statements possible and certain in `box`."""
        try:
            found = self._together(*box)
        except KeyError:
            found = self._by_statement.meeting(box)
        if found & self._beyond:
            for above, owners in self._further:
                found |= found >> above & owners
            found &= ~self._beyond
        return _match(Match, (found & self._low, found >> self._width))

    def rows(self, box: Box) -> tuple[int, int]:
        """The rows possible and certain in `box`, as bit sets."""
        return self._table.halves(self._table.meeting(box))

    def column(self, axis: int, point: int) -> int:
        """The rows that allow `point`."""
        return self._table.axes[axis].columns[point]

    def tells(self, axis: int, mask: int, rows: int) -> bool:
        """Whether some of `rows` allow a part of the points `mask` of an axis but not all of them."""
        some, every = self._table.halves(self._table.axes[axis].meeting(mask))
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


def _layers(boxes: Sequence[Sequence[Masks]]) -> Iterable[tuple[int, dict[int, Masks]]]:
    """The first box of every statement, the second of those that have one, and so on; and how far above the statements'
    own numbers the rows of a layer lie, so that none of two layers meet.
    """
    base = len(boxes)
    yield 0, {number: each[0] for number, each in enumerate(boxes) if each}
    for place in range(1, max(map(len, boxes), default=0)):
        layer = {number: each[place] for number, each in enumerate(boxes) if len(each) > place}
        yield base - min(layer), layer
        base += max(layer) - min(layer) + 1


class _Table:
    """Boxes by the number of their row, axis by axis. What is found are two sets, the second `width` bits above the first."""

    def __init__(self, space: Space, rows: Mapping[int, Masks]) -> None:
        self.width = max(rows, default=-1) + 1
        self.low = (1 << self.width) - 1
        every = bit_set(rows)
        self._every = self.twice(every)
        self.axes = tuple(_Axis(rows, every, number, axis.size) for number, axis in enumerate(space.axes))
        self.together = _together(self._every, [axis.known for axis in self.axes])

    def meeting(self, box: Box) -> int:
        """The rows possible in `box`, and above them the certain ones."""
        try:
            return self.together(*box)
        except KeyError:
            return reduce(and_, [axis.meeting(mask) for axis, mask in zip(self.axes, box, strict=True)], self._every)

    def halves(self, found: int) -> tuple[int, int]:
        """The two sets of what was found."""
        return found & self.low, found >> self.width

    def twice(self, rows: int) -> int:
        """What is found where `rows` are possible and certain."""
        return rows | rows << self.width


def _together(every: int, tables: Sequence[dict[int, int]]) -> Callable[..., int]:
    """A function of one key for each table: the AND of what they are found with, and of `every`.

    Written out for the number of tables: what a loop does between the ANDs takes longer than these.
    """
    names, keys = ([f"{kind}{number}" for number in range(len(tables))] for kind in ("table", "key"))
    found = " & ".join(["every", *(f"{table}[{key}]" for table, key in zip(names, keys, strict=True))])
    source = f"lambda {', '.join(['every', *names])}: lambda {', '.join(keys)}: {found}"
    made: Callable[..., Callable[..., int]] = eval(source)  # noqa: S307 - made of numbers only
    return made(every, *tables)


class _Axis:
    """The rows along one axis. `known`: by a mask of its points the rows that allow some, and above them those that allow all."""

    def __init__(self, rows: Mapping[int, Masks], every: int, number: int, size: int) -> None:
        self._every, self._width = every, every.bit_length()
        full = (1 << size) - 1
        allowing: list[list[int]] = [[] for _ in range(size)]
        bound = [(row, masks[number]) for row, masks in rows.items() if masks.get(number, full) != full]
        for row, mask in bound:
            for point in bits(mask):
                allowing[point].append(row)
        self.free = every & ~bit_set(row for row, _ in bound)
        self.columns = tuple(bit_set(some) | self.free for some in allowing)
        self.known: dict[int, int] = {}
        for mask in (full, *(1 << point for point in range(size))):
            self.known[mask] = self._among(mask)

    def meeting(self, mask: int) -> int:
        """The rows that allow some of the points `mask`, and above them those that allow every one."""
        found = self.known.get(mask)
        if found is None:
            found = self._among(mask)
            if len(self.known) < MOST_KEPT:
                self.known[mask] = found
        return found

    def _among(self, mask: int) -> int:
        columns = [self.columns[point] for point in bits(mask)]
        return reduce(or_, columns, 0) | reduce(and_, columns, self._every) << self._width


def bits(mask: int) -> list[int]:
    """The numbers of the bits that are set, lowest first."""
    if mask >> WIDE:
        count = -(-mask.bit_length() // WORD)
        words = unpack(f"<{count}Q", mask.to_bytes(count * WORD // 8, "little"))
        return [at * WORD + number for at, word in enumerate(words) if word for number in bits(word)]
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


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
