"""What stays is no garbage: neither while it is made, nor later, should it be walked over to look for some."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager


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
    """Look for garbage once, and then never again among what there is now."""
    gc.collect()
    gc.freeze()


def settle_anew() -> None:
    """As `settle`, where that has been done, after something that was to stay was let go: among it there may be garbage."""
    if gc.get_freeze_count():
        gc.unfreeze()
        settle()


def unsearched_at_exit() -> None:
    """When the process ends, do not look for garbage in what ends with it: that takes longer than many an answer."""
    atexit.unregister(gc.freeze)  # it need not be done twice
    atexit.register(gc.freeze)
