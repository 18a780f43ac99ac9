"""An answer kept as a reference, and opened again: does it still hold, and if not, what has changed?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dialogs import help as helps
from dialogs import texts
from dialogs.answer import answer_reply, headline, pinpoint
from dialogs.case import plain_said
from dialogs.course import Turned, fresh, go_on, once_more, standing_answer, under_way
from dialogs.reply import Line, Reply
from dialogs.state import State
from dialogs.world import World
from knowledge import validity
from knowledge.enquiry import Answer
from knowledge.receipt import PREFIX, Change, ReceiptError, Recheck, case_of, decode, encode, receipt, recheck

PATH = "/receipt/{code}"
"""Where the service shows what a reference stands for."""


def reference(world: World, answered: Answer) -> str | None:
    """The reference of an answer; None where there is nothing to keep."""
    kept = receipt(world.knowledge, answered)
    return encode(kept) if kept else None


def opened(world: World, state: State, code: str) -> Turned:
    """What a reference stands for, then the answer as it is today. A question that waits goes on waiting."""
    try:
        checked = recheck(world.knowledge, decode(code), world.today())
    except ReceiptError:
        return state, (unreadable(code, under_way(state)),)
    reply = rechecked(world, checked)
    if under_way(state):
        after, question = once_more(world, state)
        return after, (reply, *question)
    after, answered = _answered(world, state, checked)
    return after, (reply, *answered)


def unreadable(code: str, resume: bool = False) -> Reply:
    """Said of a reference that was mangled, or comes from another version."""
    same = code.upper().startswith(PREFIX)
    why = texts.RECEIPT_UNREADABLE_WHY if same else texts.RECEIPT_OTHER_VERSION
    return replace(helps.simple(texts.RECEIPT_UNREADABLE, resume), lines=(Line(why),))


def rechecked(world: World, checked: Recheck) -> Reply:
    """Whether the answer still holds, and what has changed."""
    kept = checked.receipt
    county = world.knowledge.counties.by_key.get(kept.county)
    given = texts.RECEIPT_GIVEN.format(day=validity.written(kept.day), county=county.name if county else "–")
    changes = dict.fromkeys(_change(world, checked, change) for change in checked.changes)
    title = texts.RECEIPT_HOLDS if checked.holds else texts.RECEIPT_CHANGED
    return Reply("message", title=title, lines=(*map(Line, changes), Line(given, "subtle")))


def _answered(world: World, state: State, checked: Recheck) -> Turned:
    """The case of the receipt as the enquiry under way: answered, or asked about where something more is needed."""
    kept, known = checked.receipt, world.knowledge.statements
    begun = fresh(state, county=kept.county, intent=kept.intent)
    if checked.now:
        case = case_of(world.knowledge, kept, world.today())
        said = plain_said(case.said, case.day.year)
        return go_on(world, begun.with_(said=said, unknown=kept.unanswered))
    facts = tuple(name for name in kept.statements if name in known)
    if not facts or any(change.kind == "case" for change in checked.changes):
        return begun.with_(intent=None), (helps.simple(texts.RECEIPT_LOST),)
    after = begun.with_(phase="answered", facts=facts)
    return after, (answer_reply(world, after, replace(standing_answer(world, after), principal=kept.principal)),)


def _change(world: World, checked: Recheck, change: Change) -> str:
    place = change.id
    if change.statement:
        home = world.knowledge.home[change.statement.id]
        place = f"{home.cite}, {pinpoint(change.statement)}," if change.statement.heading else f"«{change.statement.text}»"
    then, now = ("", "")
    if change.kind == "answer":
        then, now = _then(checked), headline(checked.now) if checked.now and checked.now.principal else texts.RECEIPT_ASKS
    return texts.RECEIPT_CHANGES[change.kind].format(place=place, then=then, now=now[:1].lower() + now[1:])


def _then(checked: Recheck) -> str:
    principal = checked.receipt.principal
    called = checked.now.agreements[0].called if checked.now and checked.now.agreements else "Överenskommelsen"
    title = texts.TITLES[principal].format(called=called) if principal else texts.FOUND_TITLE + "."
    return title[:1].lower() + title[1:]


def lines_of_change(world: World, checked: Recheck) -> Iterator[tuple[str, str]]:
    """Every change as its kind and a sentence, for scripts."""
    yield from ((change.kind, _change(world, checked, change)) for change in checked.changes)
