"""The space of cases: axes cut only where conditions need it, and boxes that hold exactly the right people."""

from __future__ import annotations

from typing import Any

import pytest
from engine import CLAUSES, CONDITIONS, FACETS, Person, everybody, holds
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.axes import ABSENT, PRESENT, Axis, Space
from knowledge.condition import Span, parse_clause

PEOPLE = list(everybody())


def space(*clauses: dict[str, Any]) -> Space:
    return Space(FACETS, [parse_clause(clause, FACETS) for clause in clauses])


def masks(of: Space, clause: dict[str, Any]) -> list[dict[int, int]]:
    return list(of.masks(parse_clause(clause, FACETS)))


def point(of: Space, person: Person) -> tuple[int, ...]:
    """The box with nobody in it but people like `person`, worked out by hand."""
    box = []
    for axis in of.axes:
        if axis.atom:
            box.append(PRESENT if axis.atom in person.conditions else ABSENT)
        elif axis.cuts:
            box.append(1 << sum(cut <= person.half for cut in axis.cuts) - 1)
        else:
            box.append(1 << axis.values.index(getattr(person, axis.facet)))
    return tuple(box)


def test_there_is_an_axis_for_each_facet_and_for_each_value_that_combines() -> None:
    axes = space().axes
    assert [(axis.facet, axis.atom, axis.size) for axis in axes] == [
        ("age", None, 1),
        *(("condition", atom, 2) for atom in CONDITIONS),
        ("home", None, 3),
        ("need", None, 2),
    ]


def test_ages_are_cut_only_where_a_condition_needs_it() -> None:
    assert space().axes[0].cuts == (0,)
    assert space({"age": {"from": 2, "to": 3}}).axes[0].cuts == (0, 4, 8)
    assert space({"age": {"from": 0, "to": 6}}).axes[0].cuts == (0,)
    assert space({"age": {"from": 2}}, {"age": {"to": 1}}).axes[0].cuts == (0, 4)


def test_a_birth_year_cuts_the_axis_of_the_age() -> None:
    of = space({"birth_year": {"turns": {"from": 0, "to": 3}}})
    assert of.axes[0].cuts == (0, 7)
    assert of.of("birth_year") == of.of("age") == [0]


def test_the_points_that_a_span_meets() -> None:
    axis = Axis("age", 3, cuts=(0, 4, 8))
    assert axis.full == 0b111
    assert axis.span(Span(0, 3)) == 0b001
    assert axis.span(Span(3, 4)) == 0b011
    assert axis.span(Span(4, 7)) == 0b010
    assert axis.span(Span(7, 99)) == 0b110
    assert axis.span(Span(0, -8)) == 0  # born in a year yet to come


def test_the_half_years_of_a_point() -> None:
    axis = Axis("age", 3, cuts=(0, 4, 8))
    assert [axis.interval(number, 13) for number in range(3)] == [Span(0, 3), Span(4, 7), Span(8, 13)]


def test_a_condition_on_a_single_value_is_one_mask() -> None:
    of = space()
    (home,) = of.of("home")
    assert masks(of, {"home": ["flat", "farm"]}) == [{home: 0b101}]
    assert masks(of, {"home": {"not": ["ward"]}}) == [{home: 0b101}]


@pytest.mark.parametrize(
    "clause",
    [
        {"home": {"all": ["flat", "ward"]}},
        {"home": {"any": ["flat"], "not": ["flat"]}},
        {"condition": {"all": ["a"], "not": ["a"]}},
        {"age": {"from": 0, "to": 1}, "birth_year": {"turns": {"from": 4, "to": 5}}},
    ],
)
def test_a_condition_that_contradicts_itself_has_no_box(clause: dict[str, Any]) -> None:
    assert masks(space(clause), clause) == []


def test_any_of_values_that_combine_is_a_box_for_each() -> None:
    of = space()
    a, b, _ = of.of("condition")
    assert masks(of, {"condition": ["a", "b"]}) == [{a: PRESENT}, {b: PRESENT}]
    assert (of.atom("condition", "a"), of.atom("condition", "ab"), of.atom("home", "flat")) == (a, None, None)


def test_a_combination_is_all_its_parts_and_not_a_combination_is_lacking_one() -> None:
    of = space()
    a, b, _ = of.of("condition")
    assert masks(of, {"condition": "ab"}) == [{a: PRESENT, b: PRESENT}]
    assert masks(of, {"condition": {"not": ["ab"]}}) == [{a: ABSENT}, {b: ABSENT}]


def test_a_box_is_narrowed_and_the_rest_left_as_it_is() -> None:
    of = space()
    (home,) = of.of("home")
    once = of.box({home: 0b011})
    assert once == tuple(0b011 if number == home else full for number, full in enumerate(of.full))
    assert of.box({home: 0b110}, once)[home] == 0b010


@settings(max_examples=200, deadline=None)
@given(st.lists(CLAUSES, min_size=1, max_size=3), st.sampled_from(PEOPLE))
def test_a_person_is_in_the_boxes_of_exactly_the_conditions_that_hold(clauses: list[dict[str, Any]], person: Person) -> None:
    of = space(*clauses)
    at = point(of, person)
    for clause in clauses:
        boxes = [of.box(each) for each in masks(of, clause)]
        assert any(all(a & b for a, b in zip(at, box, strict=True)) for box in boxes) == holds(clause, person)
