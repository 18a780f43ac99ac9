"""Interviews of six turns with the answers that they must get: worked out beforehand, in this process."""

from __future__ import annotations

import argparse
import random
from dataclasses import dataclass, replace
from typing import Any

from bot.adapter import to_activity
from bot.cli.serve import office
from bot.cli.world import world
from bot.desks import Desks
from bot.edition import Edition
from bot.incoming import Incoming
from bot.library import Library
from bot.messages import to_message
from bot.ombud import local_ombud
from bot.replies import to_activity as said
from bot.settings import Settings
from bot.storage import Database, conversations
from bot.telemetry import Metrics
from bot.turns import Turns
from dialogs.reply import Action, Reply
from dialogs.turn import Dialog

Json = dict[str, Any]

TURNS = 6
ADDRESS = "https://bot.example.org"
"""PUBLIC_URL of every replica, so that all say the same links."""
OWN = {"from": {"id": "", "name": "Kim"}, "recipient": {"id": "bot", "name": "Vem ansvarar?"}, "channelId": "emulator"}


@dataclass(frozen=True)
class Step:
    """One turn: what the activity says (`text` or `value`), and the texts that it must be answered with."""

    says: Json
    expected: tuple[str, ...]


@dataclass(frozen=True)
class Interview:
    """A conversation. Its last step is answered with who is responsible; its state is then stored under `key` as `version`."""

    conversation: str
    steps: tuple[Step, ...]
    key: str = ""
    version: int = 0

    def activity(self, says: Json, identity: str, service_url: str, *, buffered: bool) -> Json:
        """The activity that says one step; the same identity makes it the same activity."""
        activity = {"type": "message", "id": identity, "serviceUrl": service_url, **OWN, **says}
        activity["from"] = {"id": f"user of {self.conversation}"}
        activity["conversation"] = {"id": self.conversation}
        return {**activity, "deliveryMode": "expectReplies"} if buffered else activity


async def interviews(number: int, seed: int) -> list[Interview]:
    """So many interviews, the same for the same seed."""
    chance = random.Random(seed)
    rehearsal = _Rehearsal()
    found = []
    while len(found) < number:
        interview = await rehearsal.walk(f"interview-{seed}-{rehearsal.walks}", chance)
        if interview:
            found.append(interview)
    await rehearsal.close()
    return found


class _Rehearsal:
    """The service without HTTP, in memory."""

    def __init__(self) -> None:
        self.walks = 0
        base = replace(world(argparse.Namespace()), address=ADDRESS)
        library = Library(Edition("rehearsal", Dialog(base)))
        people = local_ombud("", base.knowledge.covered)
        self._database = Database("sqlite+aiosqlite:///:memory:")
        desks = Desks(office(Settings(), library, people), people)
        self._turns = Turns(library, self._database, Metrics(), desks)

    async def walk(self, conversation: str, chance: random.Random) -> Interview | None:
        """Presses at random; None when the sixth is not answered with an answer."""
        self.walks += 1
        interview, steps, replies = Interview(conversation, ()), [], ()
        for number in range(TURNS):
            says = _press(replies, chance) or {"text": "Guida mig"}
            activity = interview.activity(says, f"{number}", "http://127.0.0.1:9", buffered=True)
            incoming = Incoming.of(to_activity(activity))
            message = to_message(incoming) if incoming else None
            assert incoming
            assert message
            replies = (await self._turns.take(incoming.key, incoming, message)).replies
            steps.append(Step(says, tuple(said(reply, incoming.channel)["text"] for reply in replies)))
        if replies[-1].kind != "answer":
            return None
        stored = await self._database.run(lambda connection: conversations.load(connection, incoming.key))
        return replace(interview, steps=tuple(steps), key=conversations.fingerprint(incoming.key), version=stored.version)

    async def close(self) -> None:
        await self._database.close()


def _press(replies: tuple[Reply, ...], chance: random.Random) -> Json | None:
    """One of the answers that the question offers, or none of them."""
    if not replies or replies[-1].kind != "question":
        return None
    asked = replies[-1]
    unknown: list[Action] = [action for action in asked.actions if action.verb == "unknown"]
    action = chance.choice([*asked.choices, *unknown])
    return {"value": {**action.data, "verb": action.verb}}
