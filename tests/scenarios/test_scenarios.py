"""Runs every `.chat` file of this folder; see README.md for the format."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from dialogs.message import Message
from dialogs.reply import Action, Reply
from dialogs.state import State
from dialogs.turn import Dialog

FILES = sorted(Path(__file__).parent.glob("*.chat"))


@dataclass
class Conversation:
    """One conversation under way; `buttons` are the latest ones by label, as on the cards a user still sees.

    `reference` is the latest one given to an answer.
    """

    dialog: Dialog
    state: State = field(default_factory=State)
    said: str = ""
    at: int = 0
    buttons: dict[str, Action] = field(default_factory=dict)
    reference: str = ""

    def take(self, message: Message) -> None:
        """Send a message. The state goes through its stored form, as in the service."""
        after, replies = self.dialog.turn(self.state, message)
        self.state = State.from_json(after.to_json())
        self.said, self.at = _flat("\n".join(reply.text for reply in replies)), 0
        self.reference = next(iter(re.findall(r"VA1-[\w-]+", self.said)), self.reference)
        for reply in replies:
            self._see(reply)

    def _see(self, reply: Reply) -> None:
        self.buttons |= {action.label: action for action in (*reply.choices, *reply.actions)}

    def press(self, label: str) -> None:
        """Press a button of an earlier reply."""
        assert label in self.buttons, f"no button «{label}». There are: {', '.join(self.buttons)}"
        button = self.buttons[label]
        assert button.url is None, f"«{label}» opens a page"
        self.take(Message(verb=button.verb, data=button.data))

    def expect(self, text: str) -> None:
        """`text` comes next in what was said."""
        found = self.said.find(_flat(text), self.at)
        assert found >= 0, f"expected «{text}» in:\n{self.said[self.at :]}"
        self.at = found + 1


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_conversation(path: Path, dialog: Dialog) -> None:
    conversation = Conversation(dialog)
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            _step(conversation, line)
        except AssertionError as error:
            raise AssertionError(f"{path.name}:{number}: {error}") from None


def _step(conversation: Conversation, line: str) -> None:
    if not line.strip() or line.startswith("#"):
        return
    if line.startswith(">"):
        conversation.take(Message(text=line[1:].strip().replace("{reference}", conversation.reference)))
    elif line.startswith("["):
        conversation.press(line.strip()[1:-1])
    elif line.strip().startswith("!"):
        unwanted = _flat(line.strip()[1:])
        assert unwanted not in conversation.said, f"unwanted «{unwanted}» in:\n{conversation.said}"
    else:
        conversation.expect(line)


def test_there_are_conversations() -> None:
    assert len(FILES) >= 12
