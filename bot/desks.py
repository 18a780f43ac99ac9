"""Who takes a turn, and the desk that the turn is given."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from bot.desk import ConnectionDesk, Office, Visit
from bot.incoming import Incoming
from bot.ombud import Ombud, person_of
from bot.storage import places
from bot.storage.conversations import fingerprint
from bot.storage.faq import Mark
from dialogs.ticket import Caller


class Desks:
    """Makes the desk of each turn. The roles of a caller come from the configuration and, in a channel, from the channel."""

    def __init__(self, office: Office, ombud: Ombud) -> None:
        self._office = office
        self._ombud = ombud

    def __call__(self, connection: Connection, incoming: Incoming, now: datetime, mark: Mark | None) -> ConnectionDesk:
        """The desk of the turn that answers `incoming`, inside its transaction."""
        visit = Visit(self._caller(connection, incoming), incoming.reference, now, mark)
        return ConnectionDesk(connection, self._office, visit)

    def _caller(self, connection: Connection, incoming: Incoming) -> Caller:
        person, place = person_of(incoming), fingerprint(incoming.place)
        shared = incoming.conversation.shared
        roles = self._ombud.roles_of(person) | (places.stands_for(connection, place) if shared else frozenset())
        return Caller(person, place, roles, self._ombud.is_admin(person), shared)
