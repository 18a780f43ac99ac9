"""Typed labels and numbers."""

from __future__ import annotations

import pytest

from dialogs.message import Message
from dialogs.reply import Action, Reply
from dialogs.understand import MOST_OFFERS, change_meant, offer_in_words, offer_meant, offered, values_meant

QUESTION = Reply(
    "question",
    choices=(Action("Hemma, ordinärt boende", "answer", {"value": "a"}), Action("Sjukhus", "answer", {"value": "b"})),
    actions=(Action("Vet ej", "unknown"), Action("Varför?", "why")),
)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("1", {"value": "a"}),
        ("2", {"value": "b"}),
        ("sjukhus", {"value": "b"}),
        ("Sjukhus.", {"value": "b"}),
        ("sjukus", {"value": "b"}),
        ("Hemma", {"value": "a"}),
    ],
)
def test_a_choice_is_named_by_number_label_or_nearly(text: str, meant: dict[str, str]) -> None:
    found = offer_meant(text, offered([QUESTION]))
    assert found is not None
    assert found.data == meant


@pytest.mark.parametrize("text", ["", "3", "vem ansvarar för hjälpmedel på sjukhus", "sju", "x" * 500])
def test_other_texts_name_nothing(text: str) -> None:
    assert offer_meant(text, offered([QUESTION])) is None


def test_actions_are_named_with_or_without_their_question_mark() -> None:
    assert (offer_meant("varför", offered([QUESTION])) or pytest.fail("not understood")).verb == "why"


def test_earlier_offers_stay_by_label_but_not_by_number() -> None:
    later = offered([Reply(actions=(Action("Ny fråga", "new"),))], offered([QUESTION]))
    assert (offer_meant("sjukhus", later) or pytest.fail("not understood")).data == {"value": "b"}
    assert offer_meant("2", later) is None
    many = Reply(choices=tuple(Action(f"val {n}", "answer", {"value": str(n)}) for n in range(2 * MOST_OFFERS)))
    assert len(offered([many], later)) == MOST_OFFERS


@pytest.mark.parametrize(
    ("text", "meant"),
    [("sjukhus tror jag", {"value": "b"}), ("hon bor hemma", {"value": "a"}), ("hemma eller sjukhus", None), ("3", None)],
)
def test_a_choice_is_named_among_other_words(text: str, meant: dict[str, str] | None) -> None:
    found = offer_in_words(text, offered([QUESTION]))
    assert (found and found.data) == meant


def test_a_long_text_that_happens_to_hold_an_alternative_names_none() -> None:
    assert offer_in_words("kan någon på sjukhus svara på det här", offered([QUESTION])) is None
    assert offer_in_words("sjukhus", offered([Reply()], offered([QUESTION]))) is None  # of an earlier card


@pytest.mark.parametrize(
    ("text", "values"),
    [("1 och 2", ["a", "b"]), ("2, 1.", ["b", "a"]), ("1&2", ["a", "b"]), ("1 och 3", []), ("1", []), ("1 eller 2", [])],
)
def test_several_choices_are_named_by_a_row_of_numbers(text: str, values: list[str]) -> None:
    choices = tuple(Action(key, "answer", {"facet": "home", "value": key}) for key in "ab")
    offers = offered([Reply("question", choices=choices)])
    assert values_meant(text, offers, "home") == values
    assert values_meant(text, offers, "age") == []


def test_what_is_to_be_changed_is_named() -> None:
    labels = {"ålder": Message(verb="change_facet"), "plats": Message(verb="change_place")}
    found = [change_meant(text, lambda: labels) for text in ("Ändra plats", "byt ålder.", "ändra", "ålder")]
    assert [message and message.verb for message in found] == ["change_place", "change_facet", None, None]


def test_tampered_offers_are_passed_over() -> None:
    assert offer_meant("ja", ({"label": 3}, {"nothing": 1}, {"label": "ja", "verb": "consent", "data": "x"})) is not None
    assert offer_meant("nej", ({"label": 3}, "x")) is None  # type: ignore[arg-type]
    assert offer_in_words("nej", ({"label": 3, "number": 1}, "x")) is None  # type: ignore[arg-type]
