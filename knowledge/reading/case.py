"""From wordings to a case: denied values, combinations, the strongest of several."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from knowledge.condition import Choice, Part, Span
from knowledge.facets import Facet, Facets
from knowledge.lexicon import Decision, Prefer
from knowledge.reading.meanings import Said, values
from knowledge.reading.tokens import Word


class CaseBuilder:
    """Puts together what is said about each facet."""

    def __init__(self, facets: Facets, decision: Decision, prefer: Sequence[Prefer]) -> None:
        self.facets = facets
        self.decision = decision
        self.prefer = prefer

    def build(self, said: Sequence[Said], denied: Sequence[Said], words: Sequence[Word], county: str | None) -> dict[str, Part]:
        """The case that `said` and `denied` make."""
        case: dict[str, Part] = {}
        held = frozenset(item.facet for item in said)
        for facet in self.facets:
            here = [item for item in said if item.facet == facet.key]
            parts: list[Part | None] = []
            if facet.kind == "choice":
                parts.append(self._choice(facet, here, [item for item in denied if item.facet == facet.key], words, county, held))
            elif here:
                parts.append(_narrowest(here))
            case.update({facet.key: part for part in parts if part})
        return case

    def _choice(
        self, facet: Facet, said: list[Said], denied: list[Said], words: Sequence[Word], county: str | None, facets: frozenset[str]
    ) -> Choice | None:
        if facet.multiple == "all":
            held = _union(said)
            part = Choice(all=facet.combined(held), none=_union(denied) - held)
        elif facet.multiple == "each":
            part = self._each(facet, said, denied, words, county, facets)
        else:
            part = self._one(said, denied, words)
        return part or None

    def _one(self, said: list[Said], denied: list[Said], words: Sequence[Word]) -> Choice:
        top = max((item.rank for item in said), default=0)
        best = [item for item in said if item.rank == top]
        held = _union(best)
        if len(held) > 1:
            return Choice(any=held)
        return Choice(all=held, none=_union(denied) - held)

    def _each(
        self, facet: Facet, said: list[Said], denied: list[Said], words: Sequence[Word], county: str | None, facets: frozenset[str]
    ) -> Choice:
        listed = {value.key for value in facet.values if value.listed}
        topics = _union(said) - listed
        needs = [item for item in said if values(item.part) & listed]
        needs = self._preferred(needs, county)
        if not needs:
            return Choice(all=topics | (self._implied(facets) if not topics else frozenset()), none=(_union(denied) & listed) - topics)
        top = max(needs, key=lambda item: (self._strength(item, words), -item.first))
        held = values(top.part) | {
            key for item in needs if item is not top and self._beside(top, item, words) for key in values(item.part)
        }
        return Choice(all=(held & listed) | topics, none=(_union(denied) & listed) - held)

    def _implied(self, facets: frozenset[str]) -> frozenset[str]:
        """The need that follows when only a goal is named («klara köket igen»)."""
        return frozenset(need for facet, need in self.decision.implied.items() if facet in facets)

    def _preferred(self, needs: list[Said], county: str | None) -> list[Said]:
        held = _union(needs)
        dropped = {
            key for rule in self.prefer if rule.take in held and (not rule.county or county in rule.county) for key in rule.over
        }
        return [item for item in needs if not values(item.part) <= dropped]

    def _strength(self, item: Said, words: Sequence[Word]) -> int:
        """Its rank, and more when it is what is asked for («vem ansvarar för …»)."""
        lower = [word.lower for word in words[max(0, item.first - self.decision.asking_reach - 3) : item.first]]
        text = f" {' '.join(lower)} "
        return item.rank + (self.decision.asking_bonus if any(f" {cue} " in text for cue in self.decision.asking) else 0)

    def _beside(self, top: Said, item: Said, words: Sequence[Word]) -> bool:
        """Both asked for in one breath: «AT och hjälpmedel»."""
        first, last = (top, item) if top.first <= item.first else (item, top)
        between = words[last.first - 1].lower if last.first > first.last + 1 else ""
        if abs(top.rank - item.rank) > 1:
            return False
        if last.first - first.last == 2 and between in self.decision.together:
            return True
        lower = [word.lower for word in words[first.last + 1 : last.first]]
        return any(one in self.decision.together and two in self.decision.together_with for one, two in zip(lower, lower[1:], strict=False))


def _narrowest(items: Iterable[Said]) -> Part | None:
    """The age group said; none when several different ones are."""
    found = list(items)
    top = max(item.rank for item in found)
    spans = {item.part for item in found if item.rank == top and isinstance(item.part, Span)}
    return spans.pop() if len(spans) == 1 else None


def _union(items: Iterable[Said]) -> frozenset[str]:
    return frozenset(key for item in items for key in values(item.part))
