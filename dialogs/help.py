"""What is said around the questions: welcome, help, an emergency, a greeting, what is out of reach."""

from __future__ import annotations

from collections.abc import Collection
from typing import get_args

from dialogs import texts
from dialogs.answer import covered
from dialogs.law import law_lines
from dialogs.removed import removed
from dialogs.reply import Action, Line, Reply
from dialogs.world import World
from knowledge.enquiry import SAFE
from knowledge.law import Plan
from knowledge.reading import Reading

SURE = 0.7
"""The confidence of a reading below which the bot says that it is not sure."""
START = (Action(texts.GUIDE, "guide", primary=True), Action(texts.HELP_ACTION, "help"))


def welcome(world: World) -> Reply:
    """Said once: what the bot does, and what not to write."""
    lines = tuple(Line(text.format(counties=covered(world))) for text in texts.WELCOME)
    return Reply("panel", title=texts.WELCOME_TITLE, lines=lines, actions=START)


def helping(resume: bool) -> Reply:
    """What can be asked and written, at any point."""
    again = (Action(texts.RESUME, "resume", primary=True),) if resume else (Action(texts.GUIDE, "guide", primary=True),)
    actions = (*again, Action(texts.PRACTICE, "practice"), Action(texts.NEW, "new"))
    return Reply("panel", title=texts.HELP_TITLE, lines=tuple(map(Line, texts.HELP)), actions=actions)


def emergency(resume: bool, harm: bool = False) -> Reply:
    """112 at once; when somebody is harmed, where that is reported too. The question is kept."""
    lines = [Line(text) for text in (texts.HARM if harm else (texts.EMERGENCY,))]
    if resume:
        lines.append(Line(texts.EMERGENCY_KEPT))
    actions = (Action(texts.RESUME, "resume"),) if resume else (Action(texts.NEW, "new"),)
    title = texts.HARM_TITLE if harm else texts.EMERGENCY_TITLE
    return Reply("message", title=title, lines=tuple(lines), actions=actions)


def simple(text: str, resume: bool = False) -> Reply:
    """One sentence and a way on."""
    return Reply("message", title=text, actions=(Action(texts.RESUME, "resume", primary=True), *START) if resume else START)


def manners(moves: Collection[str]) -> str:
    """What is said to thanks, a greeting, or to what is neither."""
    return next((text for move, text in texts.MANNERS.items() if move in moves), texts.NO_WORDS)


def law_of_sip(world: World) -> Reply:
    """What the law says about SIP everywhere, and the two plans it is confused with."""
    entries = [entry for plan in get_args(Plan) for entry in world.knowledge.law.of_plan(plan) if entry.shows]
    lines = (*law_lines(entries), Line(world.knowledge.law.checked, "subtle"))
    return Reply("panel", title=texts.LAW_OF_SIP, lines=lines, actions=START)


def notices(reading: Reading, *, answered: bool) -> tuple[Line, ...]:
    """What is said about the message: that something was taken out, that it was read in English, or not surely `answered`."""
    lines = list(masked(reading))
    if reading.language == "en":
        lines.append(Line(texts.IN_ENGLISH, "subtle"))
    if answered and reading.confidence < SURE and reading.said and reading.intent not in SAFE:
        lines.append(Line(texts.LOW_CONFIDENCE, "subtle"))
    return tuple(lines)


def masked(reading: Reading) -> tuple[Line, ...]:
    """That something was taken out of the message."""
    if not reading.masked:
        return ()
    number = {"personnummer", "samordningsnummer"} & set(reading.masked)
    text = texts.MASKED_NUMBER if number else texts.MASKED_OTHER
    return (Line(text.format(what=removed(reading.masked))),)
