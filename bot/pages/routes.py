"""Where the pages are served."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import get_args

from aiohttp import web

from bot.pages.document import Document, Language
from bot.pages.operator import Operator
from bot.pages.privacy import privacy
from bot.pages.shell import POLICY, Name, html
from bot.pages.support import support
from bot.pages.terms import terms

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "public, max-age=3600",
}
Keep = Mapping[str, int]
"""How long something is kept, by the name of its setting; what is missing has no set time."""
Write = Callable[[Language, Operator, Keep], Document]

WRITERS: Mapping[Name, Write] = {"privacy": privacy, "terms": terms, "support": support}


def pages(operator: Operator, keep: Keep | None = None) -> list[web.RouteDef]:
    """The pages at /privacy, /terms and /support, in Swedish and with ?lang=en in English.

    `keep` has the lifetimes by the names in `privacy.LIFETIMES`, such as KEEP_TICKETS_DAYS.
    """
    return [_page(name, operator, keep or {}) for name in get_args(Name)]


def _page(name: Name, operator: Operator, keep: Keep) -> web.RouteDef:
    languages: tuple[Language, ...] = get_args(Language)
    written = {language: html(name, language, WRITERS[name](language, operator, keep), operator) for language in languages}

    async def show(request: web.Request) -> web.Response:
        wanted: Language = "en" if request.query.get("lang") == "en" else "sv"
        headers = {**HEADERS, "Content-Language": wanted}
        return web.Response(text=written[wanted], content_type="text/html", charset="utf-8", headers=headers)

    return web.get(f"/{name}", show, name=name)
