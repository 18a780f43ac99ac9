"""What stands around the service in these tests: users with a screen, channels that carry their messages, the service itself.

Everything is blocking and goes over real HTTP, so that a test reads as the conversation that it holds. A user presses what is
shown, by its label, and cannot press anything else. Every activity that reaches a screen is checked on its way.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import requests
from aiohttp import web

from bot.app import DATABASE, Parts, create_app
from bot.connector import Patience
from bot.settings import HostSdk, Settings
from bot.storage import conversations, rights
from bot.storage.lifetimes import Lifetimes
from bot.turns import Desks, no_desk
from dialogs.state import State
from dialogs.turn import Dialog

Data = dict[str, Any]

CARD_TYPE = "application/vnd.microsoft.card.adaptive"
MESSAGE_TYPE = "application/vnd.microsoft.activity.message"
MOST_ACTIONS = 6
LARGEST_CARD = 28 * 1024
IMPATIENT = Patience(attempts=3, first_wait=0.01, longest_wait=0.02, budget=1.0, timeout=2.0, poll=0.05, later=0.05, latest=0.2)
SCHEMA = json.loads(resources.files("adaptive_cards").joinpath("schemas/schema-1.5.json").read_text("utf-8"))
VALIDATOR = jsonschema.validators.validator_for(SCHEMA)(SCHEMA)
NEVER_SHOWN = ("Traceback", "Error", "None", "{'", "{}", "JKP-", "STH-", "DAL-", "KLM-")
"""What no user may see: the insides of the program and of the data."""
_numbers = itertools.count(1)


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


class Channel:
    """A fake connector: what the bot sends is put on the screen of the conversation. `broken` makes it refuse everything,
    `deaf` what is for these conversations.
    """

    def __init__(self) -> None:
        self.screens: dict[str, list[Shown]] = {}
        self.kinds: dict[str, str] = {}
        self._calls: list[tuple[str, str]] = []
        self.broken = False
        self.deaf: set[str] = set()
        self._numbers = itertools.count(1)

    def calls(self, conversation: str) -> list[str]:
        """The methods of the calls for a conversation."""
        return [method for method, called in self._calls if called == conversation]

    def application(self) -> web.Application:
        app = web.Application()
        app.router.add_post("/v3/conversations/{conversation}/activities", self._post)
        app.router.add_post("/v3/conversations/{conversation}/activities/{activity}", self._post)
        app.router.add_put("/v3/conversations/{conversation}/activities/{activity}", self._put)
        return app

    async def _post(self, request: web.Request) -> web.Response:
        conversation, activity = request.match_info["conversation"], await request.json()
        if self.broken or conversation in self.deaf:
            return web.json_response({}, status=500)
        activity["id"] = f"{conversation}|{next(self._numbers)}"
        self._calls.append(("POST", conversation))
        if activity["type"] == "message":
            self.screens.setdefault(conversation, []).append(Shown.of(activity, self.kinds.get(conversation, "emulator")))
        return web.json_response({"id": activity["id"]})

    async def _put(self, request: web.Request) -> web.Response:
        conversation, activity = request.match_info["conversation"], await request.json()
        self._calls.append(("PUT", conversation))
        screen = self.screens[conversation]
        [place] = [number for number, shown in enumerate(screen) if shown.id == request.match_info["activity"]]
        screen[place] = Shown.of({**activity, "id": request.match_info["activity"]}, self.kinds[conversation])
        return web.json_response({"id": activity["id"]})


class Loop:
    """An event loop in a thread of its own, which serves applications on loopback."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._runners: list[web.AppRunner] = []

    def serve(self, app: web.Application) -> str:
        """Start `app` on a free port; its address."""
        return self.run(self._serve(app))

    def run(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(20)

    async def _serve(self, app: web.Application) -> str:
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self._runners.append(runner)
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    def close(self) -> None:
        for runner in self._runners:
            self.run(runner.cleanup())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()


class Service:
    """A running service: its address, its database, and the connector that its replies may go to."""

    def __init__(self, url: str, database: Path, channel: Channel, channel_url: str) -> None:
        self.url, self.database = url, database
        self.channel, self.channel_url = channel, channel_url
        self.http = requests.Session()
        self.http.trust_env = False  # no proxies on loopback
        self.load: Callable[[str], Any] = lambda _: None
        self.purge: Callable[[datetime], Any] = lambda _: None
        """Loads a conversation by its key, as the service does."""

    def post(self, body: Any, **options: Any) -> requests.Response:
        """Send a body to /api/messages: an activity, or bytes as they are."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        return self.http.post(f"{self.url}/api/messages", data=data, headers=headers, timeout=15, **options)

    def get(self, path: str) -> requests.Response:
        return self.http.get(f"{self.url}{path}", timeout=15)

    def ready(self) -> bool:
        status = self.get("/readyz").status_code
        assert status in (200, 503)
        return status == 200

    def rows(self) -> list[tuple[Any, ...]]:
        """All that is stored."""
        with closing(sqlite3.connect(self.database)) as connection:
            return connection.execute("SELECT key, owner, version, state FROM conversations ORDER BY key").fetchall()

    def execute(self, statement: str) -> None:
        """Change the database behind the service's back."""
        with closing(sqlite3.connect(self.database)) as connection:
            connection.execute(statement)
            connection.commit()

    def stored_rows(self) -> str:
        """Every row of every table."""
        with closing(sqlite3.connect(self.database)) as connection:
            names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return "\n".join(str(row) for name in names for row in connection.execute(f'SELECT * FROM "{name}"'))  # noqa: S608

    def stored_bytes(self) -> bytes:
        """The database's files, byte for byte."""
        return b"".join(path.read_bytes() for path in self.database.parent.glob(f"{self.database.name}*"))


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


@contextmanager
def running(
    dialog: Dialog,
    database: Path,
    *,
    url: str | None = None,
    checks: Mapping[str, Callable[[], bool]] | None = None,
    desks: Desks = no_desk,
    host_sdk: HostSdk = "botframework",
) -> Iterator[Service]:
    """The application with `dialog`, over HTTP in this process, and a connector for its replies."""
    loop = Loop()
    channel = Channel()
    try:
        settings = Settings(database_url=url or f"sqlite+aiosqlite:///{database}", messages_per_minute=100_000, host_sdk=host_sdk)
        app = create_app(
            settings, dialog, Parts(checks=checks or {}, desks=desks, searching=lambda: dialog.world), patience=IMPATIENT
        )
        service = Service(loop.serve(app), database, channel, loop.serve(channel.application()))
        service.purge = lambda now: loop.run(app[DATABASE].run(lambda connection: rights.purge(connection, now, Lifetimes())))
        service.load = lambda key: loop.run(app[DATABASE].run(lambda connection: conversations.load(connection, key)))
        yield service
        service.http.close()
    finally:
        loop.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def command(*arguments: str) -> list[str]:
    """`vem-ansvarar` as it is installed beside this Python, else from the source."""
    installed = Path(sys.executable).with_name("vem-ansvarar")
    if installed.exists():
        return [str(installed), *arguments]
    return [sys.executable, "-c", "from bot.cli import main; raise SystemExit(main())", *arguments]


def environment(database: Path, port: int, **more: str) -> dict[str, str]:
    """The environment of a service in local mode."""
    own = ("MicrosoftApp", "ALLOWED_TENANTS", "KNOWLEDGE_DIR", "AGREEMENT_SOURCES", "PUBLIC_URL", "HOST", "CONTACT_MONTHS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    return {**kept, "PORT": str(port), "DATABASE_URL": f"sqlite:///{database}", "PYTHONWARNINGS": "default", **more}


class Process:
    """A real `vem-ansvarar serve`. It may be killed and started again on the same port and file."""

    def __init__(self, folder: Path, **more: str) -> None:
        self.database = folder / "bot.sqlite"
        self.output = folder / "output"
        self._environment = environment(self.database, free_port(), **more)
        self.url = f"http://127.0.0.1:{self._environment['PORT']}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, seconds: float = 20.0) -> None:
        with self.output.open("ab") as output:
            self._process = subprocess.Popen(command("serve"), env=self._environment, stdout=output, stderr=output)  # noqa: S603
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            assert self._process.poll() is None, self.written()
            try:
                if requests.get(f"{self.url}/readyz", timeout=2).status_code == 200:
                    return
            except requests.ConnectionError:
                time.sleep(0.02)
        raise TimeoutError(self.written())

    def end(self, number: int) -> int:
        """Send the signal `number` to the process; its exit code."""
        assert self._process
        self._process.send_signal(number)
        return self._process.wait(10)

    def is_up(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def written(self) -> str:
        """All that it wrote on stdout and stderr."""
        return self.output.read_text("utf-8")
