"""The state of conversations, saved whole and only over the version that it was made from."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from bot.storage.errors import StaleStateError
from bot.storage.prepared import Prepared
from bot.storage.schema import conversations
from dialogs.state import State

FINGERPRINT = "sha256:"
"""Before a key that is a fingerprint already."""

# Put together once: every turn takes them.
_SAVED = ("owner", "version", "state", "updated_at")
_LOAD = Prepared(select(conversations.c.version, conversations.c.state).where(conversations.c.key == bindparam("of_key")))
_INSERT = Prepared(insert(conversations), ("key", *_SAVED))
_UPDATE = Prepared(
    update(conversations).where(conversations.c.key == bindparam("of_key"), conversations.c.version == bindparam("of_version")),
    _SAVED,
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
    """The conversation under `key`, a fresh one if there is none. Nothing is locked: `save` knows the version."""
    return stored(*(_LOAD.first(connection, {"of_key": fingerprint(key)}) or (None, None)))


def stored(version: int | None, state: Any) -> Stored:
    """What stands in a row of the table; without a `version` a fresh one."""
    if version is None:
        return Stored(State(), 0)
    try:
        return Stored(State.from_json(state), version)
    except (TypeError, ValueError):
        return Stored(State(), version, lost=True)


def save(connection: Connection, where: Where, state: State, version: int, now: datetime) -> int:
    """Save `state`, made from `version`; its new version. Raises StaleStateError, IntegrityError when it is not the latest."""
    key, owner = fingerprint(where.key), fingerprint(where.owner)
    values = {"version": version + 1, "state": state.to_json(), "updated_at": now, "owner": owner}
    if version == 0:
        _INSERT.run(connection, {"key": key, **values})
        return 1
    if _UPDATE.run(connection, {"of_key": key, "of_version": version, **values}) != 1:
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
