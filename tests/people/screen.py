"""What a user sees: messages with their cards, each checked on its way to the screen."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import jsonschema

Data = dict[str, Any]

CARD_TYPE = "application/vnd.microsoft.card.adaptive"
MOST_ACTIONS = 6
LARGEST_CARD = 28 * 1024
SCHEMA = json.loads(resources.files("adaptive_cards").joinpath("schemas/schema-1.5.json").read_text("utf-8"))
VALIDATOR = jsonschema.validators.validator_for(SCHEMA)(SCHEMA)
NEVER_SHOWN = ("Traceback", "Error", "None", "{'", "{}", "JKP-", "STH-", "DAL-", "KLM-")
"""What no user may see: the insides of the program and of the data."""


@cache
def check_card(text: str) -> None:
    """A card in JSON: valid in version 1.5, at most six actions, small enough, and readable without the card."""
    card = json.loads(text)
    VALIDATOR.validate(card)
    assert card["version"] == "1.5"
    assert len(text.encode()) < LARGEST_CARD
    assert len(card.get("actions", [])) <= MOST_ACTIONS
    assert card["fallbackText"].strip()
    inputs = [block["id"] for block in card["body"] if "id" in block]
    assert len(inputs) == len(set(inputs))
    for action in card.get("actions", []):
        assert action["title"].strip()
        if action["type"] == "Action.Execute":
            assert action["fallback"]["data"] == action["data"], "a client without Execute sends the same"


def card_of(activity: Data) -> Data | None:
    """The card of an activity, checked."""
    attachments = activity.get("attachments") or []
    assert len(attachments) <= 1
    if not attachments:
        return None
    assert attachments[0]["contentType"] == CARD_TYPE
    card: Data = attachments[0]["content"]
    check_card(json.dumps(card, ensure_ascii=False))
    return card


@dataclass
class Shown:
    """A message of the bot on a user's screen."""

    activity: Data
    card: Data | None
    pressed: bool = False

    @classmethod
    def of(cls, activity: Data, channel: str) -> Shown:
        card = card_of(activity)
        shown = cls(activity, card)
        assert activity["type"] == "message"
        assert shown.text.strip(), "something to read, always"
        if channel == "msteams":
            assert not (card and activity.get("text")), "Teams would show everything twice"
            assert len(json.dumps(activity, ensure_ascii=False).encode()) < LARGEST_CARD * 2
        else:
            assert activity["text"].strip(), "every card carries a full text equivalent"
        for never in NEVER_SHOWN:
            assert never not in shown.text, f"«{never}» in:\n{shown.text}"
        return shown

    @property
    def id(self) -> str:
        return str(self.activity["id"])

    @property
    def text(self) -> str:
        """All that it says, as the text equivalent says it."""
        return str(self.activity.get("text") or (self.card or {}).get("fallbackText") or "")

    @property
    def title(self) -> str:
        return self.text.partition("\n")[0]

    @property
    def buttons(self) -> list[str]:
        return [action["title"] for action in (self.card or {}).get("actions", [])]

    @property
    def choices(self) -> list[str]:
        """The alternatives of a list to choose from."""
        listed = self.input("Input.ChoiceSet")
        return [choice["title"] for choice in listed["choices"]] if listed else []

    @property
    def can(self) -> list[str]:
        """All that can be pressed or chosen."""
        return [*self.choices, *self.buttons]

    def input(self, kind: str) -> Data | None:
        return next((block for block in (self.card or {}).get("body", []) if block["type"] == kind), None)

    def button(self, label: str) -> Data:
        return next(action for action in (self.card or {})["actions"] if action["title"] == label)
