"""Questions that ombud have answered before, found for the question just asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from dialogs.world import World
from knowledge.condition import ConditionError, Part, parse_said
from knowledge.faq import FaqEntry
from knowledge.faq_binding import stale
from knowledge.faq_search import SIMILAR, SURE, FaqHit, FaqIndex
from knowledge.loader import Knowledge


def standing(world: World, county: str) -> Sequence[FaqEntry]:
    """The live entries of a county whose passages are as they were when they were approved."""
    entries = world.desk.live_faq(county) if world.desk else world.knowledge.faq
    own = tuple(entry for entry in entries if entry.county == county)
    return _valid(_Entries(world.knowledge, own), world.today()) if own else ()


def hits(world: World, county: str | None, text: str, said: Mapping[str, Any], most: int = 4) -> Sequence[FaqHit]:
    """The entries of `county` that are like a masked question and can hold for what was said, best first."""
    entries = standing(world, county) if county and text else ()
    if not county or not entries:
        return ()
    found = index_of(world, entries).find(text, county, said_of(world, said), most)
    return [hit for hit in found if hit.score >= SIMILAR]


def same(found: Sequence[FaqHit]) -> FaqEntry | None:
    """The entry that answers the very question, if one does."""
    return found[0].entry if found and found[0].score >= SURE else None


def said_of(world: World, said: Mapping[str, Any]) -> dict[str, Part]:
    """What a state or a ticket keeps of a case; nothing where the knowledge does not know it any longer."""
    try:
        return parse_said(said, world.knowledge.facets, world.today().year)
    except ConditionError:
        return {}


def index_of(world: World, entries: Iterable[FaqEntry]) -> FaqIndex:
    """The search over `entries`."""
    return _index(_Entries(world.knowledge, tuple(entries)))


class _Entries:
    """Entries of a knowledge, equal when they are the same ones."""

    def __init__(self, knowledge: Knowledge, entries: tuple[FaqEntry, ...]) -> None:
        self.knowledge = knowledge
        self.entries = entries

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Entries) and self.knowledge is other.knowledge and self.entries == other.entries

    def __hash__(self) -> int:
        return hash(tuple((entry.id, entry.answer) for entry in self.entries))


@lru_cache(maxsize=16)
def _valid(of: _Entries, day: date) -> tuple[FaqEntry, ...]:
    return tuple(entry for entry in of.entries if not stale(of.knowledge, entry, day))


@lru_cache(maxsize=16)
def _index(of: _Entries) -> FaqIndex:
    return FaqIndex(of.entries, of.knowledge)
