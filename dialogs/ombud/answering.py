"""Answering a ticket: with text, the statements it stands on and links, or with an earlier answer. It goes to all who asked."""

from __future__ import annotations

from dialogs.course import Turned
from dialogs.ombud import cards, texts, writing
from dialogs.ombud.handling import next_actions, not_waiting, take_over, taken_before
from dialogs.ombud.similar import earlier, similar
from dialogs.ombud.work import Work, joined, message, show
from dialogs.reply import Action, Line, Reply
from dialogs.ticket import LONGEST_ANSWER, Event, Given, Ticket

LONGEST_SHOWN = 600
"""Characters of an earlier answer in a list."""


def answer(work: Work) -> Turned:
    """Answer; without a text, ask for it. What cannot be sent is shown back."""
    ticket, typed = work.ticket, writing.field(work.world, work.data, "answer")
    kept_back = (Line(texts.ANSWER_KEPT), Line(typed.text, "quote")) if typed.text else ()
    if not ticket.is_open:
        return work.state, (not_waiting(ticket, *kept_back),)
    if ticket.handler and ticket.handler != work.desk.caller.person:
        title, question = taken_before(ticket)
        actions = (take_over(ticket), Action(texts.SHOW, "ticket", cards.data(ticket)), cards.LIST)
        return work.state, (message(title, question, *kept_back, actions=actions),)
    if len(typed.text) > LONGEST_ANSWER:
        too_long = texts.ANSWER_TOO_LONG.format(most=LONGEST_ANSWER)
        return work.state, (message(too_long, Line(typed.text[:LONGEST_ANSWER], "quote"), actions=next_actions(ticket)),)
    given = _given(work, typed.text)
    if given is None:
        return _ask(work)
    return _sent(work, given, typed.notes)


def _given(work: Work, text: str) -> Given | None:
    """What was written or chosen; None when there is no text."""
    before = earlier(work.world, work.desk, work.ticket, str(work.data.get("source"))) if "source" in work.data else None
    text = text or (before.answer if before else "")
    if not text:
        return None
    home = work.world.knowledge.home
    named = [*writing.ticked(work.data, "facts"), *(before.facts if before else ())]
    facts = tuple(dict.fromkeys(name for name in named if name in home and home[name].county == work.ticket.county))
    written = writing.field(work.world, work.data, "links").text
    links = writing.links(written, text, *(before.links if before else ()))
    return Given(text, facts[: cards.MOST_PICKS], links, work.role, work.desk.now)


def _ask(work: Work) -> Turned:
    """The card with a field for the answer; where there are no fields, the next message is it."""
    ticket = work.ticket
    after = work.state.with_(draft={"awaits": "answer", "number": ticket.number})
    title = texts.ANSWER_ASK_TITLE.format(number=ticket.number)
    card = cards.ticket_card(work.world, work.desk, ticket, title=title)
    lines = (Line(texts.ANSWER_ASK.format(number=ticket.number)), *card.lines)
    send = Action(texts.SEND_ANSWER, "ticket_answer", cards.data(ticket), primary=True)
    actions = (send, Action(texts.SIMILAR, "ticket_similar", cards.data(ticket)), Action(texts.CANCEL, "stay"))
    return after, (Reply("panel", title=title, lines=lines, form=card.form, actions=actions),)


def _sent(work: Work, given: Given, notes: tuple[Line, ...]) -> Turned:
    """Store and send the answer, to those too whose ticket was merged into this one."""
    tickets = [work.ticket, *joined(work.desk, work.ticket.number)]
    reached = [_tell(work, ticket, given) for ticket in tickets]
    ticket = work.desk.ticket(work.ticket.number) or work.ticket
    show(work.world, work.desk, ticket)
    title = texts.ANSWERED_SEVERAL if len(tickets) > 1 else texts.ANSWERED if all(reached) else texts.ANSWERED_UNREACHED
    propose = Action(texts.PROPOSE, "faq_propose", cards.data(ticket), primary=True)
    actions = (propose, Action(texts.SHOW, "ticket", cards.data(ticket)), cards.LIST)
    text = title.format(number=ticket.number, count=sum(reached))
    return work.state.with_(draft={}), (message(text, *notes, actions=actions),)


def _tell(work: Work, ticket: Ticket, given: Given) -> bool:
    """Store the answer on one ticket and send it to its asker; whether the asker can be reached."""
    changed = ticket.with_(
        status="answered",
        given=given,
        round=ticket.round + 1,
        delivery="pending",
        changed_at=work.desk.now,
        reason=None,
        merged_into=None,
        handler=ticket.handler or work.desk.caller.person,
        taken_by=ticket.taken_by or work.role,
    )
    kept = work.desk.keep(changed, Event("answered", work.role, at=work.desk.now))
    return work.desk.tell_asker(kept, cards.answer_for_asker(work.world, kept, given))


def likes(work: Work) -> Turned:
    """The three most similar earlier answers, each to be used."""
    ticket = work.ticket
    found = similar(work.world, work.desk, ticket)
    if not found:
        return work.said(texts.SIMILAR_NONE, actions=next_actions(ticket))
    lines = [
        line
        for each in found
        for line in (
            Line(each.question, "strong", label=texts.SIMILAR_QUESTION),
            Line(writing.short(each.answer, LONGEST_SHOWN), "quote", label=texts.SIMILAR_ANSWER),
        )
    ]
    data = cards.data(ticket)
    choices: tuple[Action, ...] = ()
    if ticket.is_open:
        choices = tuple(
            Action(f"{texts.USE}: {writing.short(each.question, 60)}", "ticket_use", {**data, "source": each.source})
            for each in found
        )
    title = texts.SIMILAR_TITLE.format(number=ticket.number)
    return work.state, (Reply("panel", title=title, lines=tuple(lines), choices=choices, actions=next_actions(ticket)),)


def use(work: Work) -> Turned:
    """An earlier answer in the field, to change and send."""
    ticket = work.ticket
    if not ticket.is_open:
        return work.state, (not_waiting(ticket),)
    source = str(work.data.get("source"))
    found = earlier(work.world, work.desk, ticket, source)
    if found is None:
        return work.said(texts.SOURCE_GONE, actions=next_actions(ticket))
    card = cards.ticket_card(work.world, work.desk, ticket, answer=found.answer)
    lines = (Line(ticket.question, "quote", label=texts.TICKET_QUESTION), Line(found.answer, "quote", label=texts.SIMILAR_ANSWER))
    data = {**cards.data(ticket), "source": source}
    actions = (Action(texts.SEND_ANSWER, "ticket_answer", data, primary=True), Action(texts.CANCEL, "stay"))
    title = texts.USE_TITLE.format(number=ticket.number)
    return work.state, (Reply("panel", title=title, lines=lines, form=card.form, actions=actions),)
