"""The page behind a reference: does the answer still hold? Plain text; nothing is asked for and nothing is kept."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from aiohttp import web

from dialogs.receipt import PATH, opened
from dialogs.state import State
from dialogs.world import World
from knowledge.receipt import LONGEST, ReceiptError, decode

HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff"}


def receipts(world: World) -> web.RouteDef:
    """The page that opens references; 404 for one that cannot be read."""

    async def show(request: web.Request) -> web.Response:
        code = request.match_info["code"]
        status, text = await asyncio.to_thread(page, world, code[: LONGEST + 1])
        return web.Response(status=status, text=text, headers=HEADERS)

    return web.get(PATH, show)


def page(world: World, code: str) -> tuple[int, str]:
    """The status and the text of the page."""
    try:
        decode(code)
    except ReceiptError:
        status = 404
    else:
        status = 200
    _, replies = opened(world, State(), code)
    return status, "\n\n".join(replace(reply, actions=()).text for reply in replies) + "\n"
