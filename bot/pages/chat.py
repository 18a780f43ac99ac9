"""The test page at /: the conversation in plain HTML, for local mode only."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable

from aiohttp import web

from bot.app import SERVICE
from bot.pages.chat_form import TEXT, TOKEN, TURN, Pairs, clean, coming, pressing, read
from bot.pages.chat_reply import NEWEST
from bot.pages.chat_session import Session, Sessions, Visitor, name_in
from bot.pages.chat_shell import AS, COUNT, NEWS, POLICY, View, html
from bot.sender import Way
from bot.service import Service
from bot.way import PageWay
from dialogs.texts import FORGOTTEN

COOKIE = "samtal"
FORM_TYPE = "application/x-www-form-urlencoded"
LONGEST_ECHO = 4_000
"""Characters of the user's own words that are shown again."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with none at all a form's origin would be hidden from this service too
    "Cache-Control": "no-store",
}

Mask = Callable[[str], str]
"""A text without identities."""


class ChatPage:
    """The page, and who looks at it. `mask` is for what users write, before it is shown again."""

    def __init__(self, mask: Mask, sessions: Sessions | None = None) -> None:
        self._mask = mask
        self._sessions = sessions or Sessions()
        self._key = secrets.token_bytes(32)

    def way(self, other: Way) -> Way:
        """A way on which messages to the page's channel come here, and all else goes the `other` way."""
        return PageWay(self._sessions, other)

    def routes(self) -> list[web.RouteDef]:
        """Where the page is served. Only for local mode: whoever asks is taken at their word."""
        return [web.get("/", self._show, allow_head=False), web.post("/", self._take)]

    async def _show(self, request: web.Request) -> web.Response:
        visitor = _visitor(request)
        if AS in request.query:
            known = visitor or Visitor.new()
            return _to_newest(Visitor(known.secret, name_in(request.query[AS])))
        if COUNT in request.query:
            count = self._sessions.of(visitor.conversation).count if visitor else 0
            return web.Response(text=str(count), headers=HEADERS)
        visitor = visitor or Visitor.new()
        if NEWS in request.query:
            return _to_newest(visitor)
        session = self._sessions.of(visitor.conversation)
        if not session.entries:
            await _welcome(request.app[SERVICE], visitor, session)
        return self._page(visitor, session)

    async def _take(self, request: web.Request) -> web.Response:
        if request.content_type != FORM_TYPE:
            return web.Response(status=415, text="a form of this page, please", headers=HEADERS)
        pairs = await _pairs(request)
        if pairs is None:
            return web.Response(status=400, text="the form is no text in UTF-8", headers=HEADERS)
        visitor = _visitor(request) or Visitor.new()
        session = self._sessions.of(visitor.conversation)
        values = dict(pairs)
        if not hmac.compare_digest(values.get(TOKEN, "").encode("utf-8", "replace"), self._token(visitor).encode()):
            return self._page(visitor, session, refused=clean(values.get(TEXT, "")))
        sent = read(visitor, pairs)
        turn = await request.app[SERVICE].hear(sent.incoming)
        if not turn.repeated:
            if any(reply.title == FORGOTTEN for reply in turn.replies):
                session.clear()
            session.take_turn(self._mask(sent.did[:LONGEST_ECHO]), turn.replies, sent.card)
        return _to_newest(visitor)

    def _page(self, visitor: Visitor, session: Session, refused: str | None = None) -> web.Response:
        carried = ((TOKEN, self._token(visitor)), (TURN, f"{session.salt}-{session.count}"))
        text = html(View(visitor, session, carried, refused is not None, refused or ""))
        session.shown()
        response = web.Response(text=text, content_type="text/html", charset="utf-8", headers=HEADERS)
        response.set_status(200 if refused is None else 403)
        return _known(response, visitor)

    def _token(self, visitor: Visitor) -> str:
        """What only a form of this page has."""
        return hmac.new(self._key, visitor.cookie.encode(), hashlib.sha256).hexdigest()


async def _welcome(service: Service, visitor: Visitor, session: Session) -> None:
    """What the page begins with; who has been here before is not welcomed again."""
    turn = await service.hear(coming(visitor))
    if not turn.replies:
        turn = await service.hear(pressing(visitor, "help"))
    session.take_turn(None, turn.replies)


def _visitor(request: web.Request) -> Visitor | None:
    return Visitor.of(request.cookies.get(COOKIE, ""))


async def _pairs(request: web.Request) -> Pairs | None:
    """The form's names and values; None when they cannot be read."""
    try:
        form = await request.post()
    except (LookupError, ValueError):
        return None
    return tuple((name, value) for name, value in form.items() if isinstance(value, str))


def _to_newest(visitor: Visitor) -> web.Response:
    return _known(web.Response(status=303, headers={**HEADERS, "Location": f"/#{NEWEST}"}), visitor)


def _known(response: web.Response, visitor: Visitor) -> web.Response:
    response.set_cookie(COOKIE, visitor.cookie, httponly=True, samesite="Strict", path="/")
    return response
