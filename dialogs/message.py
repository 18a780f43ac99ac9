"""What comes in: a text that somebody wrote, or an action that somebody pressed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Message:
    """One message to the bot. `verb` and `data` come from a pressed action and may have been tampered with."""

    text: str = ""
    verb: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
