"""What a command says when it cannot be run as asked."""

from __future__ import annotations


class UsageError(Exception):
    """Wrong usage: one line that says what is wrong and what to do."""
