"""What a message does in a conversation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.lexicon import Move
from knowledge.reading.moves import MOST_WORDS, MoveReader, sequences
from knowledge.reading.tokens import tokenise


def test_a_wording_stands_for_every_row_of_its_alternatives():
    assert set(sequences("^(och|men) (om det)? var$")) == {
        ("^", "och", "om", "det", "var", "$"),
        ("^", "men", "om", "det", "var", "$"),
        ("^", "och", "var", "$"),
        ("^", "men", "var", "$"),
    }


@pytest.mark.parametrize(
    ("text", "moves"),
    [
        ("en annan patient med ryggmärgsskada", {"another"}),
        ("Nästa patient: stroke, 70 år", {"another"}),
        ("och hans syster då? hon har autism", {"another", "more"}),
        ("nästa steg för patienten", set()),
        ("samma fast i Vetlanda", {"elsewhere"}),
        ("hon har flyttat till Stockholm", {"elsewhere"}),
        ("och om det var i Ludvika?", {"elsewhere", "more"}),
        ("och rullstolen?", {"more"}),
        ("han har IF också", {"also"}),
        ("vad är IF?", {"defines"}),
        ("spelar diagnosen roll?", {"doubts"}),
        ("det är väl kommunen som ska göra det?", {"elsewhere", "objects"}),
        ("tack så mycket", {"thanks"}),
        ("Hej då!", {"hello", "bye"}),
        ("ok", {"fine"}),
        ("tacka personalen", set()),
    ],
)
def test_moves_are_read(read, text, moves):
    assert read(text).moves == moves


def test_a_long_message_says_everything_itself(read):
    assert read("tack " + "och så vidare " * MOST_WORDS).moves == frozenset()


@given(st.text(max_size=200))
def test_any_text_can_be_read(text):
    reader = MoveReader([Move(move="thanks", words=("^tack$", "tusen tack"))])
    assert reader.read(tokenise(text)) <= {"thanks"}
