"""What the writer wants: cues of the lexicon and what was read, weighed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledge.condition import Choice, Part
from knowledge.facets import Facets
from knowledge.lexicon import Lexicon
from knowledge.reading.meanings import patterns
from knowledge.reading.pattern import Spelling
from knowledge.reading.phrases import Finder, Text


@dataclass(frozen=True, slots=True)
class Decided:
    """The intent, and how far it is ahead of the next (0 to 1). `harm`: an emergency only because somebody is harmed."""

    intent: str
    margin: float
    harm: bool = False


class IntentReader:
    """Weighs the cues, compiled once."""

    def __init__(self, lexicon: Lexicon, facets: Facets, spelling: Spelling) -> None:
        self.cues = lexicon.cues
        self.decision = lexicon.decision
        self.listed = {value.key for facet in facets if facet.multiple == "each" for value in facet.values if value.listed}
        self._finder = Finder(patterns(((cue.words, True) for cue in self.cues), lexicon, spelling))
        self._unless = Finder(patterns(((cue.unless, True) for cue in self.cues), lexicon, spelling))
        self._near = Finder(patterns(((cue.near, True) for cue in self.cues), lexicon, spelling))

    def decide(self, text: Text, case: Mapping[str, Part], signs: Sequence[str]) -> Decided:
        """The intent of a text of which `case` and `signs` were read."""
        cues = self._cues(text)
        scores = self._weighed(cues, case, signs)
        for intent, least in self.decision.overriding.items():
            if scores.get(intent, 0) >= least:
                return Decided(intent, 1.0, all(self.cues[number].harm for number in cues if self.cues[number].intent == intent))
        order: dict[str, int] = {intent: -place for place, intent in enumerate(self.decision.order)}
        ranked = sorted(scores, key=lambda intent: (scores[intent], order.get(intent, -99)), reverse=True)
        if not ranked or scores[ranked[0]] <= 0:
            return Decided(self.decision.fallback, 0.0)
        second = scores[ranked[1]] if len(ranked) > 1 else 0.0
        return Decided(ranked[0], min(1.0, (scores[ranked[0]] - max(0.0, second)) / 4))

    def scores(self, text: Text, case: Mapping[str, Part], signs: Sequence[str]) -> dict[str, float]:
        """The weight of every intent that anything speaks for."""
        return self._weighed(self._cues(text), case, signs)

    def _weighed(self, cues: set[int], case: Mapping[str, Part], signs: Sequence[str]) -> dict[str, float]:
        scores: dict[str, float] = defaultdict(float)
        for number in cues:
            scores[self.cues[number].intent] += self.cues[number].weight
        field = "meant" in signs or any(not self.cues[number].generic for number in cues)
        if not field and "wordy" in signs:
            signs = [*signs, "foreign" if cues or "brief" not in signs or "question" in signs else "foreign brief"]
        for sign in (*signs, *self._signs(case)):
            for intent, weight in self.decision.evidence.get(sign, {}).items():
                scores[intent] += weight
        return dict(scores)

    def _cues(self, text: Text) -> set[int]:
        found = {match.entry for match in self._finder.find(text) if match.score >= self.cues[match.entry].least}
        if any(self.cues[number].unless for number in found):
            found -= {match.entry for match in self._unless.find(text)}
        wanting = {number for number in found if self.cues[number].near}
        return found - (wanting - {match.entry for match in self._near.find(text)}) if wanting else found

    def _signs(self, case: Mapping[str, Part]) -> list[str]:
        """`diagnosis`, `need`, `need:egenvard`, `topic` … for what the case holds."""
        signs = []
        for key, part in case.items():
            if not isinstance(part, Choice):
                signs.append(key)
                continue
            held = part.all | part.any
            signs += [f"{key}:{value}" for value in held]
            if key == "need":
                signs += [name for name, values in (("need", held & self.listed), ("topic", held - self.listed)) if values]
            elif held or part.none:
                signs.append(key)
        return signs
