"""A page as text in sections."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Language = Literal["sv", "en"]


@dataclass(frozen=True)
class Section:
    """A heading with paragraphs, and a list after them."""

    heading: str
    text: tuple[str, ...]
    points: tuple[str, ...]


@dataclass(frozen=True)
class Document:
    """What a page says. Who runs the service is said on every page by itself."""

    title: str
    lead: str
    sections: tuple[Section, ...]


def document(template: str, **values: str) -> Document:
    """The page that is written in `template`, with `values` in the place of {names}.

    The first line is the title and the paragraph after it the lead; `## ` begins a section and `- ` a point of its list.
    """
    beginning, *parts = re.split(r"^## ", template.strip(), flags=re.MULTILINE)
    title, _, lead = beginning.partition("\n")
    return Document(title.format(**values), _flat(lead, values), tuple(_section(part, values) for part in parts))


def _section(part: str, values: dict[str, str]) -> Section:
    heading, _, rest = part.partition("\n")
    paragraphs, *points = re.split(r"^- ", rest, flags=re.MULTILINE)
    text = tuple(_flat(paragraph, values) for paragraph in paragraphs.split("\n\n") if paragraph.strip())
    return Section(heading.format(**values), text, tuple(_flat(point, values) for point in points))


def _flat(text: str, values: dict[str, str]) -> str:
    """One line, the values put in last: nothing in them counts as a sign of the template."""
    return " ".join(text.split()).format(**values)
