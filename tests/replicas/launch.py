"""`vem-ansvarar serve`, watched: /tasks tells what the event loop and the memory hold.

With LEASE (seconds) what a killed process had begun to send is taken over sooner.
"""

from __future__ import annotations

import asyncio
import gc
import os
from datetime import timedelta
from typing import Any

from aiohttp import web

from bot import app as application
from bot import dispatcher
from bot.cli import main
from bot.storage import outbox

create_app = application.create_app


def watched(*arguments: Any, **more: Any) -> web.Application:
    """The application with one page more."""
    app = create_app(*arguments, **more)
    app.router.add_get("/tasks", tasks)
    return app


async def tasks(request: web.Request) -> web.Response:
    """How many tasks there are, and how many objects after a full collection."""
    gc.collect()
    return web.json_response({"tasks": len(asyncio.all_tasks()), "objects": len(gc.get_objects())})


if __name__ == "__main__":
    application.create_app = watched
    if "LEASE" in os.environ:
        outbox.LEASE = dispatcher.LEASE = timedelta(seconds=float(os.environ["LEASE"]))
    raise SystemExit(main(["serve"]))
