"""`person`: what is held about somebody, and forgetting it."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from bot.channels import TEAMS
from bot.cli.database import change, ombud, read, settings
from bot.cli.errors import UsageError
from bot.storage import rights
from bot.storage.conversations import fingerprint

Json = dict[str, Any]


def run(options: argparse.Namespace) -> int:
    """Export what is held, or forget it."""
    person = person_on(options.channel, options.object_id)
    given = settings()
    people = ombud(given, options)
    roles = [{"county": role.county, "principal": role.principal} for role in sorted(people.roles_of(person))] if people else []
    if options.action == "forget":
        forgotten = change(given, lambda connection: _forget(connection, person))
        print("forgotten: " + ", ".join(f"{number} {what}" for what, number in forgotten.items()))
        if roles:
            print("the person is ombud by OMBUD_FILE or LOCAL_OMBUD: take the id away there too", file=sys.stderr)
        return 0
    held = {**read(given, lambda connection: rights.held(connection, person)), "roles": roles}
    _write(json.dumps(held, ensure_ascii=False, indent=2), options.out)
    return 0


def person_on(channel: str, object_id: str) -> str:
    """The fingerprint of who has this id on a channel; in Teams it is the object id in Entra. Raises UsageError."""
    if channel == TEAMS:
        try:
            object_id = str(UUID(object_id))
        except ValueError:
            raise UsageError(f"'{object_id}' is no object id. Write the GUID that Entra shows for the person") from None
    return fingerprint(json.dumps([channel, object_id]))


def _forget(connection: Connection, person: str) -> dict[str, int]:
    """How much of each kind was linked to the person; nothing of it is any longer."""
    held = rights.held(connection, person)
    rights.forget(connection, person)
    return {what: len(held[what]) for what in ("tickets", "references", "conversations", "places")}


def _write(text: str, out: Path | None) -> None:
    """To standard output, or to a file that only its owner may read."""
    if out is None:
        print(text)
        return
    try:
        out.touch(mode=0o600)
        out.chmod(0o600)
        out.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{out} cannot be written ({error.strerror}). Name a file in a folder that exists") from error
    print(f"{out} written: keep it safe, and remove it when it is handed over")
