"""What a case comes to by what its facets imply and an agreement presumes."""

from __future__ import annotations

from typing import Any

import pytest
from engine import FACETS

from knowledge import presumed
from knowledge.agreement import Presumption
from knowledge.axes import Box, Space
from knowledge.condition import parse_clause, parse_said
from knowledge.presumed import Presumed

AT_HOME = Presumption(assume={"home": ["flat", "farm"]}, text="at home")
NO_TOOL = Presumption(when={"home": ["ward"]}, assume={"need": ["train"]})


def clause(given: dict[str, Any]) -> Any:
    return parse_clause(given, FACETS)


@pytest.fixture
def made() -> tuple[Space, Presumed]:
    implied = [(clause({"age": {"to": 2}}), clause({"home": ["flat"]}))]
    assumed = [(clause(p.when), clause(p.assume)) for p in (AT_HOME, NO_TOOL)]
    space = Space(FACETS, [each for pair in (*implied, *assumed) for each in pair])
    return space, Presumed(space, implied, (AT_HOME, NO_TOOL), assumed)


def box(space: Space, said: dict[str, Any]) -> Box:
    [masks] = space.cases(parse_said(said, FACETS, 2026))
    return space.box(masks)


def test_nothing_said_is_presumed(made):
    space, presuming = made
    boxes, used = presuming.effective(box(space, {"age": 5}))
    assert boxes == (box(space, {"age": 5, "home": {"any": ["flat", "farm"]}}),)
    assert list(presuming.told(used)) == [(0, AT_HOME)]
    assert presuming.untouched(box(space, {"age": 5})) == (True, True)


def test_what_was_said_stands(made):
    space, presuming = made
    said = box(space, {"age": 5, "home": "ward", "need": "tool"})
    assert presuming.effective(said) == ((said,), ())
    assert presuming.untouched(said) == (False, False)


def test_what_follows_leaves_nothing_to_presume(made):
    space, presuming = made
    assert presuming.effective(box(space, {"age": 1})) == ((box(space, {"age": 1, "home": "flat"}),), ())


def test_what_follows_never_contradicts_what_was_said(made):
    space, presuming = made
    said = box(space, {"age": 1, "home": "farm", "need": "tool"})
    assert presuming.effective(said) == ((said,), ())


def test_a_presumption_holds_in_its_cases_alone_and_may_be_left_out(made):
    space, presuming = made
    on_ward = box(space, {"age": 5, "home": "ward"})
    assert presuming.effective(on_ward) == ((box(space, {"age": 5, "home": "ward", "need": "train"}),), (1,))
    assert presuming.without(1, on_ward) == (on_ward,)
    assert list(presuming.told([1])) == []  # it has no text


def test_what_is_remembered_is_bounded(made, monkeypatch):
    space, presuming = made
    monkeypatch.setattr(presumed, "MOST_KEPT", 2)
    cases = [box(space, {"age": age}) for age in range(7)]
    found = [presuming.effective(case) for case in cases]
    assert [presuming.effective(case) for case in cases] == found
    assert len(presuming._effective) <= 2
