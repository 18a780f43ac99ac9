"""What an answered question stands on: bound when it is approved, and held against what the agreements say later."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from knowledge.faq import FaqEntry
from knowledge.loader import Knowledge
from knowledge.receipt import fingerprint


def bound(knowledge: Knowledge, facts: Iterable[str]) -> dict[str, str]:
    """The `facts` of an entry approved now: each statement's fingerprint by its id. Raises KeyError for one that is not there."""
    return {name: fingerprint(knowledge, knowledge.statements[name]) for name in facts}


def stale(knowledge: Knowledge, entry: FaqEntry, day: date) -> tuple[str, ...]:
    """The ids of bound statements that are gone, not answered from on `day`, or no longer as they were when it was approved."""
    live = {s.id: s for agreement in knowledge.in_force(entry.county, day) for s in agreement.every()}
    return tuple(name for name, kept in entry.facts.items() if name not in live or fingerprint(knowledge, live[name]) != kept)
