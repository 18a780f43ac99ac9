"""Replies and their text form."""

from __future__ import annotations

import pytest

from dialogs.reply import MOST_ACTIONS, Action, Line, Reply


def test_the_text_holds_all_that_the_card_holds() -> None:
    reply = Reply(
        "question",
        title="Var bor personen?",
        mark="both",
        lines=(Line("punkt 1", label="Källa:"), Line("Mer.", "subtle")),
        choices=(Action("Hemma", "answer"), Action("Säbo", "answer")),
        actions=(Action("Vet ej", "unknown"), Action("Sidan", url="https://example.org/")),
    )
    assert reply.text == (
        "●■ Var bor personen?\n\nKälla: punkt 1\n\nMer.\n\n1. Hemma\n2. Säbo\n\n"
        "Sidan: https://example.org/\n\nDu kan också skriva: Vet ej"
    )


def test_more_actions_than_a_card_shows_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 6"):
        Reply(actions=tuple(Action(str(n), "x") for n in range(MOST_ACTIONS + 1)))
