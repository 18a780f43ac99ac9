"""From wordings to a case: denied values, combinations, the strongest of several."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from knowledge.condition import Choice, Part, Span
from knowledge.facets import Facet, Facets
from knowledge.lexicon import Decision, Prefer
from knowledge.reading.meanings import Said, values
from knowledge.reading.tokens import Word

NEAR = 8
FAR = 18
SIGNED = 7


@dataclass(frozen=True)
class Found:
    """What a text says and denies, its words, and the county it is about when that is known."""

    said: Sequence[Said]
    denied: Sequence[Said]
    words: Sequence[Word]
    county: str | None

    def of(self, facet: Facet) -> tuple[list[Said], frozenset[str]]:
        """What is said of a facet, and the values denied."""
        return [item for item in self.said if item.facet == facet.key], _union(i for i in self.denied if i.facet == facet.key)


class CaseBuilder:
    """Puts together what is said about each facet."""

    def __init__(self, facets: Facets, decision: Decision, prefer: Sequence[Prefer]) -> None:
        self.facets = facets
        self.decision = decision
        self.prefer = prefer
        self.listed = {facet.key: {value.key for value in facet.values if value.listed} for facet in facets}

    def build(self, found: Found) -> dict[str, Part]:
        """The case that a text makes."""
        touched = {item.facet for item in (*found.said, *found.denied)}
        facets = (facet for facet in self.facets if facet.key in touched or facet.multiple == "each")
        parts = {facet.key: self._part(facet, found) for facet in facets}
        return {key: part for key, part in parts.items() if part}

    def _part(self, facet: Facet, found: Found) -> Part | None:
        said, denied = found.of(facet)
        said = [item for item in said if not self._alternative(item, found.words)]
        if facet.kind != "choice":
            return _one_span(said)
        if facet.multiple == "all":
            held = _union(said)
            return Choice(all=facet.combined(held), none=denied - held)
        if facet.multiple == "each":
            return self._each(facet, found)
        both = self.decision.both.get(facet.key)
        return Choice(all=frozenset({both})) if both and self._linked(said, found.words) else _one(said, denied)

    def _alternative(self, item: Said, words: Sequence[Word]) -> bool:
        """«på vårdcentralen eller kommunen?»: one of several asked about, not stated."""
        if item.facet not in self.decision.either:
            return False
        return bool(_beside(item, words) & set(self.decision.either[item.facet]))

    def _signature(self, item: Said, words: Sequence[Word]) -> bool:
        """«BVC-sköterska i Habo.»: a short sentence of its own that tells who asks."""
        whole = [at for at, word in enumerate(words) if word.sentence == words[item.first].sentence]
        signed = any(
            words[at].lower.endswith(self.decision.signed_by) and words[at + 1].lower in self.decision.signed_at
            for at in range(item.first, min(item.last + 1, whole[-1]))
        )
        return signed and item.first - whole[0] <= 2 and len(whole) <= SIGNED

    def _linked(self, said: Sequence[Said], words: Sequence[Word]) -> bool:
        """Two values joined by a word like «och»: «både handen och påklädningen»."""
        for one, two in combinations(sorted(said, key=lambda item: item.first), 2):
            if one.part == two.part or abs(one.rank - two.rank) > 2:
                continue
            spanned = {word.lower for word in words[one.first : two.last]} if two.last - one.first <= FAR else set()
            if spanned & set(self.decision.both_too):
                return True
            between = {word.lower for word in words[one.last + 1 : two.first]}
            if two.first - one.last <= NEAR and between & set(self.decision.together):
                return True
        return False

    def _each(self, facet: Facet, found: Found) -> Choice:
        """Listed values by strength, those asked for in one breath together; the others are topics and all stay."""
        said, denied = found.of(facet)
        said = self._meant(said, found.words)
        listed = self.listed[facet.key]
        topics = _union(said) - listed
        needs = [item for item in said if values(item.part) & listed]
        if len(needs) > 1:
            needs = [item for item in needs if not self._signature(item, found.words)] or needs
        needs = self._preferred(needs, said, found.county)
        if needs:
            top = self._strongest(needs, found.words)
            held = _union(needs if len(needs) == 1 else self._with_beside(top, needs, found.words)) & listed
        else:
            held = frozenset() if topics else self._implied(found)
        return Choice(all=held | topics, none=(denied & listed) - held)

    def _meant(self, said: list[Said], words: Sequence[Word]) -> list[Said]:
        """Without what is only mentioned: «kuratorn på skolan undrar …», «hab och kommunen är oense»."""
        return [item for item in said if item.rank or self._asked(item, words) or self._chosen(item, words)] or said

    def _chosen(self, item: Said, words: Sequence[Word]) -> bool:
        """«skolan eller hab?»: one of those that the question chooses between."""
        return bool(_beside(item, words) & set(self.decision.choosing))

    def _implied(self, found: Found) -> frozenset[str]:
        """The need that follows when only a goal is named («klara köket igen»)."""
        facets = {item.facet for item in found.said}
        return frozenset(need for facet, need in self.decision.implied.items() if facet in facets)

    def _preferred(self, needs: list[Said], said: Sequence[Said], county: str | None) -> list[Said]:
        times = Counter(key for item in said for key in values(item.part))
        rules = [rule for rule in self.prefer if times[rule.take] >= rule.times and (not rule.county or county in rule.county)]
        dropped = {key for rule in rules for key in rule.over}
        return [item for item in needs if not values(item.part) <= dropped]

    def _strongest(self, needs: Sequence[Said], words: Sequence[Word]) -> Said:
        return max(needs, key=lambda item: (self._strength(item, words), -item.first)) if len(needs) > 1 else needs[0]

    def _strength(self, item: Said, words: Sequence[Word]) -> int:
        """Its rank, and more when it is what is asked for."""
        return item.rank + (self.decision.asking_bonus if self._asked(item, words) else 0)

    def _asked(self, item: Said, words: Sequence[Word]) -> bool:
        """«vem ansvarar för …»."""
        lower = [word.lower for word in words[max(0, item.first - self.decision.asking_reach - 3) : item.first]]
        text = f" {' '.join(lower)} "
        return any(f" {cue} " in text for cue in self.decision.asking)

    def _with_beside(self, top: Said, needs: Sequence[Said], words: Sequence[Word]) -> Iterator[Said]:
        """`top`, and what is asked for in one breath with it: «AT och hjälpmedel», «vem ordnar … och vem lär …»."""
        lower = [word.lower for word in words]
        joined = [at for at, (one, two) in enumerate(pairwise(lower)) if self._joins(one, two)]
        questions = {id(item) for item in self._of_each_question(needs, words, joined)} if joined else set()
        for item in needs:
            near = abs(top.rank - item.rank) <= 1
            if item is top or id(item) in questions or (near and self._beside(*_in_order(top, item), lower, joined)):
                yield item

    def _of_each_question(self, needs: Sequence[Said], words: Sequence[Word], joined: Sequence[int]) -> Iterator[Said]:
        """The strongest need of each question, where `joined` part them: «vem ansvarar för AT … och vem betalar …»."""
        by_question: dict[int, list[Said]] = {}
        for item in needs:
            by_question.setdefault(bisect_left(joined, item.first), []).append(item)
        return (self._strongest(items, words) for items in by_question.values())

    def _joins(self, one: str, two: str) -> bool:
        return one in self.decision.together and two in self.decision.together_with

    def _beside(self, first: Said, last: Said, lower: Sequence[str], joined: Sequence[int]) -> bool:
        """Whether one word between them joins them, or two do somewhere; `joined` are the places where two do."""
        start, end = first.last + 1, last.first
        if end - start == 1:
            return lower[start] in self.decision.together
        place = bisect_left(joined, start)
        return place < len(joined) and joined[place] + 1 < end


def _beside(item: Said, words: Sequence[Word]) -> set[str]:
    """The words right before and right after it."""
    return {word.lower for word in (*words[max(0, item.first - 1) : item.first], *words[item.last + 1 : item.last + 2])}


def _in_order(one: Said, other: Said) -> tuple[Said, Said]:
    return (one, other) if one.first <= other.first else (other, one)


def _one(said: list[Said], denied: frozenset[str]) -> Choice:
    """The value of highest rank; several of the same rank leave it open which."""
    top = max((item.rank for item in said), default=0)
    held = _union(item for item in said if item.rank == top)
    return Choice(any=held) if len(held) > 1 else Choice(all=held, none=denied - held)


def _one_span(said: list[Said]) -> Span | None:
    """The age group said; none when several different ones are."""
    top = max((item.rank for item in said), default=0)
    spans = {item.part for item in said if item.rank == top and isinstance(item.part, Span)}
    return spans.pop() if len(spans) == 1 else None


def _union(items: Iterable[Said]) -> frozenset[str]:
    return frozenset(key for item in items for key in values(item.part))
