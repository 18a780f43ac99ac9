"""What an ombud does with a ticket beside answering it: take, release, close, open again, pass on, merge."""

from __future__ import annotations

from dataclasses import replace

from dialogs.course import Turned
from dialogs.ombud import cards, texts, words, writing
from dialogs.ombud.work import Post, RefusedError, Work, joined, message, permitted, show
from dialogs.reply import Action, Line, Reply
from dialogs.ticket import LONGEST_QUESTION, Event, Principal, Ticket
from dialogs.world import World

MOST_CHOICES = 5
MOST_TO = 100
"""Characters of what names a receiver."""
MOST_LISTED = 10
MOST_EVENTS = 12
MOST_FETCHED = 500


def listed(post: Post) -> Turned:
    """The open tickets of the caller's counties, the oldest first."""
    found = post.desk.tickets(post.desk.caller.roles, ("new", "taken", "reopened"), MOST_FETCHED)
    oldest = sorted(found, key=lambda ticket: ticket.number)[:MOST_LISTED]
    if not oldest:
        return post.said(texts.LIST_NONE, actions=(Action(texts.STATISTICS, "statistics"), Action(texts.HELP, "ombud_help")))
    more = (Line(texts.LIST_MORE, "subtle"),) if len(found) > len(oldest) else ()
    choices = tuple(Action(_label(post, ticket), "ticket", cards.data(ticket)) for ticket in oldest)
    actions = (Action(texts.STATISTICS, "statistics"), Action(texts.HELP, "ombud_help"))
    return post.state, (Reply("panel", title=texts.LIST_TITLE, lines=more, choices=choices, actions=actions),)


def _label(post: Post, ticket: Ticket) -> str:
    line = texts.LIST_LINE.format(
        number=ticket.number,
        place=words.place(post.world, ticket),
        age=words.age(post.desk.now, ticket.created_at),
        status=words.status(ticket),
    )
    late = ticket.created_at is not None and ticket.created_at < post.desk.overdue_before()
    return f"{line}{f', {texts.LIST_OVERDUE}' if late else ''}: {writing.short(ticket.question, 60)}"


def shown(work: Work) -> Turned:
    """The card of a ticket, with what has happened to it."""
    card = cards.ticket_card(work.world, work.desk, work.ticket)
    history = " · ".join(_happened(work.world, event) for event in work.desk.events(work.ticket.number)[-MOST_EVENTS:])
    return work.state, (replace(card, lines=(*card.lines, Line(history, "subtle", label=texts.HISTORY))),)


def _happened(world: World, event: Event) -> str:
    """`22 november taget (kommunens ombud)`."""
    who = f" ({texts.OMBUD_OF[event.by.principal].lower()})" if event.by else ""
    return f"{words.day(world, event.at)} {texts.EVENTS.get(event.kind, event.kind)}{who}".strip()


def take(work: Work) -> Turned:
    """Take a ticket: exactly one does."""
    ticket = work.ticket
    _must_wait(work)
    if ticket.handler == work.desk.caller.person:
        return work.said(texts.TAKEN_ALREADY.format(number=ticket.number), actions=next_actions(ticket))
    if ticket.handler and work.data.get("over") != "yes":
        return work.said(*taken_before(ticket), actions=(take_over(ticket), cards.LIST))
    kept = work.kept("taken", status="taken", handler=work.desk.caller.person, taken_by=work.role)
    return work.said(texts.TAKEN_BY_YOU.format(number=ticket.number), actions=next_actions(kept))


def taken_before(ticket: Ticket) -> tuple[str, Line]:
    """Who was faster, by role."""
    title = texts.TAKEN_BEFORE.format(who=words.who(ticket.taken_by), number=ticket.number)
    return title, Line(writing.short(ticket.question, 200), "quote")


def take_over(ticket: Ticket) -> Action:
    """The way to take what somebody else has taken."""
    return Action(texts.TAKE_OVER, "ticket_take", {**cards.data(ticket), "over": "yes"})


def release(work: Work) -> Turned:
    """Let others take it; for a ticket of somebody who is away, too."""
    if work.ticket.status != "taken":
        return work.said(texts.RELEASED_NOT.format(number=work.ticket.number), actions=next_actions(work.ticket))
    status = "reopened" if work.ticket.given else "new"
    kept = work.kept("released", status=status, handler=None, taken_by=None)
    return work.said(texts.RELEASED.format(number=kept.number), actions=next_actions(kept))


def close(work: Work) -> Turned:
    """Close with a reason, which the asker gets to see."""
    ticket = work.ticket
    if ticket.status == "closed":
        return work.said(texts.CLOSED_ALREADY.format(number=ticket.number), actions=next_actions(ticket))
    reason = writing.field(work.world, work.data, "reason")
    if not reason.text:
        after = work.state.with_(draft={"awaits": "close", "number": ticket.number})
        title = texts.CLOSE_ASK_TITLE.format(number=ticket.number)
        lines = (Line(texts.CLOSE_ASK.format(number=ticket.number)),)
        return after, (Reply("panel", title=title, lines=lines, actions=(Action(texts.CANCEL, "stay"),)),)
    text = reason.text[:LONGEST_QUESTION]
    kept = _closed(work, text)
    if ticket.is_open:
        for other in joined(work.desk, work.ticket.number):
            _closed(Work(work.world, work.state, work.desk, work.data, other, work.role), text)
    state = work.state.with_(draft={})
    return state, (message(texts.CLOSED.format(number=kept.number), *reason.notes, actions=next_actions(kept)),)


def _closed(work: Work, reason: str) -> Ticket:
    """Close one ticket, and tell who waits for its answer."""
    ticket, waits = work.ticket, work.ticket.waits
    kept = work.kept("closed", reason, status="closed", reason=reason, merged_into=None, round=ticket.round + waits)
    if waits:
        work.desk.tell_asker(kept, _closed_for_asker(kept))
    return kept


def _closed_for_asker(ticket: Ticket) -> Reply:
    again = Action(texts.OPEN, "ticket_helped", {"number": str(ticket.number), "value": "no"})
    lines = (
        Line(ticket.question, "quote", label=texts.OWN_QUESTION),
        Line(ticket.reason or "", "quote", label=texts.TICKET_REASON),
    )
    return Reply(
        "panel",
        title=texts.CLOSED_FOR_ASKER.format(number=ticket.number),
        lines=lines,
        actions=(again, Action(texts.MINE, "own_tickets")),
    )


def reopen(work: Work) -> Turned:
    """Open an answered, closed or merged ticket again."""
    ticket = work.ticket
    if ticket.is_open:
        return work.said(texts.OPEN_ALREADY.format(number=ticket.number), actions=next_actions(ticket))
    reason = writing.field(work.world, work.data, "reason")
    changes = {"status": "reopened", "handler": None, "taken_by": None, "reason": None, "merged_into": None}
    kept = work.kept("reopened", reason.text[:LONGEST_QUESTION] or None, **changes)
    return work.said(texts.OPENED.format(number=kept.number), *reason.notes, actions=next_actions(kept))


def pass_on(work: Work) -> Turned:
    """Pass to the other principal, to both, or to another county, where it is new."""
    ticket, to = work.ticket, str(work.data.get("to", ""))[:MOST_TO]
    if not ticket.is_open:
        return work.said(texts.NOT_OPEN.format(number=ticket.number), actions=next_actions(ticket))
    if not to:
        return work.state, (_to_whom(ticket),)
    target = _target(work.world, ticket, to)
    if target is None:
        counties = ", ".join(words.county_name(work.world, key) for key in work.world.knowledge.covered)
        return work.said(texts.HAND_UNKNOWN.format(number=ticket.number, counties=counties), actions=next_actions(ticket))
    county, principal = target
    if (county, principal) == (ticket.county, ticket.principal):
        return work.said(texts.HAND_SAME.format(number=ticket.number, who=_receiver(work.world, ticket)))
    moved = county != ticket.county
    changed = ticket.with_(
        county=county,
        principal=principal,
        municipality=None if moved else ticket.municipality,
        status="new",
        handler=None,
        taken_by=None,
        changed_at=work.desk.now,
    )
    kept = work.desk.keep(changed, Event("passed", work.role, _receiver(work.world, changed), work.desk.now))
    told = texts.TICKET_PASSED.format(number=kept.number, who=_receiver(work.world, kept))
    left = set(words.roles(ticket)) - set(words.roles(kept))
    if left:
        work.desk.post(cards.subject(kept), sorted(left), Reply("message", title=told, actions=(cards.LIST,), in_place=True))
    show(work.world, work.desk, kept)
    return work.said(told)


def _to_whom(ticket: Ticket) -> Reply:
    ways = ((texts.HAND_REGION, "region"), (texts.HAND_KOMMUN, "kommun"), (texts.HAND_BOTH, "both"))
    here = ticket.principal or "both"
    choices = tuple(Action(label, "ticket_pass", {**cards.data(ticket), "to": to}) for label, to in ways if to != here)
    title, lines = texts.HAND_ASK_TITLE.format(number=ticket.number), (Line(texts.HAND_ASK.format(number=ticket.number)),)
    return Reply("panel", title=title, lines=lines, choices=choices, actions=next_actions(ticket))


def _receiver(world: World, ticket: Ticket) -> str:
    return f"{words.addressees(ticket)} i {words.county_name(world, ticket.county)}"


def _target(world: World, ticket: Ticket, to: str) -> tuple[str, Principal | None] | None:
    """County and principal that `to` names: one principal, both, or a county with an agreement."""
    principal = principal_named(to)
    if to.strip().casefold() in ("both", "båda"):
        return ticket.county, None
    county = county_named(world, to)
    if county and county != ticket.county:
        return county, principal
    return (ticket.county, principal) if principal else None


def principal_named(text: str) -> Principal | None:
    """The principal that a text names, if it names one."""
    named = text.casefold()
    region, kommun = "region" in named, "kommun" in named
    return None if region == kommun else "region" if region else "kommun"


def county_named(world: World, text: str) -> str | None:
    """The county with an agreement that a text names by key, name or municipality."""
    bare = text.casefold().strip(" .!?")
    for key in world.knowledge.covered:
        county = world.knowledge.counties.by_key[key]
        if any(name.casefold() in bare for name in (key, county.name, county.short)):
            return key
    found = world.reader.read(text, world.today()).county
    return found if found in world.knowledge.covered else None


def merge(work: Work) -> Turned:
    """Let another ticket of the county answer this one too."""
    ticket, other = work.ticket, writing.number(work.data.get("other"))
    if not other:
        return work.state, (_which(work),)
    if other == ticket.number:
        return work.said(texts.MERGE_ITSELF, actions=next_actions(ticket))
    if not ticket.is_open:
        return work.said(texts.MERGE_NOT_OPEN.format(number=ticket.number), actions=next_actions(ticket))
    target, role = permitted(work.world, work.desk, {"number": other}, "merge")
    if target.county != ticket.county:
        return work.said(texts.MERGE_OTHER_COUNTY, actions=next_actions(ticket))
    if not target.is_open:
        return work.said(texts.MERGE_NOT_OPEN.format(number=target.number), actions=next_actions(ticket))
    work.kept("merged", str(target.number), status="closed", merged_into=target.number, handler=None, taken_by=None)
    Work(work.world, work.state, work.desk, work.data, target, role).kept("joined", str(ticket.number))
    return work.said(texts.MERGED.format(number=ticket.number, other=target.number), actions=next_actions(target))


def _which(work: Work) -> Reply:
    ticket = work.ticket
    found = work.desk.tickets(words.roles(ticket.with_(principal=None)), ("new", "taken", "reopened"))
    others = [other for other in found if other.number != ticket.number][:MOST_CHOICES]
    if not others:
        return message(texts.MERGE_NONE, actions=next_actions(ticket))
    data = cards.data(ticket)
    choices = tuple(
        Action(f"{other.number}: {writing.short(other.question, 80)}", "ticket_merge", {**data, "other": str(other.number)})
        for other in others
    )
    lines = (Line(texts.MERGE_ASK.format(number=ticket.number)),)
    return Reply(
        "panel",
        title=texts.MERGE_ASK_TITLE.format(number=ticket.number),
        lines=lines,
        choices=choices,
        actions=next_actions(ticket),
    )


def _must_wait(work: Work) -> None:
    """Raises RefusedError for a ticket that waits for no answer."""
    if not work.ticket.is_open:
        raise RefusedError(not_waiting(work.ticket))


def not_waiting(ticket: Ticket, *lines: Line) -> Reply:
    """Said where a ticket waits for no answer: who was faster, if somebody was."""
    given = ticket.given if ticket.status in cards.ANSWERED else None
    text = (
        texts.ANSWERED_BEFORE.format(who=words.who(given.by), number=ticket.number)
        if given
        else texts.NOT_OPEN.format(number=ticket.number)
    )
    return message(text, *lines, actions=next_actions(ticket))


def next_actions(ticket: Ticket) -> tuple[Action, ...]:
    """What leads on from a ticket."""
    carried = cards.data(ticket)
    answer = (Action(texts.ANSWER, "ticket_answer", carried, primary=True),) if ticket.is_open else ()
    return (*answer, Action(texts.SHOW, "ticket", carried), cards.LIST)
