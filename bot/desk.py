"""The desk of one turn, over the connection of its transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import Connection

from bot.incoming import THREAD
from bot.storage import counts, faq, outbox, places, rights, tickets
from bot.storage.counts import Happening, Rating
from bot.storage.faq import LiveFaq, Mark
from bot.storage.outbox import Json, Parcel
from bot.telemetry import AUDIT, log
from dialogs.desk import Proposal, Stage
from dialogs.figures import Figures
from dialogs.reply import Reply
from dialogs.ticket import Caller, Event, Principal, Role, Status, Ticket
from knowledge.faq import FaqEntry

Render = Callable[[Reply, str], Json]
"""An activity, as JSON, that says a reply on a channel (by its id there)."""

RolesOf = Callable[[str], frozenset[Role]]

OVERDUE_DAYS = 5
SHORT = 12
"""Characters of a fingerprint in a log."""


def no_roles(_: str) -> frozenset[Role]:
    """Nobody is ombud."""
    return frozenset()


@dataclass(frozen=True)
class Office:
    """What all desks of the process share. `roles_of` tells what the configuration makes of a person (a fingerprint)."""

    render: Render
    faq: LiveFaq = field(default_factory=LiveFaq)
    roles_of: RolesOf = no_roles
    approvals_needed: int = 2
    overdue_days: int = OVERDUE_DAYS


@dataclass(frozen=True)
class Visit:
    """One turn: who takes it, how to say something there (`bot.incoming.Incoming.reference`), and when.

    `mark` is that of the live FAQ, where it is known.
    """

    caller: Caller
    reference: Json
    now: datetime
    mark: Mark | None = None


class ConnectionDesk:
    """Implements `dialogs.desk.Desk`."""

    def __init__(self, connection: Connection, office: Office, visit: Visit) -> None:
        self._connection = connection
        self._office = office
        self._visit = visit
        self._caller = visit.caller
        self._now = visit.now
        self._faq_changed = False
        self._live: dict[str, Sequence[FaqEntry]] = {}
        self.posted = False
        """Whether something was put in the outbox for others."""
        self.counted: list[Happening] = []
        """What is to be counted when the turn is over."""

    @property
    def caller(self) -> Caller:
        """Who sent the message."""
        return self._caller

    @property
    def now(self) -> datetime:
        """The moment of the turn, in UTC."""
        return self._now

    @property
    def approvals_needed(self) -> int:
        """How many principals must approve a FAQ entry."""
        return self._office.approvals_needed

    # Tickets

    def open(self, ticket: Ticket) -> Ticket:
        """Store a new ticket of the caller, and how to reach the caller."""
        self._remember()
        return tickets.open_ticket(self._connection, ticket, self._caller.person, self._caller.place, self._now)

    def ticket(self, number: int) -> Ticket | None:
        """A ticket; nobody else changes it until this turn is over."""
        return tickets.load(self._connection, number)

    def keep(self, ticket: Ticket, event: Event) -> Ticket:
        """Store a changed ticket and what happened. Raises StaleStateError when it is not the latest version."""
        return tickets.keep(self._connection, ticket, event, self._now)

    def events(self, number: int) -> tuple[Event, ...]:
        """What has happened to a ticket, first things first."""
        return tickets.history(self._connection, number)

    def tickets(self, roles: Iterable[Role], statuses: Iterable[Status] = (), most: int = 50) -> tuple[Ticket, ...]:
        """Tickets of the roles' counties that are for these principals or for both, newest first; no statuses: all."""
        return tickets.of_roles(self._connection, roles, statuses, most)

    def own(self, most: int = 10) -> tuple[Ticket, ...]:
        """The caller's own tickets, newest first."""
        return tickets.of_asker(self._connection, self._caller.person, most)

    def overdue_before(self) -> datetime:
        """A ticket that is open and was sent before this moment is overdue."""
        return self._now - timedelta(days=self._office.overdue_days)

    # FAQ

    def live_faq(self, county: str) -> Sequence[FaqEntry]:
        """The entries that are live: the reviewed ones of the knowledge, and those approved in the service."""
        if county not in self._live:
            self._live[county] = self._office.faq.of(self._connection, county, mark=self._visit.mark, changed=self._faq_changed)
        return self._live[county]

    def proposal(self, identity: str) -> Proposal | None:
        """The entry with this id; nobody else changes it until this turn is over."""
        return faq.load(self._connection, identity)

    def proposals(self, counties: Iterable[str], stages: Iterable[Stage] = ()) -> tuple[Proposal, ...]:
        """Entries of these counties, newest first; no stages: all."""
        return faq.of_counties(self._connection, counties, stages)

    def keep_proposal(self, proposal: Proposal) -> Proposal:
        """Store a new or changed entry. Raises StaleStateError when it is not the latest version."""
        self._faq_changed = True
        self._live.clear()
        return faq.keep(self._connection, proposal, self._now)

    # Messages to others

    def post(self, subject: str, roles: Iterable[Role], reply: Reply) -> int:
        """Show `reply` wherever the ombud with these roles are reached; the number of places."""
        reached = places.addresses(self._connection, roles, self._office.roles_of)
        self.posted = self.posted or bool(reached)
        for place, reference in reached:
            card = places.card_key(place, subject)
            places.expect_card(self._connection, place, subject, self._now)
            outbox.drop_pending_card(self._connection, card)
            content = self._content("card", reply, reference)
            parcel = Parcel(outbox.cause("card", card, uuid4().hex), reference, content, card=card)
            outbox.put(self._connection, parcel, self._now, later=True)
        return len(reached)

    def tell_asker(self, ticket: Ticket, reply: Reply) -> bool:
        """Send `reply` to who asked, once per ticket and round. False when the asker can no longer be reached."""
        once = tickets.cause(ticket.number, ticket.round)
        if outbox.of_cause(self._connection, once):
            return True
        reference = places.reference_of(self._connection, tickets.place_of_asker(self._connection, ticket.number))
        if reference is None:
            tickets.mark_delivery(self._connection, ticket.number, "failed")
            return False
        content = {**self._content("send", reply, reference), "round": ticket.round}
        parcel = Parcel(once, reference, content, ticket=ticket.number)
        outbox.put(self._connection, parcel, self._now, later=True)
        tickets.mark_delivery(self._connection, ticket.number, "pending")
        self.posted = True
        return True

    # Channels

    def join(self, role: Role) -> None:
        """Make this channel a place of the ombud with `role`."""
        self._remember()
        places.join(self._connection, self._caller.place, role, self._now)

    def leave(self) -> bool:
        """This channel is nobody's place any longer; False when it was none."""
        return places.leave(self._connection, self._caller.place)

    def here(self) -> frozenset[Role]:
        """The roles that this channel stands for."""
        return places.stands_for(self._connection, self._caller.place)

    def reach_me_here(self) -> None:
        """Remember this personal chat as the place of the caller, for the roles of the configuration. Nothing in a group."""
        roles = self._office.roles_of(self._caller.person)
        if roles and not self._caller.in_group:
            self._remember()
            places.reach_person(self._connection, self._caller.person, self._caller.place, roles, self._now)

    # Counting

    def count(self, kind: str, county: str | None, topic: str = "", detail: str = "") -> None:
        """Count something that happened today, without saying to whom. It is stored with the turn, or by `store_counted`."""
        self.counted.append(Happening(kind, county, topic, detail))

    def rate(self, helpful: bool, county: str | None, topic: str, reason: str = "", facts: Sequence[str] = ()) -> None:
        """Keep what somebody thought of an answer, without saying who."""
        counts.rate(self._connection, self._now, Rating(helpful, county, topic, reason, facts))

    def figures(self, counties: Iterable[str], since: date, until: date) -> Figures:
        """The follow-up figures of these counties, both days included; without what the knowledge knows to be stale."""
        self.store_counted()
        return counts.figures(self._connection, since, until, self.overdue_before(), counties)

    def store_counted(self) -> None:
        """Store what has been counted; the rest of the turn does not have to."""
        counts.count(self._connection, self._now, *self.counted)
        self.counted.clear()

    # Rights

    def forget(self) -> int:
        """Remove how to reach the caller, and anonymise the caller's tickets; how many. See `rights.forget`."""
        return rights.forget(self._connection, self._caller.person)

    def held(self) -> Mapping[str, Any]:
        """All that is held about the caller, as JSON."""
        roles = self._office.roles_of(self._caller.person)
        held = rights.held(self._connection, self._caller.person)
        return {**held, "roles": [{"county": role.county, "principal": role.principal} for role in sorted(roles)]}

    def refused(self, what: str, county: str | None = None, principal: Principal | None = None) -> None:
        """Note in the audit log, which no transaction takes back, that the caller tried what only others may do."""
        person = self._caller.person[:SHORT]
        log("refused", logging.WARNING, logger=AUDIT, person=person, what=what[:60], county=county, principal=principal)

    def _remember(self) -> None:
        """How to reach the caller here; of a group only the group, and of a channel no thread."""
        caller, reference = self._caller, self._visit.reference
        if caller.in_group:
            conversation = reference["conversation"]
            whole = {**conversation, "id": conversation["id"].partition(THREAD)[0]}
            reference = {name: value for name, value in reference.items() if name != "user"} | {"conversation": whole}
        places.remember(self._connection, caller.place, "" if caller.in_group else caller.person, reference, self._now)

    def _content(self, method: Literal["card", "send"], reply: Reply, reference: Json) -> Json:
        return {"activities": [{"method": method, "activity": self._office.render(reply, reference["channelId"])}]}
