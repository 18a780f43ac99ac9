"""The cases that answered questions hold for: conditions held against what was said so far."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from knowledge.axes import Box
from knowledge.condition import Choice, Clause, Part
from knowledge.facets import Facets
from knowledge.loader import Knowledge
from knowledge.ruleset import Ruleset


class Cases:
    """Conditions, numbered as given, of which can be told whether they may hold."""

    def __init__(self, knowledge: Knowledge, clauses: Sequence[Clause]) -> None:
        self._facets = knowledge.facets
        self._rules = Ruleset(knowledge.facets, knowledge.kinds, (), clauses)
        self._masks = [tuple(self._rules.space.masks(clause)) for clause in clauses]

    def boxes(self, said: Mapping[str, Part]) -> tuple[Box, ...]:
        """What was said of a case, with what follows from it. Several needs are cases of their own."""
        cases = (box for case in _apart(said, self._facets) for box in self._rules.boxes(case))
        return tuple(effective for box in cases for effective in self._rules.effective(box)[0])

    def possible(self, number: int, case: Sequence[Box]) -> bool:
        """Whether the condition can hold in the case; what is not known of it excludes nothing."""
        masks = self._masks[number]
        return {} in masks or any(all(box[axis] & mask for axis, mask in each.items()) for each in masks for box in case)


def _apart(said: Mapping[str, Part], facets: Facets) -> Iterator[dict[str, Part]]:
    """The case for each of the values that are answered one by one."""
    several = {
        key: part for key, part in said.items() if isinstance(part, Choice) and facets[key].multiple == "each" and part.all
    }
    for values in product(*(sorted(part.all) for part in several.values())):
        alone = zip(several.items(), values, strict=True)
        yield {**said, **{key: part._replace(all=frozenset([value])) for (key, part), value in alone}}
