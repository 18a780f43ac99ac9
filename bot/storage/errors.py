"""What can go wrong with the storage."""

from __future__ import annotations


class StorageError(Exception):
    """The database does not answer, or not as it should."""


class StaleStateError(Exception):
    """Somebody else has saved it since it was loaded: take the whole turn again."""
