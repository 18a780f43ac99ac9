"""What a new version of the rules changes: the cells that get another verdict, worked out over what both versions tell apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from knowledge.agreement import Agreement
from knowledge.area import Area, area
from knowledge.boxes import volume
from knowledge.conditions import Conditions
from knowledge.diagram import TooLargeError, best_order, mapped, paired
from knowledge.facets import Facet, Facets
from knowledge.kinds import Kinds
from knowledge.loader import Knowledge
from knowledge.outcomes import Outcomes, impossible
from knowledge.problem import KnowledgeError, Problem
from knowledge.ruleset import Ruleset, Verdict
from knowledge.yamlfile import Location, YamlFile


@dataclass(frozen=True)
class Move:
    """The cells that got one verdict and get another."""

    before: Verdict
    after: Verdict
    area: Area


@dataclass(frozen=True)
class Difference:
    """What changes in a county. `cells` are all that there are, over the facets that either version speaks of."""

    county: str
    cells: int
    moves: tuple[Move, ...]

    @property
    def changed(self) -> int:
        """How many cells get another verdict."""
        return sum(move.area.cells for move in self.moves)


def differences(old: Knowledge, new: Knowledge, day: date) -> Iterator[Difference]:
    """What changes in every county that either knowledge covers. Raises KnowledgeError when their facets do not fit together."""
    problems = list(misfits(old, new))
    if problems:
        raise KnowledgeError(problems)
    for county in dict.fromkeys([*old.covered, *new.covered]):
        before, after = (known.in_force(county, day) for known in (old, new))
        yield difference(county, new.facets, (old.kinds, before), (new.kinds, after))


Version = tuple[Kinds, Sequence[Agreement]]


def difference(county: str, facets: Facets, old: Version, new: Version) -> Difference:
    """What changes from one set of agreements to another. No agreement at all settles nothing. Raises TooLargeError."""
    before, after = _outcomes(facets, old, new)
    if before.diagram is None or after.diagram is None:
        raise TooLargeError
    axes = before.axes | after.axes
    unreal = impossible(after.rules, axes)
    verdicts = [mapped(diagram, lambda outcome: outcome.verdict) for diagram in (before.diagram, after.diagram)]
    both = paired(*verdicts)
    moved = [pair for pair in both.leaves if pair[0] != pair[1]]
    moves = [Move(*pair, area(both, pair.__eq__, axes, unreal)) for pair in moved]
    moves.sort(key=lambda move: -move.area.cells)
    cells = volume(after.rules.space.full, axes) - sum(volume(box, axes) for box in unreal)
    return Difference(county, cells, tuple(move for move in moves if move.area.cells))


def _outcomes(facets: Facets, old: Version, new: Version) -> tuple[Outcomes, Outcomes]:
    """The outcomes under both versions, in one space that is cut for the conditions of both."""
    clauses = [list(Conditions(facets, agreements).every()) for _, agreements in (old, new)]
    rules = [Ruleset(facets, *version, also=also) for version, also in zip((old, new), reversed(clauses), strict=True)]
    order = best_order(*((each.matcher, -1) for each in rules))
    before, after = (Outcomes(each, order) for each in rules)
    return before, after


# Whether two folders fit together


def misfits(old: Knowledge, new: Knowledge) -> Iterator[Problem]:
    """What one folder declares of the facets and the other does not, with its line."""
    yield from _missing(new, old)
    yield from _missing(old, new)


def _missing(one: Knowledge, other: Knowledge) -> Iterator[Problem]:
    path = one.root / "facets.yaml"
    file = replace(YamlFile.read(path, one.root), name=str(path))
    for number, facet in enumerate(one.facets):
        at: Location = ("facets", number)
        if facet.key not in other.facets:
            yield file.problem((*at, "key"), _hint(f"facet {facet.key}", other.root))
        else:
            yield from _facet(file, at, facet, other.facets[facet.key], other.root)


def _facet(file: YamlFile, at: Location, facet: Facet, other: Facet, root: Path) -> Iterator[Problem]:
    for field in ("kind", "multiple", "of", "min", "max"):
        if getattr(facet, field) != getattr(other, field):
            yield file.problem((*at, field), f"differs from facet {facet.key} in {root}. Make them the same, then compare")
    for number, value in enumerate(facet.values):
        if value.key not in other.by_key or facet.parts(value.key) != other.parts(value.key):
            yield file.problem((*at, "values", number), _hint(f"value {value.key} of facet {facet.key}", root))


def _hint(what: str, root: Path) -> str:
    return f"{root} declares no such {what}. Add it to its facets.yaml, then compare"
