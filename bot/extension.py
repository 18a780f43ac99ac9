"""The search from the compose box of Teams (`composeExtension/query`): a read, answered in the request itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import Connection

from bot import texts
from bot.cards import card
from bot.cards.blocks import shorten
from bot.channels import TEAMS
from bot.clock import Clock
from bot.incoming import Incoming
from bot.limits import Rate
from bot.replies import CARD_TYPE
from bot.storage import Database, StorageError, conversations
from bot.storage.faq import Mark
from bot.telemetry import Metrics, log
from dialogs.finding import Found, Item, Sought, find, nothing, shown, sought
from dialogs.world import World
from knowledge.faq import FaqEntry

QUERY = "composeExtension/query"
COMMAND, PARAMETER = "search", "query"
"""The command and its parameter, as the app manifest declares them."""
THUMBNAIL_TYPE = "application/vnd.microsoft.card.thumbnail"
MOST_RESULTS = 10
"""Results in one answer; Teams asks for more as the list is scrolled."""
LONGEST_TITLE, LONGEST_EXCERPT = 120, 200
"""Characters of a result in the list."""
REMEMBERED = timedelta(days=30)
"""How old the conversation may be whose county is searched first."""
SEARCHES_PER_MINUTE = 240
"""Of one person: Teams searches anew while somebody types."""
STORAGE_WITHIN = 2.0
"""Seconds after which the knowledge alone answers: Teams waits 5."""
UNKNOWN_COMMAND = "Det kommandot känner jag inte till. Sök med «Vem ansvarar?» på nytt, eller be administratören uppdatera appen."
_NO_MARKUP = str.maketrans("<>", "‹›")
"""A thumbnail reads tags in its texts."""

Json = dict[str, Any]


class ReadDesk(Protocol):
    """What a search needs of a desk (`dialogs.desk.Desk`)."""

    def live_faq(self, county: str) -> Sequence[FaqEntry]:
        """The live entries of a county."""


ReadDesks = Callable[[Connection, Incoming, datetime, Mark | None], ReadDesk | None]


@dataclass(frozen=True)
class Query:
    """What Teams asks for. What is malformed of it is read as not given."""

    command: str = ""
    text: str = ""
    skip: int = 0
    count: int = MOST_RESULTS

    @classmethod
    def of(cls, value: object) -> Query:
        """From the value of the invoke."""
        whole = value if isinstance(value, Mapping) else {}
        options = whole.get("queryOptions")
        options = options if isinstance(options, Mapping) else {}
        command = whole.get("commandId")
        return cls(
            command if isinstance(command, str) else "",
            _parameter(whole.get("parameters")),
            max(0, _number(options.get("skip"), 0)),
            min(max(1, _number(options.get("count"), MOST_RESULTS)), MOST_RESULTS),
        )


@dataclass(frozen=True)
class Remembered:
    """What the storage adds to a search: the counties to search, and their live entries."""

    counties: Sequence[str]
    entries: Sequence[FaqEntry]


class Extension:
    """Answers searches in the world that `worlds` gives at the time. One for the whole process."""

    def __init__(self, worlds: Callable[[], World], database: Database, desks: ReadDesks, metrics: Metrics, clock: Clock) -> None:
        self._worlds = worlds
        self._database = database
        self._desks = desks
        self._metrics = metrics
        self._clock = clock
        self._rate = Rate(SEARCHES_PER_MINUTE)

    @property
    def _world(self) -> World:
        return self._worlds()

    @staticmethod
    def takes(incoming: Incoming) -> bool:
        """Whether `incoming` is a search."""
        return incoming.type == "invoke" and incoming.name == QUERY

    async def answer(self, incoming: Incoming) -> Json:
        """The body that answers a search: results, or a message. What is searched for is neither kept nor logged."""
        try:
            found = await self._found(incoming, Query.of(incoming.value))
        except Exception as error:  # whatever it was, the user is told
            log("search_failed", logging.ERROR, error=error)
            self._metrics.failures.labels("search").inc()
            return message(texts.WENT_WRONG)
        log("search", results=0 if isinstance(found, str) else len(found))
        return message(found) if isinstance(found, str) else results(found)

    async def _found(self, incoming: Incoming, query: Query) -> Sequence[Found] | str:
        """One page of what is found; what to say when that is nothing."""
        if query.command != COMMAND:
            return UNKNOWN_COMMAND
        if not await self._rate.allows(incoming):
            return texts.TOO_FAST
        wanted = sought(self._world, query.text)
        if wanted.instead:
            return wanted.instead
        items = await self._items(incoming, wanted)
        if not items and not query.skip:
            return nothing(self._world, wanted)
        page = items[query.skip : query.skip + query.count]
        return [shown(self._world, item) for item in page]

    async def _items(self, incoming: Incoming, wanted: Sought) -> Sequence[Item]:
        """What is found in the county that is named, else in that of the last conversation, else anywhere."""
        near = await self._remembered(incoming, wanted.county)
        items = find(self._world, wanted, near.counties, near.entries)
        if items or wanted.county or len(near.counties) > 1:
            return items
        anywhere = await self._remembered(incoming, None, everywhere=True)
        return find(self._world, wanted, anywhere.counties, anywhere.entries)

    async def _remembered(self, incoming: Incoming, county: str | None, *, everywhere: bool = False) -> Remembered:
        """The county or, where none is named and not `everywhere` is meant, that of the last conversation; else all."""
        covered = self._world.knowledge.covered

        def read(connection: Connection) -> Remembered:
            last = None if county or everywhere else self._last_county(connection, incoming)
            counties = [known for known in covered if known == (county or last)] or covered
            desk = self._desks(connection, incoming, self._clock(), None)
            if desk is None:
                return Remembered(counties, self._world.knowledge.faq)
            return Remembered(counties, [entry for each in counties for entry in desk.live_faq(each)])

        try:
            async with asyncio.timeout(STORAGE_WITHIN):
                return await self._database.run(read)
        except (StorageError, TimeoutError) as error:
            log("storage_failed", logging.ERROR, error=error)
            self._metrics.failures.labels("storage").inc()
            return Remembered([county] if county else covered, self._world.knowledge.faq)

    def _last_county(self, connection: Connection, incoming: Incoming) -> str | None:
        """The county of the last conversation of whoever searches."""
        key = conversations.latest_of(connection, incoming.owner, self._clock() - REMEMBERED)
        return conversations.load(connection, key).state.county if key else None


def results(found: Sequence[Found]) -> Json:
    """The answer with a list of results; none: there are no more."""
    attachments = [_attachment(each) for each in found]
    return {"composeExtension": {"type": "result", "attachmentLayout": "list", "attachments": attachments}}


def message(text: str) -> Json:
    """The answer that says a text in place of results."""
    return {"composeExtension": {"type": "message", "text": text}}


def _attachment(found: Found) -> Json:
    """A result: the card that is inserted, and its line in the list."""
    title, text = shorten(found.reply.heading, LONGEST_TITLE), shorten(" ".join(found.excerpt.split()), LONGEST_EXCERPT)
    preview = {"title": title.translate(_NO_MARKUP), "text": text.translate(_NO_MARKUP)}
    return {
        "contentType": CARD_TYPE,
        "content": card(found.reply, TEAMS),
        "preview": {"contentType": THUMBNAIL_TYPE, "content": preview},
    }


def _parameter(parameters: object) -> str:
    """What was written in the field; nothing when the list is opened (`initialRun`)."""
    for parameter in parameters if isinstance(parameters, list) else ():
        if isinstance(parameter, Mapping) and parameter.get("name") == PARAMETER:
            value = parameter.get("value")
            return value.replace("\x00", " ").strip() if isinstance(value, str) else ""
    return ""


def _number(value: object, otherwise: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else otherwise
