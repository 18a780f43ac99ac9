"""Practice: cases out of the agreements, the same for the same state, judged by the agreements, and nothing kept."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dialogs import texts
from dialogs.message import Message
from dialogs.reply import Action, Reply
from dialogs.state import State
from dialogs.turn import Dialog
from knowledge.check import worked
from knowledge.loader import Knowledge


def one(dialog: Dialog, state: State, **data: str) -> tuple[State, Reply]:
    after, replies = dialog.turn(state, Message(verb="practice", data=data))
    (reply,) = replies
    return after, reply


def labelled(actions: tuple[Action, ...], label: str) -> Action:
    return next(action for action in actions if action.label == label)


def guess(dialog: Dialog, state: State, case: Reply, label: str) -> tuple[State, Reply]:
    press = labelled(case.choices, label)
    after, (reply,) = dialog.turn(state, Message(verb=press.verb, data=press.data))
    return after, reply


def test_the_county_is_asked_for_when_none_is_known(dialog: Dialog, knowledge: Knowledge) -> None:
    state, reply = one(dialog, State())
    assert reply.title == texts.PRACTICE_PLACE
    assert [choice.data["county"] for choice in reply.choices] == [*knowledge.covered, "all"]
    _, case = one(dialog, state, **reply.choices[1].data)
    assert [choice.label for choice in case.choices] == ["Regionen", "Kommunen", "Båda", "Avgörs inte"]


def test_a_county_that_is_not_covered_is_asked_about(dialog: Dialog) -> None:
    assert one(dialog, State(county="vasterbotten"))[1].title == texts.PRACTICE_PLACE


def test_a_known_county_gives_its_own_cases(dialog: Dialog) -> None:
    for serial in range(8):
        _, case = one(dialog, State(county="kalmar", serial=serial))
        assert case.choices[0].data["case"].startswith("kalmar-handlingsplan")


def test_the_same_state_gives_the_same_case_and_the_next_one_another(dialog: Dialog) -> None:
    before = State(county="jonkoping", serial=4)
    after, first = one(dialog, before)
    assert one(dialog, before)[1] == first
    following = labelled(first.actions, texts.PRACTICE_NEXT)
    assert one(dialog, after, **following.data)[1].choices[0].data["case"] != first.choices[0].data["case"]
    assert one(dialog, after)[1].choices[0].data["case"] != first.choices[0].data["case"]  # «öva» once more


@pytest.mark.parametrize("county", ["jonkoping", "stockholm", "dalarna", "kalmar", "all"])
def test_every_case_comes_once_before_any_comes_again(dialog: Dialog, knowledge: Knowledge, county: str) -> None:
    fit = {
        f"{agreement.id}:{at}"
        for agreement in knowledge.agreements
        for at, example in enumerate(agreement.cases)
        if county in ("all", agreement.county)
        and example.principal in texts.PRACTICE_CHOICES
        and "need" in example.facets
        and example.day is None
    }
    seen = [one(dialog, State(), county=county, turn=str(turn))[1].choices[0].data["case"] for turn in range(len(fit))]
    assert set(seen) == fit


@pytest.mark.parametrize("turn", range(0, 60, 4))
def test_the_right_guess_is_what_the_agreement_says_and_it_is_explained(dialog: Dialog, knowledge: Knowledge, turn: int) -> None:
    state, case = one(dialog, State(), county="all", turn=str(turn))
    identity, _, at = case.choices[0].data["case"].partition(":")
    agreement = next(agreement for agreement in knowledge.agreements if agreement.id == identity)
    example = agreement.cases[int(at)]
    assert example.name in case.text
    answered = worked(knowledge, agreement, example, dialog.world.today())
    right = texts.PRACTICE_CHOICES[example.principal]
    for label in texts.PRACTICE_CHOICES.values():
        after, reply = guess(dialog, state, case, label)
        assert (reply.title or "").startswith("Rätt." if label == right else "Inte den här gången.")
        assert reply.mark == example.principal
        assert agreement.cite in reply.text
        assert any(statement.text in reply.text for statement in answered.shown) or agreement.silent in reply.text
        assert texts.PRACTICE_NEXT in [action.label for action in reply.actions]
        assert (after.said, after.county, after.facts, after.phase) == (state.said, state.county, state.facts, state.phase)


def test_nothing_is_kept_of_what_was_guessed(dialog: Dialog) -> None:
    state, case = one(dialog, State(county="jonkoping"))
    ends = [guess(dialog, state, case, label)[0] for label in texts.PRACTICE_CHOICES.values()]
    assert len({json.dumps(end.to_json(), sort_keys=True) for end in ends}) == 1


def test_a_question_that_waits_goes_on_waiting(dialog: Dialog) -> None:
    state, _ = dialog.turn(State(), Message(text="rehab efter stroke i Ludvika"))
    assert state.asking == "icf_focus"
    after, case = one(dialog, state)
    assert (after.asking, after.said, after.serial) == (state.asking, state.said, state.serial)
    after, reply = guess(dialog, after, case, "Regionen")
    resume = labelled(reply.actions, texts.RESUME)
    _, (question,) = dialog.turn(after, Message(verb=resume.verb, data=resume.data))
    assert question.title == "Vad är målet med insatsen?"


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"case": "x:1", "value": "region"},
        {"case": "kalmar-handlingsplan-2025-2026:9999", "value": "region"},
        {"case": "kalmar-handlingsplan-2025-2026:0", "value": "region"},  # no need is said in it
        {"case": "kalmar-handlingsplan-2025-2026:-1", "value": "region"},
        {"case": "kalmar-handlingsplan-2025-2026:3", "value": "landstinget"},
        {"case": ["kalmar"], "value": {}},
    ],
)
def test_a_press_that_has_been_tampered_with_is_an_old_card(dialog: Dialog, data: dict[str, Any]) -> None:
    _, (reply,) = dialog.turn(State(), Message(verb="practice_answer", data=data))
    assert reply.title == texts.OLD_CARD_IDLE


@pytest.mark.parametrize("turn", ["", "-1", "x", "²", "9" * 40, None, {}])
def test_a_turn_that_is_no_number_begins_with_the_serial(dialog: Dialog, turn: Any) -> None:
    _, (reply,) = dialog.turn(State(serial=3), Message(verb="practice", data={"county": "dalarna", "turn": turn}))
    assert reply.choices[0].data["turn"] == "4"
