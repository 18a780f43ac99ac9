"""Somebody with a client: writes, presses what is shown, fills in, and waits for what comes by itself."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import requests

from dialogs.state import State
from people.screen import CARD_TYPE, Data, Shown
from people.service import Service

MESSAGE_TYPE = "application/vnd.microsoft.activity.message"
_numbers = itertools.count(1)


@dataclass
class User:
    """Somebody with a client. `over` is how the replies come: with `expectReplies`, or to the `connector`."""

    service: Service
    channel: str = "emulator"
    over: str = "expectReplies"
    name: str = "kim"
    conversation: str = ""
    kind: str = "personal"
    screen: list[Shown] = field(default_factory=list)
    toasts: list[str] = field(default_factory=list)
    filled: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.conversation = self.conversation or f"a:{self.name}-{next(_numbers)}"
        if self.over == "connector":
            self.service.channel.kinds[self.conversation] = self.channel
            self.screen = self.service.channel.screens.setdefault(self.conversation, self.screen)

    # what the client sends

    def activity(self, **parts: Any) -> Data:
        """An activity as this user's client sends it; a part that is None is left out."""
        here: Data = {
            "id": f"{self.conversation}|in{next(_numbers)}",
            "channelId": self.channel,
            "serviceUrl": self.service.channel_url,
            "timestamp": f"2026-11-22T08:00:{next(_numbers) % 60:02}.000Z",
            "conversation": {"id": self.conversation},
            "from": {"id": self.name, "name": self.name.title()},
            "recipient": {"id": "28:bot", "name": "Vem ansvarar?"},
            "locale": "sv-SE",
        }
        if self.channel == "msteams":
            here["conversation"] |= {"conversationType": self.kind, "tenantId": "tenant-1"}
            here["from"] = {"id": f"29:{self.name}", "name": self.name.title(), "aadObjectId": f"aad-{self.name}"}
            here["channelData"] = {"tenant": {"id": "tenant-1"}}
            here["entities"] = [{"type": "clientInfo", "locale": "sv-SE", "country": "SE", "platform": "Web"}]
        if self.kind != "personal":
            here["conversation"]["isGroup"] = True
        if self.over == "expectReplies":
            here["deliveryMode"] = "expectReplies"
        return {name: value for name, value in {**here, **parts}.items() if value is not None}

    def say(self, text: str | None, **parts: Any) -> Shown:
        """Write a message; the last thing that is shown for it."""
        if self.kind != "personal" and text is not None:
            mention = "<at>Vem ansvarar?</at>"
            text = f"{mention} {text}"
            parts = {"entities": [{"type": "mention", "text": mention, "mentioned": {"id": "28:bot"}}], **parts}
        shown = self.send(self.activity(type="message", text=text, textFormat="plain", **parts))
        assert shown, "no answer"
        return shown[-1]

    def send(self, activity: Data) -> list[Shown]:
        """Send any activity; what is new on the screen."""
        before = list(self.screen)
        response = self.service.post(activity)
        assert response.status_code == 200, response.text
        self._receive(response)
        return self.new(before)

    def new(self, before: list[Shown]) -> list[Shown]:
        """What came on the screen, or anew in its place, since it was `before`."""
        return [shown for shown in self.screen if not any(shown is earlier for earlier in before)]

    def _receive(self, response: requests.Response) -> None:
        if self.over != "expectReplies":
            assert not response.content
            return
        for activity in response.json()["activities"]:
            if activity["type"] == "message":
                self.screen.append(Shown.of({**activity, "id": f"{self.conversation}|out{next(_numbers)}"}, self.channel))

    # what the user does

    def fill(self, name: str, text: str) -> User:
        """Write in a card's field."""
        self.filled[name] = text
        return self

    def press(self, label: str, on: Shown | None = None) -> Shown:
        """Press a button, or choose from a list and press its button. The newest card that has it, or the card `on`."""
        shown = on or self._with(label)
        action, inputs = self._pressing(shown, label)
        shown.pressed = True
        if action["type"] == "Action.Execute":
            return self._execute(shown, action, inputs)
        assert action["type"] == "Action.Submit", f"«{label}» opens a page"
        new = self.send(self.submit(shown, {**action["data"], **inputs}))
        assert new, "no answer"
        return new[-1]

    def submit(self, shown: Shown, value: Any) -> Data:
        """The activity of an Action.Submit."""
        return self.activity(type="message", value=value, replyToId=shown.id)

    def invoke(self, shown: Shown, action: Any) -> Data:
        """The activity of an Action.Execute."""
        value = {"action": action, "trigger": "manual"}
        return self.activity(type="invoke", name="adaptiveCard/action", value=value, replyToId=shown.id)

    def _with(self, label: str) -> Shown:
        cards = [shown for shown in self.screen if label in shown.can]
        assert cards, f"no «{label}» on the screen. The last card has: {self.screen[-1].can if self.screen else None}"
        return cards[-1]

    def _pressing(self, shown: Shown, label: str) -> tuple[Data, Data]:
        """The button for `label`, and what the client sends of the card's inputs with it."""
        chosen: Data = {}
        listed = shown.input("Input.ChoiceSet")
        if listed and label in shown.choices:
            chosen = {listed["id"]: next(choice["value"] for choice in listed["choices"] if choice["title"] == label)}
            label = next(button["title"] for button in (shown.card or {})["actions"] if button.get("style") == "positive")
        action = shown.button(label)
        if action.get("associatedInputs") == "none":
            return action, {}
        written = {}
        if place := shown.input("Input.Text"):
            written = {place["id"]: self.filled.pop(place["id"], "")}
            assert len(written[place["id"]]) <= place["maxLength"]
        if listed:
            assert chosen or not listed.get("isRequired"), "the client does not send a required list without a choice"
            chosen = chosen or {listed["id"]: ""}
        return action, {**chosen, **written}

    def _execute(self, shown: Shown, action: Data, inputs: Data) -> Shown:
        body = self.invoke(
            shown,
            {
                "type": "Action.Execute",
                "title": action["title"],
                "verb": action["verb"],
                "data": {**action["data"], **inputs},
            },
        )
        before = list(self.screen)
        return self._after_execute(shown, self.invoked(body), before)

    def invoked(self, activity: Data) -> Data:
        """Send an Action.Execute; what its request is answered with."""
        response = self.service.post(activity)
        assert response.status_code == 200, response.text
        answer: Data = response.json()
        if self.over == "expectReplies":
            answer = next(a["value"]["body"] for a in answer["activities"] if a["type"] == "invokeResponse")
            self._receive(response)
        assert answer["statusCode"] == 200
        return answer

    def _after_execute(self, shown: Shown, answer: Data, before: list[Shown]) -> Shown:
        """Put the new card in place of the pressed one; a message is shown for a moment only."""
        if answer["type"] == MESSAGE_TYPE:
            assert answer["value"].strip()
            self.toasts.append(answer["value"])
            new = self.new(before)
            assert new, "a message that announces an answer, and no answer"
            return new[-1]
        assert answer["type"] == CARD_TYPE
        attachment = {"contentType": CARD_TYPE, "content": answer["value"]}
        replaced = Shown.of({"type": "message", "id": shown.id, "attachments": [attachment]}, self.channel)
        self.screen[next(number for number, here in enumerate(self.screen) if here is shown)] = replaced
        return replaced

    def wait_for(self, number: int, seconds: float = 10.0) -> Shown:
        """The last thing shown, once there are `number` of them: what comes by itself."""
        until = time.monotonic() + seconds
        while len(self.screen) < number:
            assert time.monotonic() < until, f"only {len(self.screen)} of {number} came"
            time.sleep(0.02)
        return self.screen[number - 1]

    def wait_until(self, holds: Callable[[], bool], seconds: float = 10.0) -> None:
        """Until it holds; what comes by itself takes its time."""
        until = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < until, "it never came:\n" + "\n---\n".join(shown.text for shown in self.screen[-4:])
            time.sleep(0.02)

    # what can be seen

    @property
    def last(self) -> Shown:
        return self.screen[-1]

    @property
    def state(self) -> State:
        """What the service keeps of the conversation, read as it reads it."""
        stored = self.service.load(json.dumps([self.channel, self.conversation]))
        assert not stored.lost
        state: State = stored.state
        return state
