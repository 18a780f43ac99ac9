"""From an answer to a question that all may find: proposed, approved by both principals, looked over when it grows stale."""

from __future__ import annotations

import re

from dialogs.course import Turned
from dialogs.desk import Proposal
from dialogs.ombud import cards, faq_texts, texts, words, writing
from dialogs.ombud.faq_cards import card, data, lines_of, missing, next_actions, outdated
from dialogs.ombud.faq_entry import case, changed, chosen, form, from_ticket, one_line, when_of, with_wording
from dialogs.ombud.work import Post, RefusedError, Work, message, show
from dialogs.reply import Action, Line, Reply
from dialogs.ticket import Event, Principal, Role
from knowledge.faq_binding import bound

PREFIX = "faq-"
IDENTITY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
GONE = frozenset({"rejected", "retired"})


# Proposing


def propose(work: Work) -> Turned:
    """The form for an entry made of an answered ticket, or its card when it is proposed already."""
    ticket, known = work.ticket, _known(work)
    if known and known.stage not in GONE:
        return work.state, (card(work, known),)
    if ticket.given is None:
        return work.said(faq_texts.NOT_ANSWERED.format(number=ticket.number))
    when = when_of(work, ticket.said)
    lines = (
        Line(one_line(ticket.question), "quote", label=texts.TICKET_QUESTION),
        Line(ticket.given.text, "quote", label=texts.SIMILAR_ANSWER),
        *([Line(case(work, when, ticket.county), label=faq_texts.HOLDS_FOR)] if when else []),
        Line(faq_texts.PROPOSE_HOW),
        Line(texts.NO_NAMES, "strong"),
    )
    carried = cards.data(ticket)
    send_it = Action(faq_texts.SEND, "faq_send", carried, primary=True)
    actions = (send_it, Action(texts.SHOW, "ticket", carried), Action(texts.CANCEL, "stay"))
    fields = form(work, ticket.question, ticket.given.text, ticket.given.facts, when)
    return work.state, (Reply("panel", title=faq_texts.PROPOSE_TITLE, lines=lines, form=fields, actions=actions),)


def send(work: Work) -> Turned:
    """Store the entry: the proposer's principal has approved it, the other one is asked."""
    known = _known(work)
    if known and known.stage not in GONE:
        return work.state, (card(work, known),)
    if work.ticket.given is None:
        return work.said(faq_texts.NOT_ANSWERED.format(number=work.ticket.number))
    question, answer = (writing.field(work.world, work.data, name) for name in ("question", "answer"))
    made = from_ticket(work, f"{PREFIX}{work.ticket.number}", question.text, answer.text)
    proposal = Proposal(made, "proposed", frozenset({work.role}), known.version if known else 0)
    return _kept(work, proposal, faq_texts.PROPOSED, *question.notes, *answer.notes)


def _known(work: Work) -> Proposal | None:
    return work.desk.proposal(f"{PREFIX}{work.ticket.number}")


# Approving


def approve(post: Post) -> Turned:
    """Approve exactly the version that is shown; live when enough principals have."""
    proposal, role = _mine(post, "approve")
    identity, old = proposal.entry.id, outdated(post, proposal.entry)
    if _has_changed(post, proposal):
        return post.state, (card(post, proposal, faq_texts.CHANGED),)
    if proposal.stage in GONE:
        return post.said(faq_texts.REJECTED_ALREADY.format(id=identity), actions=next_actions(proposal))
    done = proposal.stage == "live" or role in proposal.approvals
    if (old or not done) and not _seen(post, proposal):
        return post.state, (card(post, proposal, faq_texts.LOOK_FIRST.format(id=identity)),)
    if old:
        return _kept(post, _bound_anew(post, proposal, role), faq_texts.APPROVED)
    if done:
        text = faq_texts.LIVE_ALREADY if proposal.stage == "live" else faq_texts.APPROVED_ALREADY
        return post.said(text.format(id=identity), actions=next_actions(proposal))
    return _kept(post, proposal.with_(approvals=proposal.approvals | {role}), faq_texts.APPROVED)


def _bound_anew(post: Post, proposal: Proposal, role: Role) -> Proposal:
    """Bound to the statements as they are today, without those that are gone: a version that all have to approve."""
    known = post.world.knowledge.statements
    facts = bound(post.world.knowledge, [name for name in proposal.entry.facts if name in known])
    gone = set(outdated(post, changed(proposal.entry, facts=facts)))
    entry = changed(proposal.entry, facts={name: kept for name, kept in facts.items() if name not in gone})
    return proposal.with_(entry=entry, stage="proposed", approvals=frozenset({role}))


def _kept(post: Post, proposal: Proposal, text: str, *notes: Line) -> Turned:
    """Store a proposal; publish it when enough principals have approved it."""
    principals = sorted({role.principal for role in proposal.approvals})
    is_live = len(principals) >= post.desk.approvals_needed
    if is_live:
        ticket = post.desk.ticket(proposal.entry.ticket) if proposal.entry.ticket else None
        variants = with_wording(proposal.entry, one_line(ticket.question) if ticket else "")
        entry = changed(proposal.entry, variants=variants, approved_by=principals, approved_at=post.world.today())
        proposal = proposal.with_(entry=entry, stage="live")
    kept = post.desk.keep_proposal(proposal)
    _show(post, kept)
    if is_live:
        _publish(post, kept)
    title = faq_texts.LIVE if is_live else text
    waits = () if is_live else (Line(faq_texts.WAITS.format(who=missing(kept)), "subtle"),)
    lines = (*notes, *waits, Line(kept.entry.answer, "quote", label=texts.SIMILAR_ANSWER))
    said = message(title.format(id=kept.entry.id), *lines, actions=next_actions(kept))
    return post.state.with_(draft={}), (said,)


def _publish(post: Post, proposal: Proposal) -> None:
    """The ticket that the entry came from counts as published."""
    ticket = post.desk.ticket(proposal.entry.ticket) if proposal.entry.ticket else None
    if ticket and ticket.status == "answered":
        role = post.desk.caller.role_in(proposal.entry.county)
        changed_ticket = ticket.with_(status="published", changed_at=post.desk.now)
        show(post.world, post.desk, post.desk.keep(changed_ticket, Event("published", role, at=post.desk.now)))


# Rejecting and changing


def reject(post: Post) -> Turned:
    """Reject a proposal with a reason, or take a live entry away."""
    proposal, role = _mine(post, "reject")
    identity = proposal.entry.id
    if proposal.stage in GONE:
        return post.said(faq_texts.REJECTED_ALREADY.format(id=identity), actions=next_actions(proposal))
    reason = writing.field(post.world, post.data, "reason")
    if not reason.text:
        after = post.state.with_(draft={"awaits": "reject", "faq": identity})
        title, lines = faq_texts.REJECT_ASK_TITLE.format(id=identity), (Line(faq_texts.REJECT_ASK.format(id=identity)),)
        return after, (Reply("panel", title=title, lines=lines, actions=(Action(texts.CANCEL, "stay"),)),)
    is_live = proposal.stage == "live"
    kept = post.desk.keep_proposal(proposal.with_(stage="retired" if is_live else "rejected", approvals=frozenset()))
    _show(post, kept, Line(reason.text, "quote", label=texts.TICKET_REASON))
    _note(post, kept, Event("faq_retired" if is_live else "faq_rejected", role, reason.text, post.desk.now))
    title = (faq_texts.RETIRED if is_live else faq_texts.REJECTED).format(id=identity)
    return post.state.with_(draft={}), (message(title, *reason.notes, actions=next_actions(kept)),)


def _note(post: Post, proposal: Proposal, event: Event) -> None:
    """Write on the ticket of the entry what has become of it; it counts as answered only."""
    ticket = post.desk.ticket(proposal.entry.ticket) if proposal.entry.ticket else None
    if ticket:
        status = "answered" if ticket.status == "published" else ticket.status
        show(post.world, post.desk, post.desk.keep(ticket.with_(status=status, changed_at=post.desk.now), event))


def edit(post: Post) -> Turned:
    """Change question and answer. What was approved has to be approved anew."""
    proposal, role = _mine(post, "edit")
    if _has_changed(post, proposal):
        return post.state, (card(post, proposal, faq_texts.CHANGED),)
    if proposal.stage in GONE:
        return post.said(faq_texts.REJECTED_ALREADY.format(id=proposal.entry.id), actions=next_actions(proposal))
    question, answer = (writing.field(post.world, post.data, name) for name in ("question", "answer"))
    if not question.text and not answer.text:
        return post.state, (_editing(post, proposal),)
    before = proposal.entry
    text = answer.text or before.answer
    wording = one_line(question.text) or before.question
    entry = changed(
        before, question=wording, answer=text, when=chosen(post, before.when), links=writing.links(text, *before.links)
    )
    if entry == before:
        return post.state, (card(post, proposal),)
    renewed = proposal.with_(entry=entry, stage="proposed", approvals=frozenset({role}))
    return _kept(post, renewed, faq_texts.EDITED, *question.notes, *answer.notes)


def _editing(post: Post, proposal: Proposal) -> Reply:
    entry = proposal.entry
    save = Action(faq_texts.SAVE, "faq_edit", data(proposal), primary=True)
    lines = (*lines_of(post, proposal), Line(faq_texts.EDIT_HOW.format(id=entry.id)))
    fields = form(post, entry.question, entry.answer, (), entry.when)
    title = faq_texts.EDIT_TITLE.format(id=entry.id)
    return Reply("panel", title=title, lines=lines, form=fields, actions=(save, Action(texts.CANCEL, "stay")))


def shown(post: Post) -> Turned:
    """The card of one entry."""
    proposal, _ = _mine(post, "see")
    return post.state, (card(post, proposal),)


def _show(post: Post, proposal: Proposal, *more: Line) -> None:
    roles = [Role(proposal.entry.county, principal) for principal in words.PRINCIPALS]
    post.desk.post(f"faq:{proposal.entry.id}", roles, card(post, proposal, None, *more))


def _mine(post: Post, what: str) -> tuple[Proposal, Role]:
    """The entry that `id` names and the caller's role in its county. Raises RefusedError."""
    identity = str(post.data.get("id", "")).strip().casefold()[:60]
    identity = f"{PREFIX}{identity}" if identity.isdecimal() and len(identity) < 10 else identity
    proposal = post.desk.proposal(identity) if IDENTITY.fullmatch(identity) else None
    if proposal is None:
        raise RefusedError(message(faq_texts.UNKNOWN, actions=(Action(faq_texts.LIST, "faq_list"), cards.LIST)))
    role = post.desk.caller.role_in(proposal.entry.county, _lacking(proposal))
    if role is None:
        post.desk.refused(f"faq {what}", proposal.entry.county)
        raise RefusedError(message(faq_texts.OTHER_COUNTY.format(id=identity)))
    return proposal, role


def _lacking(proposal: Proposal) -> Principal | None:
    """The first principal that has not approved yet: the role in which somebody acts who is ombud of both."""
    given = {role.principal for role in proposal.approvals}
    return next((principal for principal in words.PRINCIPALS if principal not in given), None)


def _seen(post: Post, proposal: Proposal) -> bool:
    """Whether what is approved is what the caller saw: the button says its version, and a command means the card shown last."""
    shown = [offer.get("data") for offer in post.state.offered if isinstance(offer, dict) and offer.get("verb") == "faq_approve"]
    this = data(proposal)
    return "version" in post.data or any(isinstance(seen, dict) and this.items() <= seen.items() for seen in shown)


def _has_changed(post: Post, proposal: Proposal) -> bool:
    """Whether the caller saw another version than the latest."""
    return "version" in post.data and str(post.data["version"]) != str(proposal.version)
