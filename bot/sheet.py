"""The preparation sheet for a SIP as a Word document: nothing about a person in it, nothing about a person asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from io import BytesIO
from typing import TYPE_CHECKING

from aiohttp import web

from dialogs import texts
from dialogs.reply import Line
from dialogs.sip import SHEET_PATH, sheet
from dialogs.world import World

if TYPE_CHECKING:
    from docx.document import Document as Sheet

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def sheets(world: World) -> web.RouteDef:
    """The page that hands out a county's sheet; 404 for a county that has no agreement."""

    async def hand_out(request: web.Request) -> web.Response:
        county = request.match_info["county"]
        if county not in world.knowledge.covered:
            raise web.HTTPNotFound
        body = await asyncio.to_thread(document, sheet(world, county), world.knowledge.counties.by_key[county].name)
        disposition = f'attachment; filename="sip-underlag-{county}.docx"'
        return web.Response(body=body, content_type=DOCX, headers={"Content-Disposition": disposition})

    return web.get(SHEET_PATH, hand_out)


def document(lines: Iterable[Line], county: str) -> bytes:
    """The lines as a .docx file."""
    from docx import Document  # noqa: PLC0415 - seldom needed, and slow to load

    made: Sheet = Document()
    made.core_properties.title = f"{texts.SHEET_TITLE}, {county}"
    made.core_properties.author = ""
    made.core_properties.language = "sv-SE"
    made.add_heading(f"{texts.SHEET_TITLE}, {county}", level=1)
    made.add_paragraph(texts.SHEET_NO_NAMES).runs[0].bold = True
    for line in lines:
        _add(made, line)
    written = BytesIO()
    made.save(written)
    return written.getvalue()


def _add(made: Sheet, line: Line) -> None:
    if line.style == "heading":
        made.add_heading(line.text, level=2)
        return
    paragraph = made.add_paragraph()
    if line.label:
        paragraph.add_run(f"{line.label} ").bold = True
    paragraph.add_run(line.text)
