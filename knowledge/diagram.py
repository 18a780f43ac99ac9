"""A decision diagram: what every cell of a space gets, worked out axis by axis, with like parts kept once.

A cell is one point on every axis. A reference below zero is a leaf (what the cells get), any other a node: an axis, and per
group of its points the reference to go on with. Equal nodes are one, so two parts of the space that get the same are the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from knowledge.axes import Box, Space
from knowledge.matcher import Matcher

Leaf = TypeVar("Leaf", bound=Hashable)
Other = TypeVar("Other", bound=Hashable)
Edges = tuple[tuple[int, int], ...]
Judge = Callable[[int, int], Leaf | None]
"""From the rows possible and certain in a box: what all of the box gets, or None when that differs or cannot be told yet."""
Lean = Callable[[int, int], int]
"""From the rows possible and certain in a box: those still worth following."""

MOST_NODES = 200_000
"""Parts of a space worked out exactly; a larger one is sampled."""


class TooLargeError(Exception):
    """The space has more parts than are worked out exactly."""


class Diagram(Generic[Leaf]):
    """The leaf of every cell of `space`. `order` is the order of the axes."""

    def __init__(self, space: Space, order: Sequence[int]) -> None:
        self.space = space
        self.order = tuple(order)
        self.leaves: list[Leaf] = []
        self.root = 0
        self._nodes: list[tuple[int, Edges]] = []
        self._leaves: dict[Leaf, int] = {}
        self._references: dict[tuple[int, Edges], int] = {}

    def leaf(self, value: Leaf) -> int:
        """The reference of a leaf."""
        found = self._leaves.get(value)
        if found is None:
            self.leaves.append(value)
            found = self._leaves[value] = ~(len(self.leaves) - 1)
        return found

    def node(self, level: int, edges: Mapping[int, int]) -> int:
        """The reference of a node at a place in the order, given as reference -> points; left out if all are alike."""
        if len(edges) == 1:
            return next(iter(edges))
        ordered = tuple(sorted((mask, reference) for reference, mask in edges.items()))
        key = (level, ordered)
        if key not in self._references:
            self._nodes.append(key)
            self._references[key] = len(self._nodes) - 1
        return self._references[key]

    def level(self, reference: int) -> int:
        """The place of a reference in the order; a leaf comes after all axes."""
        return self._nodes[reference][0] if reference >= 0 else len(self.order)

    def edges(self, reference: int) -> Edges:
        """The points of a node and where they lead."""
        return self._nodes[reference][1]

    def __getitem__(self, cell: Sequence[int]) -> Leaf:
        """The leaf of a cell, given as the number of its point on every axis."""
        reference = self.root
        while reference >= 0:
            level, edges = self._nodes[reference]
            point = cell[self.order[level]]
            reference = next(child for mask, child in edges if mask >> point & 1)
        return self.leaves[~reference]

    def parts(self, box: Box | None = None) -> Iterator[tuple[Box, Leaf]]:
        """The box (default: the space) cut into boxes with one leaf each."""
        yield from self._parts(self.root, box or self.space.full)

    def _parts(self, reference: int, box: Box) -> Iterator[tuple[Box, Leaf]]:
        if reference < 0:
            yield box, self.leaves[~reference]
            return
        level, edges = self._nodes[reference]
        axis = self.order[level]
        for mask, child in edges:
            if mask & box[axis]:
                yield from self._parts(child, (*box[:axis], mask & box[axis], *box[axis + 1 :]))

    def axes(self) -> frozenset[int]:
        """The axes on which something hangs."""
        return frozenset(self.order[self.level(n)] for n in self._reached() if n >= 0)

    def _reached(self) -> set[int]:
        reached, heads = set[int](), [self.root]
        while heads:
            reference = heads.pop()
            if reference not in reached:
                reached.add(reference)
                heads += [child for _, child in self.edges(reference)] if reference >= 0 else []
        return reached

    def counts(self, axes: frozenset[int], box: Box | None = None) -> Counter[Leaf]:
        """How many cells get each leaf, in `box` (default: the space), counted over `axes` only."""
        box = box or self.space.full
        sizes = [box[axis].bit_count() if axis in axes else 1 for axis in self.order]
        after = [1]
        for size in reversed(sizes):
            after.append(after[-1] * size)
        after.reverse()  # after[n]: the cells of the axes from place n on
        mass: Counter[int] = Counter({self.root: after[0] // after[self.level(self.root)]})
        for reference in sorted(self._reached(), reverse=True):  # a node was made after those it leads to
            if reference >= 0 and mass[reference]:
                self._pass_on(reference, mass, box, after)
        return Counter({self.leaves[~r]: count for r, count in mass.items() if r < 0 and count})

    def _pass_on(self, reference: int, mass: Counter[int], box: Box, after: Sequence[int]) -> None:
        level, edges = self._nodes[reference]
        for mask, child in edges:
            skipped = after[level + 1] // after[self.level(child)]
            mass[child] += mass[reference] * (mask & box[self.order[level]]).bit_count() * skipped


@dataclass
class _Builder(Generic[Leaf]):
    """Works a diagram out from rows: boxes that hold or do not hold in a cell."""

    matcher: Matcher
    judge: Judge[Leaf]
    lean: Lean
    diagram: Diagram[Leaf]

    def __post_init__(self) -> None:
        order = self.diagram.order
        self._free = [self.matcher.free(axis) for axis in order]
        self._after = [-1]  # the rows free on every axis from this place on
        for free in reversed(self._free):
            self._after.append(self._after[-1] & free)
        self._after.reverse()
        self._known: dict[tuple[int, int], int] = {}

    def build(self, level: int, rows: int) -> int:
        """The reference for the cells in which, so far, `rows` are possible."""
        certain = rows & self._after[level]
        found = self.judge(rows, certain)
        if found is None:
            rows = self.lean(rows, certain)
            found = self.judge(rows, rows & self._after[level])
        if found is not None:
            return self.diagram.leaf(found)
        while not rows & ~self._free[level]:
            level += 1
        key = (level, rows)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= MOST_NODES:
                raise TooLargeError
            known = self._known[key] = self._split(level, rows)
        return known

    def _split(self, level: int, rows: int) -> int:
        axis = self.diagram.order[level]
        alike: dict[int, int] = {}
        for point in range(self.diagram.space.axes[axis].size):
            left = rows & self.matcher.column(axis, point)
            alike[left] = alike.get(left, 0) | 1 << point
        edges: dict[int, int] = {}
        for left, mask in alike.items():
            child = self.build(level + 1, left)
            edges[child] = edges.get(child, 0) | mask
        return self.diagram.node(level, edges)


def build(
    matcher: Matcher, rows: int, judge: Judge[Leaf], lean: Lean | None = None, order: Sequence[int] | None = None
) -> Diagram[Leaf]:
    """The leaf that `judge` gives every cell, from the rows that hold in it. Raises TooLargeError."""
    diagram: Diagram[Leaf] = Diagram(matcher.space, order or best_order((matcher, rows)))
    builder = _Builder(matcher, judge, lean or (lambda possible, _: possible), diagram)
    diagram.root = builder.build(0, rows)
    return diagram


def best_order(*speaking: tuple[Matcher, int]) -> list[int]:
    """The axes of one space, those first that most of these rows speak of: they rule most of them out."""
    axes = speaking[0][0].space.axes
    spoken = [sum((rows & ~matcher.free(n)).bit_count() for matcher, rows in speaking) for n in range(len(axes))]
    return sorted(range(len(axes)), key=lambda n: (-spoken[n], -axes[n].size))


def paired(old: Diagram[Leaf], new: Diagram[Other]) -> Diagram[tuple[Leaf, Other]]:
    """What every cell gets from either, of two diagrams over the same axes in the same order."""
    both: Diagram[tuple[Leaf, Other]] = Diagram(old.space, old.order)
    known: dict[tuple[int, int], int] = {}

    def pair(one: int, two: int) -> int:
        if (one, two) not in known:
            known[one, two] = _split(one, two) if one >= 0 or two >= 0 else both.leaf((old.leaves[~one], new.leaves[~two]))
        return known[one, two]

    def _split(one: int, two: int) -> int:
        level = min(old.level(one), new.level(two))
        full = both.space.axes[both.order[level]].full
        edges: dict[int, int] = {}
        for mask, first in old.edges(one) if old.level(one) == level else ((full, one),):
            for other, second in new.edges(two) if new.level(two) == level else ((full, two),):
                if mask & other:
                    child = pair(first, second)
                    edges[child] = edges.get(child, 0) | mask & other
        return both.node(level, edges)

    both.root = pair(old.root, new.root)
    return both


def mapped(diagram: Diagram[Leaf], meaning: Callable[[Leaf], Other]) -> Diagram[Other]:
    """The same cells with every leaf replaced by what it means."""
    new: Diagram[Other] = Diagram(diagram.space, diagram.order)
    known: dict[int, int] = {}

    def renewed(reference: int) -> int:
        if reference < 0:
            return new.leaf(meaning(diagram.leaves[~reference]))
        if reference not in known:
            edges: dict[int, int] = {}
            for mask, child in diagram.edges(reference):
                follows = renewed(child)
                edges[follows] = edges.get(follows, 0) | mask
            known[reference] = new.node(diagram.level(reference), edges)
        return known[reference]

    new.root = renewed(diagram.root)
    return new
