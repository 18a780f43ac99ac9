"""The course of a conversation: answer if it can be answered, else ask the next question."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from dialogs import counting, interview, texts
from dialogs import help as helps
from dialogs.answer import answer_reply
from dialogs.case import enquiry, merged
from dialogs.reply import Reply
from dialogs.state import State
from dialogs.world import World
from knowledge.answer import answer
from knowledge.copies import changed
from knowledge.enquiry import SEARCHED, Answer

Turned = tuple[State, tuple[Reply, ...]]
Data = Mapping[str, Any]
"""What comes with a press. It may be old, incomplete or tampered with."""
Verb = Callable[[World, State, Data], Turned]


def go_on(world: World, state: State, text: str = "", note: str | None = None) -> Turned:
    """The answer to the case of `state`, or the question it needs. `text` (masked) helps to find statements."""
    searched = text or (state.asked if state.intent in SEARCHED else "")
    answered = answer(world.knowledge, enquiry(world, state, searched))
    if answered.asks_county or answered.question:
        after, reply = interview.ask(world, counting.asked_back(world, state), answered, note)
        return after, (reply,)
    after = state.with_(phase="answered", asking=None, left=None, facts=tuple(s.id for s in answered.shown))
    return counting.answered(world, after, answered), (answer_reply(world, after, answered),)


def tell(world: World, state: State, told: Mapping[str, Any]) -> Turned:
    """Go on with what was said now. The facet asked for counts as answered when it is among it."""
    order = state.order
    if state.asking and state.asking in told and state.asking not in order:
        order = (*order, state.asking)
    unknown = tuple(key for key in state.unknown if key not in told)
    left = state.left if state.asking in told else None
    said = merged(world.knowledge.facets, state.said, told, world.today().year)
    return go_on(world, state.with_(said=said, order=order, unknown=unknown, left=left, asking=None))


def standing_answer(world: World, state: State) -> Answer:
    """The answer last given, with the statements that were shown."""
    result = answer(world.knowledge, enquiry(world, state))
    known = world.knowledge.statements
    shown = tuple(known[name] for name in state.facts if name in known)
    return changed(result, shown=shown or result.shown)


def fresh(state: State, **known: Any) -> State:
    """A new enquiry in the same conversation. Its serial tells its cards from older ones."""
    return State(welcomed=True, serial=state.serial + 1, **known)


def current(state: State, data: Data) -> bool:
    """Whether a press belongs to the enquiry under way, not to a card of an older one."""
    return str(data.get("serial")) == str(state.serial)


def under_way(state: State) -> bool:
    """Whether a question waits for its answer."""
    return state.phase == "interview"


def beside(state: State, intent: str, moves: Collection[str] = ()) -> Turned:
    """Help, manners (`moves`) or what is out of reach: said without touching the case."""
    if intent == "help":
        return state, (helps.helping(under_way(state)),)
    said = helps.manners(moves) if intent == "smalltalk" else texts.OFF_TOPIC
    return state, (helps.simple(said, under_way(state)),)


def old_card(world: World, state: State) -> Turned:
    """A press that belongs to nothing under way: the question that waits is asked again."""
    if under_way(state):
        return once_more(world, state, texts.OLD_CARD)
    return state, (helps.simple(texts.OLD_CARD_IDLE),)


def ask_again(world: World, state: State) -> Turned:
    """An answer that is none: the question once more, saying so."""
    return once_more(world, state, texts.UNKNOWN_PLACE if state.asking == interview.PLACE else texts.NOT_UNDERSTOOD)


def once_more(world: World, state: State, note: str | None = None) -> Turned:
    """The question that waits. One that somebody chose to change is asked although the case could do without it."""
    after, replies = go_on(world, state, note=note)
    if state.asking == after.asking or state.asking not in world.knowledge.facets.by_key:
        return after, replies
    after, reply = interview.change_question(world, state, state.asking, note)
    return after, (reply,)
