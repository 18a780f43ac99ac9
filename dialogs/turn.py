"""Who takes the turn: one message in, a new state and the replies out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs import help as helps
from dialogs import texts
from dialogs.case import enquiry
from dialogs.course import Turned, current, old_card
from dialogs.desk import Desk
from dialogs.message import Message
from dialogs.ombud.verbs import no_longer_awaiting
from dialogs.pressed import VERBS
from dialogs.reply import Reply
from dialogs.state import State
from dialogs.understand import offered
from dialogs.world import World
from dialogs.written import write
from knowledge.condition import ConditionError
from knowledge.copies import changed

FIELDS = ("number", "place")
"""Names of the fields in which an answer can be written beside the buttons."""


class Dialog:
    """The conversation. Holds no state of its own, and asks nothing of the world but the day."""

    def __init__(self, world: World) -> None:
        self.world = world

    def turn(self, state: State, message: Message, desk: Desk | None = None) -> Turned:
        """Take `message` in `state`. Never raises on what a user can send; a case that no longer fits starts over.

        With a `desk` the turn may also reach others; what it raises goes on.
        """
        world = self.world if desk is None else changed(self.world, desk=desk)
        try:
            enquiry(world, state)
            after, replies = _arrived(world, state, *_turn(world, state, message))
        except ConditionError:
            after, replies = State(welcomed=True, serial=state.serial + 1), (helps.simple(texts.STATE_LOST),)
        return after.with_(offered=offered(replies, state.offered if after.serial == state.serial else ())), replies


def _turn(world: World, state: State, message: Message) -> Turned:
    if message.verb is None:
        return write(world, state, message.text)
    state = no_longer_awaiting(state)
    written = _in_field(message.data)
    if message.verb == "answer" and written and "value" not in message.data:
        return write(world, state, written) if current(state, message.data) else old_card(world, state)
    verb = VERBS.get(message.verb)
    return verb(world, state, message.data) if verb else old_card(world, state)


def _arrived(world: World, before: State, state: State, replies: tuple[Reply, ...]) -> Turned:
    """What the questions were asked for, once the case is known: the answer, and whom to reach if that was the question."""
    data = {"serial": str(state.serial)}
    if state.phase != "answered":
        return state, replies
    if state.wants in VERBS:
        return VERBS[state.wants](world, state.with_(wants=""), data)
    if state.intent == "contacts" and (before.phase, before.serial) != (state.phase, state.serial):
        return state, (*replies, *VERBS["contacts"](world, state, data)[1])
    return state, replies


def _in_field(data: Mapping[str, Any]) -> str:
    for name in FIELDS:
        value = data.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return str(value)
    return ""
