"""What time it is: a value to hand over, so that a test can set it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The moment it is, in UTC."""
    return datetime.now(UTC)
