"""What Teams sends besides messages, over real HTTP: searches from the compose box, and thumbs under answers."""

from __future__ import annotations

import json

import pytest

from dialogs import texts

QUESTION = "Vem ansvarar för arbetsterapi till en 40-åring med CP i ordinärt boende i Jönköping?"


@pytest.fixture
def kim(user):
    return user(channel="msteams", over="connector")


def search(user, client, text, **parts):
    """Search from a group chat that the bot is not in; the checked answer."""
    value = {
        "commandId": "search",
        "parameters": [{"name": "query", "value": text}],
        "queryOptions": {"skip": 0, "count": 25},
        **parts,
    }
    chat = {"id": "19:chat@thread.v2", "conversationType": "groupChat", "isGroup": True, "tenantId": "tenant-1"}
    invoke = user.activity(type="invoke", name="composeExtension/query", conversation=chat, value=value)
    response = user.service.post(invoke)
    assert response.status_code == 200
    answer = response.json()["composeExtension"]
    for attachment in answer.get("attachments", []):
        card = json.dumps(attachment["content"], ensure_ascii=False)
        client.check_card(card)
        for never in client.NEVER_SHOWN:
            assert never not in card
        assert attachment["preview"]["content"]["title"]
    return answer


def thumb(user, reaction, text=""):
    """Press a thumb under what is shown last, and write something in Teams' own form."""
    value = {
        "actionName": "feedback",
        "actionValue": {"reaction": reaction, "feedback": json.dumps({"feedbackText": text})},
    }
    before = list(user.screen)
    response = user.service.post(user.activity(type="invoke", name="message/submitAction", value=value, replyToId=user.last.id))
    assert (response.status_code, response.content) == (200, b"")
    return user.new(before)


def test_a_search_finds_statements_with_their_source(kim, client):
    answer = search(kim, client, "vem tar initiativ till samordnad planering i Nässjö")
    assert (answer["type"], answer["attachmentLayout"]) == ("result", "list")
    titles = [each["preview"]["content"]["title"] for each in answer["attachments"]]
    assert "■ Jönköpings län: regionens uppgift" in titles
    assert "● Jönköpings län: kommunens uppgift" in titles
    for each in answer["attachments"]:
        assert "Källa: Överenskommelse habilitering, Jönköpings län (maj 2022), «" in each["content"]["fallbackText"]


def test_the_county_of_the_conversation_is_searched_from_any_chat(kim, client):
    kim.say(QUESTION)
    answer = search(kim, client, "hjälpmedel")
    assert all("Jönköpings län: " in each["preview"]["content"]["title"] for each in answer["attachments"])


def test_a_search_changes_nothing(kim, client):
    kim.say(QUESTION)
    rows, shown = kim.service.rows(), len(kim.screen)
    assert search(kim, client, "hjälpmedel Falun")["attachments"]
    assert search(kim, client, "19900101-2384")["type"] == "message"
    assert kim.service.rows() == rows
    assert len(kim.screen) == shown
    assert b"0101-2384" not in kim.service.stored_bytes()


def test_malformed_searches_are_answered_kindly(kim, client):
    for parts in (
        {"commandId": 7},
        {"parameters": "x"},
        {"queryOptions": None},
        {"parameters": [{"name": "query", "value": {}}]},
    ):
        answer = search(kim, client, "xyzzy", **parts)
        assert answer["type"] == "message"
        assert answer["text"].strip()


def test_without_storage_a_search_answers(own_service, client):
    kim = client.User(own_service, channel="msteams", over="connector")
    assert search(kim, client, "hjälpmedel")["type"] == "result"
    own_service.execute("DROP TABLE conversations")
    own_service.execute("DROP TABLE faq")
    assert search(kim, client, "hjälpmedel")["type"] == "result"


def test_an_answer_has_thumbs_and_a_question_has_none(kim):
    answer = kim.say(QUESTION)
    assert answer.activity["channelData"]["feedbackLoop"] == {"type": "default"}
    question = kim.say("guida mig")
    assert "feedbackLoop" not in (question.activity.get("channelData") or {})


@pytest.mark.parametrize(("reaction", "thanks"), [("like", texts.FEEDBACK_GLAD), ("dislike", texts.FEEDBACK_THANKS)])
def test_a_thumb_is_heard_and_its_text_dropped(kim, reaction, thanks):
    kim.say(QUESTION)
    said = thumb(kim, reaction, "Fråga Kim Berg på 0701234567")
    assert [shown.title for shown in said] == [thanks]
    assert kim.service.channel.calls(kim.conversation).count("PUT") == 0
    stored = kim.service.stored_bytes()
    for trace in (b"Kim Berg", b"0701234567", b"feedbackText"):
        assert trace not in stored


def test_a_reaction_is_passed_over(kim):
    kim.say(QUESTION)
    body = kim.activity(type="messageReaction", reactionsAdded=[{"type": "like"}], replyToId=kim.last.id)
    assert kim.send(body) == []
