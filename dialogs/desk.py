"""What a turn may do beyond its own conversation: tickets, the FAQ, messages to others, counting, forgetting.

A turn and all that it does at the desk are one transaction: everything of it happens, or nothing. Who implements this
raises what makes the whole turn be taken again when somebody else was faster.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol

from dialogs.reply import Reply
from dialogs.ticket import Caller, Event, Principal, Role, Status, Ticket

if TYPE_CHECKING:
    from dialogs.figures import Figures
    from knowledge.faq import FaqEntry

Stage = Literal["proposed", "live", "rejected", "retired"]


@dataclass(frozen=True)
class Proposal:
    """A FAQ entry on its way: live when enough principals have approved exactly this wording.

    `approvals` are the roles that have approved `entry` as it stands; a change of it takes them back. `version` counts the
    changes.
    """

    entry: FaqEntry
    stage: Stage = "proposed"
    approvals: frozenset[Role] = frozenset()
    version: int = 0

    def with_(self, **changes: Any) -> Proposal:
        """A copy with `changes`."""
        return replace(self, **changes)


class Desk(Protocol):
    """The desk of one turn."""

    @property
    def caller(self) -> Caller:
        """Who sent the message."""

    @property
    def now(self) -> datetime:
        """The moment of the turn, in UTC."""

    @property
    def approvals_needed(self) -> int:
        """How many principals must approve a FAQ entry: 2, or 1 where so configured."""

    # Tickets

    def open(self, ticket: Ticket) -> Ticket:
        """Store a new ticket of the caller, and how to reach the caller. It comes back with number and times."""

    def ticket(self, number: int) -> Ticket | None:
        """A ticket; nobody else changes it until this turn is over."""

    def keep(self, ticket: Ticket, event: Event) -> Ticket:
        """Store a changed ticket and what happened. Raises when it is not the latest version."""

    def events(self, number: int) -> tuple[Event, ...]:
        """What has happened to a ticket, first things first."""

    def tickets(self, roles: Iterable[Role], statuses: Iterable[Status] = (), most: int = 50) -> tuple[Ticket, ...]:
        """Tickets of the roles' counties that are for these principals or for both, newest first; no statuses: all."""

    def own(self, most: int = 10) -> tuple[Ticket, ...]:
        """The caller's own tickets, newest first."""

    def overdue_before(self) -> datetime:
        """A ticket that is open and was sent before this moment is overdue."""

    # FAQ

    def live_faq(self, county: str) -> Sequence[FaqEntry]:
        """The entries that are live: the reviewed ones of the knowledge, and those approved in the service."""

    def proposal(self, identity: str) -> Proposal | None:
        """The entry with this id, on its way or live; nobody else changes it until this turn is over."""

    def proposals(self, counties: Iterable[str], stages: Iterable[Stage] = ()) -> tuple[Proposal, ...]:
        """Entries of these counties, newest first; no stages: all."""

    def keep_proposal(self, proposal: Proposal) -> Proposal:
        """Store a new or changed entry. Raises when it is not the latest version."""

    # Messages to others

    def post(self, subject: str, roles: Iterable[Role], reply: Reply) -> int:
        """Show `reply` wherever the ombud with these roles are reached: registered channels, personal chats.

        A card with the same `subject` (as "ticket:1042") that stands there is replaced, not repeated. Returns the
        number of places.
        """

    def tell_asker(self, ticket: Ticket, reply: Reply) -> bool:
        """Send `reply` to who asked, once per ticket and round. False when the asker can no longer be reached."""

    # Channels

    def join(self, role: Role) -> None:
        """Make this channel a place of the ombud with `role`."""

    def leave(self) -> bool:
        """This channel is nobody's place any longer; False when it was none."""

    def here(self) -> frozenset[Role]:
        """The roles that this channel stands for."""

    def reach_me_here(self) -> None:
        """Remember this personal chat as a place of the caller, who is ombud."""

    # Counting

    def count(self, kind: str, county: str | None, topic: str = "", detail: str = "") -> None:
        """Count something that happened today, without saying to whom."""

    def rate(self, helpful: bool, county: str | None, topic: str, reason: str = "", facts: Sequence[str] = ()) -> None:
        """Keep what somebody thought of an answer, without saying who."""

    def figures(self, counties: Iterable[str], since: date, until: date) -> Figures:
        """The follow-up figures of these counties, both days included."""

    # Rights

    def forget(self) -> int:
        """Remove how to reach the caller, and anonymise the caller's tickets. Returns the number of tickets."""

    def held(self) -> Mapping[str, Any]:
        """All that is held about the caller, as JSON."""

    def refused(self, what: str, county: str | None = None, principal: Principal | None = None) -> None:
        """Note in the audit log that the caller tried what only others may do."""
