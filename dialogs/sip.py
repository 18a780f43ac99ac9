"""Starting a SIP: consent first, then whom to invite, what the plan must show, and where to begin."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs import texts
from dialogs.panels import units_of
from dialogs.reply import Action, Line, Reply
from dialogs.state import State
from dialogs.understand import sound
from dialogs.world import World
from knowledge.answer import answer
from knowledge.contacts import CountyContacts
from knowledge.enquiry import Answer, Enquiry
from knowledge.sip import links

SHEET_PATH = "/sip/{county}.docx"
"""Where the service offers the preparation sheet."""


def consent(state: State) -> Reply:
    """The first question: has the person agreed?"""
    data = {"serial": str(state.serial)}
    choices = tuple(
        Action(label, "consent", {**data, "value": value})
        for label, value in ((texts.SIP_YES, "yes"), (texts.SIP_NOT_YET, "not_yet"), (texts.SIP_NO, "no"))
    )
    return Reply("panel", title=texts.SIP_TITLE, lines=(Line(texts.SIP_WHY, "subtle"),), choices=choices, actions=_leave(state))


def unsure(state: State) -> dict[str, str] | None:
    """What answers the first question for somebody who does not know; None when it does not wait."""
    waiting = [offer for offer in sound(state.offered) if offer.get("verb") == "consent" and offer.get("number")]
    return {"value": "not_yet", "serial": str(state.serial)} if waiting else None


def after_consent(world: World, state: State, answered: Answer, value: str) -> Reply:
    """What follows from the answer about consent."""
    if value == "no":
        return Reply("panel", title=texts.SIP_NO_TITLE, lines=tuple(map(Line, texts.SIP_NO_LINES)), actions=_leave(state))
    if value == "not_yet":
        again = Action(texts.SIP, "sip", {"serial": str(state.serial)}, primary=True)
        lines = tuple(map(Line, texts.SIP_NOT_YET_LINES))
        return Reply("panel", title=texts.SIP_NOT_YET_TITLE, lines=lines, actions=(again, *_leave(state)))
    return _start(world, state, answered)


def _start(world: World, state: State, answered: Answer) -> Reply:
    knowledge = world.knowledge
    county = knowledge.counties.by_key.get(state.county or "")
    known = knowledge.contacts.get(state.county or "")
    lines = [*_invited(world, answered, known), *_consent(answered), *content(world, answered)]
    actions: list[Action] = []
    if county and known:
        ways = links(known, county, state.municipality, texts.SIP_SUBJECT, texts.SIP_AGENDA)
        actions = [Action(way.title, url=way.url, primary=not number) for number, way in enumerate(ways[:3])]
    if county and world.address:
        actions.append(Action(texts.SIP_SHEET, url=f"{world.address}{SHEET_PATH.format(county=county.key)}"))
    return Reply("panel", title=texts.SIP_START_TITLE, lines=tuple(lines), actions=(*actions, *_leave(state)))


def sheet(world: World, county: str) -> tuple[Line, ...]:
    """The preparation sheet of a county, without anything about a person. Raises KeyError for an unknown county."""
    asked = Enquiry("sip", world.today(), world.knowledge.counties.by_key[county].key)
    answered = answer(world.knowledge, asked)
    invited = _invited(world, answered, world.knowledge.contacts.get(county))
    duties = (Line(rule.text) for rule in answered.duties)
    headed = (
        (texts.SHEET_BEFORE, tuple(map(Line, texts.SHEET_BEFORE_LINES))),
        (texts.SHEET_INVITE, (*invited, Line(texts.SIP_CHILD))),
        (texts.SHEET_DUTIES, tuple(duties)),
        (texts.SHEET_PLAN, tuple(content(world, answered))),
        (texts.SHEET_NOTES, tuple(map(Line, texts.SHEET_NOTES_LINES))),
    )
    filled = ((Line(heading, "heading"), *lines) for heading, lines in headed if lines)
    return tuple(line for lines in filled for line in lines)


def _invited(world: World, answered: Answer, known: CountyContacts | None) -> Iterator[Line]:
    """Who takes part: the person, whoever the person wants, and the units of the answer."""
    yield Line("personen själv och, om personen vill, närstående.", label=texts.SIP_INVITE)
    if known is None:
        return
    named = units_of(world, answered) or list(known.by_key)
    for principal, form in (("kommun", texts.SIP_KOMMUN), ("region", texts.SIP_REGION)):
        units = [known.by_key[key].name for key in named if known.by_key[key].principal == principal]
        units = units or [unit.name for unit in known.units if unit.principal == principal][:2]
        if units:
            yield Line(form.format(units=", ".join(units)))


def _consent(answered: Answer) -> Iterator[Line]:
    """How a child's view is to be sought, and what the agreement says of consent and participation in this case."""
    yield Line(texts.SIP_CHILD, "subtle")
    context = [statement for part in answered.parts for statement in part.decision.context]
    yield from (Line(statement.text) for statement in context if statement.kind == "consent")


def content(world: World, answered: Answer) -> Iterator[Line]:
    """What the plan must hold: the law's points, then the agreement's own, each marked as which is which."""
    for entry in world.knowledge.law.of_plan("sip"):
        if entry.points:
            yield Line(f"({entry.cite})", label=texts.SIP_PLAN_LAW)
            yield from (Line(f"{number}. {point}") for number, point in enumerate(entry.points, 1))
            break
    for agreement in world.knowledge.in_force(answered.enquiry.county or "", answered.enquiry.day):
        points = [statement for statement in agreement.statements if statement.kind == "plan"]
        if points:
            yield Line(f"({agreement.cite})", label=texts.SIP_PLAN_COUNTY.format(called=agreement.called.lower()))
            yield from (Line(f"{number}. {point.text}") for number, point in enumerate(points, 1))


def _leave(state: State) -> tuple[Action, ...]:
    return (Action(texts.CONTACTS, "contacts", {"serial": str(state.serial)}), Action(texts.NEW, "new"))
