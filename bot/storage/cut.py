"""Text as it may stand in a table."""

from __future__ import annotations


def cut(text: str, most: int) -> str:
    """The first `most` characters of `text`, without what no database takes: NUL and halves of characters."""
    return text.replace("\0", "")[:most].encode("utf-8", "replace").decode()


def cut_or_none(text: str | None, most: int) -> str | None:
    """As `cut`; None and empty text are None."""
    return cut(text, most) or None if text else None
