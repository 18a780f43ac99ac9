"""The Bot Framework Emulator's ways: conversation ids with a bar, two updates at the start, Action.Execute without its body."""

from __future__ import annotations

import pytest

QUESTION = "Vem ansvarar för arbetsterapi till en 40-åring med CP i ordinärt boende i Jönköping?"


@pytest.fixture
def kim(user):
    return user(over="connector", conversation="0f1e2d3c-7a6b|livechat")


def test_one_welcome_for_two_updates(kim):
    bot, me = {"id": "28:bot"}, {"id": kim.name}
    kim.send(kim.activity(type="conversationUpdate", membersAdded=[bot]))
    kim.send(kim.activity(type="conversationUpdate", membersAdded=[me]))
    assert [shown.title for shown in kim.screen] == ["Vem ansvarar: regionen eller kommunen?"]


def test_a_conversation_id_with_a_bar(kim):
    assert kim.say(QUESTION).title == "● Kommunen ansvarar."
    assert kim.press("Varför?").title == "Därför blev svaret så"


@pytest.mark.parametrize("value", [None, {}, {"action": {}}, {"action": None}, {"action": {"type": "Action.Execute"}}])
def test_an_execute_without_its_body_loses_nothing(kim, value):
    kim.say("guida mig")
    response = kim.service.post(kim.activity(type="invoke", name="adaptiveCard/action", value=value, replyToId=kim.last.id))
    assert response.status_code in (200, 400)
    assert kim.press("Jönköpings län").title == "Vad behövs?"
