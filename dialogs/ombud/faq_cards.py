"""FAQ entries as ombud see them: the card of one, and the list of those that wait, are stale, or live."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs.course import Turned
from dialogs.desk import Proposal
from dialogs.ombud import cards, faq_texts, texts, words, writing
from dialogs.ombud.faq_entry import case
from dialogs.ombud.work import Post
from dialogs.reply import Action, Line, Reply
from knowledge.faq import FaqEntry
from knowledge.faq_binding import stale

MOST_LISTED = 10
LIST = Action(faq_texts.LIST, "faq_list")


def card(post: Post, proposal: Proposal, note: str | None = None, *more: Line) -> Reply:
    """The card of an entry, the same for all ombud."""
    lines = (*([Line(note, "strong")] if note else []), *lines_of(post, proposal), *more)
    place = words.county_name(post.world, proposal.entry.county)
    title = faq_texts.CARD_TITLE.format(id=proposal.entry.id, place=place, stage=_stage(post, proposal))
    return Reply("panel", title=title, lines=lines, actions=_actions(post, proposal), in_place=True)


def lines_of(post: Post, proposal: Proposal) -> Iterator[Line]:
    """Question, answer, what it holds for and stands on, and what it waits for."""
    entry = proposal.entry
    yield Line(entry.question, "quote", label=texts.SIMILAR_QUESTION)
    yield Line(entry.answer, "quote", label=texts.SIMILAR_ANSWER)
    if entry.when:
        yield Line(case(post, entry.when, entry.county), label=faq_texts.HOLDS_FOR)
    yield from cards.sources(post.world, entry.facts)
    if proposal.stage == "proposed":
        yield Line(faq_texts.WAITS.format(who=missing(proposal)), "subtle")
        yield Line(faq_texts.TYPE.format(id=entry.id), "subtle")
    old = outdated(post, entry)
    if old and proposal.stage in ("live", "proposed"):
        yield Line(faq_texts.STALE_WHY.format(facts=", ".join(old)), "strong")


def _actions(post: Post, proposal: Proposal) -> tuple[Action, ...]:
    if proposal.stage in ("rejected", "retired"):
        return (LIST, cards.LIST)
    carried = data(proposal)
    approves = proposal.stage == "proposed" or bool(outdated(post, proposal.entry))
    return (
        *([Action(faq_texts.APPROVE, "faq_approve", carried, primary=True)] if approves else []),
        Action(faq_texts.EDIT, "faq_edit", carried),
        Action(faq_texts.RETIRE if proposal.stage == "live" else faq_texts.REJECT, "faq_reject", carried),
        LIST,
    )


def listed(post: Post) -> Turned:
    """What is stale, then what waits for an approval, then what is live."""
    counties = sorted({role.county for role in post.desk.caller.roles})
    found = post.desk.proposals(counties, ("proposed", "live"))
    own = {each.entry.id for each in found}
    reviewed = [entry for county in counties for entry in post.desk.live_faq(county) if entry.id not in own]
    if not found and not reviewed:
        return post.said(faq_texts.LIST_NONE)
    old = [entry for entry in reviewed if outdated(post, entry)][:MOST_LISTED]
    lines = [Line(entry.question, label=f"{entry.id} ({faq_texts.STALE}):") for entry in old]
    if reviewed:
        lines.append(Line(faq_texts.LIST_REVIEWED.format(count=len(reviewed)), "subtle"))
    ranked = sorted(found, key=lambda each: 0 if outdated(post, each.entry) else 1 if each.stage == "proposed" else 2)
    choices = tuple(_choice(post, each) for each in ranked[:MOST_LISTED])
    actions = (cards.LIST, Action(texts.HELP, "ombud_help"))
    return post.state, (Reply("panel", title=faq_texts.LIST_TITLE, lines=tuple(lines), choices=choices, actions=actions),)


def _choice(post: Post, proposal: Proposal) -> Action:
    entry = proposal.entry
    label = f"{entry.id}: {writing.short(entry.question, 70)} ({_stage(post, proposal)})"
    return Action(label, "faq_show", {"id": entry.id})


def next_actions(proposal: Proposal) -> tuple[Action, ...]:
    """What leads on from an entry."""
    return (Action(faq_texts.SHOW, "faq_show", {"id": proposal.entry.id}), LIST, cards.LIST)


def data(proposal: Proposal) -> dict[str, str]:
    """What every action on an entry carries: exactly this version."""
    return {"id": proposal.entry.id, "version": str(proposal.version)}


def missing(proposal: Proposal) -> str:
    """Whose approval is missing."""
    given = {role.principal for role in proposal.approvals}
    return " och ".join(texts.OMBUD_OF[each].lower() for each in words.PRINCIPALS if each not in given)


def outdated(post: Post, entry: FaqEntry) -> tuple[str, ...]:
    """The statements of an entry that are no longer as they were when it was approved."""
    return stale(post.world.knowledge, entry, post.world.today())


def _stage(post: Post, proposal: Proposal) -> str:
    looked_over = proposal.stage in ("live", "proposed") and bool(outdated(post, proposal.entry))
    return faq_texts.STALE if looked_over else faq_texts.STAGES[proposal.stage]
