"""Who looks at the test page, and what stands there: kept in memory, bounded, and gone with the process."""

from __future__ import annotations

import hashlib
import re
import secrets
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

from pydantic import TypeAdapter, ValidationError

from bot.replies import to_activity
from bot.way import WEB
from dialogs.reply import Line, Reply

Json = dict[str, Any]

MOST_ENTRIES = 50
MOST_SESSIONS = 200
LONGEST_QUIET = 3_600.0
"""Seconds after which a session that nobody looks at is forgotten."""
LONGEST_NAME = 40
COOKIE = re.compile(r"([\w-]{32})(?:\.([\w.%~-]{1,120}))?", re.ASCII)
REPLIES = TypeAdapter(Reply)


def said_on(reply: Reply, channel: str) -> Json:
    """The activity that says `reply` on `channel`: for the test page the reply itself."""
    if channel == WEB:
        return {"type": "message", "reply": REPLIES.dump_python(reply, mode="json")}
    return to_activity(reply, channel)


@dataclass(frozen=True)
class Visitor:
    """A browser, and the name by which it goes (none: it stands for nobody but itself)."""

    secret: str
    name: str = ""

    @classmethod
    def of(cls, cookie: str) -> Visitor | None:
        """Who sent `cookie`; None when it is none of this page."""
        found = COOKIE.fullmatch(cookie)
        return cls(found[1], name_in(unquote(found[2] or ""))) if found else None

    @classmethod
    def new(cls) -> Visitor:
        """Somebody who has not been here."""
        return cls(secrets.token_urlsafe(24))

    @property
    def cookie(self) -> str:
        """What the browser keeps."""
        return f"{self.secret}.{quote(self.name, safe='')}" if self.name else self.secret

    @property
    def conversation(self) -> str:
        """The id of the conversation, one for each name; the cookie cannot be told from it."""
        return hashlib.sha256(self.cookie.encode()).hexdigest()[:32]

    @property
    def person(self) -> str:
        """The id of who takes part."""
        return self.name or self.conversation


def name_in(text: str) -> str:
    """The name that `text` writes, of letters, digits and a few signs."""
    return re.sub(r"[^\w.-]", "", text)[:LONGEST_NAME]


@dataclass
class Entry:
    """Something that stands on the page: a reply, or what the user did. `number` counts on within the session."""

    id: str
    number: int
    content: Reply | str


@dataclass
class Session:
    """What stands on one visitor's page, oldest first.

    `count` is the number of changes so far, `newest` the entry that is read next, `turn` the first that belongs to the last
    turn. `salt` keeps turns apart from those of an earlier session of the same visitor.
    """

    entries: deque[Entry] = field(default_factory=lambda: deque(maxlen=MOST_ENTRIES))
    salt: str = field(default_factory=lambda: secrets.token_hex(8))
    count: int = 0
    newest: int = 0
    turn: int = 0
    used_at: float = 0.0
    _shown: int = 0

    def take_turn(self, did: str | None, replies: Iterable[Reply], pressed: str = "") -> None:
        """The user did something (None: just came), and was answered. A card that is shown anew leaves its old place."""
        if did is not None:
            self._add(did)
        self.newest = self.turn = self.count + 1
        for number, reply in enumerate(replies):
            self._add(reply, self._left(pressed, reply) if number == 0 else None)

    def arrived(self, reply: Reply) -> str:
        """Somebody else's message; its id."""
        entry = self._add(reply)
        if self.newest <= self._shown:
            self.newest = entry.number
        return entry.id

    def change(self, identity: str, reply: Reply) -> bool:
        """Show `reply` in place of another; False when that is gone."""
        for entry in self.entries:
            if entry.id == identity and isinstance(entry.content, Reply):
                entry.content = reply
                self.count += 1
                return True
        return False

    def shown(self) -> None:
        """The user has seen everything."""
        self._shown = self.count

    def clear(self) -> None:
        """Forget what stands on the page."""
        self.entries.clear()

    def _add(self, content: Reply | str, identity: str | None = None) -> Entry:
        self.count += 1
        entry = Entry(identity or secrets.token_hex(8), self.count, content)
        self.entries.append(entry)
        return entry

    def _left(self, pressed: str, reply: Reply) -> str | None:
        """The id of the card that was pressed, taken away, when `reply` is the same card in another state."""
        for entry in self.entries:
            if entry.id == pressed and _is_panel(entry.content) and _is_panel(reply):
                self.entries.remove(entry)
                return entry.id
        return None


def _is_panel(content: Reply | str) -> bool:
    return isinstance(content, Reply) and content.kind == "panel" and content.in_place


class Sessions:
    """The sessions by conversation, and the mailbox of what comes from others. `clock` counts seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._sessions: OrderedDict[str, Session] = OrderedDict()
        self._clock = clock

    def __len__(self) -> int:
        return len(self._sessions)

    def of(self, conversation: str) -> Session:
        """The session of a conversation, begun where there is none."""
        now = self._clock()
        for old in list(self._old(now)):
            del self._sessions[old]
        session = self._sessions.setdefault(conversation, Session())
        self._sessions.move_to_end(conversation)
        session.used_at = now
        while len(self._sessions) > MOST_SESSIONS:
            self._sessions.popitem(last=False)
        return session

    def put(self, conversation: str, activity: Json) -> str | None:
        """Add a message; its id, None when there is nothing to show in it."""
        reply = _reply(activity)
        return self.of(conversation).arrived(reply) if reply else None

    def change(self, conversation: str, activity_id: str, activity: Json) -> bool:
        """Put a message in place of another; False when that is gone."""
        reply = _reply(activity)
        return reply is not None and self.of(conversation).change(activity_id, reply)

    def _old(self, now: float) -> Iterator[str]:
        for conversation, session in self._sessions.items():  # least lately used first
            if now - session.used_at < LONGEST_QUIET:
                return
            yield conversation


def _reply(activity: Mapping[str, Any]) -> Reply | None:
    """What an activity says; None for one that says nothing, such as that somebody writes."""
    if "reply" in activity:
        try:
            return REPLIES.validate_python(activity["reply"])
        except ValidationError:
            return None
    text = activity.get("text")
    return Reply(lines=(Line(text),)) if isinstance(text, str) and text else None
