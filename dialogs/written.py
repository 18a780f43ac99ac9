"""What writing does: an offered label, a command, the answer to a question, a correction, or a new enquiry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dialogs import help as helps
from dialogs import interview, texts
from dialogs.answer import answer_reply
from dialogs.case import heard, pressed
from dialogs.course import Turned, ask_again, beside, fresh, go_on, tell, under_way
from dialogs.ombud.commands import meant as meant_command
from dialogs.ombud.verbs import awaited, awaits, no_longer_awaiting
from dialogs.pressed import VERBS
from dialogs.receipt import opened
from dialogs.reply import Line, Reply
from dialogs.state import State
from dialogs.ticket import LONGEST_QUESTION
from dialogs.understand import offer_meant
from dialogs.world import World
from knowledge.answer import answer
from knowledge.enquiry import NEED, Enquiry
from knowledge.reading import Reading
from knowledge.receipt import named

MOST_CHARACTERS = 4000
"""The longest text that is read; a longer one is answered with a request for a shorter one."""

ASIDE = frozenset({"faq", "agreement_info", "contacts", "deviation"})
"""Intents that are answered beside a case under way, without disturbing it."""
COMMANDS: Mapping[str, str] = {
    "start_over": "restart",
    "dont_know": "unknown",
    "contact": "contacts",
    "language_en": "language",
    "language_sv": "language",
}
"""Commands of the lexicon whose verb has another name."""
CHAT = frozenset({"help", "smalltalk", "off_topic"})


def write(world: World, state: State, text: str) -> Turned:
    """Take a text."""
    if len(text) > MOST_CHARACTERS:
        return state, (helps.simple(texts.TOO_LONG.format(most=MOST_CHARACTERS), under_way(state)),)
    if not text.strip():
        return state, (helps.simple(texts.NO_TEXT, under_way(state)),)
    waiting, state = state, no_longer_awaiting(state)
    return _named(world, state, text, waits=awaits(waiting)) or _understood(world, waiting, state, text)


def _named(world: World, state: State, text: str, *, waits: bool) -> Turned | None:
    """What is named outright: a reference, a number that is asked for, something offered. None when nothing is."""
    reference = named(text)
    if reference and not waits:
        return opened(world, state, reference)
    number = None if waits else _number(world, state, text.strip())
    if number:
        return tell(world, state, number)
    meant = offer_meant(text, state.offered)
    verb = VERBS.get(meant.verb or "") if meant else None
    return verb(world, state, meant.data) if meant and verb else None


def _understood(world: World, waiting: State, state: State, text: str) -> Turned:
    """A text as it is read: a command, what was asked for (`waiting` tells), or a message like any other."""
    reading = world.reader.read(text, world.today(), state.county)
    command = meant_command(reading.text, state, world.desk)
    if command:
        after, replies = VERBS[command.verb or ""](world, state, command.data)
    elif awaits(waiting) and _is_plain(waiting, reading):
        after, replies = awaited(world, waiting, reading.text)
    else:
        after, replies = _read(world, state, reading)
        return after, _with(replies, helps.notices(reading))
    return after, _with(replies, helps.masked(reading))


def _with(replies: tuple[Reply, ...], notices: tuple[Line, ...]) -> tuple[Reply, ...]:
    """The first of the replies says the notices too."""
    return (replace(replies[0], lines=(*replies[0].lines, *notices)), *replies[1:]) if notices and replies else replies


def _is_plain(state: State, reading: Reading) -> bool:
    """Whether a text that was asked for is that: no command, and no cry for help. An ombud may write about emergencies."""
    if COMMANDS.get(reading.command or "", reading.command or "") in VERBS:
        return False
    return reading.intent != "emergency" or state.draft["awaits"] not in ("place", "question", "missing")


def _number(world: World, state: State, text: str) -> dict[str, Any] | None:
    """A bare number where a number is asked for."""
    facet = world.knowledge.facets.by_key.get(state.asking or "") if under_way(state) else None
    return pressed(facet, text) if facet and facet.kind != "choice" and text.isdecimal() else None


def _read(world: World, state: State, reading: Reading) -> Turned:
    if reading.intent == "emergency":
        return state, (helps.emergency(under_way(state), reading.harm),)
    command = reading.command or ""
    verb = VERBS.get(COMMANDS.get(command, command))
    if verb:
        return verb(world, state, {"serial": str(state.serial), "facet": state.asking})
    if under_way(state):
        return _reply(world, state, reading)
    return _enquire(world, state, reading)


def _reply(world: World, state: State, reading: Reading) -> Turned:
    """A text while a question waits: its answer, more about the case, a question beside, or a whole new case."""
    told = heard(reading, world.today().year)
    if reading.intent in ASIDE and not told.keys() - {NEED}:
        return _aside(world, state, reading)
    if state.asking != NEED and NEED in told and (len(told) > 1 or reading.county):
        return go_on(world, _begun(state, reading, told), reading.text)
    if told or reading.county:
        intent = reading.intent if NEED in told else state.intent
        return tell(world, _placed(state, reading).with_(intent=intent), told)
    if reading.intent == "help" or (reading.intent == "smalltalk" and not _has_field(world, state)):
        return beside(state, reading.intent)
    return ask_again(world, state)


def _has_field(world: World, state: State) -> bool:
    """Whether the question that waits has a line to write in: an unknown word is then an answer to it, not small talk."""
    facet = world.knowledge.facets.by_key.get(state.asking or "")
    return state.asking == interview.PLACE or (facet is not None and facet.kind != "choice")


def _enquire(world: World, state: State, reading: Reading) -> Turned:
    """A text with no question waiting: a new enquiry, or a correction of the last one."""
    if reading.intent in CHAT:
        return beside(state, reading.intent)
    told = heard(reading, world.today().year)
    if state.phase == "answered" and _corrects(reading, told):
        return tell(world, _placed(state, reading), told)
    return go_on(world, _begun(state, reading, told), reading.text)


def _county(state: State, reading: Reading) -> str | None:
    """The county that a text is about: the one it names, else the one known from before, unless it names several."""
    return reading.county or (None if reading.several_counties else state.county)


def _begun(state: State, reading: Reading, told: dict[str, Any]) -> State:
    """A new enquiry. The place stays the same until another one is named; of several, which one is meant is asked."""
    county = _county(state, reading)
    municipality = reading.municipality if reading.county else state.municipality if county else None
    asked = reading.text.strip()[:LONGEST_QUESTION]
    return fresh(state, county=county, municipality=municipality, intent=reading.intent, said=told, asked=asked)


def _placed(state: State, reading: Reading) -> State:
    if reading.county is None:
        return state
    order = (*state.order, interview.PLACE) if state.asking == interview.PLACE else state.order
    return state.with_(county=reading.county, municipality=reading.municipality, order=order)


def _corrects(reading: Reading, told: Mapping[str, Any]) -> bool:
    """Whether a text after an answer corrects it: it says something of the case, but asks for nothing new."""
    return reading.intent in ("who_is_responsible", "smalltalk", "faq") and bool(told or reading.county) and NEED not in told


def _aside(world: World, state: State, reading: Reading) -> Turned:
    """Another question in the middle of the interview: answered, and the interview waits."""
    county = _county(state, reading)
    if county is None:
        return go_on(world, state, note=texts.ASIDE_NEEDS_PLACE)
    aside = Enquiry(reading.intent, world.today(), county, reading.municipality, reading.said, reading.text)
    reply = answer_reply(world, state, answer(world.knowledge, aside))
    after, question = go_on(world, state)
    return after, (replace(reply, actions=(), in_place=False), *question)
