"""What somebody thinks of an answer: helpful or not, and why. Kept without saying who."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs import texts
from dialogs.case import topic
from dialogs.course import Data, Turned, current, old_card, under_way
from dialogs.reply import Action, Line, Reply
from dialogs.state import State
from dialogs.world import World

WHY: Mapping[str, str] = {"wrong_principal": "wrong", "contact": "wrong", "unclear": "unclear", "misread": "unclear"}
"""Reasons why an answer did not help, and why the question then goes to the ombud."""


def wrong(world: World, state: State, data: Data) -> Turned:
    """Ask what is wrong with the answer."""
    if state.phase != "answered" or not current(state, data):
        return old_card(world, state)
    carried = {"serial": str(state.serial)}
    choices = [
        Action(label, "feedback", {**carried, "value": "not", "reason": reason})
        for reason, label in texts.FEEDBACK_REASONS.items()
    ]
    choices.append(Action(texts.FEEDBACK_HELPED, "feedback", {**carried, "value": "helpful"}))
    reply = Reply("panel", title=texts.FEEDBACK_TITLE, choices=tuple(choices), actions=(Action(texts.CHANGE, "change", carried),))
    return state, (reply,)


def rated(world: World, state: State, data: Data) -> Turned:
    """Keep what was thought of the answer, once, and thank. It may come from the channel's own thumbs, which know no serial."""
    value = data.get("value")
    if state.phase != "answered" or value not in ("helpful", "not") or not current(state, {"serial": state.serial, **data}):
        return old_card(world, state)
    given = data.get("reason")
    reason = given if isinstance(given, str) and given in WHY else ""
    helpful = value == "helpful"
    if world.desk and "rated" not in state.counted:
        world.desk.rate(helpful, state.county, topic(state), "" if helpful else reason, state.facts)
        state = state.with_(counted=(*state.counted, "rated"))
    return state, (_thanks(world, state, helpful, reason),)


def _thanks(world: World, state: State, helpful: bool, reason: str) -> Reply:
    carried = {"serial": str(state.serial)}
    lines = () if world.desk else (Line(texts.FEEDBACK_UNSAVED, "subtle"),)
    if helpful:
        actions = (Action(texts.SIP, "sip", carried), Action(texts.CONTACTS, "contacts", carried))
        return Reply("message", title=texts.FEEDBACK_GLAD, lines=lines, actions=actions)
    send = Action(texts.SEND, "ombud", {**carried, "why": WHY.get(reason, "wrong")}, primary=True)
    again = Action(texts.RESUME, "resume") if under_way(state) else Action(texts.CHANGE, "change", carried)
    return Reply("message", title=texts.FEEDBACK_THANKS, lines=(Line(texts.FEEDBACK_NEXT), *lines), actions=(send, again))
