"""HTML made of tags: what is text is escaped, what is markup already stays."""

from __future__ import annotations

from html import escape


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def tag(name: str, *content: str, **attributes: str | int | None) -> Markup:
    """An element. A trailing underscore and inner ones in an attribute's name are for Python: `class_`, `aria_label`."""
    given = {key.rstrip("_").replace("_", "-"): value for key, value in attributes.items() if value is not None}
    head = "".join(f' {key}="{escape(str(value))}"' for key, value in given.items())
    return Markup(f"<{name}{head}>{join(*content)}</{name}>")


def join(*content: str) -> Markup:
    """Pieces one after the other."""
    return Markup("".join(piece if isinstance(piece, Markup) else escape(piece) for piece in content))
