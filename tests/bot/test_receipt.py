"""The page behind a reference."""

from __future__ import annotations

from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.receipt import receipts
from dialogs.message import Message
from dialogs.state import State
from dialogs.turn import Dialog
from dialogs.world import World


@pytest.fixture
async def client(world: World):
    app = web.Application()
    app.add_routes([receipts(world)])
    async with TestClient(TestServer(app)) as client:
        yield client


def link(world: World) -> str:
    """The link behind «Varför?», where the service has an address."""
    dialog = Dialog(replace(world, address="https://bot.example"))
    state, _ = dialog.turn(State(), Message(text="Vem ansvarar för arbetsterapi till en 40-åring med CP i Tranås?"))
    _, (reply,) = dialog.turn(state, Message(text="varför"))
    return next(action.url for action in reply.actions if action.url and "/receipt/" in action.url)


async def test_the_link_opens_and_says_whether_the_answer_holds(client: TestClient, world: World) -> None:
    address = link(world)
    assert address.startswith("https://bot.example/receipt/VA1-")
    response = await client.get(address.removeprefix("https://bot.example"))
    assert (response.status, response.content_type) == (200, "text/plain")
    text = await response.text()
    assert text.startswith("Svaret gäller fortfarande.")
    assert "● Kommunen ansvarar." in text
    assert "Du kan också skriva" not in text
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("code", ["VA1-abc", "x", "VA2-abc", "%3Cscript%3E", "V" * 4000, "..%2f..%2fetc"])
async def test_what_cannot_be_read_is_not_found_and_never_echoed(client: TestClient, code: str) -> None:
    response = await client.get(f"/receipt/{code}")
    assert response.status == 404
    text = await response.text()
    assert text.startswith("Den referensen kan jag inte läsa.") or response.content_type == "text/plain"
    assert "script" not in text
