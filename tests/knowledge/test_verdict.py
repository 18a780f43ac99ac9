"""The verdict of rows that hold, against what is within reach when no more may."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.overriding import Overriding
from knowledge.verdict import VERDICTS, Judge

ROWS = 6


@st.composite
def judges(draw: st.DrawFn) -> Judge:
    """Rows each of one kind, of which some override later ones."""
    kinds = draw(st.lists(st.integers(0, 4), min_size=ROWS, max_size=ROWS))
    own = [sum(1 << row for row, kind in enumerate(kinds) if kind == number) for number in range(4)]
    later = [(row, draw(st.integers(0, (1 << ROWS - row - 1) - 1)) << row + 1) for row in range(ROWS)]
    return Judge(*own, Overriding([(1 << row, dropped) for row, dropped in later if dropped]))


@settings(max_examples=200, deadline=None)
@given(judges(), st.integers(0, (1 << ROWS) - 1))
def test_what_is_certain_is_all_that_is_within_reach(judge: Judge, rows: int) -> None:
    assert judge.within_reach(rows, rows) == {judge.verdict(rows)}


@settings(max_examples=200, deadline=None)
@given(judges(), st.integers(0, (1 << ROWS) - 1), st.integers(0, (1 << ROWS) - 1))
def test_every_verdict_in_between_is_within_reach(judge: Judge, certain: int, further: int) -> None:
    within = judge.within_reach(certain | further, certain)
    between = {judge.verdict(certain | each) for each in range(1 << ROWS) if not each & ~further}
    assert between <= within <= VERDICTS
    assert len(within) > 1 or between == within
