"""What stays is no garbage: neither while it is made, nor later, should it be walked over to look for some."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager

LOOK_AFTER = 20_000
"""New objects after which garbage is looked for among them: a turn makes thousands, and leaves hardly any in circles."""


@contextmanager
def uncollected() -> Iterator[None]:
    """Leave the garbage of the whole process alone meanwhile. Also a decorator; may stand within another."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@contextmanager
def staying() -> Iterator[None]:
    """As `uncollected`; and what there is at the end is not looked at afterwards either, as if it had been settled."""
    with uncollected():
        yield
        gc.freeze()


def settle() -> None:
    """Look for garbage once, never again among what there is now, and seldom among what is new."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(LOOK_AFTER)


def settle_anew() -> None:
    """As `settle`, where that has been done, after something that was to stay was let go: among it there may be garbage."""
    if gc.get_freeze_count():
        gc.unfreeze()
        settle()


def unsearched_at_exit() -> None:
    """When the process ends, do not look for garbage in what ends with it: that takes longer than many an answer."""
    atexit.unregister(gc.freeze)  # it need not be done twice
    atexit.register(gc.freeze)
