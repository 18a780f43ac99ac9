"""Presses that no card of the moment sends: old, incomplete, invented. Always an answer, never a wrong one."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import texts as service_texts
from dialogs import texts
from dialogs.pressed import VERBS

QUESTION = "Vem ansvarar för arbetsterapi till en 40-åring med CP i ordinärt boende i Jönköping?"
ANSWER = "● Kommunen ansvarar."
CHANNELS = [("emulator", "expectReplies"), ("msteams", "connector")]


@pytest.fixture(params=CHANNELS, ids=[channel for channel, _ in CHANNELS])
def kim(request, user):
    channel, over = request.param
    return user(channel=channel, over=over)


def kept(kim):
    """What is known of the case, in the database."""
    state = kim.state
    return {name: getattr(state, name) for name in ("county", "said", "unknown", "order", "phase", "asking", "serial")}


def interview(kim):
    """The question about the need, in Jönköping."""
    kim.say("guida mig")
    return kim.press("Jönköpings län")


def submit(kim, value):
    """Send a tampered Action.Submit on the last card; what is new on the screen, the card in its place included."""
    new = kim.send(kim.submit(kim.last, value))
    assert new, f"no answer to {value}"
    return new[-1]


def current(kim):
    return str(kept(kim)["serial"])


MALFORMED = [
    {"x": 1},
    {"verb": "answer"},
    {"verb": ""},
    {"verb": None},
    {"verb": 7},
    {"verb": ["answer"]},
    {"verb": {"verb": "answer"}},
    {"verb": "drop_table"},
    {"verb": "__class__"},
    {"verb": "answer", "facet": "need", "value": "hjalpmedel"},
    {"verb": "answer", "facet": "need", "value": "hjalpmedel", "serial": None},
    {"verb": "answer", "facet": "need", "value": "hjalpmedel", "serial": "99"},
    {"verb": "answer", "facet": "need", "value": "hjalpmedel", "serial": ["1"]},
    {"verb": "answer", "facet": "need", "value": "hjalpmedel", "serial": True},
    {"verb": "welcome"},
    {"choice": "not json"},
    {"choice": "[1, 2]"},
    {"choice": "{" * 5000},
    {"choice": json.dumps({"verb": "answer", "facet": "need", "value": "hjalpmedel", "serial": "0"})},
    {"choice": 7, "verb": "answer"},
]


def test_a_press_that_belongs_to_nothing_asks_again_and_changes_nothing(kim):
    interview(kim)
    before = kept(kim)
    for value in MALFORMED:
        shown = submit(kim, value)
        assert "Vad behövs?" in shown.text, value
        assert texts.OLD_CARD in shown.text, value
        assert kept(kim) == before, value
    kim.press("Habilitering på specialistnivå")
    assert kim.press("Dövblindhet").title == "■ Regionen ansvarar."


WRONG = [
    {"facet": "need", "value": "månresa"},
    {"facet": "need", "value": ""},
    {"facet": "need", "value": 7},
    {"facet": "need", "value": ["hjalpmedel"]},
    {"facet": "need", "value": {"any": ["hjalpmedel"]}},
    {"facet": "need", "value": None},
    {"facet": "need"},
    {"facet": "weather", "value": "rain"},
    {"facet": None, "value": "hjalpmedel"},
    {"facet": ["need"], "value": "hjalpmedel"},
    {"facet": "age", "value": "-5"},
    {"facet": "age", "value": "999999999999"},
    {"facet": "age", "value": "²"},
    {"facet": "age", "value": "40-²"},
    {"facet": "age", "value": "40-30"},
    {"facet": "age", "value": "1e3"},
    {"facet": "birth_year", "value": "³"},
    {"facet": "birth_year", "value": "0"},
    {"facet": "county", "value": "skane"},
    {"facet": "county", "value": "../jonkoping"},
    {},
]


def test_an_answer_that_is_none_asks_again_and_changes_nothing(kim):
    interview(kim)
    before = kept(kim)
    for value in WRONG:
        shown = submit(kim, {"verb": "answer", "serial": current(kim), **value})
        assert "Vad behövs?" in shown.text, value
        assert texts.OLD_CARD not in shown.text, value
        assert service_texts.WENT_WRONG not in shown.text, value
        assert kept(kim) == before, value


OF_THE_CASE = [
    "why",
    "contacts",
    "wording",
    "consent",
    "change",
    "change_place",
    "change_facet",
    "unknown",
    "back",
    "cancel",
    "sip",
    "compare",
]


@pytest.mark.parametrize("serial", ["0", "99", None])
def test_verbs_of_another_time(kim, serial):
    interview(kim)
    before = kept(kim)
    for verb in OF_THE_CASE:
        shown = submit(kim, {"verb": verb, "serial": serial, "facet": "need", "value": "yes"})
        assert texts.OLD_CARD in shown.text, verb
        assert kept(kim) == before, verb


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb not in ("new", "restart", "cancel", "welcome", "forget")])
def test_every_verb_before_anything_was_said(user, verb):
    kim = user()
    kim.say("hej")
    serial = current(kim)
    for more in ({}, {"value": "yes", "facet": "need"}, {"facet": "county"}, {"serial": "7"}):
        shown = submit(kim, {"verb": verb, "serial": serial, **more})
        assert service_texts.WENT_WRONG not in shown.text
        assert not shown.title.startswith(("●", "■"))
    assert kim.say(QUESTION).title == ANSWER


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "welcome"])
@pytest.mark.parametrize("asked", ["guida mig", "vem ansvarar för habilitering i Eksjö"])
def test_every_verb_while_a_question_waits(user, verb, asked):
    kim = user()
    kim.say(asked)
    shown = submit(kim, {"verb": verb, "serial": current(kim), "value": "yes", "facet": "need"})
    assert service_texts.WENT_WRONG not in shown.text
    assert not shown.title.startswith(("●", "■"))
    kim.say("avbryt")
    assert kim.say(QUESTION).title == ANSWER


OLD = ["Jönköpings län", "Svara", "Avbryt", "Habilitering på specialistnivå", "Vet ej", "Tillbaka", "Dövblindhet"]
OLD_ANSWER = ["Varför?", "Kontakt", "Starta SIP", "Ändra"]


@pytest.fixture
def two_interviews(user):
    """Somebody with the cards of a finished interview above those of one that waits for the need in Dalarna."""
    kim = user(over="connector")
    kim.say("guida mig")
    for tap in ("Jönköpings län", "Habilitering på specialistnivå", "Dövblindhet"):
        kim.press(tap)
    kim.say("guida mig")
    kim.press("Dalarnas län")
    return kim


@pytest.mark.parametrize("label", OLD + OLD_ANSWER)
def test_a_card_of_an_older_interview_asks_the_question_that_waits(two_interviews, label):
    kim, before = two_interviews, kept(two_interviews)
    old = next(shown for shown in kim.screen if label in shown.can)
    if label == "Svara":
        kim.fill("place", "Nässjö")
    shown = kim.press(label, on=old)
    assert (texts.OLD_CARD in shown.text, "Vad behövs?" in shown.text) == (True, True)
    assert kept(kim) == before
    kim.press("Rehabilitering eller träning")
    assert kim.press("Både och").title.startswith("●■")


@pytest.mark.parametrize("label", ["Varför?", "Kontakt"])
def test_a_panel_of_an_older_answer_says_nothing_about_the_new_one(user, label):
    kim = user()
    old = kim.say(QUESTION)
    new = kim.say("vem ansvarar för hab till dövblind i Tranås")
    assert new.title == "■ Regionen ansvarar."
    assert texts.OLD_CARD_IDLE in kim.press(label, on=old).text
    assert texts.OLD_CARD_IDLE not in kim.press(label, on=new).text


def test_a_number_written_on_an_old_card_is_no_answer_to_the_question_that_waits(user):
    kim = user()
    kim.say("vem ansvarar för hjälpmedel i Tranås, dövblind")
    kim.press("Ändra")
    old = kim.press("Ålder: lägg till")
    kim.say("avbryt")
    kim.say("vem ansvarar för hjälpmedel i Eksjö, dövblind")
    kim.press("Ändra")
    kim.press("Ålder: lägg till")
    before = kept(kim)
    shown = kim.fill("number", "40").press("Svara", on=old)
    assert texts.OLD_CARD in shown.text
    assert kept(kim) == before


def test_a_press_after_the_service_forgot(kim):
    interview(kim)
    card = kim.last
    kim.service.execute("DELETE FROM conversations")  # the service answers the tests of this module one by one
    shown = kim.press("Habilitering på specialistnivå", on=card)
    assert texts.OLD_CARD_IDLE in shown.text
    assert kim.say(QUESTION).title == ANSWER


UNREADABLE = ['{"version": 99}', "[]", "null", '{"version": 1, "said": 7}', '{"version": 1, "said": {"need": "x"}}']


@pytest.mark.parametrize("state", UNREADABLE)
def test_a_press_on_a_state_that_cannot_be_read(kim, state):
    interview(kim)
    kim.service.execute(f"UPDATE conversations SET state = '{state}'")  # noqa: S608 - of this test
    new = kim.send(kim.submit(kim.last, {"verb": "answer", "serial": "1", "facet": "need", "value": "hjalpmedel"}))
    assert new
    assert service_texts.WENT_WRONG not in "".join(shown.text for shown in new)
    assert kim.say(QUESTION).title == ANSWER


# whatever comes

KEYS = ["county", "age", "birth_year", "diagnosis", "onset", "housing", "need", "icf_focus", "performed_by", "agreement"]
KNOWN = [
    "jonkoping",
    "dalarna",
    "skane",
    "40",
    "0-17",
    "²",
    "npf",
    "dovblindhet",
    "sjukhus",
    "hjalpmedel",
    "rehabilitering",
    "yes",
    "no",
]
NOISE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
SERIALS = st.sampled_from(["now", "now", "now", "0", "1", "-1", 1, None]) | NOISE
FIELDS = {
    "verb": st.sampled_from([*VERBS, "answer", "answer", "answer"]) | NOISE,
    "serial": SERIALS,
    "facet": st.sampled_from(KEYS) | NOISE,
    "value": st.sampled_from(KNOWN) | NOISE,
    "number": st.sampled_from(["40", "0", "²", "fyrtio", ""]) | NOISE,
    "place": st.sampled_from(["Nässjö", "Ludvika", "Umeå", "?", ""]) | NOISE,
    "choice": NOISE,
}
PLAIN = st.fixed_dictionaries({}, optional=FIELDS) | st.dictionaries(st.text(max_size=8), NOISE, max_size=3)
LISTED = st.builds(lambda data, chosen: {**data, "choice": json.dumps(chosen)}, PLAIN, PLAIN)
TAMPERED = PLAIN | LISTED
SHAPES = st.sampled_from(["submit", "submit", "execute", "bare"])
OPENINGS = st.sampled_from(["guida mig", "vem ansvarar för habilitering i Eksjö", QUESTION, "rehab efter stroke, Ludvika", None])


def with_serial(data, serial):
    """`data` with the serial of the moment where it says so, in a list's choice too."""
    return json.loads(json.dumps(data).replace('"now"', f'"{serial}"').replace(r"\"now\"", rf"\"{serial}\""))


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(OPENINGS, st.lists(st.tuples(SHAPES, TAMPERED), min_size=1, max_size=4), st.sampled_from(CHANNELS))
def test_whatever_is_submitted_gets_a_friendly_answer(service, client, opening, presses, way):
    kim = client.User(service, channel=way[0], over=way[1])
    kim.say(opening or "hej")
    for shape, data in presses:
        send(kim, shape, with_serial(data, current(kim)))
        assert kim.state.serial >= 0
    kim.say("avbryt")
    assert kim.say(QUESTION).title == ANSWER


def send(kim, shape, data):
    """Send tampered data in one of the forms in which a client could; there is an answer, and it is a friendly one."""
    if shape == "execute":
        verb = data.get("verb", "answer")
        activity = kim.invoke(kim.last, {"type": "Action.Execute", "verb": verb, "data": data})
    else:
        activity = kim.submit(kim.last, data or {"x": 1})
    if shape == "bare":
        del activity["replyToId"]
    before = list(kim.screen)
    answer = kim.invoked(activity) if shape == "execute" else kim.send(activity) and None
    said = [shown.text for shown in kim.new(before)]
    if answer:
        said.append(json.dumps(answer["value"], ensure_ascii=False))
    assert any(text.strip() for text in said), "no answer"
    assert service_texts.WENT_WRONG not in "".join(said)
