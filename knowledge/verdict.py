"""What the statements that hold in a case amount to: whose responsibility it is, or that nothing settles it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

from knowledge.overriding import Overriding

Verdict = Literal["region", "kommun", "both", "not_settled", "routine"]
VERDICTS: frozenset[Verdict] = frozenset(get_args(Verdict))
_BOTH: frozenset[Verdict] = frozenset(["both"])


@dataclass(frozen=True)
class Judge:
    """The rows of rules by their principal, and of routines, as bit sets; and which rows override which."""

    region: int
    kommun: int
    both: int
    routines: int
    live: Overriding

    @cached_property
    def _firm(self) -> tuple[int, int, int]:
        """The rows of rules that nothing overrides."""
        lasting = ~self.live.droppable
        return self.region & lasting, self.kommun & lasting, self.both & lasting

    def verdict(self, rows: int) -> Verdict:
        """The verdict of a case in which exactly `rows` hold."""
        live = self.live.live(rows)
        region, kommun = live & self.region, live & self.kommun
        if live & self.both or (region and kommun):
            return "both"
        if region or kommun:
            return "region" if region else "kommun"
        return "routine" if live & self.routines else "not_settled"

    def within_reach(self, possible: int, certain: int) -> frozenset[Verdict]:
        """The verdicts of cases in which the rows `certain` hold and others of `possible` may: at most these, at least one.

        A single one is that of every such case. Other rows do not matter.
        """
        region, kommun, both = self._firm
        if certain & both or (certain & region and certain & kommun):
            return _BOTH
        region, kommun, both = self.region, self.kommun, self.both
        least, most = self.live.bounds(possible, certain)
        if least & both or (least & region and least & kommun):
            return _BOTH
        found: set[Verdict] = set()
        if most & both or (most & region and most & kommun):
            found.add("both")
        if most & region and not least & kommun:
            found.add("region")
        if most & kommun and not least & region:
            found.add("kommun")
        if not least & (region | kommun):
            found |= {"routine"} if most & self.routines else set()
            found |= set() if least & self.routines else {"not_settled"}
        return frozenset(found)
