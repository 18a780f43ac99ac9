"""What was taken out of a text, as a sentence says it: «personnumret», «telefonnumret, e-postadressen och namnet»."""

from __future__ import annotations

from collections.abc import Collection

from dialogs.texts import REMOVED


def removed(kinds: Collection[str]) -> str:
    """The kinds in the definite form, always in the same order, the last one after «och»; nothing when there are none."""
    *others, last = [said for kind, said in REMOVED.items() if kind in kinds] or [""]
    return f"{', '.join(others)} och {last}" if others else last
