"""What stands behind an answer: why, whom to reach, the exact wording, and what can be changed."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs import texts
from dialogs.answer import headline, pinpoint
from dialogs.answered import hits
from dialogs.case import place, told
from dialogs.law import law_lines
from dialogs.ombud import words as ombud_words
from dialogs.receipt import PATH, reference
from dialogs.reply import Action, Line, Reply
from dialogs.state import State
from dialogs.world import World
from knowledge import contacts, validity
from knowledge.agreement import Statement
from knowledge.compare import comparable
from knowledge.contacts import Entry, Listing
from knowledge.enquiry import Answer
from knowledge.explain import changes, indifferent
from knowledge.reasons import met, ruled_out

MOST_QUOTES = 4
MOST_SIMILAR = 3


def why(world: World, state: State, answered: Answer) -> Reply:
    """The reasons in the terms of the agreement, what made no difference, and what would change the answer."""
    called = answered.agreements[0].called if answered.agreements else "Överenskommelsen"
    lines = [Line(_reason(world, state, answered, statement)) for statement in answered.shown]
    lines = lines or [Line(_no_reason(world, answered, called))]
    lines += list(_ruled_out(world, state, answered))
    same = indifferent(world.knowledge, answered)
    if same:
        *others, last = [facet.label.lower() for facet in same]
        facets = f"{', '.join(others)} och {last}" if others else last
        lines.append(Line(texts.NO_MATTER.format(facets=facets[0].upper() + facets[1:], called=called.lower()), "subtle"))
    lines += [*_changes(world, answered), *_endings(world, answered)]
    lines += list(law_lines(answered.law))
    if answered.law:
        lines.append(Line(world.knowledge.law.checked, "subtle"))
    kept = reference(world, answered)
    compare = Action(texts.COMPARE, "compare", {"serial": str(state.serial)})
    actions = [compare] if comparable(answered.enquiry) else []
    if kept:
        lines.append(Line(kept, "subtle", label=texts.RECEIPT))
    if kept and world.address:
        actions.append(Action(texts.RECEIPT_LINK, url=f"{world.address}{PATH.format(code=kept)}"))
    actions += _onwards(state, texts.CONTACTS, "contacts")
    return Reply("panel", title=texts.WHY_TITLE, lines=tuple(lines), actions=tuple(actions))


def _no_reason(world: World, answered: Answer, called: str) -> str:
    """Why nothing stands behind an answer: the agreement does not cover the case, or there is none."""
    county = world.knowledge.counties.by_key.get(answered.enquiry.county or "")
    if county and county.key not in world.knowledge.covered:
        return texts.UNCOVERED_TITLE.format(county=county.name)
    return texts.WHY_NONE.format(called=called.lower())


def _reason(world: World, state: State, answered: Answer, statement: Statement) -> str:
    """A statement with its pinpoint and what of the case met its condition."""
    because = [text for facet in met(world.knowledge, answered, statement) for text in told(world, state, facet)]
    parts = [statement.text, f"{pinpoint(statement)}." if statement.heading else ""]
    if because and statement in answered.duties:
        parts.append(texts.BECAUSE.format(told=", ".join(because)))
    return " ".join(filter(None, parts))


def _ruled_out(world: World, state: State, answered: Answer) -> Iterator[Line]:
    for out in ruled_out(world.knowledge, answered):
        answers = ", ".join(told(world, state, out.facet))
        yield Line(f"{out.rule.text} {texts.BUT.format(told=answers)}", "subtle", label=texts.RULED_OUT)


def _changes(world: World, answered: Answer) -> Iterator[Line]:
    found = changes(world.knowledge, answered)
    if found:
        yield Line(texts.CHANGES_HEAD, "strong")
    for change in found:
        form = texts.IN_ADDITION if change.added else texts.INSTEAD
        value = f"Också {change.value.short}" if change.added else change.value.label
        yield Line(form.format(value=value, title=headline(change.answer)))


def _endings(world: World, answered: Answer) -> Iterator[Line]:
    """The last day of what the answer stands on, while it has not come."""
    for agreement in answered.agreements:
        if agreement.valid_to and agreement.valid_to >= world.today():
            yield Line(texts.ENDS.format(called=agreement.called, day=validity.written(agreement.valid_to)), "subtle")


def contact(world: World, state: State, answered: Answer) -> Reply:
    """Whom to reach: the units of the answer, the municipality, the county's pages. What is unverified says so."""
    knowledge = world.knowledge
    county = knowledge.counties.by_key.get(state.county or "")
    known = knowledge.contacts.get(state.county or "")
    if county is None or known is None:
        return Reply("panel", title=texts.CONTACTS_TITLE, lines=(Line(texts.NO_CONTACT),), actions=_onwards(state))
    units = units_of(world, answered) or [unit.key for unit in known.units if unit.entries]
    found = contacts.listings(known, county, state.municipality, units)
    lines = [line for listing in found if listing.kind != "pages" for line in _listed(world, listing)]
    pages = [Action(entry.label or entry.value, url=entry.href) for entry in found[-1].entries] if known.pages else []
    if pages:
        lines.append(Line(texts.PAGES_UNCHECKED, "subtle"))
    title = f"{texts.CONTACTS_TITLE}, {place(world, state)}"
    return Reply("panel", title=title, lines=tuple(lines), actions=(*pages[:4], *_onwards(state, texts.SIP, "sip")))


def units_of(world: World, answered: Answer) -> list[str]:
    """The units that the shown statements name, and that the county's contacts know."""
    known = world.knowledge.contacts.get(answered.enquiry.county or "")
    named = [s.unit for s in answered.shown if s.unit]
    return [unit for unit in dict.fromkeys(named) if known and unit in known.by_key]


def _entry_line(world: World, entry: Entry) -> Line:
    standing = contacts.status(entry, world.today(), world.contact_months)
    day = validity.written(entry.verified_at) if entry.verified_at else ""
    remarks = [texts.STATUS[standing].format(day=day)]
    if entry.seen:
        remarks.append(texts.SEEN.format(seen=entry.seen))
    if entry.note:
        remarks.append(entry.note)
    label = f"{entry.label}:" if entry.label else None
    return Line(f"{entry.value} ({', '.join(remarks)})", label=label)


def _listed(world: World, listing: Listing) -> list[Line]:
    name = f"{listing.name} kommun" if listing.kind == "municipality" else listing.name
    entries = [_entry_line(world, entry) for entry in listing.entries]
    return [Line(name, "strong"), *(entries or [Line(texts.NO_CONTACT, "subtle")])]


def wording(world: World, state: State, answered: Answer) -> Reply:
    """The exact words of the document, where it is at hand."""
    lines: list[Line] = []
    for statement in answered.shown:
        home = world.knowledge.home[statement.id]
        passage = world.sources.passage(home, statement)
        if passage.text and sum(line.style == "quote" for line in lines) < MOST_QUOTES:
            cite = f"{home.cite}, {pinpoint(statement)}" if statement.heading else home.cite
            lines += [Line(cite, "subtle"), Line(passage.text, "quote"), *_outdated(world, passage.text)]
        elif passage.standing == "stale":
            lines += [Line(f"{home.cite}, {pinpoint(statement)}", "subtle"), Line(texts.STALE, "strong")]
    lines = lines or [Line(texts.NO_WORDING)]
    return Reply("panel", title=texts.WORDING_TITLE, lines=tuple(lines), actions=_onwards(state, texts.WHY, "why"))


def _outdated(world: World, text: str) -> Iterator[Line]:
    """What the old citations of a passage are called today."""
    for old, entry in world.knowledge.law.replacing(text):
        if old.shows and entry.shows:
            yield Line(texts.NOW.format(old=old.cite, now=entry.cite), "subtle")


def similar(world: World, state: State, _: Answer) -> Reply:
    """Similar questions that ombud have answered, with their answers."""
    found = hits(world, state.county, state.asked, state.said)[:MOST_SIMILAR]
    lines = [
        line
        for hit in found
        for line in (
            Line(hit.entry.question, "strong"),
            Line(hit.entry.answer, label=texts.ANSWERED_BEFORE.format(day=ombud_words.written(world, hit.entry.approved_at))),
        )
    ]
    lines = lines or [Line(texts.SIMILAR_NONE)]
    return Reply("panel", title=texts.SIMILAR_TITLE, lines=tuple(lines), actions=_onwards(state, texts.SEND, "ombud"))


def change(world: World, state: State) -> Reply:
    """What can be changed: the place, what was said, and what could be added."""
    if not state.county and not state.said:
        return Reply(title=texts.CHANGE_NOTHING, actions=(Action(texts.GUIDE, "guide"), Action(texts.HELP_ACTION, "help")))
    data = {"serial": str(state.serial)}
    choices = [Action(f"{texts.PLACE_LABEL}: {place(world, state) or '–'}", "change_place", data)]
    for facet in world.knowledge.facets:
        if facet.asked and facet.kind != "year":
            sign = "ändra" if facet.key in state.said else "lägg till"
            choices.append(Action(f"{facet.label}: {sign}", "change_facet", {**data, "facet": facet.key}))
    return Reply("panel", title=texts.CHANGE_TITLE, choices=tuple(choices), actions=_onwards(state))


def _onwards(state: State, label: str | None = None, verb: str | None = None) -> tuple[Action, ...]:
    data = {"serial": str(state.serial)}
    further = [Action(label, verb, data)] if label and verb else []
    return (*further, Action(texts.NEW, "new", data))
