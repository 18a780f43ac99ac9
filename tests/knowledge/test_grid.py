"""The map over two facets: what the bot answers in every field."""

from __future__ import annotations

from engine import FACETS, agreement, ruleset

from knowledge.grid import Field, grid

GIVEN = agreement(
    rules=[
        {"id": "XX-1", "text": "t", "principal": "region", "when": {"need": "tool", "age": {"to": 2}}},
        {"id": "XX-2", "text": "t", "principal": "kommun", "when": {"need": "tool", "home": "ward", "age": {"from": 3}}},
    ],
    silences=[{"id": "XX-NS1", "text": "t", "when": {"need": "tool"}}],
)


def marks(rows: str, columns: str) -> list[list[str]]:
    return [[field.mark for field in row] for row in grid(ruleset(GIVEN), FACETS[rows], FACETS[columns]).fields]


def test_every_pair_of_values_has_its_answer() -> None:
    assert marks("need", "home") == [["gap"] * 3, ["depends"] * 3]
    assert marks("age", "need") == [["gap", "region"], ["gap", "depends"]]


def test_the_stretches_of_years_are_named() -> None:
    shown = grid(ruleset(GIVEN), FACETS["age"], FACETS["need"])
    assert (shown.rows, shown.columns) == (("under 3", "från 3"), ("train", "tool"))


def test_a_field_that_a_silence_covers_is_no_gap() -> None:
    assert Field(("not_settled",), silent=True).mark == "not_settled"
    assert Field(("not_settled",), silent=False).mark == "gap"


def test_alike_fields_of_a_row_are_told_together() -> None:
    shown = grid(ruleset(GIVEN), FACETS["need"], FACETS["home"])
    assert [(field.mark, width) for field, width in shown.stretches(0)] == [("gap", 3)]
    assert [(field.verdicts, columns) for field, columns in shown.runs(1)] == [
        (("region", "not_settled"), ["flat", "farm"]),
        (("region", "kommun"), ["ward"]),
    ]
