"""What happens every night: what has been kept long enough is removed."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, time, timedelta

from bot.clock import utc_now
from bot.ombud import Ombud
from bot.storage import Database, StorageError, rights
from bot.storage.lifetimes import Lifetimes
from bot.telemetry import log
from dialogs.world import SWEDEN

AT = time(3, 0)
"""When there are fewest people at work."""


async def every_night(database: Database, lifetimes: Lifetimes, ombud: Ombud) -> None:
    """Purge once a night until cancelled. Several replicas may do it side by side."""
    while True:
        await asyncio.sleep(seconds_until_night(utc_now()))
        await purge(database, lifetimes, ombud)


async def purge(database: Database, lifetimes: Lifetimes, ombud: Ombud) -> None:
    """Remove what has been kept long enough, and tell the log how much."""
    try:
        removed = await database.run(lambda connection: rights.purge(connection, utc_now(), lifetimes, ombud.roles_of), long=True)
    except StorageError as error:
        log("purge_failed", logging.ERROR, error=error)
        return
    log("purged", removed=dict(removed))


def seconds_until_night(now: datetime) -> float:
    """Seconds from `now` to the next time of the purge in Sweden, at least one."""
    here = now.astimezone(SWEDEN)
    night = datetime.combine(here.date(), AT, SWEDEN)
    if night <= here:
        night = datetime.combine(here.date() + timedelta(days=1), AT, SWEDEN)
    return max(1.0, (night.astimezone(UTC) - now.astimezone(UTC)).total_seconds())
