"""A map over two facets: for every pair of values what the bot answers when it knows nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from knowledge.axes import Box
from knowledge.condition import Choice, Part
from knowledge.facets import Facet
from knowledge.ruleset import Ruleset, Verdict
from knowledge.wording import span_words


@dataclass(frozen=True)
class Field:
    """One field: what the cases in it can get; `silent` when not settled by a documented silence."""

    verdicts: tuple[Verdict, ...]
    silent: bool

    @property
    def mark(self) -> str:
        """The verdict; `depends` when there are several, `gap` when nothing speaks of it."""
        if len(self.verdicts) > 1:
            return "depends"
        return "gap" if self.verdicts == ("not_settled",) and not self.silent else self.verdicts[0]


@dataclass(frozen=True)
class Grid:
    """The map: facets, labels of the rows and columns, and the fields row by row."""

    row_facet: Facet
    column_facet: Facet
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    fields: tuple[tuple[Field, ...], ...]

    def runs(self, row: int) -> Iterator[tuple[Field, list[str]]]:
        """The different fields of a row, each with the columns that have it, in the order of the columns."""
        found: dict[Field, list[str]] = {}
        for field, column in zip(self.fields[row], self.columns, strict=True):
            found.setdefault(field, []).append(column)
        yield from found.items()

    def stretches(self, row: int) -> Iterator[tuple[Field, int]]:
        """The fields of a row from left to right, alike neighbours as one."""
        for field, alike in groupby(self.fields[row]):
            yield field, len(list(alike))


def grid(rules: Ruleset, rows: Facet, columns: Facet) -> Grid:
    """The map of two different facets, each of kind choice or number."""
    down, across = list(_values(rules, rows)), list(_values(rules, columns))
    fields = tuple(tuple(_field(rules, {rows.key: one, columns.key: two}) for _, two in across) for _, one in down)
    return Grid(rows, columns, tuple(label for label, _ in down), tuple(label for label, _ in across), fields)


def _values(rules: Ruleset, facet: Facet) -> Iterator[tuple[str, Part]]:
    if facet.kind == "choice":
        for value in facet.values:
            yield value.short, Choice(all=frozenset([value.key]))
        return
    axis = rules.space.axes[rules.space.of(facet.key)[0]]
    for point in range(axis.size):
        yield span_words(axis, 1 << point, facet), axis.interval(point, 2 * facet.max + 1)


def _field(rules: Ruleset, said: dict[str, Part]) -> Field:
    boxes: Sequence[Box] = rules.boxes(said)
    decision = rules.decide(boxes)
    order: list[Verdict] = ["region", "kommun", "both", "routine", "not_settled"]
    return Field(tuple(verdict for verdict in order if verdict in decision.open), bool(decision.silences))
