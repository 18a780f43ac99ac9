"""The town, for all tests of the dialogs."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dialogs.world import World

sys.path.append(str(Path(__file__).parent))

if TYPE_CHECKING:
    from town import Town


@pytest.fixture
def town(world: World) -> Iterator[Town]:
    from town import Town  # noqa: PLC0415 - the path is known by then

    made = Town(world)
    yield made
    made.close()
