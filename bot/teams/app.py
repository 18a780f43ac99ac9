"""What tells one installation of the app from another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from uuid import UUID

NAME = "Vem ansvarar?"
VERSION = "1.0.0"
"""The version of the app as Teams counts it; every change of the manifest or the icons needs a higher one."""
LONGEST_NAME = 30
LONGEST_OPERATOR = 32
LONGEST_DOMAIN = 253

_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]{1,59})")
_VERSION = re.compile(r"(?:0|[1-9]\d{0,8})(?:\.(?:0|[1-9]\d{0,8})){2}")


class AppError(ValueError):
    """A value that Teams would not take. The message says which one and what to write, on one line."""


@dataclass(frozen=True)
class App:
    """One installation: the bot's app id, the host that serves it, and what Teams shows. Raises AppError."""

    id: str
    domain: str
    name: str = NAME
    operator: str = ""
    """Who runs the bot; the domain where nothing is given."""
    version: str = VERSION

    def __post_init__(self) -> None:
        fields = {
            "id": _guid(self.id),
            "domain": _host(self.domain),
            "name": _short("name", self.name, LONGEST_NAME),
            "operator": _short("operator", self.operator or _host(self.domain), LONGEST_OPERATOR),
            "version": _semantic(self.version),
        }
        for field, value in fields.items():
            object.__setattr__(self, field, value)

    def url(self, path: str) -> str:
        """The address of a page of the service, such as `/privacy`."""
        return f"https://{self.domain}{path}"


def _guid(value: str) -> str:
    try:
        return str(UUID(value.strip()))
    except ValueError:
        raise AppError(f"'{value}' is no app id. Write the GUID of the bot's registration") from None


def _host(value: str) -> str:
    host = value.strip().lower()
    if "://" in host or "/" in host:
        raise AppError(f"'{value}' is no domain. Write the host name alone, without https:// and path")
    if len(host) > LONGEST_DOMAIN or not _DOMAIN.fullmatch(host):
        raise AppError(
            f"'{value}' is no domain. Write the full host name, such as bot.example.org (no port, no *, å ä ö as xn--)"
        )
    return host


def _short(what: str, value: str, longest: int) -> str:
    text = " ".join(value.split())
    if not text or not text.isprintable():
        raise AppError(f"the {what} is empty or has characters that cannot be shown. Write it as Teams shall show it")
    if len(text) > longest:
        raise AppError(f"the {what} '{text}' has {len(text)} characters and Teams takes {longest}. Shorten it with --{what}")
    return text


def _semantic(value: str) -> str:
    if not _VERSION.fullmatch(value.strip()):
        raise AppError(f"'{value}' is no version. Write three numbers, such as {VERSION}")
    return value.strip()
