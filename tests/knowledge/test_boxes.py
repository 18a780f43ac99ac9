"""Boxes of cells: taken apart and put together without losing or inventing a cell, and said in words."""

from __future__ import annotations

from itertools import product

import pytest
from engine import FACETS
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.axes import Box, Space
from knowledge.boxes import disjoint, meet, merged, minus, volume, without
from knowledge.condition import Span, parse_clause
from knowledge.facets import Facets
from knowledge.matcher import bits
from knowledge.wording import in_words, listed

FLAT = Facets.model_validate(
    {
        "facets": [
            {
                "key": key,
                "kind": "choice",
                "label": key,
                "question": f"{key}?",
                "values": [{"key": f"{key}{n}", "label": f"{key}{n}", "short": f"{key}{n}"} for n in range(3)],
            }
            for key in "pqr"
        ]
    }
)
SPACE = Space(FLAT, [])
BOXES = st.tuples(*[st.integers(1, 7)] * 3)


def cells(*boxes: Box) -> set[tuple[int, ...]]:
    return {cell for box in boxes for cell in product(*(list(bits(mask)) for mask in box))}


@given(BOXES, BOXES)
def test_what_two_boxes_share_and_what_one_has_alone(one: Box, two: Box) -> None:
    both = meet(one, two)
    assert (cells(both) if both else set()) == cells(one) & cells(two)
    left = list(minus(one, two))
    assert cells(*left) == cells(one) - cells(two)
    assert sum(map(volume, left)) == len(cells(*left))


@given(BOXES, st.lists(BOXES, max_size=4))
def test_what_is_left_without_several(box: Box, others: list[Box]) -> None:
    left = without(box, others)
    assert cells(*left) == cells(box) - cells(*others)
    assert sum(map(volume, left)) == len(cells(*left))


@given(st.lists(BOXES, max_size=5))
def test_boxes_are_set_apart(boxes: list[Box]) -> None:
    apart = disjoint(boxes)
    assert cells(*apart) == cells(*boxes)
    assert sum(map(volume, apart)) == len(cells(*boxes))


@settings(max_examples=200)
@given(st.lists(BOXES, max_size=5), st.lists(BOXES, max_size=2))
def test_merged_boxes_hold_the_same_cells_and_are_as_large_as_they_get(boxes: list[Box], ignored: list[Box]) -> None:
    target, free = cells(*boxes), cells(*ignored)
    found = merged(SPACE, boxes, lambda box: cells(box) <= target | free, ignored)
    assert cells(*found) - free == target - free
    for number, box in enumerate(found):
        others = cells(*found[:number], *found[number + 1 :]) | free
        assert cells(box) - others, "a box that adds nothing"
        for axis, full in enumerate(SPACE.full):
            wider = cells((*box[:axis], full, *box[axis + 1 :]))
            assert box[axis] == full or not wider <= target | free, "an axis that could be free"


def test_single_cells_become_one_box() -> None:
    every = [tuple(1 << point for point in cell) for cell in product(range(3), repeat=3)]
    assert merged(SPACE, every, lambda _: True) == [SPACE.full]


WORLD = Space(
    FACETS,
    [parse_clause({"age": {"from": 2, "to": 4}}, FACETS), parse_clause({"birth_year": {"turns": {"from": 0, "to": 3}}}, FACETS)],
)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "alla fall"),
        ({"need": ["tool"]}, "tool"),
        ({"home": ["flat", "farm"]}, "flat eller farm"),
        ({"age": {"from": 0, "to": 1}}, "under 2"),
        ({"age": {"from": 2, "to": 4}, "need": ["tool"]}, "2–4, tool"),
        ({"age": {"from": 5, "to": 6}}, "från 5"),
        ({"birth_year": {"turns": {"from": 0, "to": 3}}}, "till och med det år personen fyller 3"),
        ({"birth_year": {"turns": {"from": 4, "to": 7}}}, "från det år personen fyller 4"),
        (
            {"age": {"from": 2, "to": 6}, "birth_year": {"turns": {"from": 0, "to": 3}}},
            "från 2 till och med det år personen fyller 3",
        ),
        ({"condition": {"all": ["a"], "not": ["c"]}}, "med a, utan c"),
        ({"condition": {"all": ["ab"], "not": ["c"]}}, "med ab, utan c"),
        ({"condition": {"not": ["a", "b", "c"]}}, "condition: ingen av de uppräknade"),
    ],
)
def test_a_box_in_words(said: dict[str, object], words: str) -> None:
    (masks,) = WORLD.masks(parse_clause(said, FACETS))
    assert in_words(WORLD, WORLD.box(masks)) == words


def test_all_but_a_few_values_are_said_by_what_is_missing() -> None:
    declared = FACETS.model_dump(by_alias=True)
    values = [{"key": f"v{n}", "label": f"v{n}", "short": f"v{n}"} for n in range(5)]
    declared["facets"] = (
        *declared["facets"],
        {"key": "more", "kind": "choice", "label": "More", "question": "?", "values": values},
    )
    facets = Facets.model_validate(declared)
    space = Space(facets, [])
    (masks,) = space.masks(parse_clause({"more": {"not": ["v1", "v2"]}}, facets))
    assert in_words(space, space.box(masks)) == "more: inte v1 eller v2"


def test_ages_that_do_not_hang_together_are_said_apart() -> None:
    axis = WORLD.of("age")[0]
    mask = WORLD.axes[axis].span(Span(0, 3)) | WORLD.axes[axis].span(Span(10, 13))
    box = (*WORLD.full[:axis], mask, *WORLD.full[axis + 1 :])
    assert in_words(WORLD, box) == "under 2 eller från 5"


def test_words_in_a_row() -> None:
    assert [listed(words, "och") for words in ("a", "ab", "abc")] == ["a", "a och b", "a, b och c"]
