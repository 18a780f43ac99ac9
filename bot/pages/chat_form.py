"""What a form of the test page sends, as the activity of a channel. Nothing in it is trusted."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.cards import CHOICE
from bot.cards.actions import ANSWER_VERB
from bot.incoming import Conversation, Incoming, Person
from bot.pages.chat_session import Visitor
from bot.way import WEB

TOKEN, TURN, CARD, TEXT = "token", "turn", "card", "text"
PRESS, SEND = "press", "send"
"""Names of buttons: PRESS sends itself alone, SEND also what is filled in."""
INPUT = "in."
"""Before the name of what is filled in."""
MOST_INPUTS = 50

BOT = Person("vem-ansvarar")

Data = dict[str, str]
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Sent:
    """A form: what happened, for the service, and `did` the same in the user's words. `card` is the card pressed, if any."""

    incoming: Incoming
    did: str
    card: str = ""


def button_value(label: str, data: Mapping[str, Any]) -> str:
    """The value of a button or an alternative."""
    return json.dumps([label, data], ensure_ascii=False)


def read(visitor: Visitor, pairs: Pairs) -> Sent:
    """The form with these names and values. The same form sent twice counts as one message."""
    values = {name: clean(value) for name, value in pairs}
    once = hashlib.sha256(json.dumps(pairs).encode()).hexdigest()
    if PRESS not in values and SEND not in values:
        text = values.get(TEXT, "")
        return Sent(_incoming(visitor, once, text=text), text.strip())
    label, data = _pressed(values.get(SEND) or values.get(PRESS, ""))
    did = label
    if SEND in values:
        written = _written(pairs)
        chosen_label, chosen = _pressed(written.pop(CHOICE, ""))
        if data.get("verb") == ANSWER_VERB:
            did = ", ".join(filter(None, [chosen_label, *written.values()])) or label
        data = {**written, **data, **chosen}
    return Sent(_incoming(visitor, once, value=data or {"verb": ""}), did, values.get(CARD, ""))


def coming(visitor: Visitor) -> Incoming:
    """The visitor comes to the page for the first time."""
    return _incoming(visitor, None, type="conversationUpdate", added=(visitor.person,))


def pressing(visitor: Visitor, verb: str) -> Incoming:
    """A press that needs nothing but its verb."""
    return _incoming(visitor, None, value={"verb": verb})


def clean(value: str) -> str:
    """`value` of characters that can be stored."""
    return value.replace("\x00", " ").replace("\r\n", "\n").encode("utf-8", "replace").decode()


def _incoming(visitor: Visitor, once: str | None, type: str = "message", **parts: Any) -> Incoming:  # noqa: A002 - its name there
    return Incoming(
        type=type,
        conversation=Conversation(visitor.conversation),
        channel=WEB,
        id=once,
        sender=Person(visitor.person),
        bot=BOT,
        delivery="expectReplies",
        **parts,
    )


def _pressed(value: str) -> tuple[str, Data]:
    """Label and data of a button or an alternative; empty when it is none of this page."""
    try:
        label, data = json.loads(value)
    except (ValueError, TypeError, RecursionError):
        return "", {}
    if not isinstance(label, str) or not isinstance(data, dict):
        return "", {}
    return clean(label), {clean(name): clean(text) for name, text in data.items() if isinstance(text, str)}


def _written(pairs: Iterable[tuple[str, str]]) -> Data:
    """What is filled in, by name; what is ticked several times is joined by commas."""
    written: dict[str, list[str]] = {}
    for name, value in list(pairs)[:MOST_INPUTS]:
        if name.startswith(INPUT):
            written.setdefault(clean(name.removeprefix(INPUT)), []).append(clean(value))
    return {name: ",".join(values).strip() for name, values in written.items()}
