"""The stored form of a conversation."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dialogs.state import State, UnreadableStateError


def test_the_stored_form_is_json_and_gives_the_same_state_back() -> None:
    state = State(
        phase="interview",
        county="kalmar",
        said={"age": {"from": 8, "to": 8}, "diagnosis": {"all": ["npf"], "not": ["annan"]}},
        unknown=("housing",),
        order=("county", "age"),
        asking="need",
        serial=3,
        offered=({"label": "Ja", "verb": "consent", "data": {"value": "yes"}, "number": 1},),
        left=1,
    )
    assert State.from_json(json.loads(json.dumps(state.to_json()))) == state


@pytest.mark.parametrize(
    "stored", [None, [], "x", {}, {"version": 0}, {"version": 99}, {"version": 1, "said": 3}, {"version": 1, "order": "x"}]
)
def test_what_this_version_cannot_read_is_refused(stored: Any) -> None:
    with pytest.raises(UnreadableStateError):
        State.from_json(stored)


def test_fields_of_a_later_version_are_left_out() -> None:
    assert State.from_json({**State(serial=2).to_json(), "later": 1}) == State(serial=2)
