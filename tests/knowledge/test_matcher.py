"""Matching by bit sets against going through every point of a box."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from engine import CLAUSES, FACETS
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge import matcher
from knowledge.axes import Box, Masks, Space
from knowledge.condition import parse_clause
from knowledge.matcher import WIDE, Match, Matcher, bit_set, bits, highest, lowest

CONDITIONS = st.lists(st.lists(CLAUSES, min_size=1, max_size=2), min_size=1, max_size=4)


def compiled(conditions: list[list[dict[str, Any]]]) -> tuple[Matcher, list[list[Masks]]]:
    clauses = [[parse_clause(raw, FACETS) for raw in alternatives] for alternatives in conditions]
    space = Space(FACETS, [clause for alternatives in clauses for clause in alternatives])
    rows = [[masks for clause in alternatives for masks in space.masks(clause)] for alternatives in clauses]
    return Matcher(space, rows), rows


def by_hand(rows: list[list[Masks]], box: Box) -> Match:
    points = list(product(*(list(bits(mask)) for mask in box)))
    possible = certain = 0
    for number, boxes in enumerate(rows):
        inside = [[all(masks.get(axis, -1) >> at & 1 for axis, at in enumerate(point)) for point in points] for masks in boxes]
        possible |= any(any(each) for each in inside) << number
        certain |= any(all(each) for each in inside) << number
    return Match(possible, certain)


@st.composite
def questions(draw: st.DrawFn) -> tuple[Matcher, list[list[Masks]], Box]:
    matcher, rows = compiled(draw(CONDITIONS))
    return matcher, rows, tuple(draw(st.integers(1, full)) for full in matcher.space.full)


@settings(max_examples=200, deadline=None)
@given(questions())
def test_possible_and_certain_are_what_every_point_says(asked: tuple[Matcher, list[list[Masks]], Box]) -> None:
    matcher, rows, box = asked
    assert matcher.match(box) == by_hand(rows, box)


@settings(max_examples=50, deadline=None)
@given(questions())
def test_what_is_certain_is_possible_and_all_is_certain_of_one_point(asked: tuple[Matcher, list[list[Masks]], Box]) -> None:
    matcher, _, box = asked
    match = matcher.match(box)
    assert match.certain & ~match.possible == 0
    point = tuple(mask & -mask for mask in box)
    assert matcher.match(point).certain == matcher.match(point).possible
    assert matcher.match(point).possible & ~match.possible == 0


def test_a_statement_without_a_box_never_holds() -> None:
    matcher, _ = compiled([[{"home": ["flat"]}], [{"home": {"any": ["flat"], "not": ["flat"]}}], [{"home": ["ward"]}]])
    assert matcher.match(matcher.space.full) == Match(possible=0b101, certain=0)


def test_the_last_statements_may_be_without_a_box() -> None:
    matcher, rows = compiled([[{"home": ["flat"]}, {"need": ["tool"]}], [{"home": {"any": ["flat"], "not": ["flat"]}}], []])
    for box in product(*(range(1, full + 1) for full in matcher.space.full)):
        assert matcher.match(box) == by_hand(rows, box)


def test_statements_with_many_boxes_among_others_with_one() -> None:
    many = [{"home": ["flat"], "need": ["tool"]}, {"home": ["ward"]}, {"need": ["train"], "age": {"from": 2, "to": 3}}]
    matcher, rows = compiled([[{"age": {"from": 3, "to": 6}}], many, [{"home": ["farm"]}], many[1:], many[::-1], [{}]])
    for box in product(*(range(1, full + 1) for full in matcher.space.full)):
        assert matcher.match(box) == by_hand(rows, box)


def test_a_statement_with_several_boxes_owns_them_all() -> None:
    matcher, _ = compiled([[{"condition": ["a", "b"]}], [{"home": ["ward"]}]])
    assert matcher.owners == [0, 0, 1]
    assert matcher.statements(0b110) == 0b11
    assert matcher.statements(0b010) == 0b01


def test_nothing_to_match() -> None:
    matcher, _ = compiled([])
    assert matcher.match(matcher.space.full) == Match(0, 0)


@pytest.mark.parametrize(("mask", "numbers"), [(0, []), (1, [0]), (0b1010, [1, 3]), (1 << 200, [200])])
def test_the_bits_that_are_set(mask: int, numbers: list[int]) -> None:
    assert list(bits(mask)) == numbers


@given(st.sets(st.integers(0, 3 * WIDE)))
def test_a_bit_set_holds_its_numbers_however_wide(numbers: set[int]) -> None:
    made = bit_set(numbers)
    assert made == sum(1 << number for number in numbers)
    assert list(bits(made)) == sorted(numbers)


def test_dense_bit_sets_are_the_same() -> None:
    assert bit_set(range(2 * WIDE)) == (1 << 2 * WIDE) - 1
    assert bit_set([]) == 0


def test_more_masks_than_are_remembered_are_matched_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    conditions = [[{"home": ["flat", "ward"]}], [{"need": ["tool"]}]]
    remembering, _ = compiled(conditions)
    monkeypatch.setattr(matcher, "MOST_KEPT", 0)
    forgetting, rows = compiled(conditions)
    for box in product(*(range(1, full + 1) for full in forgetting.space.full)):
        assert forgetting.match(box) == remembering.match(box) == by_hand(rows, box)


@pytest.mark.parametrize(("mask", "low", "high"), [(0, 0, 0), (0b1, 0b1, 0b1), (0b0110, 0b0010, 0b0100)])
def test_the_ends_of_a_mask(mask: int, low: int, high: int) -> None:
    assert (lowest(mask), highest(mask)) == (low, high)
