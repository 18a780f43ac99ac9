"""Brings up services in no time: everything is loaded once, and each service is a fork of it.

Reads a line of JSON for each service from stdin (`port`, `database_url`, `log`, and `kill_at`: the step of its first turn at
which it kills itself), and writes the number of its process. A step is whatever the event loop does next: between two steps lies
an await, and every await lies between two steps.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web
from sqlalchemy import Connection

from bot import app as application
from bot import dispatcher
from bot.activities import parse
from bot.adapter import Adapter  # noqa: F401 - loaded before the forks
from bot.app import Parts, create_app
from bot.connector import Patience
from bot.incoming import Incoming
from bot.settings import Settings
from bot.storage import outbox
from bot.storage.counts import Happening
from bot.storage.outbox import Parcel, cause
from dialogs.message import Message
from dialogs.reply import Line, Reply
from dialogs.state import State

LEASE = 0.4
PATIENCE = Patience(attempts=2, first_wait=0.01, longest_wait=0.02, budget=20.0, timeout=20.0, poll=0.05, later=0.05, latest=0.2)


class Steps:
    """Counts the steps from the first message on, and ends the process at one of them."""

    def __init__(self, kill_at: int) -> None:
        self._kill_at = kill_at
        self._armed = False
        self.number = 0

    def watch(self) -> None:
        """Count from now on."""
        run = asyncio.events.Handle._run

        def counted(handle: asyncio.events.Handle) -> None:
            self._step()
            run(handle)

        def armed(body: bytes) -> dict[str, Any]:
            self._armed = True
            return parse(body)

        asyncio.events.Handle._run = counted  # type: ignore[method-assign]
        application.parse = armed  # type: ignore[assignment]

    def _step(self) -> None:
        if self._armed:
            self.number += 1
            if self.number == self._kill_at:
                os.kill(os.getpid(), signal.SIGKILL)


class TellingDesk:
    """Tells another conversation what was heard."""

    posted = False

    def __init__(self, connection: Connection, incoming: Incoming, now: datetime, _: object) -> None:
        self._connection, self._incoming, self._now = connection, incoming, now
        self.counted: list[Happening] = []

    def tell(self, text: str) -> None:
        there = {**self._incoming.reference, "conversation": {"id": "others"}}
        said = {"type": "message", "text": text}
        content = {"activities": [{"method": "send", "activity": said}], "answer": None, "reply_to": None, "pressed": None}
        outbox.put(self._connection, Parcel(cause("told", text), there, content), self._now, later=True)
        self.posted = True


class TellingDialog:
    """Says two things, each with the number of the turn, and a third to others."""

    def turn(self, state: State, message: Message, desk: Any = None) -> tuple[State, tuple[Reply, ...]]:
        state = state.with_(serial=state.serial + 1)
        if desk:
            desk.tell(f"others {state.serial}")
        said = [Reply(lines=(Line(f"{word} {state.serial}"),)) for word in ("first", "second")]
        return state, (replace(said[0], kind="question", in_place=message.verb is not None), said[1])


def serve(spec: dict[str, Any]) -> None:
    """A service as `spec` says."""
    outbox.LEASE = dispatcher.LEASE = timedelta(seconds=LEASE)
    steps = Steps(spec.get("kill_at", 0))
    steps.watch()

    async def number(request: web.Request) -> web.Response:
        return web.json_response(steps.number)

    settings = Settings(database_url=spec["database_url"], port=spec["port"])
    parts = Parts(routes=[web.get("/steps", number)], desks=TellingDesk)
    web.run_app(
        create_app(settings, TellingDialog(), parts, patience=PATIENCE),
        host="127.0.0.1",
        port=spec["port"],
        print=None,
        access_log=None,
        handle_signals=False,
        shutdown_timeout=0.1,
    )


def main() -> None:
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        spec = json.loads(line)
        child = os.fork()
        if child == 0:
            log = os.open(spec["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            for number in (1, 2):
                os.dup2(log, number)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            try:
                serve(spec)
            finally:
                os._exit(0)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
