"""Fields of a form: masked, bounded, and links that may be opened."""

from __future__ import annotations

from typing import Any

import pytest

from dialogs.ombud import writing
from dialogs.world import World


@pytest.mark.parametrize(
    ("value", "number"),
    [
        ("1042", 1042),
        ("#1042", 1042),
        (" 007 ", 7),
        (12, 12),
        ("1234567890", 0),
        ("x", 0),
        (True, 0),
        (None, 0),
        ({}, 0),
        ("-4", 0),
        ("٣", 0),
    ],
)
def test_a_number(value: Any, number: int) -> None:
    assert writing.number(value) == number


def test_links_are_https_to_a_host_each_once() -> None:
    text = "Se https://rjl.se/hab, (https://rjl.se/hab) http://osaker.se javascript:alert(1) "
    text += "https://kim:hemligt@x.se https://lokal och <https://b.se/?a=1>."
    assert writing.links(text, "https://c.se.") == ("https://rjl.se/hab", "https://b.se/?a=1", "https://c.se")
    assert len(writing.links(*(f"https://a{n}.se" for n in range(20)))) == 5
    assert writing.links(f"https://a.se/{'x' * 600}") == ()


@pytest.mark.parametrize("value", [None, 3, True, {"a": 1}, ["x"], "", "   "])
def test_a_field_that_is_no_text_is_empty(world: World, value: Any) -> None:
    assert writing.field(world, {"answer": value}, "answer") == writing.Written()


def test_a_field_is_masked_and_says_so(world: World) -> None:
    field = writing.field(world, {"answer": " Ring 036-32 10 00 om 20120101-2384. "}, "answer")
    assert field.text == "Ring [telefonnummer] om [personnummer]."
    assert "personnumret" in field.notes[0].text


def test_what_is_ticked(world: World) -> None:
    assert list(writing.ticked({"facts": "A-1, B-2,,A-1"}, "facts")) == ["A-1", "B-2"]
    assert list(writing.ticked({"facts": ["A-1"]}, "facts")) == []
