"""Boxes of cells: what they have in common, what is left of one without others, and few large ones instead of many small."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import prod
from operator import and_

from knowledge.axes import Box, Space
from knowledge.matcher import bits

Inside = Callable[[Box], bool]


def volume(box: Box, axes: Iterable[int] | None = None) -> int:
    """How many cells a box holds, counted over `axes` (default: all)."""
    return prod(box[axis].bit_count() for axis in (range(len(box)) if axes is None else axes))


def meet(one: Box, two: Box) -> Box | None:
    """The cells of both, None when there are none."""
    both = tuple(map(and_, one, two))
    return both if all(both) else None


def minus(box: Box, other: Box) -> Iterator[Box]:
    """`box` without the cells of `other`, as boxes that have no cell in common."""
    if meet(box, other) is None:
        yield box
        return
    for axis, mask in enumerate(other):
        if box[axis] & ~mask:
            yield (*box[:axis], box[axis] & ~mask, *box[axis + 1 :])
            box = (*box[:axis], box[axis] & mask, *box[axis + 1 :])


def without(box: Box, others: Iterable[Box]) -> list[Box]:
    """`box` without the cells of any of `others`, as boxes that have no cell in common."""
    left = [box]
    for other in others:
        left = [part for each in left for part in minus(each, other)]
    return left


def disjoint(boxes: Iterable[Box]) -> list[Box]:
    """The same cells as boxes that have no cell in common."""
    apart: list[Box] = []
    for box in boxes:
        apart += without(box, apart)
    return apart


def merged(space: Space, parts: Iterable[Box], inside: Inside, ignored: Sequence[Box] = ()) -> list[Box]:
    """Boxes that together hold the cells of `parts`, each as large as it gets: the largest part first, then what is left.

    `inside` tells whether a box may be taken, `ignored` holds cells that do not count. A box is widened axis by axis: freed
    where that is possible, else by the further points that bring in cells not taken yet.
    """
    taken: list[Box] = []
    for part in sorted(parts, key=volume, reverse=True):
        if without(part, [*ignored, *taken]):
            taken.append(_widened(space, part, inside, [*ignored, *taken]))
    return _needed(taken, ignored)


def _widened(space: Space, box: Box, inside: Inside, known: Sequence[Box]) -> Box:
    for axis in sorted(range(len(box)), key=lambda n: space.axes[n].size):
        free = narrowed(box, axis, space.full[axis])
        if inside(free):
            box = free
            continue
        for point in bits(space.full[axis] & ~box[axis]):
            slab = narrowed(box, axis, 1 << point)
            if inside(slab) and without(slab, known):
                box = narrowed(box, axis, box[axis] | 1 << point)
    return box


def _needed(boxes: Sequence[Box], ignored: Sequence[Box]) -> list[Box]:
    """The boxes less those whose cells all lie in the others."""
    kept = list(boxes)
    for box in boxes:
        others = [other for other in kept if other is not box]
        if not without(box, [*ignored, *others]):
            kept = others
    return kept


def narrowed(box: Box, axis: int, mask: int) -> Box:
    """`box` with other points on one axis."""
    return (*box[:axis], mask, *box[axis + 1 :])
