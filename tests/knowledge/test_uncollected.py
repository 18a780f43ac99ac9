"""Garbage is left alone while much is made that stays, and no longer."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref

import pytest

from knowledge.uncollected import settle, settle_anew, staying, uncollected


def test_nothing_is_collected_meanwhile_and_again_afterwards() -> None:
    with uncollected():
        assert not gc.isenabled()
        with uncollected():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_is_over_when_something_goes_wrong() -> None:
    with pytest.raises(KeyError), uncollected():
        raise KeyError
    assert gc.isenabled()


def test_who_collects_nothing_anyway_goes_on_so() -> None:
    gc.disable()
    try:
        with uncollected():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


class Knot:
    """Holds itself: only a collection can find it to be garbage."""

    def __init__(self) -> None:
        self.itself = self


def test_what_is_settled_is_not_looked_at_until_it_is_settled_anew() -> None:
    knot = Knot()
    gone = weakref.ref(knot)
    try:
        settle()
        del knot
        gc.collect()
        assert gone()
        settle_anew()
        assert not gone()
    finally:
        gc.unfreeze()


def test_what_stays_is_not_looked_at_afterwards() -> None:
    try:
        with staying():
            knot = Knot()
            gone = weakref.ref(knot)
        assert gc.isenabled()
        del knot
        gc.collect()
        assert gone()
    finally:
        gc.unfreeze()


def test_nothing_is_settled_anew_that_was_not_settled() -> None:
    gc.unfreeze()
    settle_anew()
    assert gc.get_freeze_count() == 0


@pytest.mark.parametrize(("asked", "found"), [("", "garbage"), ("unsearched_at_exit(); unsearched_at_exit()", "")])
def test_what_ends_with_the_process_is_not_searched(asked: str, found: str) -> None:
    code = f"""
from knowledge.uncollected import unsearched_at_exit

class Knot:
    def __init__(self):
        self.itself = self
    def __del__(self, say=print):
        say("garbage")

{asked}
Knot()
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)  # noqa: S603
    assert done.stdout.strip() == found
