"""Some of the cells of a space: how many, and as a few large boxes in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from knowledge.axes import Box
from knowledge.boxes import merged, volume, without
from knowledge.diagram import Diagram, Leaf, mapped
from knowledge.outcomes import counts
from knowledge.wording import in_words

MOST_PARTS = 120
"""Boxes of a diagram that are merged; of an area with more, only these are described."""


@dataclass(frozen=True)
class Part:
    """One box of an area. `cells` counts those that no part before it holds."""

    words: str
    cells: int
    box: Box


@dataclass(frozen=True)
class Area:
    """Cells, as parts with the largest first. `whole`: the parts hold all of them."""

    cells: int
    parts: tuple[Part, ...]
    whole: bool = True


def area(diagram: Diagram[Leaf], wanted: Callable[[Leaf], bool], axes: frozenset[int], impossible: Sequence[Box] = ()) -> Area:
    """The cells whose leaf is wanted, counted over `axes`; the impossible ones do not count and may lie in any box."""
    chosen = mapped(diagram, wanted)
    total = counts(chosen, axes, impossible)[True]
    found = [box for box, holds in islice(chosen.parts(), 50 * MOST_PARTS) if holds][: MOST_PARTS + 1]

    def inside(box: Box) -> bool:
        return not any(not holds and without(part, impossible) for part, holds in chosen.parts(box))

    boxes = merged(diagram.space, found[:MOST_PARTS], inside, impossible)
    parts = list[Part]()
    for box in boxes:
        fresh = without(box, [*impossible, *(part.box for part in parts)])
        parts.append(Part(in_words(diagram.space, box), sum(volume(each, axes) for each in fresh), box))
    return Area(total, tuple(parts), sum(part.cells for part in parts) == total)
