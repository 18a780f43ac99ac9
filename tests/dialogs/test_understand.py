"""Typed labels and numbers."""

from __future__ import annotations

import pytest

from dialogs.reply import Action, Reply
from dialogs.understand import MOST_OFFERS, offer_meant, offered

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


def test_tampered_offers_are_passed_over() -> None:
    assert offer_meant("ja", ({"label": 3}, {"nothing": 1}, {"label": "ja", "verb": "consent", "data": "x"})) is not None
    assert offer_meant("nej", ({"label": 3}, "x")) is None  # type: ignore[arg-type]
