"""Who runs the service, as the pages and Teams name it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.settings import Reader

LONGEST = 200
"""Characters of a value."""

_MAIL = re.compile(r"[^@\s<>\"',;:/?&]+@[^@\s<>\"',;:/?&]+\.[^@\s<>\"',;:/?&.]{2,}")
_NUMBER = re.compile(r"(\d{6})-?(\d{4})")


@dataclass(frozen=True)
class Operator:
    """The organisation behind the service. What is None has not been filled in, and the pages say so."""

    name: str | None = None
    contact: str | None = None
    """An e-mail address, or an address that begins with https://."""
    privacy_contact: str | None = None
    """The same, for questions about personal data; `contact` serves where it is missing."""
    number: str | None = None
    """The organisation number, as NNNNNN-NNNN."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Operator:
        """The operator in `environ` (default: the process environment). Raises SettingsError."""
        env = Reader(environ)
        return cls(
            name=env.read("OPERATOR_NAME", _line),
            contact=env.read("OPERATOR_CONTACT", _contact),
            privacy_contact=env.read("OPERATOR_PRIVACY_CONTACT", _contact),
            number=env.read("OPERATOR_ORG_NUMBER", _organisation),
        )

    @property
    def filled_in(self) -> bool:
        """Whether a reader learns who runs the service and how to reach them."""
        return bool(self.name and self.contact)


def link(contact: str) -> str:
    """What a click on a contact opens."""
    return contact if contact.startswith("https://") else f"mailto:{contact}"


def _line(value: str) -> str:
    if len(value) > LONGEST or not value.isprintable():
        raise ValueError(f"write the name on one line, with at most {LONGEST} characters")
    return value


def _contact(value: str) -> str:
    known = _MAIL.fullmatch(value) or (value.startswith("https://") and urlsplit(value).hostname)
    if not known or len(value) > LONGEST or not value.isprintable() or " " in value:
        raise ValueError("write an e-mail address, or an address that begins with https://")
    return value


def _organisation(value: str) -> str:
    match = _NUMBER.fullmatch(value)
    if not match:
        raise ValueError("write the ten digits of the organisation number, such as 232100-0057")
    return "-".join(match.groups())
