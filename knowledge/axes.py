"""The space of cases: one axis per facet (per value, where values combine), cut where the rules need it.

A box is one bit set per axis: the points still possible on it. Everything that is matched, a rule's condition or what is
known of a case, is a union of boxes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from knowledge.condition import Choice, Clause, Part, Span
from knowledge.facets import Facet, Facets

Box = tuple[int, ...]
Masks = dict[int, int]
"""Bit sets by axis number, for the axes that are constrained; the others are free."""

ABSENT, PRESENT = 0b01, 0b10
MOST_KEPT = 2_000
"""Parts of cases whose boxes are remembered."""


@dataclass(frozen=True)
class Axis:
    """One axis. `atom` names the value when the facet's values combine; `cuts` are the lowest half years of the points."""

    facet: str
    size: int
    values: tuple[str, ...] = ()
    atom: str | None = None
    cuts: tuple[int, ...] = ()

    @property
    def full(self) -> int:
        """Every point."""
        return (1 << self.size) - 1

    def span(self, span: Span) -> int:
        """The points that `span` meets."""
        if span.high < self.cuts[0] or span.low > span.high:
            return 0
        first = max(0, bisect_right(self.cuts, span.low) - 1)
        last = bisect_right(self.cuts, span.high) - 1
        return ((1 << (last + 1)) - 1) & ~((1 << first) - 1)

    def values_mask(self, keys: Iterable[str]) -> int:
        """The points of these values."""
        mask = 0
        for key in keys:
            mask |= 1 << self.values.index(key)
        return mask

    def interval(self, point: int, highest: int) -> Span:
        """The half years of a point, `highest` being the last half year of the axis."""
        high = self.cuts[point + 1] - 1 if point + 1 < self.size else highest
        return Span(self.cuts[point], high)


class Space:
    """All axes that some conditions need."""

    def __init__(self, facets: Facets, clauses: Iterable[Clause]) -> None:
        self.facets = facets
        clauses = list(clauses)
        self.axes = tuple(axis for facet in facets for axis in _axes(facet, facets, clauses))
        self.full: Box = tuple(axis.full for axis in self.axes)
        self._by_facet: dict[str, list[int]] = {}
        for number, axis in enumerate(self.axes):
            self._by_facet.setdefault(axis.facet, []).append(number)
        self._atoms = {(axis.facet, axis.atom): n for n, axis in enumerate(self.axes) if axis.atom}
        self._known: dict[tuple[str, Part], Sequence[Masks]] = {}

    def of(self, facet: str) -> list[int]:
        """The numbers of a facet's axes; a year facet shares the axis of the number facet it reads."""
        declared = self.facets[facet]
        return self._by_facet.get(declared.of or facet, [])

    def masks(self, clause: Mapping[str, Part]) -> Iterator[Masks]:
        """The boxes of a clause, as constrained axes. None at all when the clause contradicts itself."""
        return self._combined([tuple(self._part(self.facets[key], part)) for key, part in clause.items()])

    def cases(self, said: Mapping[str, Part]) -> Iterator[Masks]:
        """As `masks`, of what is said of a case: the same parts come again and again, and their boxes are remembered."""
        return self._combined([self._alternatives(key, part) for key, part in said.items()])

    def _combined(self, alternatives: Sequence[Sequence[Masks]]) -> Iterator[Masks]:
        for combination in product(*alternatives):
            merged: Masks = {}
            for masks in combination:
                for axis, mask in masks.items():
                    merged[axis] = merged.get(axis, self.axes[axis].full) & mask
            if all(merged.values()):
                yield merged

    def box(self, masks: Masks, within: Box | None = None) -> Box:
        """`within` (default: everything), narrowed."""
        box = list(within or self.full)
        for axis, mask in masks.items():
            box[axis] &= mask
        return tuple(box)

    def _alternatives(self, key: str, part: Part) -> Sequence[Masks]:
        known = self._known.get((key, part))
        if known is None:
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            known = self._known[key, part] = tuple(self._part(self.facets[key], part))
        return known

    def _part(self, facet: Facet, part: Part) -> Iterator[Masks]:
        numbers = self.of(facet.key)
        if not numbers:
            yield {}
        elif isinstance(part, Span):
            yield {numbers[0]: self.axes[numbers[0]].span(part)}
        elif facet.multiple == "all":
            yield from self._sets(facet, part)
        else:
            yield {numbers[0]: self._single(self.axes[numbers[0]], part)}

    @staticmethod
    def _single(axis: Axis, part: Choice) -> int:
        mask = axis.full
        if part.any:
            mask &= axis.values_mask(part.any)
        for value in part.all:
            mask &= axis.values_mask([value])
        return mask & ~axis.values_mask(part.none)

    def _sets(self, facet: Facet, part: Choice) -> Iterator[Masks]:
        """Values that combine: `all` and `none` of them, and one box for each of `any`."""
        fixed: Masks = {}
        for value in part.all:
            self._hold(fixed, facet, facet.parts(value), PRESENT)
        choices: list[list[Masks]] = [[self._alone(facet, value) for value in sorted(part.any)]] if part.any else []
        choices += [[self._alone(facet, atom, ABSENT) for atom in facet.parts(value)] for value in sorted(part.none)]
        for combination in product(*choices):
            merged = dict(fixed)
            for masks in combination:
                for axis, mask in masks.items():
                    merged[axis] = merged.get(axis, PRESENT | ABSENT) & mask
            yield merged

    def _alone(self, facet: Facet, value: str, state: int = PRESENT) -> Masks:
        masks: Masks = {}
        self._hold(masks, facet, facet.parts(value), state)
        return masks

    def _hold(self, masks: Masks, facet: Facet, atoms: Iterable[str], state: int) -> None:
        for atom in atoms:
            number = self._atoms.get((facet.key, atom))
            if number is not None:
                masks[number] = masks.get(number, PRESENT | ABSENT) & state

    def atom(self, facet: str, atom: str) -> int | None:
        """The axis of one value of a facet whose values combine."""
        return self._atoms.get((facet, atom))


def _axes(facet: Facet, facets: Facets, clauses: list[Clause]) -> Iterator[Axis]:
    if facet.kind == "choice" and facet.multiple == "all":
        for atom in facet.atoms:
            yield Axis(facet.key, 2, atom=atom)
    elif facet.kind == "choice":
        yield Axis(facet.key, len(facet.values), values=tuple(facet.by_key))
    elif facet.kind == "number":
        sharing = {facet.key} | {other.key for other in facets if other.of == facet.key}
        spans = [part for clause in clauses for key, part in clause.items() if key in sharing and isinstance(part, Span)]
        highest = 2 * facet.max + 1
        cuts = sorted({0, *(s.low for s in spans), *(s.high + 1 for s in spans if s.high < highest)})
        yield Axis(facet.key, len(cuts), cuts=tuple(cuts))
