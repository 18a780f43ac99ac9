"""Earlier answers to questions like one: live FAQ entries and answered tickets of the same county."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import get_args

from pydantic import ValidationError

from dialogs.answered import index_of, said_of, standing
from dialogs.desk import Desk
from dialogs.ticket import Principal, Role, Ticket
from dialogs.world import World
from knowledge.faq import LONGEST_QUESTION, FaqEntry
from knowledge.faq_search import SIMILAR

MOST_LOOKED_AT = 50
"""Latest answered tickets that are compared."""
TICKET = "ticket-"


@dataclass(frozen=True)
class Earlier:
    """An earlier answer. `source` names it in the data of an action."""

    source: str
    question: str
    answer: str
    facts: tuple[str, ...] = ()
    links: tuple[str, ...] = ()


def similar(world: World, desk: Desk, ticket: Ticket, most: int = 3) -> list[Earlier]:
    """The answers to the most similar questions, best first."""
    entries = list(_others(world, desk, ticket))
    if not entries or not ticket.question:
        return []
    hits = index_of(world, entries).find(ticket.question, ticket.county, said_of(world, ticket.said), most)
    return [_earlier(hit.entry) for hit in hits if hit.score >= SIMILAR]


def earlier(world: World, desk: Desk, ticket: Ticket, source: str) -> Earlier | None:
    """The earlier answer called `source`, as long as it stands in the county of `ticket`."""
    return next((_earlier(entry) for entry in _others(world, desk, ticket) if entry.id == source), None)


def _others(world: World, desk: Desk, ticket: Ticket) -> Iterator[FaqEntry]:
    """What has been answered in the county, but to this very question."""
    yield from (entry for entry in standing(world, ticket.county) if entry.ticket != ticket.number or not ticket.number)
    yield from _of_tickets(world, desk, ticket)


def _of_tickets(world: World, desk: Desk, ticket: Ticket) -> Iterator[FaqEntry]:
    roles = [Role(ticket.county, principal) for principal in get_args(Principal)]
    for other in desk.tickets(roles, ("answered", "closed"), MOST_LOOKED_AT):
        if other.number != ticket.number and other.given and other.county == ticket.county and not other.merged_into:
            yield from _as_entry(world, other)


def _as_entry(world: World, ticket: Ticket) -> Iterable[FaqEntry]:
    """An answered ticket in the form in which the search compares; none where it does not fit it."""
    if ticket.given is None:
        return ()
    try:
        entry = FaqEntry(
            id=f"{TICKET}{ticket.number}",
            county=ticket.county,
            question=ticket.question[:LONGEST_QUESTION],
            answer=ticket.given.text,
            facts=dict.fromkeys(ticket.given.facts, "--------"),
            links=ticket.given.links,
            approved_by=(ticket.given.by.principal if ticket.given.by else "region",),
            approved_at=world.today(),
        )
    except ValidationError:
        return ()
    return (entry,)


def _earlier(entry: FaqEntry) -> Earlier:
    return Earlier(entry.id, entry.question, entry.answer, tuple(entry.facts), entry.links)
