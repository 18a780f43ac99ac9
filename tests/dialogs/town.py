"""A town with people who ask and people who answer: one dialog, one real desk on SQLite, and a mailbox for everybody."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from bot.desk import ConnectionDesk, Office, Visit
from bot.storage import tickets
from bot.storage.faq import LiveFaq
from bot.storage.schema import metadata
from dialogs.message import Message
from dialogs.pressed import VERBS
from dialogs.reply import Action, Reply
from dialogs.state import State
from dialogs.ticket import Caller, Principal, Role, Ticket
from dialogs.turn import Dialog
from dialogs.world import World

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@dataclass
class Person:
    """Somebody in a personal chat, or in the team channel `channel`. `inbox` is what came unasked."""

    town: Town
    name: str
    admin: bool = False
    channel: str | None = None
    state: State = field(default_factory=State)
    replies: tuple[Reply, ...] = ()
    buttons: dict[str, Action] = field(default_factory=dict)
    inbox: list[Reply] = field(default_factory=list)

    @property
    def place(self) -> str:
        return self.channel or f"chat of {self.name}"

    @property
    def said(self) -> str:
        return "\n".join(reply.text for reply in self.replies)

    @property
    def mail(self) -> str:
        return "\n".join(reply.text for reply in self.inbox)

    def say(self, text: str) -> str:
        return self.take(Message(text=text))

    def press(self, label: str, **data: str) -> str:
        """Press a button of any card that is still to be seen, with what stands in the fields of its form."""
        assert label in self.buttons, f"no button «{label}». There are: {', '.join(self.buttons)}"
        button = self.buttons[label]
        assert button.url is None, f"«{label}» opens a page"
        return self.take(Message(verb=button.verb, data={**button.data, **data}))

    def take(self, message: Message) -> str:
        self.replies = self.town.turn(self, message)
        self.see(self.replies)
        return self.said

    def see(self, replies: Iterable[Reply]) -> None:
        for reply in replies:
            pressable = [action for action in (*reply.choices, *reply.actions) if not action.url]
            assert {action.verb for action in pressable} <= set(VERBS), reply.text
            self.buttons |= {action.label: action for action in (*reply.choices, *reply.actions)}


class Town:
    def __init__(self, world: World, approvals_needed: int = 2) -> None:
        self.now = NOW
        self.world = replace(world, today=self.today)
        self.dialog = Dialog(self.world)
        self.people: dict[str, Person] = {}
        self.roles: dict[str, frozenset[Role]] = {}
        self.refused: list[str] = []
        self.rendered: list[Reply] = []
        self.reviewed = world.knowledge.faq
        self.approvals_needed = approvals_needed
        self.engine = create_engine("sqlite://", poolclass=StaticPool)
        metadata.create_all(self.engine)

    def person(self, name: str, *roles: str, admin: bool = False, channel: str | None = None) -> Person:
        """Somebody with roles as "county/principal"."""
        self.roles[name] = frozenset(role_of(role) for role in roles)
        self.people[name] = Person(self, name, admin, channel)
        return self.people[name]

    def dismiss(self, name: str) -> None:
        """Take the roles away, as a change of the configuration does."""
        self.roles[name] = frozenset()

    def today(self) -> date:
        return self.now.date()

    def later(self, days: int) -> None:
        self.now += timedelta(days=days)

    def close(self) -> None:
        self.engine.dispose()

    def turn(self, person: Person, message: Message) -> tuple[Reply, ...]:
        with self.engine.begin() as connection:
            desk = self.desk(connection, person)
            state, replies = self.dialog.turn(person.state, message, desk)
            desk.store_counted()
        person.state = State.from_json(json.loads(json.dumps(state.to_json())))
        for reply in replies[-1:]:
            assert reply.actions or reply.choices, f"nothing to press: {reply.text}"
        self._deliver()
        return replies

    def desk(self, connection: Connection, person: Person) -> ConnectionDesk:
        office = Office(self._render, LiveFaq(self.reviewed), self.roles.__getitem__, self.approvals_needed)
        reference = {"channelId": "emulator", "conversation": {"id": person.place}, "user": {"id": person.name}}
        stranger = Caller(person.name, person.place, frozenset(), person.admin, person.channel is not None)
        here = ConnectionDesk(connection, office, Visit(stranger, reference, self.now)).here() if person.channel else frozenset()
        caller = replace(stranger, roles=self.roles[person.name] | here)
        return _TownDesk(self, connection, office, Visit(caller, reference, self.now))

    def _render(self, reply: Reply, _: str) -> dict[str, Any]:
        self.rendered.append(reply)
        return {"rendered": len(self.rendered) - 1, "text": reply.text}

    def _deliver(self) -> None:
        """Hand over what the last turn has put into the outbox."""
        outbox = metadata.tables["outbox"]
        with self.engine.begin() as connection:
            waiting = outbox.select().where(outbox.c.status == "pending").order_by(outbox.c.id)
            parcels = connection.execute(waiting).all()
            connection.execute(outbox.update().values(status="sent", reference=None))
        for parcel in parcels:
            for part in parcel.content["activities"]:
                self._hand_over(parcel.reference["conversation"]["id"], self.rendered[part["activity"]["rendered"]])

    def _hand_over(self, place: str, reply: Reply) -> None:
        assert reply.actions or reply.choices, f"nothing to press: {reply.text}"
        for person in self.people.values():
            if person.place == place:
                person.inbox.append(reply)
                person.see([reply])

    def ticket(self, number: int) -> Ticket:
        with self.engine.begin() as connection:
            found = tickets.load(connection, number)
        assert found is not None
        return found

    def stored(self) -> str:
        """Everything in the database and every state, as one text."""
        with self.engine.begin() as connection:
            rows = [str(tuple(row)) for table in metadata.sorted_tables for row in connection.execute(table.select())]
        return "\n".join(rows) + json.dumps([person.state.to_json() for person in self.people.values()], ensure_ascii=False)

    def rows(self, table: str) -> list[Any]:
        with self.engine.begin() as connection:
            return list(connection.execute(metadata.tables[table].select()))


class _TownDesk(ConnectionDesk):
    """The real desk, of which is seen what it refuses."""

    def __init__(self, town: Town, connection: Connection, office: Office, visit: Visit) -> None:
        super().__init__(connection, office, visit)
        self.town = town

    def refused(self, what: str, county: str | None = None, principal: Principal | None = None) -> None:
        self.town.refused.append(what)
        super().refused(what, county, principal)


def role_of(text: str) -> Role:
    county, _, principal = text.partition("/")
    assert principal in ("region", "kommun"), f"'{text}' is no role: write county/region or county/kommun"
    return Role(county, principal)
