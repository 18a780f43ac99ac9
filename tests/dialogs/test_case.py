"""What a case becomes when more is said."""

from __future__ import annotations

from typing import Any

import pytest

from dialogs.case import both, merged
from dialogs.world import World

YEAR = 2026
CP = {"diagnosis": "rorelsenedsattning", "onset": "medfodd_eller_uppvaxt"}


@pytest.mark.parametrize(
    ("before", "new", "after"),
    [
        ({"age": 40}, {"age": 14}, {"age": 14}),
        ({"age": 40, "birth_year": 1986}, {"age": 14}, {"age": 14}),
        ({"age": 40}, {"birth_year": 1986}, {"age": 40, "birth_year": 1986}),
        ({**CP, "age": 40}, {"diagnosis": "annan"}, {"age": 40, "diagnosis": "annan"}),
        (CP, {"diagnosis": "annan", "onset": "vuxen"}, {"diagnosis": "annan", "onset": "vuxen"}),
        (
            CP,
            {"diagnosis": {"all": ["annan", "rorelsenedsattning"]}},
            {**CP, "diagnosis": {"all": ["annan", "rorelsenedsattning"]}},
        ),
        ({"onset": "vuxen"}, {"diagnosis": "annan"}, {"onset": "vuxen", "diagnosis": "annan"}),
        ({"need": "rehabilitering", "icf_focus": "funktion"}, {"need": "hjalpmedel"}, {"need": "hjalpmedel"}),
        (CP, {"housing": "sjukhus"}, {**CP, "housing": "sjukhus"}),
    ],
)
def test_what_is_said_anew_takes_the_place_of_what_it_contradicts(
    world: World, before: dict[str, Any], new: dict[str, Any], after: dict[str, Any]
) -> None:
    assert merged(world.knowledge.facets, before, new, YEAR) == after


def test_values_of_one_person_can_be_said_one_beside_the_other(world: World) -> None:
    facets = world.knowledge.facets
    before = {"diagnosis": {"all": ["npf"], "not": ["intellektuell_funktionsnedsattning"]}, "housing": "sjukhus"}
    new = {"diagnosis": "intellektuell_funktionsnedsattning", "housing": "familjehem"}
    assert both(facets, before, new, YEAR) == {
        "diagnosis": {"all": ["intellektuell_funktionsnedsattning", "npf"]},
        "housing": "familjehem",
    }
    assert both(facets, {}, new, YEAR)["diagnosis"] == {"all": ["intellektuell_funktionsnedsattning"]}
