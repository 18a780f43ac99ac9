"""What somebody has written in a form or after a command: masked before anything else sees it, and of bearable length."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from dialogs.ombud import texts
from dialogs.removed import removed
from dialogs.reply import Line
from dialogs.ticket import MOST_LINKS
from dialogs.world import World

MOST_RAW = 20_000
"""Characters of a field that are looked at; more has no person written."""
LINK = re.compile(r"https://[^\s<>\"'\[\]()]+")
LONGEST_LINK = 500
NUMBER = re.compile(r"#?0{0,3}([1-9]\d{0,8})")


@dataclass(frozen=True)
class Written:
    """A masked text, and the kinds of identity that were taken out of it."""

    text: str = ""
    masked: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[Line, ...]:
        """What is said about what was taken out."""
        return (Line(texts.MASKED.format(what=removed(self.masked))),) if self.masked else ()


def field(world: World, data: Mapping[str, Any], name: str) -> Written:
    """The field `name` of a form, masked; empty when it is missing or no text."""
    value = data.get(name)
    return masked(world, value) if isinstance(value, str) else Written()


def masked(world: World, text: str) -> Written:
    """`text` without identities and without space around it."""
    if not text.strip():
        return Written()
    reading = world.reader.read(text[:MOST_RAW], world.today())
    return Written(reading.text.strip(), reading.masked)


def number(value: object) -> int:
    """The ticket number that `value` writes; 0 when it writes none."""
    found = NUMBER.fullmatch(str(value).strip()) if isinstance(value, str | int) and not isinstance(value, bool) else None
    return int(found[1]) if found else 0


def links(*written: str) -> tuple[str, ...]:
    """The https links in masked texts, each once."""
    found = (link.rstrip(".,;:!?") for text in written for link in LINK.findall(text))
    return tuple(dict.fromkeys(link for link in found if is_link(link)))[:MOST_LINKS]


def is_link(link: str) -> bool:
    """Whether `link` may be opened: https, to a named host, without a password."""
    try:
        parts = urlsplit(link)
        return parts.scheme == "https" and "." in (parts.hostname or "") and "@" not in parts.netloc and len(link) <= LONGEST_LINK
    except ValueError:
        return False


def host(link: str) -> str:
    """What a link is called: its host."""
    return (urlsplit(link).hostname or link).removeprefix("www.")


def ticked(data: Mapping[str, Any], name: str) -> Iterator[str]:
    """The values ticked in a form, joined by commas, each once."""
    value = data.get(name)
    parts = value[:MOST_RAW].split(",") if isinstance(value, str) else []
    yield from dict.fromkeys(part.strip() for part in parts if part.strip())


def short(text: str, longest: int) -> str:
    """`text` on one line, in at most `longest` characters."""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    whole, _, _ = line[:longest].rpartition(" ")
    return f"{(whole or line[: longest - 1]).rstrip(' ,;:–-')} …"[:longest]
