"""What a typed message means where something was offered: a number, a label, or the label nearly spelt right."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import orjson
from rapidfuzz import fuzz, process, utils

from dialogs.message import Message
from dialogs.reply import Action, Reply

MOST_OFFERS = 60
"""Offers kept: those of the latest cards."""
SHORT = 3
"""Letters up to which a text is no misspelt label."""
MOST_AROUND = 5
"""Words of a text that names an alternative among others."""
_ROW = re.compile(r"\d{1,2}(?:\s*(?:,|och|samt|&|\+)\s*\d{1,2})+")
_CHANGE = re.compile(r"(?:ändra|byt|byta|rätta) (\w[\w ]{2,40})")
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
    offers = sound(offers)
    wanted = text.strip().rstrip(".!").casefold()
    if not wanted or len(wanted) > 80:
        return None
    for offer in offers:
        if wanted in (offer["label"].rstrip("?.").casefold(), offer["label"].casefold(), str(offer.get("number"))):
            return _message(offer)
    labels = {number: _short(offer["label"]) for number, offer in enumerate(offers)}
    best = process.extractOne(wanted, labels, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=NEAR)
    return _message(offers[best[2]]) if best and len(wanted) > SHORT else None


def sound(offers: Iterable[Any]) -> list[dict[str, Any]]:
    """Those of the offers kept that have the form of one."""
    return [offer for offer in offers if isinstance(offer, dict) and isinstance(offer.get("label"), str)]


def change_meant(text: str, names: Callable[[], Mapping[str, Message]]) -> Message | None:
    """What somebody wants to change who writes «ändra» and the name of it, one of `names`."""
    found = _CHANGE.fullmatch(text.strip().rstrip(".!").casefold())
    known = names() if found else {}
    best = process.extractOne(found[1], [*known], scorer=fuzz.ratio, score_cutoff=NEAR) if found else None
    return known[best[0]] if best else None


def offer_in_words(text: str, offers: Iterable[dict[str, Any]]) -> Message | None:
    """The one alternative of the latest card that a short text names among other words («hon säger ja»)."""
    said = set(re.findall(r"\w+", text.casefold()))
    named = [offer for offer in sound(offers) if offer.get("number") and _short(offer["label"]).casefold() in said]
    return _message(named[0]) if len(named) == 1 and len(said) <= MOST_AROUND else None


def values_meant(text: str, offers: Iterable[dict[str, Any]], facet: str) -> list[str]:
    """The values of `facet` that a row of numbers names («1 och 3»); empty when it is none, or one of them names nothing."""
    numbers = _ROW.fullmatch(text.strip().rstrip(".").casefold()) and re.findall(r"\d+", text)
    messages = {str(offer.get("number")): _message(offer) for offer in sound(offers) if offer.get("number")}
    answers = [messages[number].data for number in numbers or () if number in messages]
    values = [str(data["value"]) for data in answers if data.get("facet") == facet and "value" in data]
    return values if numbers and len(values) == len(numbers) else []


def _short(label: str) -> str:
    return label.partition(",")[0].partition("(")[0].strip()


def _message(offer: dict[str, Any]) -> Message:
    data = offer.get("data")
    return Message(verb=str(offer.get("verb")), data=data if isinstance(data, dict) else {})
