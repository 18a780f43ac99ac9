"""Overriding against trying every set of what holds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.overriding import Overriding, downwards

WIDTH = 6
SETS = st.integers(0, (1 << WIDTH) - 1)


@st.composite
def overriding(draw: st.DrawFn) -> dict[int, list[int]]:
    """Which number overrides which lower ones: no circles."""
    return {n: draw(st.lists(st.integers(0, n - 1), max_size=2, unique=True)) if n else [] for n in range(WIDTH)}


def compiled(overrides: dict[int, list[int]]) -> Overriding:
    return Overriding([(1 << n, sum(1 << m for m in overrides[n])) for n in downwards(overrides) if overrides[n]])


def by_hand(overrides: dict[int, list[int]], holding: set[int]) -> set[int]:
    """The greatest number first: what holds drops all that it overrides."""
    left = set(holding)
    for number in sorted(overrides, reverse=True):
        if number in left:
            left -= set(overrides[number])
    return left


def numbers(bits: int) -> set[int]:
    return {n for n in range(WIDTH) if bits >> n & 1}


@given(overriding(), SETS)
def test_what_is_overridden_by_something_that_is_left_is_dropped(overrides: dict[int, list[int]], holding: int) -> None:
    assert numbers(compiled(overrides).live(holding)) == by_hand(overrides, numbers(holding))


@given(overriding(), SETS, SETS)
def test_what_is_left_lies_between_the_bounds(overrides: dict[int, list[int]], certain: int, more: int) -> None:
    compiled_, possible = compiled(overrides), certain | more
    least, most = compiled_.bounds(possible, certain)
    lefts = [compiled_.live(holding) for holding in range(1 << WIDTH) if certain & ~holding == 0 and holding & ~possible == 0]
    for left in lefts:
        assert least & ~left == 0
        assert left & ~most == 0
    assert possible != certain or (least == most == lefts[0])


def test_rows_of_one_statement_override_together() -> None:
    pairs = Overriding([(0b011, 0b100)])
    assert pairs.live(0b101) == 0b001
    assert pairs.live(0b110) == 0b010
    assert pairs.live(0b100) == 0b100
