"""An asker's own tickets: how they stand, taken back, whether the answer helped, and opened again when it did not."""

from __future__ import annotations

from collections.abc import Callable

from dialogs.course import Data, Turned
from dialogs.desk import Desk
from dialogs.ombud import cards, texts, words, writing
from dialogs.ombud.work import joined, show
from dialogs.reply import Action, Line, Reply
from dialogs.state import State
from dialogs.texts import GUIDE
from dialogs.ticket import Event, Ticket
from dialogs.world import World

MOST = 10
MOST_REASON = 1_000
"""Characters of what is missing in an answer."""


def listed(world: World, state: State, _: Data) -> Turned:
    """The latest own tickets, to choose from."""
    if world.desk is None:
        return state, (_said(texts.NO_DESK_TICKETS),)
    tickets = world.desk.own(MOST)
    if not tickets:
        return state, (_said(texts.OWN_NONE),)
    choices = tuple(Action(_label(ticket), "ticket_own", {"number": str(ticket.number)}) for ticket in tickets)
    return state, (Reply("panel", title=texts.OWN_TITLE, choices=choices, actions=(Action(GUIDE, "guide"),)),)


def _label(ticket: Ticket) -> str:
    title = texts.OWN_TICKET.format(number=ticket.number, status=words.own_status(ticket))
    return f"{title} {writing.short(ticket.question, 80)}"


def shown(world: World, state: State, data: Data) -> Turned:
    """How an own ticket stands. Ombud of its county see its card."""
    number, desk = writing.number(data.get("number")), world.desk
    if desk is None:
        return state, (_said(texts.NO_DESK_TICKETS),)
    ticket = desk.ticket(number) if number else None
    if ticket and is_own(desk, ticket):
        return state, (cards.status_for_asker(world, ticket),)
    if ticket and desk.caller.may_handle(ticket.county):
        return state, (cards.ticket_card(world, desk, ticket),)
    return state, (_said(texts.OWN_UNKNOWN),)


def helped(world: World, state: State, data: Data) -> Turned:
    """Whether an ombud's answer helped. If not, the ticket is opened again, with what is missing."""
    found = _own(world, data, lambda ticket: ticket.status in cards.ANSWERED)
    if isinstance(found, Reply):
        return state, (found,)
    desk, ticket = found
    if ticket.is_open or ticket.merged_into:
        return state, (_said(texts.NOT_ANSWERED_YET.format(number=ticket.number), _status(ticket)),)
    if data.get("value") == "yes":
        desk.keep(ticket, Event("helped", at=desk.now))
        return state, (_said(texts.HELPED_THANKS),)
    reason = writing.field(world, data, "reason")
    if not reason.text and data.get("plain") != "yes":
        return _ask_reason(state, ticket)
    return _reopened(world, state.with_(draft={}), desk, ticket, reason)


def withdraw(world: World, state: State, data: Data) -> Turned:
    """Take a question back that nobody has answered yet. It can be opened again."""
    found = _own(world, data, lambda ticket: ticket.waits)
    if isinstance(found, Reply):
        return state, (found,)
    desk, ticket = found
    if not ticket.waits:
        return state, (_said(texts.WITHDRAWN_LATE.format(number=ticket.number), _status(ticket)),)
    if joined(desk, ticket.number):
        return state, (_said(texts.WITHDRAWN_SHARED.format(number=ticket.number), _status(ticket)),)
    gone = {"status": "closed", "reason": texts.WITHDRAWN_REASON, "merged_into": None, "handler": None, "taken_by": None}
    kept = desk.keep(ticket.with_(**gone, changed_at=desk.now), Event("withdrawn", at=desk.now))
    show(world, desk, kept)
    again = Action(texts.OPEN, "ticket_helped", {"number": str(kept.number), "value": "no"})
    return state, (_said(texts.WITHDRAWN.format(number=kept.number), again),)


def _ask_reason(state: State, ticket: Ticket) -> Turned:
    carried = {"number": str(ticket.number), "value": "no"}
    actions = (Action(texts.HELPED_NO_REASON, "ticket_helped", {**carried, "plain": "yes"}), Action(texts.CANCEL, "stay"))
    after = state.with_(draft={"awaits": "missing", "number": ticket.number})
    title = texts.HELPED_ASK_TITLE.format(number=ticket.number)
    return after, (Reply("panel", title=title, lines=(Line(texts.HELPED_ASK),), actions=actions),)


def _reopened(world: World, state: State, desk: Desk, ticket: Ticket, reason: writing.Written) -> Turned:
    changed = ticket.with_(status="reopened", handler=None, taken_by=None, changed_at=desk.now)
    kept = desk.keep(changed, Event("reopened", note=reason.text[:MOST_REASON] or None, at=desk.now))
    show(world, desk, kept)
    return state, (_said(texts.REOPENED_OWN.format(number=kept.number), _status(kept), lines=reason.notes),)


def is_own(desk: Desk, ticket: Ticket) -> bool:
    """Whether the caller has asked this."""
    return bool(desk.caller.person) and ticket.asker == desk.caller.person


def _own(world: World, data: Data, meant: Callable[[Ticket], bool]) -> tuple[Desk, Ticket] | Reply:
    """The own ticket that `number` names, without a number the latest that is `meant`; what is said when there is none."""
    desk, number = world.desk, writing.number(data.get("number"))
    if desk is None:
        return _said(texts.NO_DESK_TICKETS)
    if not number:
        number = next((ticket.number for ticket in desk.own(MOST) if meant(ticket)), 0)
    ticket = desk.ticket(number) if number else None
    return (desk, ticket) if ticket and is_own(desk, ticket) else _said(texts.OWN_UNKNOWN)


def _status(ticket: Ticket) -> Action:
    return Action(texts.STATUS, "ticket_own", {"number": str(ticket.number)})


def _said(text: str, *actions: Action, lines: tuple[Line, ...] = ()) -> Reply:
    return Reply(
        "message", title=text, lines=lines, actions=(*actions, Action(texts.MINE, "own_tickets"), Action(GUIDE, "guide"))
    )
