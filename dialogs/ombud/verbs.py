"""Every verb of the ombud loop, and what a message that was asked for is used for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs.course import Turned, Verb
from dialogs.ombud import answering, asking, faq, faq_cards, handling, overview, own, places
from dialogs.ombud.work import for_ombud, on_ticket
from dialogs.state import State
from dialogs.world import World

VERBS: Mapping[str, Verb] = {
    "ombud": asking.ask,
    "ombud_send": asking.send,
    "ombud_edit": asking.edit,
    "ombud_cancel": asking.cancel,
    "own_tickets": own.listed,
    "ticket_own": own.shown,
    "ticket_helped": own.helped,
    "ticket_withdraw": own.withdraw,
    "tickets": for_ombud(handling.listed, "list"),
    "ticket": on_ticket(handling.shown, "see"),
    "ticket_take": on_ticket(handling.take, "take"),
    "ticket_release": on_ticket(handling.release, "release"),
    "ticket_close": on_ticket(handling.close, "close"),
    "ticket_open": on_ticket(handling.reopen, "reopen"),
    "ticket_pass": on_ticket(handling.pass_on, "pass"),
    "ticket_merge": on_ticket(handling.merge, "merge"),
    "ticket_answer": on_ticket(answering.answer, "answer"),
    "ticket_similar": on_ticket(answering.likes, "similar"),
    "ticket_use": on_ticket(answering.use, "use"),
    "faq_propose": on_ticket(faq.propose, "propose"),
    "faq_send": on_ticket(faq.send, "propose"),
    "faq_approve": for_ombud(faq.approve, "approve"),
    "faq_reject": for_ombud(faq.reject, "reject"),
    "faq_edit": for_ombud(faq.edit, "edit"),
    "faq_show": for_ombud(faq.shown, "see faq"),
    "faq_list": for_ombud(faq_cards.listed, "list faq"),
    "statistics": for_ombud(overview.statistics, "statistics"),
    "ombud_help": for_ombud(overview.helping, "help"),
    "channel_join": places.join,
    "channel_leave": places.leave,
}

AWAITED: Mapping[str, tuple[str, str]] = {
    "missing": ("ticket_helped", "reason"),
    "close": ("ticket_close", "reason"),
    "answer": ("ticket_answer", "answer"),
    "reject": ("faq_reject", "reason"),
}
"""By what a draft awaits: the verb that the next text goes to, and under which name."""
WAITING = frozenset({"awaits", "number", "faq"})


def awaits(state: State) -> bool:
    """Whether the next text is the answer to a question about the ombud loop."""
    return state.draft.get("awaits") in (*AWAITED, "question", "place")


def no_longer_awaiting(state: State) -> State:
    """`state` in which nothing waits for the next text: what was asked for is written at once or not at all."""
    if "awaits" not in state.draft:
        return state
    return state.with_(draft={key: value for key, value in state.draft.items() if key not in WAITING})


def awaited(world: World, state: State, text: str) -> Turned:
    """Use the (masked) text for what the draft awaits."""
    draft = state.draft
    if draft.get("awaits") not in AWAITED:
        return asking.typed(world, state, text)
    verb, name = AWAITED[draft["awaits"]]
    data: dict[str, Any] = {"number": draft.get("number"), "id": draft.get("faq"), "value": "no", name: text}
    return VERBS[verb](world, no_longer_awaiting(state), {key: value for key, value in data.items() if value is not None})
