"""Who is ombud, as the settings of a command say it."""

from __future__ import annotations

from collections.abc import Iterable

from bot.cli.errors import UsageError
from bot.ombud import Ombud, OmbudError, local_ombud, read_ombud
from bot.settings import Settings


def people(settings: Settings, counties: Iterable[str]) -> Ombud:
    """The people of OMBUD_FILE or, in local mode, LOCAL_OMBUD. Raises KnowledgeError, UsageError."""
    if settings.ombud_file:
        return read_ombud(settings.ombud_file, counties)
    try:
        return local_ombud(settings.local_ombud, counties)
    except OmbudError as error:
        raise UsageError(str(error)) from None
