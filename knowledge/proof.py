"""Proof over every cell: each has exactly one outcome. Where nothing speaks, where rules meet unannounced, and what is idle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import islice

from knowledge.agreement import Silence
from knowledge.area import Area, Part, area
from knowledge.facets import Facet
from knowledge.finding import Finding, Level
from knowledge.outcomes import Outcome, Outcomes
from knowledge.relations import Relations
from knowledge.ruleset import Ruleset, Verdict

MOST_LISTED = 12
"""Findings of one kind that are listed; of the rest only the number is told."""


class Proof:
    """What can be proved of a ruleset. `exact` tells whether every cell was worked out, else what is counted is a sample."""

    def __init__(self, rules: Ruleset) -> None:
        self.rules = rules
        self.outcomes = Outcomes(rules)
        self.relations = Relations(self.outcomes)

    @property
    def exact(self) -> bool:
        """Whether every cell was worked out."""
        return self.outcomes.diagram is not None

    @property
    def cells(self) -> int:
        """How many cells there are, over the facets that some statement speaks of."""
        return self.outcomes.cells

    @cached_property
    def shares(self) -> dict[Verdict, float]:
        """The share of the cells with each verdict, the largest first."""
        verdicts: Counter[Verdict] = Counter()
        for outcome, count in self.outcomes.counts.items():
            verdicts[outcome.verdict] += count
        return {verdict: count / verdicts.total() for verdict, count in verdicts.most_common()}

    @cached_property
    def gaps(self) -> Area:
        """The cells of which neither a rule nor a silence speaks."""
        return self.where(lambda outcome: outcome.gap)

    @cached_property
    def undeclared(self) -> Area:
        """The cells in which rules of both principals meet unannounced."""
        return self.where(lambda outcome: outcome.undeclared)

    @cached_property
    def silences(self) -> Counter[str]:
        """How many cells each silence answers."""
        found: Counter[str] = Counter()
        for outcome, count in self.outcomes.counts.items():
            found.update(dict.fromkeys(outcome.silences, count))
        return found

    @cached_property
    def unheard(self) -> tuple[Silence, ...]:
        """The silences that are never the answer: wherever they hold, a rule or a routine answers. None are told of a sample."""
        silences = [s for s in self.rules.statements if isinstance(s, Silence)]
        return tuple(s for s in silences if self.exact and not self.silences[s.id])

    @cached_property
    def idle(self) -> tuple[Facet, ...]:
        """The facets that never matter to an outcome. None are told of a sample."""
        diagram = self.outcomes.diagram
        if diagram is None:
            return ()
        mattering = diagram.axes()
        return tuple(f for f in self.rules.facets if not f.of and not mattering.intersection(self.rules.space.of(f.key)))

    def where(self, wanted: Callable[[Outcome], bool]) -> Area:
        """The cells with a wanted outcome; of a sample only how many they may be."""
        diagram = self.outcomes.diagram
        if diagram is not None:
            return area(diagram, wanted, self.outcomes.axes, self.outcomes.impossible)
        counts = self.outcomes.counts
        share = sum(count for outcome, count in counts.items() if wanted(outcome)) / max(1, counts.total())
        return Area(round(share * self.cells), (), whole=False)

    # Findings

    @property
    def name(self) -> str:
        """The agreements proved."""
        return " + ".join(agreement.id for agreement in self.rules.agreements)

    def findings(self) -> Iterator[Finding]:
        """Everything worth telling."""
        yield Finding("note", self.name, self._summary())
        yield from self._few("error", self._dead())
        yield from self._few("warning", self._overlaps())
        yield from self._few("warning", self._unheard())
        yield from self._few("note", self._gaps())
        yield from self._few("note", self._covered())
        if self.idle:
            yield Finding("note", self.name, f"never decides anything: {', '.join(facet.key for facet in self.idle)}")

    def _few(self, level: Level, found: Iterator[tuple[str, str]]) -> Iterator[Finding]:
        for name, message in islice(found, MOST_LISTED):
            yield Finding(level, f"{self.name} {name}".strip(), message)
        more = next(found, None)
        if more:
            yield Finding(level, self.name, f"and more like these, the next {' '.join(more)}")

    def _summary(self) -> str:
        shares = ", ".join(f"{verdict} {share:.1%}" for verdict, share in self.shares.items())
        if self.exact:
            return f"each of {self.cells} cells has exactly one outcome: {shares}"
        return f"{self.cells} cells are too many to work out; a sample of {self.outcomes.counts.total()} gives {shares}"

    def _dead(self) -> Iterator[tuple[str, str]]:
        for rule in self.relations.dead:
            yield rule.id, "can never hold: its condition contradicts itself, or it is always overridden. Mend or remove it"

    def _overlaps(self) -> Iterator[tuple[str, str]]:
        for overlap in self.relations.overlaps():
            where = "; ".join(f"«{part.words}»" for part in overlap.area.parts[:3])
            yield (
                overlap.region.id,
                f"(region) and {overlap.kommun.id} (kommun) both hold for {where}. Declare them under shared, or use overrides",
            )

    def _unheard(self) -> Iterator[tuple[str, str]]:
        for silence in self.unheard:
            yield silence.id, "is never the answer: wherever it holds a rule answers. Mend its condition, or use overrides"

    def _gaps(self) -> Iterator[tuple[str, str]]:
        if self.gaps.cells and not self.gaps.parts:
            yield "", f"about {self.gaps.cells} cells get the generic answer: no rule and no silence speaks of them"
        for part in self.gaps.parts:
            yield "", f"no rule and no silence speaks of «{part.words}»: the generic answer ({self._cells(part)})"

    def _cells(self, part: Part) -> str:
        return f"{part.cells} of {self.cells} cells"

    def _covered(self) -> Iterator[tuple[str, str]]:
        for found in self.relations.covered():
            others = ", ".join(rule.id for rule in found.by[:5])
            yield found.rule.id, f"holds {'exactly' if found.same else 'only'} where {others} of the same principal does"
