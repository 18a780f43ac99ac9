"""What the service asks its environment for."""

from __future__ import annotations

from bot.pages.operator import Operator
from bot.settings import Settings


def settings_asked_for() -> set[str]:
    """The names of all settings that are read."""

    class Asked(dict[str, str]):
        def get(self, name: str, default: str = "") -> str:  # type: ignore[override]  # only ever asked for texts
            asked.add(name)
            return default

    asked: set[str] = set()
    Settings.from_environment(Asked())
    Operator.from_environment(Asked())
    return asked
