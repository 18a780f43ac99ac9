"""What can be pressed on a card: at most six buttons, and a list where there is more to choose from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from bot import texts
from dialogs.reply import MOST_ACTIONS, Action, Reply

Pressable = dict[str, Any]

CHOICE = "choice"
"""Id of the list to choose from; the value of an alternative is its verb and data as JSON."""
ANSWER_VERB = "answer"
"""The dialog's verb for what was chosen or written."""
REFRESH_VERB = "refresh"
MOST_CHOICE_BUTTONS = 5
LONGEST_BUTTON = 40
"""Characters that a button shows on a phone."""
SAFE_SCHEMES = frozenset({"http", "https", "msteams"})
_as_json = json.JSONEncoder(ensure_ascii=False).encode
"""As `json.dumps` does it, which would make an encoder for every choice."""


def buttons(reply: Reply, *, execute: bool) -> list[Pressable]:
    """All buttons of `reply`: one that sends what is chosen or written, its choices where they are no list, its actions."""
    listed = is_listed(reply)
    choices = [] if listed else _all(reply.choices, execute=execute)
    answer = [_answer(reply, execute=execute)] if listed or reply.field else []
    apart = listed and reply.field is None
    rest = [_without_inputs(button) if apart else button for button in _all(reply.actions, execute=execute)]
    return _one_primary([*answer, *choices, *rest][:MOST_ACTIONS])


def is_listed(reply: Reply) -> bool:
    """Whether the choices are a list, because they are too many or too long for buttons."""
    room = min(MOST_CHOICE_BUTTONS, MOST_ACTIONS - len(reply.actions) - (reply.field is not None))
    return len(reply.choices) > room or any(len(choice.label) > LONGEST_BUTTON for choice in reply.choices)


def choice_list(reply: Reply) -> list[Pressable]:
    """The list to choose from, when there is one."""
    if not is_listed(reply):
        return []
    choices = [{"title": choice.label, "value": _as_json(data(choice))} for choice in reply.choices]
    listed: Pressable = {"type": "Input.ChoiceSet", "id": CHOICE, "style": "expanded", "wrap": True, "choices": choices}
    if reply.field is None:  # else what is written there will do
        listed |= {"isRequired": True, "errorMessage": texts.CHOOSE}
    return [{**listed, "label": texts.CHOOSE}]


def fitted(button: Pressable) -> Pressable:
    """`button` with a title that a phone shows; the whole of a longer one is its tooltip."""
    whole = button["title"]
    if len(whole) <= LONGEST_BUTTON:
        return button
    short = {**button, "title": _both_ends(whole), "tooltip": whole}
    return {**short, "fallback": fitted(button["fallback"])} if "fallback" in button else short


def refresh(reply: Reply) -> Pressable:
    """What a card of the interview does when it comes into view again: it asks how things stand."""
    serial = next((action.data["serial"] for action in (*reply.choices, *reply.actions) if "serial" in action.data), "")
    action = {"type": "Action.Execute", "title": texts.REFRESH, "verb": REFRESH_VERB}
    return {"action": {**action, "data": {"verb": REFRESH_VERB, "serial": serial}}, "userIds": []}


def data(action: Action) -> dict[str, str]:
    """What comes back when `action` is pressed."""
    return {**action.data, "verb": action.verb}


def is_safe(url: str) -> bool:
    """Whether a link may be opened from a card."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme.lower() in SAFE_SCHEMES and bool(parts.netloc or parts.path)


def _both_ends(title: str) -> str:
    """The first and last words of `title`: titles of links often begin alike."""
    half = LONGEST_BUTTON // 2
    first, last = title[: half - 2], title[1 - half :]
    return f"{first.rpartition(' ')[0] or first} … {last.partition(' ')[2] or last}"


def _all(actions: Iterable[Action], *, execute: bool) -> list[Pressable]:
    return [_button(action, execute=execute) for action in actions if action.url is None or is_safe(action.url)]


def _button(action: Action, *, execute: bool) -> Pressable:
    if action.url:
        button: Pressable = {"type": "Action.OpenUrl", "title": action.label, "url": action.url}
    else:
        button = _message(action.label, data(action), execute=execute)
    return {**button, "style": "positive"} if action.primary else button


def _message(label: str, content: Mapping[str, str], *, execute: bool) -> Pressable:
    """A button that sends `content`: in place where `execute`, with a plain message for clients that cannot."""
    submit: Pressable = {"type": "Action.Submit", "title": label, "data": dict(content)}
    if not execute:
        return submit
    return {"type": "Action.Execute", "title": label, "verb": content["verb"], "data": dict(content), "fallback": submit}


def _answer(reply: Reply, *, execute: bool) -> Pressable:
    """The button that sends what is chosen or written, with what all choices (or else actions) share: they name the question."""
    asked = [data(action) for action in reply.choices or reply.actions if action.url is None]
    first, *others = asked or [{}]
    shared = {name: value for name, value in first.items() if all(other.get(name) == value for other in others)}
    content = {**shared, "verb": ANSWER_VERB}
    return {**_message(texts.ANSWER, content, execute=execute), "style": "positive"}


def _without_inputs(button: Pressable) -> Pressable:
    """`button` that may be pressed although nothing is chosen."""
    if button["type"] == "Action.OpenUrl":
        return button
    apart = {**button, "associatedInputs": "none"}
    return {**apart, "fallback": {**button["fallback"], "associatedInputs": "none"}} if "fallback" in button else apart


def _one_primary(pressables: list[Pressable]) -> list[Pressable]:
    """`pressables` with the style of a main button on the first that has it only."""
    seen = False
    result = []
    for button in pressables:
        primary = button.get("style") == "positive"
        again = primary and seen
        result.append({name: value for name, value in button.items() if name != "style"} if again else button)
        seen = seen or primary
    return result
