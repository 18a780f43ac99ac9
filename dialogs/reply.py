"""What is said: channel-neutral replies, and their full text form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Style = Literal["normal", "heading", "strong", "subtle", "quote"]
Mark = Literal["region", "kommun", "both", "not_settled"]

SYMBOLS: Mapping[Mark, str] = {"kommun": "●", "region": "■", "both": "●■", "not_settled": "○"}
"""The simple mark beside the principal: circle, square, both, open ring. Never the only carrier of the meaning."""

MOST_ACTIONS = 6
"""Actions on one reply: what a Teams card shows."""


@dataclass(frozen=True)
class Line:
    """A paragraph. Plain text: whoever renders it escapes it. `label` is set in bold before the text."""

    text: str
    style: Style = "normal"
    label: str | None = None


@dataclass(frozen=True)
class Action:
    """Something to press. With `url` a link, else a message to the dialog with `verb` and `data`."""

    label: str
    verb: str = ""
    data: Mapping[str, str] = field(default_factory=dict)
    url: str | None = None
    primary: bool = False


@dataclass(frozen=True)
class Field:
    """A line to write in; what is written comes back in the action's data under `name`."""

    name: str
    label: str
    placeholder: str = ""
    longest: int = 200


@dataclass(frozen=True)
class Writing:
    """A larger field of a form: what stands in it comes back under `name` with every action of the reply."""

    name: str
    label: str
    value: str = ""
    placeholder: str = ""
    longest: int = 1_000


@dataclass(frozen=True)
class Pick:
    """Options (value, label) of a form to tick; the values come back under `name`, joined by commas."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    several: bool = True
    value: str = ""


@dataclass(frozen=True)
class Reply:
    """One thing said by the bot.

    `title` is the first line; `mark` the principal it names. `choices` answer a question, one each; `actions` (at most
    six) lead on. `form` is what can be filled in before an action is pressed. `in_place`: it belongs to the interview and
    replaces the card that was pressed, where the channel can.
    """

    kind: Literal["message", "question", "answer", "panel"] = "message"
    title: str | None = None
    mark: Mark | None = None
    lines: tuple[Line, ...] = ()
    choices: tuple[Action, ...] = ()
    field: Field | None = None
    form: tuple[Writing | Pick, ...] = ()
    actions: tuple[Action, ...] = ()
    in_place: bool = False

    def __post_init__(self) -> None:
        if len(self.actions) > MOST_ACTIONS:
            raise ValueError(f"a reply has at most {MOST_ACTIONS} actions, got {len(self.actions)}")

    @property
    def text(self) -> str:
        """All of it as plain text: title, lines, numbered choices, and what else can be said."""
        parts = [self.heading] if self.title else []
        parts += [f"{line.label} {line.text}".strip() if line.label else line.text for line in self.lines]
        if self.choices:
            parts.append("\n".join(f"{number}. {choice.label}" for number, choice in enumerate(self.choices, 1)))
        links = [f"{action.label}: {action.url}" for action in self.actions if action.url]
        verbs = [action.label for action in self.actions if not action.url]
        if links:
            parts.append("\n".join(links))
        if verbs:
            parts.append("Du kan också skriva: " + " · ".join(verbs))
        return "\n\n".join(parts)

    @property
    def heading(self) -> str:
        """The title with its mark."""
        return f"{SYMBOLS[self.mark]} {self.title}" if self.mark else self.title or ""
