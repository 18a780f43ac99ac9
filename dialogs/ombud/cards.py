"""The cards of a ticket: for its ombud, who can act on it, and for who asked, who learns nothing about anybody else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dialogs.answer import pinpoint
from dialogs.desk import Desk
from dialogs.ombud import texts, words, writing
from dialogs.ombud.similar import similar
from dialogs.reply import Action, Line, Pick, Reply, Writing
from dialogs.texts import HELP_ACTION, SIP
from dialogs.ticket import LONGEST_ANSWER, Given, Ticket
from dialogs.world import World
from knowledge.agreement import Statement

MOST_PICKS = 4
"""Statements to choose among for an answer."""
LONGEST_PICK = 140
MOST_TOLD = 600
"""Characters of the bot's answer on a card."""
MOST_LINK_ACTIONS = 4
LIST = Action(texts.LIST, "tickets")
ASKER = (Action(texts.SEND, "ombud", primary=True), Action(texts.MINE, "own_tickets"), Action(HELP_ACTION, "help"))
ANSWERED = frozenset({"answered", "published"})


def subject(ticket: Ticket) -> str:
    """What the card of a ticket is about: one card, however often it changes."""
    return f"ticket:{ticket.number}"


def data(ticket: Ticket) -> dict[str, str]:
    """What every action on a ticket carries."""
    return {"number": str(ticket.number), "county": ticket.county}


def ticket_card(world: World, desk: Desk, ticket: Ticket, answer: str = "", title: str | None = None) -> Reply:
    """The card of a ticket for its ombud. `answer` stands in the field for it; `title` is another first line."""
    form = _form(world, ticket, answer) if ticket.is_open else ()
    place, status = words.place(world, ticket), words.status(ticket)
    return Reply(
        "panel",
        title=title or texts.TICKET_TITLE.format(number=ticket.number, place=place, status=status),
        lines=tuple(_lines(world, desk, ticket)),
        form=form,
        actions=actions(ticket),
        in_place=True,
    )


def _lines(world: World, desk: Desk, ticket: Ticket) -> Iterator[Line]:
    late = ticket.is_open and ticket.created_at is not None and ticket.created_at < desk.overdue_before()
    form = texts.TICKET_OVERDUE if late else texts.TICKET_SENT
    yield Line(form.format(day=words.day(world, ticket.created_at), why=texts.WHY[ticket.why]), "strong" if late else "normal")
    yield Line(words.addressees(ticket), "subtle", label=texts.TICKET_TO)
    yield Line(ticket.question, "quote", label=texts.TICKET_QUESTION)
    if ticket.reading:
        yield Line(ticket.reading, "subtle", label=texts.ASK_READING)
    if ticket.told:
        yield Line(writing.short(ticket.told, MOST_TOLD), "subtle", label=texts.ASK_TOLD)
    if ticket.reason:
        yield Line(ticket.reason, "quote", label=texts.TICKET_REASON)
    if ticket.given:
        yield from _given(world, ticket, ticket.given)
    if ticket.status == "reopened":
        notes = [event.note for event in desk.events(ticket.number) if event.kind == "reopened"]
        yield from (Line(note, "quote", label=texts.TICKET_REOPENED) for note in notes[-1:] if note)
    if ticket.is_open:
        found = similar(world, desk, ticket, most=1)
        yield from (Line(writing.short(each.answer, 200), label=texts.TICKET_SIMILAR) for each in found)
        yield Line(texts.TICKET_TYPE.format(number=ticket.number), "subtle")


def _given(world: World, ticket: Ticket, given: Given) -> Iterator[Line]:
    role = texts.PRINCIPAL[given.by.principal] if given.by else texts.SOMEBODY
    yield Line(given.text, "quote", label=texts.TICKET_GIVEN.format(who=role, day=words.day(world, given.at)))
    if ticket.delivery and ticket.status in ANSWERED:
        yield Line(texts.DELIVERY[ticket.delivery], "subtle")


def _form(world: World, ticket: Ticket, answer: str) -> tuple[Writing | Pick, ...]:
    options = tuple((s.id, writing.short(s.text, LONGEST_PICK)) for s in relevant(world, ticket))
    pick = (Pick("facts", texts.TICKET_FORM_FACTS, options),) if options else ()
    return (
        Writing("answer", texts.TICKET_FORM_ANSWER, answer, texts.TICKET_FORM_HINT, LONGEST_ANSWER),
        *pick,
        Writing("links", texts.TICKET_FORM_LINKS, longest=1_000),
    )


def relevant(world: World, ticket: Ticket) -> list[Statement]:
    """The statements that an answer may stand on: those the bot showed, then those that the question's words find."""
    known, home = world.knowledge.statements, world.knowledge.home
    hits = world.knowledge.index(ticket.county, world.today()).search(ticket.question, most=MOST_PICKS)
    names = dict.fromkeys([*ticket.facts, *(hit.id for hit in hits)])
    return [known[name] for name in names if name in known and home[name].county == ticket.county][:MOST_PICKS]


def actions(ticket: Ticket) -> tuple[Action, ...]:
    """What an ombud can do with a ticket as it stands."""
    carried = data(ticket)
    if ticket.merged_into or ticket.status == "closed":
        return (Action(texts.OPEN, "ticket_open", carried), LIST)
    if not ticket.is_open:
        propose = [Action(texts.PROPOSE, "faq_propose", carried, primary=True)] if ticket.status == "answered" else []
        return (*propose, Action(texts.OPEN, "ticket_open", carried), LIST)
    taken = ticket.status == "taken"
    first = Action(texts.RELEASE, "ticket_release", carried) if taken else Action(texts.TAKE, "ticket_take", carried)
    return (
        Action(texts.ANSWER, "ticket_answer", carried, primary=True),
        first,
        Action(texts.SIMILAR, "ticket_similar", carried),
        Action(texts.HAND, "ticket_pass", carried),
        Action(texts.MERGE, "ticket_merge", carried),
        Action(texts.CLOSE, "ticket_close", carried),
    )


def answer_for_asker(world: World, ticket: Ticket, given: Given) -> Reply:
    """What who asked gets to see of the answer. Nothing in it tells of another person or ticket."""
    role = texts.PRINCIPAL[given.by.principal] if given.by else texts.SOMEBODY
    carried = {"number": str(ticket.number)}
    opened = [Action(host, url=link) for host, link in _named(given.links)]
    return Reply(
        "panel",
        title=texts.ANSWER_TITLE.format(who=role, day=words.day(world, given.at)),
        lines=(
            Line(ticket.question, "quote", label=texts.OWN_QUESTION),
            Line(given.text),
            *sources(world, given.facts),
            Line(texts.ANSWER_HELPED.format(number=ticket.number), "subtle"),
        ),
        actions=(
            *opened,
            Action(texts.HELPED_YES, "ticket_helped", {**carried, "value": "yes"}),
            Action(texts.HELPED_NO, "ticket_helped", {**carried, "value": "no"}),
        ),
    )


def _named(links: Iterable[str]) -> list[tuple[str, str]]:
    """Each link with its host, numbered where two have the same."""
    safe = [link for link in links if writing.is_link(link)][:MOST_LINK_ACTIONS]
    hosts = [writing.host(link) for link in safe]
    return [
        (f"{host} ({hosts[: at + 1].count(host)})" if hosts.count(host) > 1 else host, link)
        for at, (host, link) in enumerate(zip(hosts, safe, strict=True))
    ]


def sources(world: World, facts: Iterable[str]) -> Iterator[Line]:
    """Where the statements of an answer stand."""
    known = world.knowledge.statements
    for statement in (known[name] for name in facts if name in known):
        home = world.knowledge.home[statement.id]
        place = f", {pinpoint(statement)}" if statement.heading else ""
        yield Line(f"{writing.short(statement.text, LONGEST_PICK)} ({home.cite}{place})", "subtle", label=texts.ANSWER_SOURCE)


def status_for_asker(world: World, ticket: Ticket) -> Reply:
    """How an own ticket stands; the answer itself when there is one."""
    if ticket.given and ticket.status in ANSWERED:
        return answer_for_asker(world, ticket, ticket.given)
    title = texts.OWN_TICKET.format(number=ticket.number, status=words.own_status(ticket))
    lines = [Line(ticket.question, "quote", label=texts.OWN_QUESTION)]
    if ticket.status == "closed" and not ticket.merged_into and ticket.reason:
        lines.append(Line(ticket.reason, "quote", label=texts.TICKET_REASON))
    again = {"number": str(ticket.number), "value": "no"}
    over = ticket.status == "closed" and not ticket.merged_into
    other = Action(texts.OPEN, "ticket_helped", again) if over else Action(texts.WITHDRAW, "ticket_withdraw", again)
    return Reply("panel", title=title, lines=tuple(lines), actions=(other, Action(texts.MINE, "own_tickets"), Action(SIP, "sip")))
