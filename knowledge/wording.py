"""A box of cells in words, in Swedish: «under 18 år, med NPF, hjälpmedel»."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from knowledge.axes import Axis, Box, Space
from knowledge.condition import Span
from knowledge.facets import Facet
from knowledge.matcher import bits

EVERYBODY = "alla fall"
_ABSENT, _PRESENT = 0b01, 0b10


def in_words(space: Space, box: Box) -> str:
    """What the cells of `box` have in common, facet by facet in their declared order."""
    return ", ".join(words for facet in space.facets for words in _facet(space, facet, box)) or EVERYBODY


def _facet(space: Space, facet: Facet, box: Box) -> Iterator[str]:
    numbers = [n for n in space.of(facet.key) if box[n] != space.full[n] and facet.of is None]
    if not numbers:
        return
    if facet.kind == "number":
        yield span_words(space.axes[numbers[0]], box[numbers[0]], facet)
    elif facet.multiple == "all":
        yield from _held(space, facet, numbers, box)
    else:
        yield _values(facet, space.axes[numbers[0]], box[numbers[0]])


def _held(space: Space, facet: Facet, numbers: list[int], box: Box) -> Iterator[str]:
    having = frozenset(space.axes[n].atom or "" for n in numbers if box[n] == _PRESENT)
    lacking = [space.axes[n].atom or "" for n in numbers if box[n] == _ABSENT]
    if having:
        named = sorted(facet.combined(having), key=list(facet.by_key).index)
        yield "med " + listed((facet.by_key[key].short for key in named), "och")
    if len(lacking) == len(facet.atoms):
        yield f"{facet.label.lower()}: ingen av de uppräknade"
    elif lacking:
        yield "utan " + listed((facet.by_key[key].short for key in lacking), "eller")


def _values(facet: Facet, axis: Axis, mask: int) -> str:
    absent = axis.full & ~mask
    if mask.bit_count() > 2 and absent.bit_count() <= 2:
        return f"{facet.label.lower()}: inte " + listed(_shorts(facet, axis, absent), "eller")
    return listed(_shorts(facet, axis, mask), "eller")


def _shorts(facet: Facet, axis: Axis, mask: int) -> Iterator[str]:
    return (facet.by_key[axis.values[point]].short for point in bits(mask))


def span_words(axis: Axis, mask: int, facet: Facet) -> str:
    """The years of some points: «under 18 år», «13–17 år», «till och med det år personen fyller 19»."""
    highest = 2 * facet.max + 1
    return listed((_stretch(span, highest, facet) for span in _stretches(axis, mask, highest)), "eller")


def _stretches(axis: Axis, mask: int, highest: int) -> Iterator[Span]:
    """Neighbouring points as one span of half years."""
    begun: Span | None = None
    for point in bits(mask):
        span = axis.interval(point, highest)
        if begun and begun.high + 1 == span.low:
            begun = Span(begun.low, span.high)
            continue
        if begun:
            yield begun
        begun = span
    if begun:
        yield begun


def _stretch(span: Span, highest: int, facet: Facet) -> str:
    unit = f" {facet.unit}" if facet.unit else ""
    from_birthday, to_birthday = span.low % 2 == 0, span.high % 2 == 1
    low, high = (span.low + 1) // 2, span.high // 2
    begins = f"från {low}{unit}" if from_birthday else f"från det år personen fyller {low}"
    ends = f"till och med {high}{unit}" if to_birthday else f"till och med det år personen fyller {high}"
    if span.low == 0:
        return f"under {high + 1}{unit}" if to_birthday else ends
    if span.high >= highest:
        return begins
    if from_birthday and to_birthday:
        return f"{low}–{high}{unit}" if low != high else f"{low}{unit}"
    return f"{begins} {ends}"


def listed(words: Iterable[str], joint: str) -> str:
    """`a, b eller c`."""
    *first, last = words
    return f"{', '.join(first)} {joint} {last}" if first else last
