"""The verdict of the soak: what counts as growth and as a leak."""

from __future__ import annotations

import os
import random

import pytest

from tests.soak.watch import MOST_HANDLES, Held, grows, leaks, look, settled, slope


def looks(memory) -> list[Held]:
    return [Held(float(at), memory(at), 10, 1) for at in range(0, 1_800, 5)]


def test_a_line_has_its_slope():
    assert slope([(0, 1), (1, 3), (2, 5)]) == 2
    assert slope([(0, 1), (1, 1)]) == 0
    with pytest.raises(ValueError, match="two moments"):
        slope([(1, 1), (1, 2)])


def test_steady_growth_is_found():
    assert grows(looks(lambda at: 120 + at * 0.02))


@pytest.mark.parametrize(
    "memory",
    [
        lambda _: 120.0,
        lambda at: 120 + min(at, 500) * 0.2,
        lambda at: 120 + random.Random(at).uniform(-5, 5),
        lambda at: 150 - at * 0.01,
        lambda at: 120 + (at % 300) * 0.05,
    ],
    ids=["flat", "only at first", "noise", "shrinking", "saw teeth"],
)
def test_what_is_no_growth(memory):
    assert not grows(looks(memory))


def test_the_warm_up_is_left_out():
    assert settled(looks(lambda _: 1.0))[0].at == 600


def test_handles():
    assert leaks(10, 11 + MOST_HANDLES)
    assert not leaks(10, 10 + MOST_HANDLES)


def test_this_process_holds_something():
    held = look(os.getpid(), 1.0)
    assert held.memory > 1
    assert held.files >= 3
    assert held.threads >= 1
