"""What users of the product send: whole conversations, played through with the dialog once so that every press fits its card."""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID

from bot.cli.world import world
from dialogs.message import Message
from dialogs.reply import Reply
from dialogs.state import State
from dialogs.turn import Dialog
from tests.benchmarks.accuracy import FILES, questions_of

Json = dict[str, Any]

GUIDED, LONGEST = 100, 12
"""Guided interviews, and the most answers in one."""
PANELS = ("why", "contacts", "sources")
NUMBER, URL = "@number@", "@url@"
"""What stands for the conversation and the channel in a body."""
TENANT = str(UUID(int=1))
_numbers = count(1)


@dataclass(frozen=True)
class Step:
    """One message. `kind` is question, tap or panel; `said` a heading or text of the answer to it."""

    kind: str
    message: Message
    said: str


Script = tuple[Step, ...]


class Traffic:
    """Conversations without end, in a fixed order, each with an id of its own."""

    def __init__(self, scripts: tuple[Script, ...], url: str, *, buffered: bool) -> None:
        self._bodies = [[_body(step, number, buffered).encode() for number, step in enumerate(script)] for script in scripts]
        self._url = url.encode()

    def __iter__(self) -> Iterator[list[bytes]]:
        while True:
            for bodies in self._bodies:
                number = str(next(_numbers)).encode()
                yield [body.replace(b"@number@", number).replace(b"@url@", self._url) for body in bodies]


def scripts() -> tuple[Script, ...]:
    """Guided interviews by taps, free-text questions with the taps that they lead to, and panels of the answers."""
    dialog = Dialog(world(argparse.Namespace()))
    texts = [question["text"] for question in questions_of(FILES["own"]) if question["intent"] == "who_is_responsible"]
    made = [_play(dialog, None, number) for number in range(GUIDED)]
    made += [_play(dialog, text, number) for number, text in enumerate(texts)]
    random.Random(9).shuffle(made)
    return tuple(made)


def shares(made: tuple[Script, ...]) -> dict[str, float]:
    """How many of all messages are of each kind."""
    found = Counter(step.kind for script in made for step in script)
    return {kind: number / found.total() for kind, number in sorted(found.items())}


def _play(dialog: Dialog, text: str | None, number: int) -> Script:
    """One conversation: what is asked, taps up to the answer, and panels of it."""
    begun = Message(verb="guide") if text is None else Message(text=text)
    steps: list[Step] = []
    state = State()

    def say(kind: str, message: Message) -> Reply:
        nonlocal state
        state, replies = dialog.turn(state, message)
        steps.append(Step(kind, message, replies[-1].title or replies[-1].lines[0].text))
        return replies[-1]

    reply = say("tap" if text is None else "question", begun)
    for turn in range(LONGEST):
        if not reply.choices:
            break
        choice = reply.choices[(number // (turn + 1)) % len(reply.choices)]
        reply = say("tap", Message(verb=choice.verb, data=dict(choice.data)))
    panels = [action for action in reply.actions if action.verb in PANELS]
    for action in panels[number % 4 : number % 4 + 1]:
        say("panel", Message(verb=action.verb, data=dict(action.data)))
    return tuple(steps)


def _body(step: Step, number: int, buffered: bool) -> str:
    """An activity as Teams sends it."""
    said: Json = (
        {"text": step.message.text, "textFormat": "plain"}
        if step.message.verb is None
        else {"value": {**step.message.data, "verb": step.message.verb}}
    )
    user = {"id": f"29:user-{NUMBER}", "name": "Kim Lind", "aadObjectId": f"object-{NUMBER}"}
    return json.dumps(
        {
            **said,
            "type": "message",
            "id": f"{number}-{NUMBER}",
            "timestamp": "2026-11-22T09:41:07.1234567Z",
            "localTimestamp": "2026-11-22T10:41:07.1234567+01:00",
            "localTimezone": "Europe/Stockholm",
            "channelId": "msteams",
            "serviceUrl": URL,
            "from": user,
            "conversation": {"id": f"a:conversation-{NUMBER}", "conversationType": "personal", "tenantId": TENANT},
            "recipient": {"id": "28:bot", "name": "Vem ansvarar?"},
            "entities": [{"locale": "sv-SE", "country": "SE", "platform": "Windows", "type": "clientInfo"}],
            "channelData": {"tenant": {"id": TENANT}},
            "locale": "sv-SE",
            **({"deliveryMode": "expectReplies"} if buffered else {}),
        }
    )
