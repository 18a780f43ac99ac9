"""The rules in force for a county on a day, and what follows from them for a case.

All matching rules count: a duty of the kommun and one of the region make `both`. Only declared `overrides` drop a rule. No
matching rule: a routine answers if one covers the case, else it is not settled, by a documented silence or by none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import get_args

from knowledge.agreement import Agreement, Presumption, Principal, Rule, Silence, Statement
from knowledge.axes import Box, Space
from knowledge.condition import Choice, Clause, Part, Span
from knowledge.conditions import Conditions
from knowledge.facets import Facets
from knowledge.kinds import Kinds
from knowledge.matcher import Match, Matcher, bit_set, bits, highest, lowest
from knowledge.overriding import Overriding, downwards
from knowledge.presumed import Presumed
from knowledge.verdict import VERDICTS, Judge, Verdict

__all__ = ["VERDICTS", "Decision", "Ruleset", "Said", "Verdict"]

Said = Mapping[str, Part]

MOST_KEPT = 20_000
"""Cases whose outcome is remembered."""


@dataclass(frozen=True)
class Decision:
    """What follows for a case. `verdict` is None while the possible completions differ; `open` then holds what they give.

    `rules` hold for certain, `maybe` in some completions; `silences` cover the case (or some completion of it); `context`
    are the other statements whose condition holds; `presumed` is what was taken for granted and made a difference.
    """

    verdict: Verdict | None
    open: frozenset[Verdict]
    rules: tuple[Rule, ...]
    maybe: tuple[Rule, ...]
    silences: tuple[Silence, ...]
    context: tuple[Statement, ...]
    presumed: tuple[Presumption, ...]


class Ruleset:
    """Compiled statements of the agreements that a county answers from. `also`: conditions to cut the space for besides."""

    def __init__(self, facets: Facets, kinds: Kinds, agreements: Sequence[Agreement], also: Iterable[Clause] = ()) -> None:
        self.facets, self.kinds = facets, kinds
        self.agreements = tuple(agreements)
        parsed = Conditions(facets, agreements)
        self.statements, self.used = parsed.statements, parsed.used()
        self.space = Space(facets, chain(parsed.every(), also))
        self.matcher = Matcher(self.space, [[m for c in clauses for m in self.space.masks(c)] for clauses in parsed.stated])
        self._presumed = Presumed(self.space, parsed.implied, parsed.presumptions, parsed.assumed)
        self.implied, self.effective = self._presumed.implied, self._presumed.effective
        self._sort(kinds)
        self._verdicts: dict[Box, frozenset[Verdict]] = {}

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The conditions of its own that the space is cut for, parsed anew."""
        return tuple(Conditions(self.facets, self.agreements).every())

    # What is known of a case, as boxes

    def boxes(self, said: Said) -> tuple[Box, ...]:
        """The cases that fit what was said. Values of a combining facet that were not named count as absent."""
        return tuple([self.space.box(masks) for masks in self.space.cases(self._closed(said))])

    def _closed(self, said: Said) -> dict[str, Part]:
        return {key: self._named(key, part) for key, part in said.items()}

    def _named(self, key: str, part: Part) -> Part:
        facet = self.facets[key]
        if isinstance(part, Span) or facet.unnamed != "absent" or not (part.all or part.any):
            return part
        named = {atom for value in (*part.all, *part.any) for atom in facet.parts(value)}
        return Choice(part.any, part.all, part.none | (frozenset(facet.atoms) - named))

    # What follows

    def verdicts(self, boxes: Iterable[Box]) -> frozenset[Verdict]:
        """Every verdict that some completion of `boxes` gets, with what is implied and presumed."""
        return frozenset(v for box in boxes for each in self.effective(box)[0] for v in self._outcomes(each))

    def settled(self, boxes: Iterable[Box]) -> bool:
        """Whether every completion of `boxes` gets the same verdict."""
        return len(self.apart(boxes)) < 2

    def apart(self, boxes: Iterable[Box]) -> dict[Verdict, Box]:
        """Two verdicts of completions of `boxes`, or the only one. With each a part that gets it, () where none is known."""
        parts = [each for box in boxes for each in self.effective(box)[0]]
        corners = (tuple(map(corner, part)) for corner in (lowest, highest) for part in parts)  # two cases may tell at once
        found: dict[Verdict, Box] = {}
        for part in chain(corners, parts):
            self._collect(part, found, enough=2)
            if len(found) > 1:
                break
        return found

    def regardless(self, boxes: Iterable[Box], facet: str) -> frozenset[Verdict]:
        """The verdicts with `facet` wide open, not even presumed, and the rest as it is."""
        axes = set(self.space.of(facet))
        effective = {
            tuple(self.space.full[n] if n in axes else mask for n, mask in enumerate(each))
            for box in boxes
            for each in self.effective(box)[0]
        }
        return frozenset(v for each in effective for v in self._outcomes(each))

    def decide(self, boxes: Sequence[Box]) -> Decision:
        """What follows for a case known to lie in `boxes`."""
        open_ = self.verdicts(boxes)
        match = self._joint(each for box in boxes for each in self.effective(box)[0])
        live, maybe = self._overriding.live(match.certain), self._overriding.live(match.possible) & ~match.certain
        silences = match.certain & self._silences or match.possible & self._silences
        return Decision(
            verdict=next(iter(open_)) if len(open_) == 1 else None,
            open=open_,
            rules=tuple(s for s in self.chosen(live & self._rules) if isinstance(s, Rule)),
            maybe=tuple(s for s in self.chosen(maybe & self._rules) if isinstance(s, Rule)),
            silences=tuple(s for s in self.chosen(silences) if isinstance(s, Silence)),
            context=self.chosen(match.certain & ~self._rules & ~self._silences),
            presumed=tuple(p for n, p in self._told(boxes) if self._matters(n, boxes, open_)),
        )

    def _told(self, boxes: Sequence[Box]) -> Iterator[tuple[int, Presumption]]:
        """The presumptions that applied and are worth saying."""
        return self._presumed.told(number for box in boxes for number in self.effective(box)[1])

    def _matters(self, presumption: int, boxes: Sequence[Box], verdicts: frozenset[Verdict]) -> bool:
        without = (each for box in boxes for each in self._presumed.without(presumption, box))
        return frozenset(v for each in without for v in self._outcomes(each)) != verdicts

    def _joint(self, boxes: Iterable[Box]) -> Match:
        possible, certain = 0, -1
        for box in boxes:
            match = self.matcher.match(box)
            possible |= match.possible
            certain &= match.certain
        return Match(possible, certain if certain != -1 else 0)

    def chosen(self, numbers: int) -> tuple[Statement, ...]:
        """The statements of a bit set."""
        return tuple([self.statements[number] for number in bits(numbers)]) if numbers else ()

    def verdict(self, matching: int) -> Verdict:
        """The verdict of one complete case in which exactly the statements `matching` hold."""
        return self._judge.verdict(self._rows(matching))

    def at(self, cell: Box) -> Verdict:
        """The verdict of one complete case, of which nothing is implied or presumed."""
        return self._judge.verdict(self.matcher.rows(cell)[0])

    def open_rows(self, box: Box) -> int:
        """The rows that decide the verdict and hold in some but not all of `box`."""
        possible, certain = self.matcher.rows(box)
        return possible & ~certain & self._deciding_rows

    def telling(self, box: Box) -> set[int]:
        """The axes that may still change the verdict: open rows differ on them, or something that follows from them does."""
        axes = {axis for each in self.effective(box)[0] for axis in self._differing(each)}
        for when, then in self.implied:
            if any(axis in axes for masks in then for axis in masks):
                axes |= {axis for masks in when for axis in masks}
        return {axis for axis in axes if box[axis] & (box[axis] - 1)}

    def signature(self, box: Box) -> tuple[object, ...]:
        """Equal for boxes of which the same can still be said and asked."""
        told = tuple((axis, box[axis]) for axis in sorted(self.telling(box)))
        rows = tuple(self.matcher.rows(each) for each in self.effective(box)[0])
        deciding = tuple((possible & self._deciding_rows, certain & self._deciding_rows) for possible, certain in rows)
        return (told, deciding, self._presumed.untouched(box))

    def _differing(self, box: Box) -> Iterator[int]:
        rows = self.open_rows(box)
        if rows:
            yield from (axis for axis, mask in enumerate(box) if self.matcher.tells(axis, mask, rows))

    def _outcomes(self, box: Box) -> frozenset[Verdict]:
        known = self._verdicts.get(box)
        if known is None:
            found: dict[Verdict, Box] = {}
            self._collect(box, found)
            if len(self._verdicts) >= MOST_KEPT:
                self._verdicts.clear()
            known = self._verdicts[box] = frozenset(found)
        return known

    def _collect(self, box: Box, found: dict[Verdict, Box], enough: int = len(VERDICTS)) -> None:
        """Add the verdicts of the parts of `box` to `found`, until there are `enough`. What can add none is not entered."""
        known = self._verdicts.get(box)
        if known is not None:
            for verdict in known:
                found.setdefault(verdict, box if len(known) == 1 else ())
            return
        possible, certain = self.matcher.rows(box)
        within = self._judge.within_reach(possible, certain)
        if len(within) == 1:
            found.setdefault(next(iter(within)), box)
        if len(within) == 1 or within <= found.keys():
            return
        rows = possible & ~certain & self._deciding_rows
        telling = (axis for axis, mask in enumerate(box) if mask & mask - 1 and self.matcher.tells(axis, mask, rows))
        axis, further = next(telling), next(telling, None)
        for mask, column in self._alike(axis, box[axis], rows):
            part = (*box[:axis], mask, *box[axis + 1 :])
            if further is None:  # what is left open on no other axis holds all over the part
                found.setdefault(self._judge.verdict(certain | column), part)
            else:
                self._collect(part, found, enough)
            if len(found) >= enough:
                return

    def _alike(self, axis: int, mask: int, rows: int) -> list[tuple[int, int]]:
        """The points of `mask`, grouped by which of `rows` allow them, with these; those first that fewest allow."""
        groups: dict[int, int] = {}
        for point in bits(mask):
            column = self.matcher.column(axis, point) & rows
            groups[column] = groups.get(column, 0) | 1 << point
        return [(groups[column], column) for column in sorted(groups, key=int.bit_count)]

    # Bit sets over the statements

    def _sort(self, kinds: Kinds) -> None:
        numbers = self.numbers = {s.id: n for n, s in enumerate(self.statements)}
        self._rules = self._where(lambda s: isinstance(s, Rule))
        self._silences = self._where(lambda s: isinstance(s, Silence))
        routines = self._where(lambda s: kinds.role(s.kind) == "routine")
        overrides = {n: [numbers[i] for i in _overrides(s) if i in numbers] for n, s in enumerate(self.statements)}
        self.overrides = [(n, bit_set(overrides[n])) for n in downwards(overrides) if overrides[n]]
        self._overriding = Overriding([(1 << n, dropped) for n, dropped in self.overrides])
        self._owned: list[list[int]] = [[] for _ in self.statements]
        for row, owner in enumerate(self.matcher.owners):
            self._owned[owner].append(row)
        deciding = self._rules | routines | self._overriding.every
        self._deciding_rows = self._rows(deciding)
        live = Overriding([(self._rows(1 << n), self._rows(dropped)) for n, dropped in self.overrides])
        region, kommun, both = (self._rows(self._of(principal)) for principal in get_args(Principal))
        self._judge = Judge(region, kommun, both, self._rows(routines), live)

    def _of(self, principal: str) -> int:
        return self._where(lambda s: isinstance(s, Rule) and s.principal == principal)

    def _where(self, wanted: Callable[[Statement], bool]) -> int:
        return bit_set(n for n, statement in enumerate(self.statements) if wanted(statement))

    def _rows(self, statements: int) -> int:
        """The rows of statements, as bit sets both."""
        return bit_set(row for number in bits(statements) for row in self._owned[number])


def _overrides(statement: Statement) -> tuple[str, ...]:
    return statement.overrides if isinstance(statement, Rule | Silence) else ()
