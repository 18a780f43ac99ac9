from __future__ import annotations

import pytest
from botbuilder.schema import Activity

from bot.incoming import Incoming
from bot.messages import WELCOME
from bot.messages import to_message as hear
from bot.replies import to_activity
from dialogs.message import Message
from dialogs.reply import Line, Reply


@pytest.fixture
def received(activity):
    def make(text=None, **changes):
        return Activity.deserialize(activity(text, **changes))

    return make


def to_message(activity):
    incoming = Incoming.of(activity)
    return hear(incoming) if incoming else None


def mention(identity, text):
    return {"type": "mention", "mentioned": {"id": identity, "name": "x"}, "text": text}


@pytest.mark.parametrize(
    ("text", "entities", "heard"),
    [
        ("  hej \n", [], "hej"),
        ("<at>Vem ansvarar?</at> hej", [mention("bot-1", "<at>Vem ansvarar?</at>")], "hej"),
        ("<at>Vem (ansvarar)*</at>&nbsp;hej", [mention("bot-1", "<at>Vem (ansvarar)*</at>")], "hej"),
        ("hej <at>Kim</at>\u00a0du", [mention("user-2", "<at>Kim</at>")], "hej   du"),
        ("<at id='0'>Bot</at> är 3 < 4?", [], "är 3 < 4?"),
        (
            "hej",
            [{"type": "mention"}, {"type": "clientInfo", "locale": "sv-SE"}, {"type": "mention", "mentioned": 7, "text": 7}],
            "hej",
        ),
        ("@Bot hej", [mention("bot-1", "@Bot")], "hej"),
        ("", [], ""),
    ],
)
def test_mentions_are_taken_out(received, text, entities, heard):
    assert to_message(received(text, entities=entities)) == Message(text=heard)


def test_what_is_pressed_comes_before_what_is_written_only_when_it_is_of_a_card(received):
    assert to_message(received("hej", value={"verb": "x"})).verb == "x"
    assert to_message(received("hej", value={"other": 1})) == Message(text="hej")
    assert to_message(received("hej", value={})) == Message(text="hej")
    assert to_message(received("hej", value="x")) == Message(text="hej")
    assert to_message(received(value=[1])) == Message()


def test_a_verb_of_a_card_does_not_become_the_welcome_itself(received):
    assert to_message(received(value={"verb": "welcome"})) is not WELCOME


def test_nothing_is_heard_without_a_conversation(received):
    assert to_message(received("hej", conversation=None)) is None
    assert to_message(received("hej", conversation={"id": ""})) is None


def test_conversations_are_told_apart(received):
    group = {"id": "c", "conversationType": "groupChat"}
    same = {Incoming.of(received("a")).key, Incoming.of(received("b", **{"from": {"id": "x"}})).key}
    assert len(same) == 1
    own = {Incoming.of(received("a", conversation=group, **{"from": {"id": who}})).key for who in "xy"}
    assert len(own) == 2
    assert len({Incoming.of(received("a", channelId=channel)).key for channel in ("msteams", "webchat")}) == 2
    assert Incoming.of(received("a", conversation=group, **{"from": None})).key


def test_a_plain_message_is_a_text_without_a_card():
    activity = to_activity(Reply(lines=(Line("Hej."),)), "msteams")
    assert (activity["text"], activity["speak"]) == ("Hej.", "Hej.")
    assert "attachments" not in activity


def test_speech_leaves_out_marks_and_small_print():
    reply = Reply(
        kind="answer", title="Kommunen ansvarar.", mark="kommun", lines=(Line("Allt.", label="Kommunen:"), Line("x", "subtle"))
    )
    activity = to_activity(reply, "msteams")
    assert activity["speak"] == "Kommunen ansvarar. Kommunen: Allt."
    assert activity["summary"] == "● Kommunen ansvarar."
    assert activity["inputHint"] == "acceptingInput"
