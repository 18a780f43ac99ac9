"""What all tests share: the real knowledge, loaded once, on a fixed day."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import settings

from bot.cli.world import reader
from dialogs.turn import Dialog
from dialogs.world import World
from knowledge.loader import Knowledge, load

pytest_plugins = ["databases"]

settings.register_profile("patient", deadline=None)
settings.load_profile("patient")

DAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load()


@pytest.fixture(scope="session")
def world(knowledge: Knowledge) -> World:
    """Without the documents: what everybody has."""
    return World(knowledge, reader(knowledge), today=lambda: DAY)


@pytest.fixture(scope="session")
def dialog(world: World) -> Dialog:
    return Dialog(world)
