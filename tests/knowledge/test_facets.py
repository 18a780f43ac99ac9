"""Facets: declared once, with combinations and groups, and misspelt keys answered with the nearest."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from engine import FACETS
from pydantic import ValidationError

from knowledge.facets import Facet, Facets, suggest
from knowledge.loader import Knowledge

AGE = Facet.model_validate(
    {
        "key": "age",
        "kind": "number",
        "label": "Age",
        "question": "?",
        "max": 120,
        "groups_key": "age_group",
        "groups": [
            {"key": "child", "label": "Child", "from": 0, "to": 12},
            {"key": "grown", "label": "Grown", "from": 13, "to": 120},
        ],
    }
)


def choice(key: str, *values: str) -> dict[str, Any]:
    listed = [{"key": value, "label": value, "short": value} for value in values]
    return {"key": key, "kind": "choice", "label": key, "question": "?", "values": listed}


def test_a_facet_is_found_by_key_and_by_the_name_of_its_groups() -> None:
    facets = Facets(facets=(AGE,))
    assert facets["age"] is AGE
    assert facets.groups == {"age_group": AGE}
    assert "age" in facets
    assert "age_group" not in facets
    assert list(facets) == [AGE]


def test_atoms_are_the_values_that_stand_for_themselves() -> None:
    condition = FACETS["condition"]
    assert condition.atoms == ("a", "b", "c")
    assert condition.parts("ab") == ("a", "b")
    assert condition.parts("c") == ("c",)


@pytest.mark.parametrize(
    ("held", "shown"), [("", ""), ("a", "a"), ("c", "c"), ("a b", "ab"), ("a b c", "ab c"), ("a c", "a c"), ("ab", "ab")]
)
def test_values_held_together_are_shown_as_their_combination(held: str, shown: str) -> None:
    assert FACETS["condition"].combined(frozenset(held.split())) == frozenset(shown.split())


@pytest.mark.parametrize(
    ("low", "high", "group"), [(0, 12, "child"), (5, 5, "child"), (13, 13, "grown"), (12, 13, None), (0, 120, None)]
)
def test_a_stretch_lies_in_a_group_when_all_of_it_does(low: int, high: int, group: str | None) -> None:
    found = AGE.group_of(low, high)
    assert (found.key if found else None) == group


@pytest.mark.parametrize(
    ("declared", "complaint"),
    [
        ([choice("home", "flat", "flat")], "facet home declares a value twice"),
        ([choice("home", "flat"), choice("home", "farm")], "a facet is declared twice"),
        ([{**choice("home", "flat"), "kind": "colour"}], "choice"),
        ([{**choice("home", "flat"), "colour": "red"}], "Extra inputs"),
    ],
)
def test_faulty_declarations_are_refused(declared: list[Any], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Facets.model_validate({"facets": declared})


def test_a_facet_tells_more_about_one_that_is_declared() -> None:
    with pytest.raises(ValidationError, match="facet onset is about illness, which is no facet"):
        Facets.model_validate({"facets": [{**choice("onset", "born"), "about": "illness"}]})


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("sarskillt_boende", " Did you mean 'sarskilt_boende'?"),
        ("sjukhuset", " Did you mean 'sjukhus'?"),
        ("bonede", " Did you mean 'boende'?"),  # not the longer one that holds nearly the same letters
        ("xyz", ""),
        ("", ""),
    ],
)
def test_a_misspelt_key_is_answered_with_the_nearest_if_any_is_near(word: str, said: str) -> None:
    assert suggest(word, ["sarskilt_boende", "ordinart_boende", "boende", "sjukhus"]) == said


def test_the_real_facets_hold_together(knowledge: Knowledge) -> None:
    facets = knowledge.facets
    for key in ("age", "diagnosis", "housing", "need"):
        assert key in facets, key
    for facet in facets:
        assert facet.of is None or facets[facet.of].kind == "number", facet.key
        assert (facet.kind == "choice") == bool(facet.values), facet.key
        for value in facet.values:
            assert set(value.parts) <= set(facet.atoms), f"{facet.key}.{value.key}"
        if facet.groups:
            ends = [(group.low, group.high) for group in facet.groups]
            assert ends[0][0] == facet.min
            assert ends[-1][1] == facet.max
            assert all(before[1] + 1 == after[0] for before, after in pairwise(ends)), facet.key
