"""The turn as a whole: whatever comes in, something sensible goes out, and the state stays whole."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dialogs import texts
from dialogs.message import Message
from dialogs.pressed import VERBS
from dialogs.reply import Reply
from dialogs.state import State
from dialogs.turn import Dialog
from dialogs.written import MOST_CHARACTERS
from knowledge.loader import Knowledge

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=6), children, max_size=3),
    max_leaves=6,
)
SERIALS = st.sampled_from(["0", "1", "2", "9"]) | JSON
VALUES = st.sampled_from(["npf", "hjalpmedel", "jonkoping", "yes", "8", "0-17", "999-1", "-", "other"]) | JSON
KEYS = st.sampled_from(["county", "age", "diagnosis", "need", "birth_year", "performed_by", "nowhere"]) | JSON
DATA = st.fixed_dictionaries({}, optional={"facet": KEYS, "value": VALUES, "serial": SERIALS, "number": VALUES, "place": VALUES})
PRESSES = st.builds(Message, verb=st.sampled_from([*VERBS, "", "drop table"]), data=DATA)
WORDS = st.sampled_from(
    [
        "guida mig",
        "tillbaka",
        "vet ej",
        "hab Nässjö cp 8 år",
        "Ludvika rehab",
        "nej, 14 år",
        "1",
        "2",
        "börja om",
        "vem gör SIP Nybro",
        "Varför?",
    ]
)
MESSAGES = PRESSES | st.builds(Message, text=WORDS | st.text(max_size=60))


def said(replies: tuple[Reply, ...]) -> str:
    return "\n".join(reply.text for reply in replies)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(MESSAGES, max_size=8))
def test_whatever_is_sent_gets_an_answer_and_leaves_a_state_that_works(dialog: Dialog, messages: list[Message]) -> None:
    state = State()
    for message in messages:
        state, replies = dialog.turn(state, message)
        state = State.from_json(json.loads(json.dumps(state.to_json())))
        assert replies or message.verb == "welcome"
        assert all(reply.text.strip() for reply in replies)
    _, replies = dialog.turn(state, Message(text="Vem ansvarar för arbetsterapi till en 40-åring med CP i Jönköping?"))
    assert "● Kommunen ansvarar." in said(replies)


def test_a_long_text_is_answered_with_a_request_for_a_shorter_one(dialog: Dialog) -> None:
    before = State(county="kalmar")
    after, replies = dialog.turn(before, Message(text="å" * 20_000))
    assert str(MOST_CHARACTERS) in said(replies)
    assert (after.county, after.said) == ("kalmar", {})


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_a_message_without_text_is_answered_kindly(dialog: Dialog, text: str) -> None:
    assert texts.NO_TEXT in said(dialog.turn(State(), Message(text=text))[1])


@pytest.mark.parametrize("stored", [{"said": {"colour": "red"}}, {"said": {"need": "nothing"}}, {"said": {"age": "old"}}])
def test_a_state_that_no_longer_fits_the_knowledge_starts_over(dialog: Dialog, stored: dict[str, Any]) -> None:
    state = State.from_json({"version": 1, "county": "jonkoping", "phase": "interview", "asking": "need", **stored})
    after, replies = dialog.turn(state, Message(text="dövblind"))
    assert texts.STATE_LOST in said(replies)
    assert after.said == {}


def test_the_welcome_is_said_once(dialog: Dialog) -> None:
    state, replies = dialog.turn(State(), Message(verb="welcome"))
    assert texts.WELCOME_TITLE in said(replies)
    assert dialog.turn(state, Message(verb="welcome"))[1] == ()


def test_a_number_where_an_age_is_asked_for_is_the_age_and_no_choice(dialog: Dialog) -> None:
    state = State(
        county="jonkoping",
        phase="answered",
        said={"need": "habilitering_specialist", "diagnosis": "rorelsenedsattning"},
        serial=1,
    )
    state, _ = dialog.turn(state, Message(verb="change_facet", data={"facet": "age", "serial": "1"}))
    state, replies = dialog.turn(state, Message(text="8"))
    assert state.said["age"] == {"from": 8, "to": 8}
    assert "■ Regionen ansvarar." in said(replies)


def test_every_verb_on_a_button_is_known(dialog: Dialog, knowledge: Knowledge) -> None:
    state = State()
    behind = ("guida mig", "Eksjö", "hab dövblind Eksjö", "varför", "jämför län", "öva", "Regionen", "nästa fall")
    for text in (*behind, "hab dövblind Eksjö", "ändra", "vem gör SIP i Eksjö", "hjälp", "hab i Umeå", "öva"):
        state, replies = dialog.turn(state, Message(text=text))
        for reply in replies:
            assert {action.verb for action in (*reply.choices, *reply.actions) if not action.url} <= set(VERBS), text
    assert knowledge.covered


def test_of_what_is_typed_only_the_last_question_is_kept_and_masked(dialog: Dialog) -> None:
    state, _ = dialog.turn(State(), Message(text="min granne i Eksjö har cp och behöver hab, ring 070-123 45 67"))
    assert state.asked == "min granne i Eksjö har cp och behöver hab, ring [telefonnummer]"
    state, _ = dialog.turn(state, Message(verb="new"))
    stored = json.dumps(state.to_json(), ensure_ascii=False)
    assert "granne" not in stored
    assert "070" not in stored


DATES = st.dates(date(1925, 1, 1), date(2026, 11, 1))
FORMS = st.sampled_from(
    ["{c}{y}{m}{d}-{n}", "{y}{m}{d}-{n}", "{y}{m}{d}{n}", "{c}{y}{m}{d}{n}", "{c}{y}{m}{d} {n}", "{y}{m}{d}+{n}"]
)
AROUND = st.sampled_from(
    ["hjälpmedel till {} i Nässjö", "{}", "hab {}, 8 år, cp, Eksjö", "pnr:{}", "patient {} behöver SIP Falun", "Anna {} Mora"]
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(DATES, st.integers(0, 9999), FORMS, AROUND, st.sampled_from([0, 60]))
def test_no_personal_number_survives_in_replies_or_state(
    dialog: Dialog,
    born: date,
    tail: int,
    form: str,
    around: str,
    added: int,  # 60 makes it a coordination number
) -> None:
    day = born.day + added
    parts = {
        "c": f"{born.year // 100}",
        "y": f"{born.year % 100:02}",
        "m": f"{born.month:02}",
        "d": f"{day:02}",
        "n": f"{tail:04}",
    }
    number = form.format(**parts)
    ten = f"{parts['y']}{parts['m']}{parts['d']}{parts['n']}"
    state, replies = dialog.turn(State(), Message(text=around.format(number)))
    left = said(replies) + json.dumps(state.to_json(), ensure_ascii=False)
    assert number not in left
    assert ten not in "".join(char for char in left if char.isdigit())
