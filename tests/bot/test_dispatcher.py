from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.dispatcher import Dispatcher
from bot.storage import Database
from bot.telemetry import Metrics


async def test_a_stop_that_comes_together_with_something_new_is_a_stop(settings):
    database = Database(settings.database_url)
    await database.prepare()
    dispatcher = Dispatcher(database, None, Metrics(), within=timedelta(hours=1))
    running = asyncio.create_task(dispatcher.run())
    await asyncio.sleep(0.2)
    dispatcher.wake()
    await asyncio.sleep(0)
    running.cancel()
    ended, _ = await asyncio.wait({running}, timeout=5)
    assert ended
    assert running.cancelled()
    await database.close()
