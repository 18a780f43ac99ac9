"""One ombud at work on one ticket: who may do what, checked before anything is done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dialogs.course import Data, Turned, Verb
from dialogs.desk import Desk
from dialogs.ombud import cards, texts, words, writing
from dialogs.reply import Action, Line, Reply
from dialogs.state import State
from dialogs.ticket import Event, Role, Ticket
from dialogs.world import World


class RefusedError(Exception):
    """The caller may not do this, or it cannot be done. Carries what is said."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.title)
        self.reply = reply


@dataclass(frozen=True)
class Post:
    """A caller who is ombud somewhere, at the desk."""

    world: World
    state: State
    desk: Desk
    data: Mapping[str, Any]

    def said(self, text: str, *lines: Line, actions: tuple[Action, ...] = ()) -> Turned:
        """The state as it is, and one reply."""
        return self.state, (message(text, *lines, actions=actions),)


@dataclass(frozen=True)
class Work(Post):
    """An ombud of the county of `ticket`, acting in `role`."""

    ticket: Ticket
    role: Role

    def kept(self, kind: str, note: str | None = None, **changes: Any) -> Ticket:
        """The ticket with `changes`, stored with what happened, and its card brought up to date."""
        event = Event(kind, self.role, note, self.desk.now)
        ticket = self.desk.keep(self.ticket.with_(changed_at=self.desk.now, **changes), event)
        show(self.world, self.desk, ticket)
        return ticket


def show(world: World, desk: Desk, ticket: Ticket) -> int:
    """Bring the card of a ticket up to date wherever its ombud are; the number of places."""
    return desk.post(cards.subject(ticket), words.roles(ticket), cards.ticket_card(world, desk, ticket))


def joined(desk: Desk, number: int) -> list[Ticket]:
    """The tickets that this one answers too, those merged into them included."""
    found: dict[int, Ticket] = {}
    waiting = [number]
    while waiting:
        into = waiting.pop()
        for event in desk.events(into):
            ticket = desk.ticket(writing.number(event.note)) if event.kind == "joined" else None
            if ticket and ticket.merged_into == into and ticket.number not in found:
                found[ticket.number] = ticket
                waiting.append(ticket.number)
    return list(found.values())


def message(text: str, *lines: Line, actions: tuple[Action, ...] = ()) -> Reply:
    """One sentence with what belongs to it, and a way on for an ombud."""
    return Reply("message", title=text, lines=lines, actions=actions or (cards.LIST,))


def for_ombud(act: Callable[[Post], Turned], what: str) -> Verb:
    """A verb for ombud of any county."""

    def take(world: World, state: State, data: Data) -> Turned:
        try:
            return act(Post(world, state, _as_ombud(world, what), data))
        except RefusedError as refused:
            return state, (refused.reply,)

    return take


def on_ticket(act: Callable[[Work], Turned], what: str) -> Verb:
    """A verb for an ombud of the county of the ticket that `number` in the data names."""

    def take(world: World, state: State, data: Data) -> Turned:
        try:
            desk = _as_ombud(world, what, data)
            ticket, role = permitted(world, desk, data, what)
            return act(Work(world, state, desk, data, ticket, role))
        except RefusedError as refused:
            return state, (refused.reply,)

    return take


def _as_ombud(world: World, what: str, data: Data | None = None) -> Desk:
    desk = world.desk
    if desk is None:
        raise RefusedError(Reply("message", title=texts.NO_DESK_TICKETS, actions=cards.ASKER))
    if not desk.caller.roles:
        number = writing.number((data or {}).get("number"))
        ticket = desk.ticket(number) if number else None
        desk.refused(what, ticket.county if ticket else None, ticket.principal if ticket else None)
        lines = not_lost(world, data or {})
        raise RefusedError(Reply("message", title=texts.ONLY_OMBUD, lines=lines, actions=cards.ASKER))
    if not desk.caller.in_group:
        desk.reach_me_here()
    return desk


def permitted(world: World, desk: Desk, data: Data, what: str) -> tuple[Ticket, Role]:
    """The ticket that `data` names and the role in which the caller may handle it. Raises RefusedError."""
    number = writing.number(data.get("number"))
    ticket = desk.ticket(number) if number else None
    if ticket is None:
        raise RefusedError(message(texts.NO_TICKET.format(number=number or "?"), *not_lost(world, data)))
    role = desk.caller.role_in(ticket.county, ticket.principal)
    if role is None:
        desk.refused(what, ticket.county, ticket.principal)
        raise RefusedError(message(texts.OTHER_COUNTY.format(number=number), *not_lost(world, data)))
    if data.get("county", ticket.county) != ticket.county:
        desk.refused(what, ticket.county, ticket.principal)
        raise RefusedError(message(texts.MISMATCH.format(number=number), *not_lost(world, data)))
    return ticket, role


def not_lost(world: World, data: Data) -> tuple[Line, ...]:
    """A written answer that was not taken, shown back."""
    text = writing.field(world, data, "answer").text
    return (Line(texts.ANSWER_KEPT), Line(text, "quote")) if text else ()
