"""What writing does: an offered label, a command, the answer to a question, a correction, or a new enquiry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dialogs import following, interview, sip, texts
from dialogs import help as helps
from dialogs.answer import answer_reply
from dialogs.case import heard, pressed
from dialogs.course import Turned, ask_again, beside, go_on, tell, under_way
from dialogs.message import Message
from dialogs.ombud.commands import meant as meant_command
from dialogs.ombud.verbs import awaited, awaits, no_longer_awaiting
from dialogs.pressed import VERBS
from dialogs.receipt import opened
from dialogs.reply import Line, Reply
from dialogs.state import State
from dialogs.understand import change_meant, offer_in_words, offer_meant, values_meant
from dialogs.world import World
from knowledge.answer import answer
from knowledge.copies import changed
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
WHY = frozenset({"doubts", "objects"})
"""Moves after an answer that ask for its reasons."""
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
    number = None if waits else _number(world, state, text.strip()) or _row(world, state, text)
    if number:
        return tell(world, state, number)
    meant = offer_meant(text, state.offered) or change_meant(text, lambda: _changes(world, state))
    verb = VERBS.get(meant.verb or "") if meant else None
    return verb(world, state, meant.data) if meant and verb else None


def _changes(world: World, state: State) -> dict[str, Message]:
    """What can be changed, by its name."""
    serial = {"serial": str(state.serial)}
    facets = [facet for facet in world.knowledge.facets if facet.asked]
    named = {facet.label.casefold(): Message(verb="change_facet", data={**serial, "facet": facet.key}) for facet in facets}
    return {**named, **dict.fromkeys(texts.PLACE_NAMES, Message(verb="change_place", data=serial))}


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
        return after, _with(replies, helps.notices(reading, answered=replies[-1].kind == "answer"))
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


def _row(world: World, state: State, text: str) -> dict[str, Any] | None:
    """Several alternatives by their numbers, where several can hold."""
    facet = world.knowledge.facets.by_key.get(state.asking or "") if under_way(state) else None
    values = values_meant(text, state.offered, facet.key) if facet and facet.multiple else []
    return {facet.key: {"all": values}} if facet and values and facet.by_key.keys() >= set(values) else None


def _read(world: World, state: State, reading: Reading) -> Turned:
    if reading.intent == "emergency":
        return _emergency(world, state, reading)
    command = reading.command or ""
    if command == "dont_know" and not under_way(state) and (unsure := sip.unsure(state)):
        return VERBS["consent"](world, state, unsure)
    verb = VERBS.get(COMMANDS.get(command, command))
    if verb:
        return verb(world, state, {"serial": str(state.serial), "facet": state.asking})
    if under_way(state):
        return _reply(world, state, reading)
    return _enquire(world, state, reading)


def _emergency(world: World, state: State, reading: Reading) -> Turned:
    """112 at once. What else was asked for is kept, and can be gone on with."""
    told = heard(reading, world.today().year)
    if NEED in told and not under_way(state):
        calm = changed(reading, intent="who_is_responsible")
        state = following.begun(state, calm, told).with_(phase="interview")
    return state, (helps.emergency(under_way(state), reading.harm),)


def _reply(world: World, state: State, reading: Reading) -> Turned:
    """A text while a question waits: its answer, more about the case, a question back or beside, or a whole new case."""
    told = heard(reading, world.today().year)
    if told and "another" in reading.moves:
        return following.another(world, state, reading, told)
    other = following.asked_back(world, state, reading) if NEED not in told else None
    if not (other or told or reading.county):
        other = _named_among(world, state, reading)
    if other:
        return other
    if reading.intent in ASIDE and not told.keys() - {NEED} and not following.elsewhere(reading, told):
        return _aside(world, state, reading)
    if told or reading.county:
        return _told(world, state, reading, told)
    return _not_an_answer(world, state, reading)


def _told(world: World, state: State, reading: Reading, told: dict[str, Any]) -> Turned:
    """What a text says of the case that waits, or the case that it begins."""
    if state.asking != NEED and NEED in told and (len(told) > 1 or reading.county):
        return go_on(world, following.begun(state, reading, told), reading.text)
    intent = reading.intent if NEED in told else state.intent
    return tell(world, _placed(state, reading).with_(intent=intent), following.beside(world, state, reading, told))


def _named_among(world: World, state: State, reading: Reading) -> Turned | None:
    """The alternative of the latest card that a text names among other words, and asks nothing."""
    named = None if "?" in reading.text else offer_in_words(reading.text, state.offered)
    verb = VERBS.get(named.verb or "") if named else None
    return verb(world, state, named.data) if named and verb else None


def _not_an_answer(world: World, state: State, reading: Reading) -> Turned:
    if reading.intent == "help" or (reading.moves & texts.MANNERS.keys() and not _has_field(world, state)):
        return beside(state, reading.intent, reading.moves)
    return ask_again(world, state)


def _has_field(world: World, state: State) -> bool:
    """Whether the question that waits has a line to write in: an unknown word is then an answer to it, not small talk."""
    facet = world.knowledge.facets.by_key.get(state.asking or "")
    return state.asking == interview.PLACE or (facet is not None and facet.kind != "choice")


def _enquire(world: World, state: State, reading: Reading) -> Turned:
    """A text with no question waiting: one that goes on with the last enquiry, or a new one."""
    told = heard(reading, world.today().year)
    followed = _after_answer(world, state, reading, told) if state.phase == "answered" else None
    if followed:
        return followed
    named = None if told or reading.county else _named_among(world, state, reading)
    if named:
        return named
    if reading.intent in CHAT:
        return beside(state, reading.intent, reading.moves)
    return go_on(world, following.begun(state, reading, told), reading.text)


def _after_answer(world: World, state: State, reading: Reading, told: dict[str, Any]) -> Turned | None:
    if reading.moves & WHY and not told and reading.county is None:
        return VERBS["why"](world, state, {"serial": str(state.serial)})
    return following.follow(world, state, reading, told)


def _placed(state: State, reading: Reading) -> State:
    placed = following.placed(state, reading)
    return placed.with_(order=(*state.order, interview.PLACE)) if reading.county and state.asking == interview.PLACE else placed


def _aside(world: World, state: State, reading: Reading) -> Turned:
    """Another question in the middle of the interview: answered, and the interview waits."""
    county = following.county_of(state, reading)
    if county is None:
        return go_on(world, state, note=texts.ASIDE_NEEDS_PLACE)
    aside = Enquiry(reading.intent, world.today(), county, reading.municipality, reading.said, reading.text)
    reply = answer_reply(world, state, answer(world.knowledge, aside))
    after, question = go_on(world, state)
    return after, (replace(reply, actions=(), in_place=False), *question)
