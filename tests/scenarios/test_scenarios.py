"""Runs every `.chat` file of this folder; see README.md for the format."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from town import Person, Town

from dialogs.message import Message
from dialogs.world import World

FILES = sorted(Path(__file__).parent.glob("*.chat"))
NUMBER = re.compile(r"(?:nummer|[Ää]rende) (\d+)")
SOMEBODY = "somebody"


@dataclass
class Conversation:
    """One conversation under way. `reference` is the latest one given to an answer, `numbers` those of tickets."""

    town: Town
    speaker: Person
    said: str = ""
    at: int = 0
    mail_at: dict[str, int] = field(default_factory=dict)
    reference: str = ""
    numbers: list[str] = field(default_factory=list)

    def take(self, message: Message) -> None:
        """Send a message of the speaker."""
        self._heard(self.speaker.take(message))

    def press(self, label: str, **fields: str) -> None:
        """Press a button of an earlier reply."""
        self._heard(self.speaker.press(label, **fields))

    def _heard(self, said: str) -> None:
        self.said, self.at = _flat(said), 0
        self.reference = next(iter(re.findall(r"VA1-[\w-]+", self.said)), self.reference)
        self.numbers += [number for number in NUMBER.findall(self.said) if number not in self.numbers]

    def speak_as(self, name: str) -> None:
        """Let somebody else go on: a known name, or a new one that tells roles, «admin» and «in CHANNEL»."""
        if name not in self.town.people:
            words = name.split()
            roles = [word for word in words if "/" in word]
            channel = words[words.index("in") + 1] if "in" in words else None
            self.town.person(name, *roles, admin="admin" in words, channel=channel)
        self.speaker, self.said, self.at = self.town.people[name], "", 0

    def expect(self, text: str) -> None:
        """`text` comes next in what was said."""
        self.at = _after(_flat(text), self.said, self.at)

    def expect_mail(self, text: str) -> None:
        """`text` comes next in what the speaker got unasked."""
        mail, name = _flat(self.speaker.mail), self.speaker.name
        self.mail_at[name] = _after(_flat(text), mail, self.mail_at.get(name, 0))

    def filled(self, text: str) -> str:
        """`text` with what stands for references and numbers."""
        text = text.replace("{reference}", self.reference)
        if self.numbers:
            text = text.replace("{number}", self.numbers[-1]).replace("{first}", self.numbers[0])
        return text


def _after(text: str, said: str, at: int) -> int:
    found = said.find(text, at)
    assert found >= 0, f"expected «{text}» in:\n{said[at:]}"
    return found + 1


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@pytest.fixture
def conversation(world: World) -> Iterator[Conversation]:
    town = Town(world)
    yield Conversation(town, town.person(SOMEBODY))
    town.close()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_conversation(path: Path, conversation: Conversation) -> None:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            _step(conversation, line)
        except AssertionError as error:
            raise AssertionError(f"{path.name}:{number}: {error}") from None


def _step(conversation: Conversation, line: str) -> None:
    if not line.strip() or line.startswith("#"):
        return
    sign, rest = line[0], line[1:].strip()
    if sign == "@":
        conversation.speak_as(rest)
    elif sign == "-":
        conversation.town.dismiss(rest.removeprefix("@"))
    elif sign == "+":
        conversation.town.later(int(rest))
    elif sign == " ":
        _expect(conversation, conversation.filled(line.strip()))
    else:
        _speak(conversation, sign, conversation.filled(rest))


def _speak(conversation: Conversation, sign: str, text: str) -> None:
    if sign == ">":
        conversation.take(Message(text=text))
    elif sign == "{":
        data = json.loads(sign + text)
        conversation.take(Message(verb=data.pop("verb"), data=data))
    else:
        assert sign == "[", f"unknown sign «{sign}»"
        label, _, fields = text.rpartition("]")
        filled = [part.partition("=") for part in fields.split("|") if part.strip()]
        conversation.press(label, **{name.strip(): value.strip() for name, _, value in filled})


def _expect(conversation: Conversation, text: str) -> None:
    if text.startswith("~!"):
        unwanted = _flat(text[2:])
        assert unwanted not in _flat(conversation.speaker.mail), f"unwanted «{unwanted}» in:\n{conversation.speaker.mail}"
    elif text.startswith("~"):
        conversation.expect_mail(text[1:])
    elif text.startswith("!"):
        unwanted = _flat(text[1:])
        assert unwanted not in conversation.said, f"unwanted «{unwanted}» in:\n{conversation.said}"
    else:
        conversation.expect(text)


def test_there_are_conversations() -> None:
    assert len(FILES) >= 25
