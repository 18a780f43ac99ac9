"""What should not come, and comes: each is answered as such, and the conversation goes on."""

from __future__ import annotations

import json

import pytest

from dialogs import texts
from dialogs.written import MOST_CHARACTERS

QUESTION = "Vem ansvarar för arbetsterapi till en 40-åring med CP i ordinärt boende i Jönköping?"
LIMIT = 256 * 1024


@pytest.fixture
def kim(user):
    """Somebody in the middle of an interview, who must be able to go on afterwards."""
    kim = user()
    kim.say("guida mig")
    kim.press("Jönköpings län")
    yield kim
    kim.press("Habilitering på specialistnivå")
    assert kim.press("Dövblindhet").title == "■ Regionen ansvarar."
    assert "Traceback" not in kim.service.get("/metrics").text
    assert kim.service.ready()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe{}",
        b"null",
        b"[]",
        b'"message"',
        b"42",
        b"{}",
        b'{"type": ""}',
        b'{"type": 7}',
        b'{"type": null}',
        b'{"type": "message", "text": ["a"]}',
        b'{"type": "message", "conversation": "a"}',
        b'{"type": "message", "conversation": {"id": 7}}',
        b'{"type": "message", "from": []}',
        b'{"type": "message", "entities": {}}',
        b'{"type": "message", "value": NaN}',
        b'{"type": "message", "timestamp": "yesterday", "conversation": {"id": "a"}}',
        b"[" * 100_000,
        b'{"type": "message", "value": ' + b'{"a": ' * 200 + b"1" + b"}" * 200 + b"}",
    ],
)
def test_what_is_no_activity_is_400_with_one_line(kim, body):
    before = kim.service.rows()
    response = kim.service.post(body)
    assert response.status_code == 400
    [error] = response.json().values()
    assert error
    assert "\n" not in error
    assert kim.service.rows() == before


@pytest.mark.parametrize("size", [LIMIT + 1, 4 * LIMIT])
def test_a_large_body_is_413(kim, size):
    before = kim.service.rows()
    empty = json.dumps(kim.activity(type="message", text=""))
    response = kim.service.post(empty.replace('"text": ""', f'"text": "{"x" * (size - len(empty))}"').encode())
    assert response.status_code == 413
    assert kim.service.rows() == before


def test_a_large_body_in_pieces_is_413(kim):
    pieces = (b" " * 4096 for _ in range(80))
    response = kim.service.http.post(f"{kim.service.url}/api/messages", data=pieces, timeout=15)
    assert response.status_code == 413


def test_a_body_just_within_the_limit_is_read(kim):
    activity = kim.activity(type="message", text="x" * (LIMIT - 2_000))
    assert texts.TOO_LONG.format(most=MOST_CHARACTERS) in kim.send(activity)[-1].text


@pytest.mark.parametrize(
    "kind",
    ["typing", "messageReaction", "messageUpdate", "messageDelete", "event", "endOfConversation", "trace", "handoff", "nonsense"],
)
def test_other_activities_are_ignored_politely(kim, kind):
    before = kim.service.rows()
    assert kim.send(kim.activity(type=kind, name="x", text="Tranås", value={"verb": "cancel"})) == []
    assert kim.service.rows() == before


@pytest.mark.parametrize("name", ["composeExtension/selectItem", "task/fetch", "signin/verifyState", None])
def test_other_invokes_are_not_implemented(kim, name):
    response = kim.service.post(kim.activity(type="invoke", name=name, value={}, deliveryMode=None))
    assert response.status_code == 501


@pytest.mark.parametrize("value", [None, {}, {"action": None}, {"action": []}, {"action": "x"}, [], "x", 7])
def test_a_malformed_press_in_teams_is_an_error_in_the_channels_form(kim, value):
    activity = kim.activity(type="invoke", name="adaptiveCard/action", value=value, channelId="msteams", deliveryMode=None)
    response = kim.service.post(activity)
    assert response.status_code == 400
    assert response.json()["type"] == "application/vnd.microsoft.error"


@pytest.mark.parametrize("text", [None, "", "   ", "\n", "\u00a0", "<at>Vem ansvarar?</at>"])
def test_a_message_without_text(kim, text):
    shown = kim.say(text)
    assert texts.NO_TEXT in shown.text
    assert "Fortsätt med frågan" in shown.buttons


def test_a_picture_without_text(kim):
    picture = [{"contentType": "image/png", "contentUrl": "https://example.org/a.png"}]
    assert texts.NO_TEXT in kim.say(None, attachments=picture).text


@pytest.mark.parametrize("letter", ["å", "a ", "9", "😀", "\n", "<", "19900101-2384 "])
def test_a_text_of_20_000_characters_has_a_clear_answer(kim, letter):
    shown = kim.say((letter * 20_000)[:20_000])
    assert (texts.TOO_LONG.format(most=MOST_CHARACTERS) in shown.text) or (texts.NO_TEXT in shown.text)
    assert "Fortsätt med frågan" in shown.buttons


@pytest.mark.parametrize(
    "text",
    ["\x00", "a\x00b", "\ud800", "😀", "﷽" * 50, "\u202eabc", "<script>alert(1)</script>", "'; DROP TABLE x; --", "{{x}}"],
)
def test_strange_characters(kim, text):
    shown = kim.say(text)
    assert shown.text
    assert "<script>" not in shown.text


def test_a_message_without_a_conversation_or_a_sender(kim):
    assert kim.service.post(kim.activity(type="message", text=QUESTION, conversation=None)).status_code in (200, 400)
    assert kim.service.post(kim.activity(type="message", text=QUESTION, conversation={})).status_code in (200, 400)
    response = kim.service.post(kim.activity(type="message", text=QUESTION, conversation={"id": "other"}, **{"from": None}))
    assert response.json()["activities"][0]["text"].startswith("● Kommunen ansvarar.")


def test_replies_go_to_nobody_else(kim):
    activity = kim.activity(type="message", text=QUESTION, serviceUrl="https://example.org", deliveryMode=None)
    assert kim.service.post(activity).status_code == 400
