"""A reader that also knows what the agreements say, so that a question in their words is never taken for small talk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from knowledge.agreement import Rule, Silence, Statement
from knowledge.copies import changed
from knowledge.enquiry import NEED
from knowledge.loader import Knowledge
from knowledge.reading import Reader, Reading
from knowledge.search import Hit

LEAST: Mapping[str, tuple[float, float]] = {"off_topic": (0.50, 0.60), "smalltalk": (0.80, 0.80), "help": (0.75, 0.78)}
"""By intent read, vaguely or plainly: the search score from which the text asks for a statement all the same."""
PLAIN = 0.70
"""The confidence from which an intent was read plainly."""
CHAT = frozenset({"smalltalk", "help"})
"""Intents that nobody has who describes a case somewhere."""
UNPLACED = 0.10
"""What must be added to that when any county may be meant."""


@dataclass(frozen=True)
class InformedReader:
    """Reads as `reader` does, but looks up in `knowledge` what that one cannot place."""

    reader: Reader
    knowledge: Knowledge

    def read(self, text: str, today: date, county: str | None = None) -> Reading:
        """What `text` says on the day `today`, by someone in `county` if that is known."""
        reading = self.reader.read(text, today, county)
        if reading.intent not in LEAST or reading.command:
            return reading
        place = reading.county or county
        if reading.intent in CHAT and place and _is_case(reading):
            return changed(reading, intent="who_is_responsible")
        least = LEAST[reading.intent][reading.confidence >= PLAIN] + (0 if place else UNPLACED)
        hit = self._best(reading.text, today, place, least)
        return changed(reading, intent=self._intent(self.knowledge.statements[hit.id])) if hit else reading

    def _best(self, text: str, today: date, county: str | None, least: float) -> Hit | None:
        """The best hit in the county, or in any; none whose score is lower than `least`."""
        covered = self.knowledge.covered
        places = covered if county is None else {county} & set(covered)
        hits = [hit for place in places for hit in self.knowledge.index(place, today).search(text, most=1, least=least)]
        return max(hits, key=lambda hit: hit.score, default=None)

    def _intent(self, statement: Statement) -> str:
        """Whether the statement tells about a principal, or about the agreement."""
        told = isinstance(statement, (Rule, Silence)) or self.knowledge.kinds.role(statement.kind) == "open"
        return "faq" if told else "agreement_info"


def _is_case(reading: Reading) -> bool:
    """Whether the text tells what is needed, or at least two things of the person."""
    return NEED in reading.said or len(reading.said) > 1
