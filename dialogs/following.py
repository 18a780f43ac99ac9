"""What a text does to a case that has begun: somebody else, somewhere else, one more thing, or a question back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs import help as helps
from dialogs import texts
from dialogs.case import both
from dialogs.course import Turned, fresh, go_on, once_more, tell
from dialogs.state import State
from dialogs.ticket import LONGEST_QUESTION
from dialogs.world import World
from knowledge.condition import Choice
from knowledge.enquiry import NEED
from knowledge.reading import Reading

ABOUT_A_CASE = frozenset({"who_is_responsible", "smalltalk", "off_topic", "faq"})
"""Intents of texts that may go on with a case: those with another one are questions of their own."""
Told = Mapping[str, Any]


def follow(world: World, state: State, reading: Reading, told: Told) -> Turned | None:
    """What comes of a text after an answer that goes on with its case; None for one that stands alone."""
    case = reading.intent in ABOUT_A_CASE
    if case and "another" in reading.moves:
        return another(world, state, reading, told)
    if told and "defines" in reading.moves and (defined := meanings(world, reading)):
        return state, (helps.simple(defined),)
    if elsewhere(reading, told) or (case and _goes_on(reading, told)):
        after = noted(placed(state, reading), reading)
        after = after.with_(intent="who_is_responsible") if NEED in told else after
        return tell(world, after, beside(world, state, reading, told))
    return None


def elsewhere(reading: Reading, told: Told) -> bool:
    """Whether a text only names another place."""
    if reading.county is None or NEED in told:
        return False
    return "elsewhere" in reading.moves or ("more" in reading.moves and reading.intent in ABOUT_A_CASE)


def _goes_on(reading: Reading, told: Told) -> bool:
    """Whether a text says more of the case: something that is no need, or one more need («och rullstolen?»)."""
    if NEED in told:
        return "more" in reading.moves
    return bool(told or reading.county) and reading.intent != "off_topic"


def another(world: World, state: State, reading: Reading, told: Told) -> Turned:
    """Somebody else with the same need in the same place: nothing that was said of the one before holds."""
    need = {NEED: state.said[NEED]} if NEED in state.said else {}
    after = begun(state, reading, {**need, **told}).with_(intent="who_is_responsible")
    if not told:
        return after.with_(said={}, asked=""), (helps.simple(texts.NEW_QUESTION),)
    return go_on(world, after, "" if need else reading.text)


def begun(state: State, reading: Reading, told: Told) -> State:
    """A new enquiry. The place stays the same until another one is named; of several, which one is meant is asked."""
    county = county_of(state, reading)
    municipality = reading.municipality if reading.county else state.municipality if county else None
    asked = reading.text.strip()[:LONGEST_QUESTION]
    return fresh(state, county=county, municipality=municipality, intent=reading.intent, said=dict(told), asked=asked)


def county_of(state: State, reading: Reading) -> str | None:
    """The county that a text is about: the one it names, else the one known from before, unless it names several."""
    return reading.county or (None if reading.several_counties else state.county)


def asked_back(world: World, state: State, reading: Reading) -> Turned | None:
    """The question that waits once more, with what was asked about it. None for a text that asks nothing back."""
    if "doubts" in reading.moves:
        return once_more(world, state, texts.ASKED_BECAUSE)
    defined = meanings(world, reading) if "defines" in reading.moves else ""
    return once_more(world, state, defined) if defined else None


def meanings(world: World, reading: Reading) -> str:
    """What the values that a text names are called in full; nothing where their short name says it all."""
    facets = world.knowledge.facets
    named = [
        facets[key].by_key[value]
        for key, part in reading.said.items()
        if isinstance(part, Choice) and key != NEED
        for value in sorted(facets[key].combined(part.all) | part.any)
    ]
    return " ".join(texts.MEANS.format(short=each.short, label=each.label) for each in named if each.short != each.label)


def placed(state: State, reading: Reading) -> State:
    """At the place that a text names, if it names one."""
    return state if reading.county is None else state.with_(county=reading.county, municipality=reading.municipality)


def noted(state: State, reading: Reading) -> State:
    """With the text beside those asked before it: an ombud must see both."""
    asked = "\n".join(filter(None, (state.asked, reading.text.strip())))
    return state.with_(asked=asked if len(asked) <= LONGEST_QUESTION else reading.text.strip()[:LONGEST_QUESTION])


def beside(world: World, state: State, reading: Reading, told: Told) -> Told:
    """What was told, with what was said before of the same where the text says «också»."""
    return both(world.knowledge.facets, state.said, told, world.today().year) if "also" in reading.moves else told
