"""Who is ombud, and of what: by configuration, never by what somebody writes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args
from uuid import UUID

from pydantic import Field

from bot.channels import TEAMS
from bot.incoming import Incoming
from bot.storage.conversations import fingerprint
from dialogs.ticket import Principal, Role
from knowledge.problem import KnowledgeError
from knowledge.yamlfile import Model, YamlFile

ANYBODY = "*"
ADMIN = "admin"
LOCAL_CHANNELS = (TEAMS, "emulator", "webchat", "directline", "web")


class OmbudError(ValueError):
    """LOCAL_OMBUD cannot be used. The message says what to write."""


@dataclass
class Ombud:
    """The configured people. `roles` and `admins` by fingerprint of the person; `everybody` has these roles in local mode.

    One for the whole process: who holds it sees at once what it becomes.
    """

    roles: Mapping[str, frozenset[Role]] = field(default_factory=dict)
    admins: frozenset[str] = frozenset()
    everybody: frozenset[Role] = frozenset()
    everybody_is_admin: bool = False

    def roles_of(self, person: str) -> frozenset[Role]:
        """The roles of a person (a fingerprint)."""
        return self.roles.get(person, frozenset()) | self.everybody

    def is_admin(self, person: str) -> bool:
        """Whether a person may say which channel belongs to which ombud."""
        return person in self.admins or self.everybody_is_admin

    def become(self, other: Ombud) -> None:
        """Be the people of `other` from now on: somebody who is not among them is no ombud any longer."""
        vars(self).update(vars(other))


def person_of(incoming: Incoming) -> str:
    """The fingerprint of who sent `incoming`."""
    return fingerprint(incoming.owner)


class _Written(Model):
    """The file: object ids as Entra shows them."""

    administrators: tuple[UUID, ...] = ()
    ombud: dict[str, dict[Principal, tuple[UUID, ...]]] = Field(default_factory=dict)


def read_ombud(path: Path, counties: Iterable[str]) -> Ombud:
    """The people in a YAML file: `administrators` (object ids) and `ombud`, object ids per county and principal.

    Raises KnowledgeError, with the line of every fault.
    """
    file = YamlFile.read(path, path.parent)
    written = file.parse(_Written)
    known = sorted(counties)
    strange = [county for county in written.ombud if county not in known]
    if strange:
        hint = f"is no county with an agreement. Write one of {', '.join(known)}"
        raise KnowledgeError([file.problem(("ombud", county), hint) for county in strange])
    roles: dict[str, frozenset[Role]] = {}
    for county, principals in written.ombud.items():
        for principal, people in principals.items():
            for person in map(_in_teams, people):
                roles[person] = roles.get(person, frozenset()) | {Role(county, principal)}
    return Ombud(roles, frozenset(map(_in_teams, written.administrators)))


def local_ombud(text: str, counties: Iterable[str]) -> Ombud:
    """Who is ombud in local mode: `who=county/principal` or `who=admin`, separated by commas; `*` is everybody.

    `who` is the id that the client gives its user. Raises OmbudError.
    """
    roles: dict[str, frozenset[Role]] = {}
    admins: set[str] = set()
    everybody: frozenset[Role] = frozenset()
    all_admins = False
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        who, sign, what = (piece.strip() for piece in part.partition("="))
        if not who or not sign or not what:
            raise OmbudError(f"LOCAL_OMBUD: '{part}' should be who=county/principal, such as *=COUNTY/kommun")
        people = [fingerprint(json.dumps([channel, who])) for channel in LOCAL_CHANNELS]
        if what == ADMIN:
            admins.update(people)
            all_admins = all_admins or who == ANYBODY
            continue
        county, _, principal = what.partition("/")
        if county not in (known := sorted(counties)):
            raise OmbudError(f"LOCAL_OMBUD: '{county}' is no county with an agreement. Write one of {', '.join(known)}")
        role = _role(county, principal, "LOCAL_OMBUD")
        everybody = everybody | {role} if who == ANYBODY else everybody
        roles |= {person: roles.get(person, frozenset()) | {role} for person in people}
    return Ombud(roles, frozenset(admins), everybody, all_admins)


def _role(county: str, principal: str, where: str) -> Role:
    if principal not in get_args(Principal):
        raise OmbudError(f"{where}: '{principal}' is no principal. Write one of {', '.join(get_args(Principal))}")
    return Role(county, principal)  # type: ignore[arg-type]  # one of them


def _in_teams(person: UUID) -> str:
    return fingerprint(json.dumps([TEAMS, str(person)]))
