"""What a typed message means where something was offered: a number, a label, or the label nearly spelt right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
from rapidfuzz import fuzz, process, utils

from dialogs.message import Message
from dialogs.reply import Action, Reply

MOST_OFFERS = 60
"""Offers kept: those of the latest cards."""
NEAR = 88
"""Likeness (0–100) from which a typed label counts as the one offered."""


def offered(replies: Iterable[Reply], before: Iterable[dict[str, Any]] = ()) -> tuple[dict[str, Any], ...]:
    """What is offered now, as it is kept in the state: choices, then actions, then what was offered `before` by its labels."""
    replies = list(replies)
    choices = [_kept(choice, number) for reply in replies for number, choice in enumerate(reply.choices, 1)]
    actions = [_kept(action) for reply in replies for action in reply.actions if action.verb]
    earlier = [_unnumbered(kept) for kept in before if isinstance(kept, dict)] if replies else list(before)
    kept_once = {orjson.dumps((kept.get("verb"), kept.get("data"))): kept for kept in reversed([*choices, *actions, *earlier])}
    return tuple(reversed(kept_once.values()))[:MOST_OFFERS]


def _kept(action: Action, number: int | None = None) -> dict[str, Any]:
    return {"label": action.label, "verb": action.verb, "data": dict(action.data), "number": number}


def _unnumbered(kept: dict[str, Any]) -> dict[str, Any]:
    return kept if kept.get("number", 0) is None else {**kept, "number": None}


def offer_meant(text: str, offers: Iterable[dict[str, Any]]) -> Message | None:
    """The offered action that `text` names, by number or label; None when it names none."""
    offers = [offer for offer in offers if isinstance(offer, dict) and isinstance(offer.get("label"), str)]
    wanted = text.strip().rstrip(".!").casefold()
    if not wanted or len(wanted) > 80:
        return None
    for offer in offers:
        if wanted in (offer["label"].rstrip("?.").casefold(), offer["label"].casefold(), str(offer.get("number"))):
            return _message(offer)
    labels = {number: _short(offer["label"]) for number, offer in enumerate(offers)}
    best = process.extractOne(wanted, labels, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=NEAR)
    return _message(offers[best[2]]) if best and len(wanted) > 3 else None


def _short(label: str) -> str:
    return label.partition(",")[0].partition("(")[0].strip()


def _message(offer: dict[str, Any]) -> Message:
    data = offer.get("data")
    return Message(verb=str(offer.get("verb")), data=data if isinstance(data, dict) else {})
