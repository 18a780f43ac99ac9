"""What is held about the asker: shown on request, and forgotten after a confirmation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs import help as helps
from dialogs import texts
from dialogs.course import Data, Turned, under_way
from dialogs.reply import Action, Line, Reply
from dialogs.state import State
from dialogs.world import World


def forget(world: World, state: State, data: Data) -> Turned:
    """Everything that was said, and what the service holds about who said it; asked about first."""
    stay = Action(texts.CANCEL, "stay")
    if data.get("sure") != "yes":
        lines = tuple(Line(line) for line in (texts.FORGET_WHAT if world.desk else texts.FORGET_HERE))
        sure = Action(texts.FORGET_SURE, "forget", {"sure": "yes"}, primary=True)
        return state, (Reply("panel", title=texts.FORGET_TITLE, lines=lines, actions=(sure, stay)),)
    after, lines = State(welcomed=True, serial=state.serial + 1), ()
    if world.desk:
        tickets = world.desk.forget()
        lines = (Line(texts.FORGOTTEN_TICKETS.format(number=tickets) if tickets else texts.FORGOTTEN_NO_TICKETS),)
    return after, (Reply("message", title=texts.FORGOTTEN, lines=lines, actions=helps.START),)


def stay(_: World, state: State, __: Data) -> Turned:
    """Nothing is done."""
    return state, (helps.simple(texts.STAY, under_way(state)),)


def held(world: World, state: State, _: Data) -> Turned:
    """In short what is held about the caller."""
    if world.desk is None:
        return state, (helps.simple(texts.HELD_HERE, under_way(state)),)
    found = world.desk.held()
    lines = [Line(texts.HELD_TICKETS.format(number=_count(found, "tickets")))]
    lines += [Line(texts.HELD_CONVERSATIONS.format(number=_count(found, "conversations")))]
    lines += [Line(texts.HELD_REFERENCES if _count(found, "references") else texts.HELD_NO_REFERENCES)]
    if _count(found, "roles") or _count(found, "places") or _count(found, "handled"):
        lines.append(Line(texts.HELD_OMBUD))
    lines.append(Line(texts.HELD_EXPORT, "subtle"))
    actions = (Action(texts.FORGET, "forget"), Action(texts.MINE, "own_tickets"), Action(texts.GUIDE, "guide"))
    return state, (Reply("panel", title=texts.HELD_TITLE, lines=tuple(lines), actions=actions),)


def _count(held_: Mapping[str, Any], name: str) -> int:
    value = held_.get(name)
    return len(value) if isinstance(value, list | tuple | dict) else 0
