"""What carries the messages: a connector that puts them on screens, and an event loop in a thread of its own."""

from __future__ import annotations

import asyncio
import itertools
import threading
from typing import Any

from aiohttp import web

from people.screen import Shown


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
