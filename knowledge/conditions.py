"""The conditions of agreements, parsed. They are many and large: what is compiled from them keeps none of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from knowledge.agreement import Agreement
from knowledge.condition import Clause, parse_clause
from knowledge.facets import Facets


class Conditions:
    """Of every statement that has any, of what the facets imply (when, then), and of what is presumed (when, assumed)."""

    def __init__(self, facets: Facets, agreements: Sequence[Agreement]) -> None:
        self.statements = tuple(s for agreement in agreements for s in agreement.every() if s.alternatives)
        self.stated = [[parse_clause(raw, facets) for raw in s.alternatives] for s in self.statements]
        self.implied = [(parse_clause(i.when, facets), parse_clause(i.then, facets)) for i in facets.implies]
        self.presumptions = tuple(p for agreement in agreements for p in agreement.presume)
        self.assumed = [(parse_clause(p.when, facets), parse_clause(p.assume, facets)) for p in self.presumptions]

    def every(self) -> Iterator[Clause]:
        """All of them."""
        return chain(*self.stated, *self.implied, *self.assumed)

    def used(self) -> frozenset[str]:
        """The facets that statements and presumptions speak of."""
        return frozenset(key for clause in chain(*self.stated, *self.assumed) for key in clause)
