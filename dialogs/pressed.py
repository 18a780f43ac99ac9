"""What pressing does: one function for each verb. What comes with a press may be old, incomplete or tampered with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from dialogs import counting, feedback, interview, panels, practice, rights, sip, texts
from dialogs import help as helps
from dialogs.answer import answer_reply
from dialogs.case import pressed, without
from dialogs.compare import compared
from dialogs.course import (
    Data,
    Turned,
    Verb,
    ask_again,
    beside,
    current,
    fresh,
    go_on,
    old_card,
    once_more,
    standing_answer,
    tell,
    under_way,
)
from dialogs.ombud import verbs as ombud
from dialogs.reply import Reply
from dialogs.state import State
from dialogs.world import World
from knowledge.enquiry import Answer


def _welcome(world: World, state: State, _: Data) -> Turned:
    if world.desk and world.desk.caller.roles and not world.desk.caller.in_group:
        world.desk.reach_me_here()
    if state.welcomed:
        return state, ()
    return state.with_(welcomed=True), (helps.welcome(world),)


def _help(_: World, state: State, __: Data) -> Turned:
    return beside(state, "help")


def _guide(world: World, state: State, _: Data) -> Turned:
    return go_on(world, fresh(state, intent="who_is_responsible"))


def _new(_: World, state: State, __: Data) -> Turned:
    return fresh(state, county=state.county, municipality=state.municipality), (helps.simple(texts.NEW_QUESTION),)


def _restart(world: World, state: State, _: Data) -> Turned:
    return go_on(world, fresh(state, intent="who_is_responsible"), note=texts.STARTED_OVER)


def _cancel(world: World, state: State, data: Data) -> Turned:
    if not current(state, data):
        return old_card(world, state)
    return fresh(state), (helps.simple(texts.CANCELLED),)


def _resume(world: World, state: State, _: Data) -> Turned:
    return once_more(world, state) if under_way(state) else old_card(world, state)


def _refresh(world: World, state: State, data: Data) -> Turned:
    """A card that comes into view again: what it stands for now, in its own place. Nothing is changed by it."""
    if current(state, data) and under_way(state):
        return state, once_more(world, state)[1]
    if current(state, data) and state.phase == "answered":
        return state, (replace(answer_reply(world, state, standing_answer(world, state)), in_place=True),)
    return state, (replace(helps.simple(texts.OVER), in_place=True),)


def _back(world: World, state: State, data: Data) -> Turned:
    """Take back the last answer, keep the others, and ask again."""
    if not current(state, data):
        return old_card(world, state)
    if not state.order:
        return _resume(world, state, data)
    *kept, last = state.order
    before = state.with_(order=tuple(kept), left=None, asking=None, unknown=tuple(k for k in state.unknown if k != last))
    if last == interview.PLACE:
        return go_on(world, before.with_(county=None, municipality=None))
    return go_on(world, before.with_(said=without(world.knowledge.facets, state.said, last)))


def _answer(world: World, state: State, data: Data) -> Turned:
    """An answer to the waiting question, or a change of an earlier one of the same enquiry."""
    key, value = data.get("facet"), data.get("value")
    if not current(state, data):
        return old_card(world, state)
    if not isinstance(key, str) or not isinstance(value, str):
        return ask_again(world, state) if under_way(state) else old_card(world, state)
    if key == interview.PLACE:
        return _place(world, state, value)
    facet = world.knowledge.facets.by_key.get(key)
    told = pressed(facet, value) if facet else None
    return ask_again(world, state) if told is None else tell(world, _asked(state, key), told)


def _place(world: World, state: State, value: str) -> Turned:
    if value not in world.knowledge.covered:
        return go_on(world, state, note=texts.WHICH_PLACE)
    order = state.order if interview.PLACE in state.order else (*state.order, interview.PLACE)
    return go_on(world, _asked(state, interview.PLACE).with_(county=value, municipality=None, order=order, asking=None))


def _unknown(world: World, state: State, data: Data) -> Turned:
    key = data.get("facet")
    if key == interview.PLACE and current(state, data) and under_way(state):
        return once_more(world, state, texts.PLACE_NEEDED)
    if not current(state, data) or not isinstance(key, str) or key not in world.knowledge.facets.by_key:
        return old_card(world, state)
    said = without(world.knowledge.facets, state.said, key)
    unknown, order = ((*(k for k in keys if k != key), key) for keys in (state.unknown, state.order))
    return go_on(world, _asked(state, key).with_(said=said, unknown=unknown, order=order, asking=None))


def _change(world: World, state: State, data: Data) -> Turned:
    return (state, (panels.change(world, state),)) if current(state, data) else old_card(world, state)


def _change_place(world: World, state: State, data: Data) -> Turned:
    if not current(state, data):
        return old_card(world, state)
    return go_on(world, state.with_(county=None, municipality=None, left=None))


def _change_facet(world: World, state: State, data: Data) -> Turned:
    facet = world.knowledge.facets.by_key.get(str(data.get("facet")))
    if facet is None or not facet.asked or not current(state, data):
        return old_card(world, state)
    after, reply = interview.change_question(world, state, facet.key)
    return after, (reply,)


def _sip(world: World, state: State, data: Data) -> Turned:
    if under_way(state) and not current(state, data):
        return old_card(world, state)
    if state.county is None or not current(state, data):
        return go_on(world, fresh(state, intent="sip", wants="sip"))
    return state.with_(phase="answered", asking=None), (sip.consent(state),)


def _consent(world: World, state: State, data: Data) -> Turned:
    value = data.get("value")
    if value not in ("yes", "not_yet", "no") or not current(state, data):
        return old_card(world, state)
    if value == "yes":
        counting.sip_started(world, state)
    return state, (sip.after_consent(world, state, standing_answer(world, state), str(value)),)


def _compare(world: World, state: State, data: Data) -> Turned:
    return compared(world, state) if current(state, data) else old_card(world, state)


def _law_of_sip(world: World, state: State, _: Data) -> Turned:
    return state, (helps.law_of_sip(world),)


def _language(_: World, state: State, __: Data) -> Turned:
    return state, (helps.simple(texts.LANGUAGE, under_way(state)),)


def _panel(make: Callable[[World, State, Answer], Reply]) -> Verb:
    """A verb that shows something behind the answer last given."""

    def show(world: World, state: State, data: Data) -> Turned:
        if state.phase != "answered" or not current(state, data):
            return old_card(world, state)
        return state, (make(world, state, standing_answer(world, state)),)

    return show


def _asked(state: State, key: str) -> State:
    """`state` with `key` as the question that waits. How many are left was promised for the one that did."""
    return state if state.asking == key else state.with_(asking=key, left=None)


VERBS: Mapping[str, Verb] = {
    "welcome": _welcome,
    "help": _help,
    "guide": _guide,
    "new": _new,
    "restart": _restart,
    "cancel": _cancel,
    "resume": _resume,
    "refresh": _refresh,
    "back": _back,
    "answer": _answer,
    "unknown": _unknown,
    "why": _panel(panels.why),
    "contacts": _panel(panels.contact),
    "wording": _panel(panels.wording),
    "change": _change,
    "change_place": _change_place,
    "change_facet": _change_facet,
    "sip": _sip,
    "consent": _consent,
    "law_of_sip": _law_of_sip,
    "compare": _compare,
    "practice": practice.give,
    "practice_answer": practice.judge,
    "language": _language,
    "similar": _panel(panels.similar),
    "wrong": feedback.wrong,
    "feedback": feedback.rated,
    "forget": rights.forget,
    "stay": rights.stay,
    "held": rights.held,
    **ombud.VERBS,
}
"""Every verb that a button may carry."""
