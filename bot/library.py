"""The editions of the knowledge: the one that answers now, and earlier ones that conversations under way began with."""

from __future__ import annotations

import time
from collections.abc import Callable

from aiohttp import web

from bot.edition import Edition
from dialogs.course import Turned
from dialogs.desk import Desk
from dialogs.message import Message
from dialogs.ombud.commands import meant
from dialogs.ombud.verbs import AWAITED
from dialogs.ombud.verbs import VERBS as OMBUD_VERBS
from dialogs.state import State
from dialogs.world import World
from dialogs.written import MOST_CHARACTERS
from knowledge.faq import FaqEntry

MOST_KEPT = 3
"""Editions at a time, the current one among them."""
KEPT_SECONDS = 24 * 3600.0
"""How long an edition is kept after another one took its place."""

ASKING = frozenset({"ombud", "ombud_send", "ombud_edit", "ombud_cancel", "own_tickets", "ticket_own", "ticket_helped"})
WORK = frozenset(OMBUD_VERBS) - ASKING
"""What ombud do for others: it has nothing to do with an enquiry of their own, and holds against today's knowledge."""


class Library:
    """Answers every turn with the edition it belongs to: implements `bot.service.Dialog`. One for the whole process.

    An enquiry stays with the edition it began with, through its questions, its answer and what stands behind the answer; the
    next enquiry gets the current one. So does a conversation whose edition is no longer here.
    """

    def __init__(self, edition: Edition, clock: Callable[[], float] = time.monotonic) -> None:
        self._current = edition
        self._clock = clock
        self._earlier: dict[str, tuple[Edition, float]] = {}
        """Earlier editions by name, and when they were superseded; the latest comes last."""

    @property
    def current(self) -> Edition:
        """The edition that new enquiries get."""
        return self._current

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all editions that are here, the current one first, then the latest."""
        self._drop()
        return (self._current.name, *reversed(self._earlier))

    @property
    def faq(self) -> tuple[FaqEntry, ...]:
        """The answered questions of the current edition."""
        return self._current.world.knowledge.faq

    def masked(self, text: str) -> str:
        """`text` without the identities in it."""
        world = self._current.world
        return world.reader.read(text, world.today()).text

    def take_in(self, edition: Edition) -> None:
        """Make `edition` the current one. The one before is kept for the conversations that began with it."""
        before, self._current = self._current, edition
        self._earlier.pop(before.name, None)
        self._earlier[before.name] = before, self._clock()
        self._earlier.pop(edition.name, None)
        self._drop()

    def turn(self, state: State, message: Message, desk: Desk | None = None) -> Turned:
        """Take `message` in `state`; see `dialogs.turn.Dialog`."""
        self._drop()
        began = self._held(state)
        edition = self._current if began is None or self._is_new(began, state, message, desk) else began
        after, replies = edition.dialog.turn(state, message, desk)
        goes_on = began if began and after.serial == state.serial else edition
        return after.with_(edition="" if after.phase == "idle" else goes_on.name), replies

    def page(self, make: Callable[[World], web.RouteDef]) -> web.RouteDef:
        """The page that `make` makes of a world, always of the current one."""
        route = make(self._current.world)

        async def show(request: web.Request) -> web.StreamResponse:
            handler = make(self._current.world).handler
            response: web.StreamResponse = await handler(request)
            return response

        return web.RouteDef(route.method, route.path, show, route.kwargs)

    def _held(self, state: State) -> Edition | None:
        """The edition that the enquiry of `state` began with, while it is here."""
        if state.phase == "idle":
            return None
        if state.edition == self._current.name:
            return self._current
        earlier = self._earlier.get(state.edition)
        return earlier and earlier[0]

    def _is_new(self, began: Edition, state: State, message: Message, desk: Desk | None) -> bool:
        """Whether the turn leaves the enquiry that began with `began`. Tried without a desk: nothing comes of it."""
        if began is self._current or _is_work(state, message, desk):
            return True
        after, _ = began.dialog.turn(state, message)
        return after.serial != state.serial

    def _drop(self) -> None:
        """Let go of the editions that no conversation can need any longer."""
        since = self._clock() - KEPT_SECONDS
        kept = [(name, held) for name, held in tuple(self._earlier.items()) if held[1] > since]  # turns may run beside a reload
        if len(kept) < len(self._earlier) or len(kept) >= MOST_KEPT:
            self._earlier = dict(kept[1 - MOST_KEPT :])


def _is_work(state: State, message: Message, desk: Desk | None) -> bool:
    """Whether an ombud works for others: by a button, a command, or a text that was asked for."""
    if message.verb is not None:
        return message.verb in WORK
    if state.draft.get("awaits") in AWAITED:
        return AWAITED[state.draft["awaits"]][0] in WORK
    command = meant(message.text, state, desk) if len(message.text) <= MOST_CHARACTERS else None
    return command is not None and command.verb in WORK
