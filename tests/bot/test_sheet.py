"""The preparation sheet as a Word document."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.sheet import DOCX, sheets
from dialogs.world import World


@pytest.fixture
async def client(world: World):
    app = web.Application()
    app.add_routes([sheets(world)])
    async with TestClient(TestServer(app)) as client:
        yield client


async def test_the_sheet_opens_in_word_and_keeps_law_and_agreement_apart(client: TestClient) -> None:
    response = await client.get("/sip/stockholm.docx")
    assert (response.status, response.content_type) == (200, DOCX)
    text = [paragraph.text for paragraph in docx.Document(BytesIO(await response.read())).paragraphs]
    law = next(n for n, line in enumerate(text) if line.startswith("Planen ska enligt lagen visa:"))
    own = next(n for n, line in enumerate(text) if line.startswith("Planen ska enligt överenskommelsen också innehålla:"))
    assert own - law == 5  # the law's four points
    assert [line[:2] for line in text[own + 1 : own + 8]] == [f"{n}." for n in range(1, 8)]
    assert text[1].startswith("Skriv inga namn, personnummer")


@pytest.mark.parametrize("county", ["vasterbotten", "nowhere", "..%2f..%2fetc"])
async def test_a_county_without_an_agreement_has_no_sheet(client: TestClient, county: str) -> None:
    assert (await client.get(f"/sip/{county}.docx")).status == 404
