"""The state of conversations, saved whole and only over the version that it was made from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from bot.storage.errors import StaleStateError
from bot.storage.schema import conversations
from dialogs.state import State

FINGERPRINT = "sha256:"
"""Before a key that is a fingerprint already."""

# Put together once: every turn takes them.
_LOAD = select(conversations.c.version, conversations.c.state).where(conversations.c.key == bindparam("of_key")).with_for_update()
_INSERT = insert(conversations)
_UPDATE = update(conversations).where(
    conversations.c.key == bindparam("of_key"), conversations.c.version == bindparam("of_version")
)


@dataclass(frozen=True)
class Stored:
    """A loaded conversation. `version` is 0 for a new one; `lost` when what was stored could not be read."""

    state: State
    version: int
    lost: bool = False


@dataclass(frozen=True)
class Where:
    """Where a conversation is kept: its key and its owner, as text or as fingerprints."""

    key: str
    owner: str = ""


def load(connection: Connection, key: str) -> Stored:
    """The conversation under `key`, a fresh one if there is none; it is nobody else's until the transaction ends."""
    row = connection.execute(_LOAD, {"of_key": fingerprint(key)}).first()
    if row is None:
        return Stored(State(), 0)
    try:
        return Stored(State.from_json(row.state), row.version)
    except (TypeError, ValueError):
        return Stored(State(), row.version, lost=True)


def save(connection: Connection, where: Where, state: State, version: int, now: datetime) -> int:
    """Save `state`, made from `version`; its new version. Raises StaleStateError, IntegrityError when it is not the latest."""
    key, owner = fingerprint(where.key), fingerprint(where.owner)
    values = {"version": version + 1, "state": state.to_json(), "updated_at": now, "owner": owner}
    if version == 0:
        connection.execute(_INSERT, {"key": key, **values})
        return 1
    if connection.execute(_UPDATE, {"of_key": key, "of_version": version, **values}).rowcount != 1:
        raise StaleStateError
    return version + 1


def latest_of(connection: Connection, owner: str, since: datetime) -> str | None:
    """The key (a fingerprint) of `owner`'s last conversation, if it was used after `since`."""
    mine = (conversations.c.owner == fingerprint(owner)) & (conversations.c.updated_at > since)
    query = select(conversations.c.key).where(mine).order_by(conversations.c.updated_at.desc()).limit(1)
    key = connection.execute(query).scalar()
    return None if key is None else f"{FINGERPRINT}{key}"


def fingerprint(key: str) -> str:
    """What is stored of a key; a fingerprint stands for itself."""
    if key.startswith(FINGERPRINT):
        return key.removeprefix(FINGERPRINT)
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()
