"""What the dialog hears of an activity."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from bot.cards import ANSWER_VERB, CHOICE
from bot.incoming import Incoming
from dialogs.message import Message

CARD_ACTION = "adaptiveCard/action"
SUBMITTED = "message/submitAction"
"""The invoke of Teams' own thumbs under an answer."""
THUMBS = {"like": "helpful", "dislike": "not"}
BY_THUMB = "teams"
"""The reason that the dialog is given with a thumb."""
WELCOME = Message(verb="welcome")
MENTION = re.compile(r"<at\b[^<>]{0,100}>[^<>]{0,200}</at>")


def to_message(incoming: Incoming) -> Message | None:
    """What the dialog hears of `incoming`; None when it is nothing to answer."""
    if incoming.type == "message":
        pressed = _pressed(incoming.value)
        text = text_of(incoming)
        return Message(text=text) if pressed is None or (text and not pressed.verb) else pressed
    if incoming.type == "invoke" and incoming.name == CARD_ACTION:
        return _executed(incoming.value)
    if incoming.type == "invoke" and incoming.name == SUBMITTED:
        return _thumb(incoming.value)
    if incoming.type == "installationUpdate":
        return WELCOME if incoming.action == "add" else None
    if incoming.type == "conversationUpdate":
        return WELCOME if _somebody_to_welcome(incoming) else None
    return None


def text_of(incoming: Incoming) -> str:
    """The written text, without the mentions: neither of the bot, nor of colleagues, whose names are not needed."""
    text = incoming.text
    for mention in incoming.mentions:
        text = text.replace(mention, " ")
    text = MENTION.sub(" ", text)
    return text.replace("&nbsp;", " ").replace("\u00a0", " ").replace("\x00", " ").strip()


def _pressed(value: object) -> Message | None:
    """The message of a card's Action.Submit; None when `value` is no card's."""
    if not isinstance(value, Mapping) or not value:
        return None
    data = dict(value)
    chosen = _chosen(data.pop(CHOICE, None))
    if data.get("verb", ANSWER_VERB) == ANSWER_VERB:  # another button leaves what is chosen aside
        data |= chosen
    verb = data.pop("verb", "")
    return Message(verb=verb if isinstance(verb, str) and verb != WELCOME.verb else "", data=data)


def _chosen(value: object) -> dict[str, Any]:
    """What an alternative of an expanded list stands for."""
    try:
        chosen = json.loads(value) if isinstance(value, str) else {}
    except (ValueError, RecursionError):
        return {}
    return chosen if isinstance(chosen, dict) else {}


def _executed(value: object) -> Message | None:
    """The message of a card's Action.Execute; None when `value` is malformed."""
    action = value.get("action") if isinstance(value, Mapping) else None
    if not isinstance(action, Mapping):
        return None
    data = action.get("data")
    data = data if isinstance(data, Mapping) else {}
    return _pressed({"verb": action.get("verb", ""), **data})


def _thumb(value: object) -> Message | None:
    """The message of a thumb; None when `value` is none. What somebody wrote beside it may name people: it is dropped here."""
    whole = value if isinstance(value, Mapping) else {}
    given = whole.get("actionValue")
    reaction = given.get("reaction") if isinstance(given, Mapping) else None
    if whole.get("actionName") != "feedback" or not isinstance(reaction, str) or reaction not in THUMBS:
        return None
    return Message(verb="feedback", data={"value": THUMBS[reaction], "reason": BY_THUMB})


def _somebody_to_welcome(incoming: Incoming) -> bool:
    """Whether a person came to the bot, or the bot to a group. A group is not welcomed again for each new member."""
    if incoming.conversation.shared:
        return incoming.bot.id in incoming.added
    return any(member != incoming.bot.id for member in incoming.added)
