"""What is counted of the conversations: how questions end, which silences they meet. Never who asked, nor a text."""

from __future__ import annotations

from dialogs.answer import is_settled
from dialogs.case import topic
from dialogs.figures import Kind
from dialogs.state import State
from dialogs.world import World
from knowledge.enquiry import Answer


def asked_back(world: World, state: State) -> State:
    """Count, once per enquiry, that something had to be asked."""
    return _once(world, state, "asked_back", "asked_back")


def answered(world: World, state: State, answer: Answer) -> State:
    """Count, once per enquiry, how it ended and which silences it met."""
    if world.desk is None or "answered" in state.counted:
        return state
    for silence in answer.silences:
        world.desk.count("silence", state.county, topic(state), silence.id)
    return _once(world, state, "answered", kind_of(world, answer))


def sip_started(world: World, state: State) -> None:
    """Count that a SIP was started."""
    if world.desk:
        world.desk.count("sip", state.county, topic(state))


def kind_of(world: World, answer: Answer) -> Kind:
    """How an enquiry ended."""
    if answer.enquiry.county not in world.knowledge.covered:
        return "uncovered"
    if any(part.verdict is None for part in answer.parts):
        return "conditional"
    if answer.principal is None and answer.shown:
        return "statement"
    return "settled" if is_settled(world, answer) else "not_settled"


def _once(world: World, state: State, mark: str, kind: str) -> State:
    if world.desk is None or mark in state.counted:
        return state
    world.desk.count(kind, state.county, topic(state))
    return state.with_(counted=(*state.counted, mark))
