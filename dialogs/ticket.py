"""A question that waits for an ombud, and what has happened to it: plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

Principal = Literal["region", "kommun"]
Status = Literal["new", "taken", "answered", "published", "closed", "reopened"]
Why = Literal["not_settled", "wrong", "unclear", "request"]
"""Why a question was sent: the agreement is silent, the answer was wrong or unclear, or somebody asked for it."""
Delivery = Literal["pending", "sent", "failed"]

OPEN: frozenset[Status] = frozenset({"new", "taken", "reopened"})
"""Nobody has answered yet."""
LONGEST_QUESTION = 1_000
LONGEST_ANSWER = 4_000
"""Characters."""
MOST_LINKS = 5


@dataclass(frozen=True, order=True)
class Role:
    """Somebody who answers for one principal of one county: all that is told about an ombud."""

    county: str
    principal: Principal


@dataclass(frozen=True)
class Caller:
    """Who sent the message. `person` and `place` (the conversation, or the team channel) are fingerprints.

    `roles` are those that the configuration gives the person, and those that a registered channel gives whoever writes in it.
    """

    person: str = ""
    place: str = ""
    roles: frozenset[Role] = frozenset()
    is_admin: bool = False
    in_group: bool = False

    def may_handle(self, county: str) -> bool:
        """Whether the caller is ombud of `county`."""
        return any(role.county == county for role in self.roles)

    def role_in(self, county: str, principal: Principal | None = None) -> Role | None:
        """The caller's role in `county`: for `principal` if the caller has that one, else any."""
        mine = sorted(role for role in self.roles if role.county == county)
        return next((role for role in mine if role.principal == principal), mine[0] if mine else None)


@dataclass(frozen=True)
class Given:
    """An ombud's answer: text, the statements it stands on, links (https), who gave it and when."""

    text: str
    facts: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    by: Role | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Ticket:
    """One question. `number` is 0 until it is stored; all texts are masked; `principal` None is for both ombud.

    `reading` is how the bot read it, `said` the case in the form of a state, `told` the first lines of the bot's answer,
    `verdict` its principal, `facts` what it showed. `handler` is the fingerprint of who took it, `taken_by` that person's
    role. `round` counts the answers, so that each reaches the asker once. `delivery` tells about the last one.
    `merged_into` is the ticket that answers this one too. `version` counts the changes.
    """

    county: str
    question: str
    why: Why = "request"
    municipality: str | None = None
    principal: Principal | None = None
    reading: str = ""
    said: Mapping[str, Any] = field(default_factory=dict)
    topic: str = ""
    told: str = ""
    verdict: str | None = None
    facts: tuple[str, ...] = ()
    number: int = 0
    status: Status = "new"
    asker: str = ""
    created_at: datetime | None = None
    changed_at: datetime | None = None
    handler: str | None = None
    taken_by: Role | None = None
    given: Given | None = None
    round: int = 0
    delivery: Delivery | None = None
    reason: str | None = None
    merged_into: int | None = None
    version: int = 0

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to answer."""
        return self.status in OPEN

    @property
    def waits(self) -> bool:
        """Whether its asker waits for an answer: its own, or that of the ticket that it is merged into."""
        return self.is_open or self.merged_into is not None

    def with_(self, **changes: Any) -> Ticket:
        """A copy with `changes`."""
        return replace(self, **changes)


@dataclass(frozen=True)
class Event:
    """Something that happened to a ticket, and in which role; `note` is masked text or None."""

    kind: str
    by: Role | None = None
    note: str | None = None
    at: datetime | None = None
