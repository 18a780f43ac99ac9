"""Microsoft's rules for bots in the store, as far as they can be tried: every command answers, nothing is a dead end, no spam.

What they say of cards, speed and errors is tried where those are: every card that reaches a screen is checked by client.py.
"""

from __future__ import annotations

from typing import get_args

import pytest

from bot.teams.words import COMMANDS, Language, Scope, commands
from dialogs import texts

KINDS: dict[Scope, str] = {"personal": "personal", "team": "channel", "groupChat": "groupChat"}
"""What Teams calls a conversation in each scope of the manifest."""
BASIC = [
    (scope, command.title.in_(language))
    for scope in KINDS
    for language in get_args(Language)
    for command in commands(scope)
    if not command.prompt
]
STARTERS = [command.prompt.in_(language) for language in get_args(Language) for command in COMMANDS if command.prompt]
GREETINGS = ["hi", "Hello", "hey", "Hej", "hej!", "hallå", "god morgon"]
CALLS_FOR_HELP = ["help", "Help", "HELP", "hjälp", "Hjälp!", "?", "/help", "vad kan du?"]
UNLISTED = ["avbryt", "tillbaka", "vet ej", "varför", "kontakt", "ombud", "ja", "nej", "tack", "svenska", "english", "sluta"]
"""Understood, but not worth a place in the list that Teams shows."""
OMBUD_COMMANDS = ["ärenden", "statistik", "hur går det med 1042"]
"""For the ombud and for whoever has sent a question; whoever has neither must get a way on too."""
FALLBACKS = (
    texts.OFF_TOPIC,
    texts.NO_WORDS,
    *texts.MANNERS.values(),
    texts.NOT_UNDERSTOOD,
    texts.NO_TEXT,
    texts.OLD_CARD,
    texts.OLD_CARD_IDLE,
    texts.UNKNOWN_PLACE,
    texts.NOTHING_FOUND,
)
"""What is said when a text was not understood as what it is."""
NONSENSE = "mjölkpaketets inre logik"
PICTURE = {"contentType": "image/*", "contentUrl": "https://smba.trafficmanager.net/emea/v3/attachments/1/views/original"}
HTML = {"contentType": "text/html", "content": '<p><img alt="bild" src="https://example.org/1.png"></p>'}
FILE = {
    "contentType": "application/vnd.microsoft.teams.file.download.info",
    "contentUrl": "https://example.sharepoint.com/personal/kim/journal.docx",
    "name": "journal.docx",
    "content": {"downloadUrl": "https://example.sharepoint.com/download", "uniqueId": "1", "fileType": "docx"},
}
BOT = {"id": "28:bot"}


@pytest.fixture
def member(user):
    """Makes somebody in Teams, in a conversation of a kind."""

    def make(kind="personal", name="kim"):
        return user(channel="msteams", over="connector", kind=kind, name=name)

    return make


def leads_on(shown):
    """Whether there is something to press."""
    return bool(shown.can)


def understood(shown):
    return not any(fallback in shown.text for fallback in FALLBACKS)


def test_a_text_that_is_not_understood_is_seen_as_such(member):
    """Else the tests below would hold for everything."""
    answer = member().say(NONSENSE)
    assert not understood(answer)
    assert leads_on(answer)


# Every command answers


@pytest.mark.parametrize(("scope", "command"), BASIC, ids=lambda part: part)
def test_every_command_of_the_manifest_answers(member, scope, command):
    kim = member(KINDS[scope])
    answer = kim.say(command)
    assert understood(answer)
    assert leads_on(answer)
    assert len(kim.screen) == 1


@pytest.mark.parametrize(("scope", "command"), BASIC, ids=lambda part: part)
def test_every_command_answers_in_the_middle_of_an_interview(member, scope, command):
    kim = member(KINDS[scope])
    kim.say("guida mig")
    kim.press("Jönköpings län")
    answer = kim.say(command)
    assert understood(answer)
    assert leads_on(answer)


@pytest.mark.parametrize("kind", KINDS.values())
@pytest.mark.parametrize("question", STARTERS)
def test_every_prompt_starter_comes_to_an_answer(member, kind, question):
    kim = member(kind)
    place = kim.say(question)
    assert place.title == texts.ASK_PLACE
    answer = kim.press("Jönköpings län")
    assert answer.title != texts.ASK_PLACE
    assert understood(answer)
    assert leads_on(answer)


@pytest.mark.parametrize("kind", KINDS.values())
@pytest.mark.parametrize("greeting", GREETINGS)
def test_a_greeting_is_answered(member, kind, greeting):
    answer = member(kind).say(greeting)
    assert answer.title == texts.MANNERS["hello"]
    assert {texts.GUIDE, texts.HELP_ACTION} <= set(answer.buttons)


@pytest.mark.parametrize("kind", KINDS.values())
@pytest.mark.parametrize("call", CALLS_FOR_HELP)
def test_help_is_given(member, kind, call):
    answer = member(kind).say(call)
    assert answer.title == texts.HELP_TITLE
    assert texts.GUIDE in answer.buttons


@pytest.mark.parametrize("text", ["hi", "hello", "help", "hej", "hjälp"])
def test_greeting_and_help_keep_the_question_that_waits(member, text):
    kim = member()
    kim.say("guida mig")
    kim.press("Jönköpings län")
    assert kim.say(text).title in (texts.NO_WORDS, *texts.MANNERS.values(), texts.HELP_TITLE)
    assert kim.press(texts.RESUME).title == "Vad behövs?"


@pytest.mark.parametrize("command", [*UNLISTED, *OMBUD_COMMANDS])
def test_no_other_command_is_a_dead_end(member, command):
    answer = member().say(command)
    assert answer.text.strip()
    assert leads_on(answer)


@pytest.mark.parametrize("text", [NONSENSE, "👍", "...", "12345", "<b>hej</b>", "vem vann matchen?", "a" * 5_000])
@pytest.mark.parametrize("kind", KINDS.values())
def test_nothing_that_is_written_is_a_dead_end(member, kind, text):
    assert leads_on(member(kind).say(text))


# Welcome


def added(who, **parts):
    return {"type": "conversationUpdate", "membersAdded": who, **parts}


def test_the_welcome_says_what_the_bot_does_and_what_can_be_written(member):
    kim = member()
    (welcome,) = kim.send(kim.activity(type="installationUpdate", action="add"))
    assert welcome.title == texts.WELCOME_TITLE
    assert {texts.GUIDE, texts.HELP_ACTION} <= set(welcome.buttons)
    assert "Skriv din fråga" in welcome.text
    assert "personnummer" in welcome.text


@pytest.mark.parametrize("kind", KINDS.values())
def test_the_welcome_comes_once_however_often_teams_tells(member, kind):
    kim = member(kind)
    team = {"channelData": {"tenant": {"id": "tenant-1"}, "eventType": "teamMemberAdded"}}
    for _ in range(2):
        kim.send(kim.activity(type="installationUpdate", action="add"))
        kim.send(kim.activity(**added([BOT], **team)))
    assert [shown.title for shown in kim.screen] == [texts.WELCOME_TITLE]


@pytest.mark.parametrize("kind", ["channel", "groupChat"])
def test_a_group_is_not_welcomed_again_for_each_new_member(member, kind):
    kim = member(kind)
    kim.send(kim.activity(**added([BOT])))
    assert kim.send(kim.activity(**added([{"id": "29:robin"}, {"id": "29:alex"}]))) == []
    assert kim.send(kim.activity(type="conversationUpdate", membersRemoved=[{"id": "29:robin"}])) == []


def test_whoever_has_begun_to_talk_is_not_welcomed_in_the_middle(member):
    kim = member()
    kim.send(kim.activity(type="installationUpdate", action="add"))
    kim.say("guida mig")
    assert kim.send(kim.activity(**added([BOT]))) == []
    assert kim.press("Jönköpings län").title == "Vad behövs?"


@pytest.mark.parametrize("action", ["remove", "add-upgrade", "remove-upgrade"])
def test_removal_and_upgrade_are_silent_and_the_bot_can_be_used_again(member, action):
    kim = member()
    kim.send(kim.activity(type="installationUpdate", action="add"))
    assert kim.send(kim.activity(type="installationUpdate", action=action)) == []
    kim.send(kim.activity(type="installationUpdate", action="add"))
    assert [shown.title for shown in kim.screen] == [texts.WELCOME_TITLE]
    assert kim.say("guida mig").title == texts.ASK_PLACE


@pytest.mark.parametrize("event", ["channelCreated", "channelRenamed", "channelDeleted", "teamRenamed", "teamArchived"])
def test_what_happens_to_a_team_is_no_message(member, event):
    kim = member("channel")
    about = {"tenant": {"id": "tenant-1"}, "eventType": event, "channel": {"id": "19:x@thread.tacv2", "name": "x"}}
    assert kim.send(kim.activity(type="conversationUpdate", channelData=about)) == []


# What users do with messages


@pytest.mark.parametrize(
    ("kind", "event"),
    [("messageUpdate", "editMessage"), ("messageUpdate", "undeleteMessage"), ("messageDelete", "softDeleteMessage")],
)
@pytest.mark.parametrize("scope", KINDS.values())
def test_an_edited_or_deleted_message_disturbs_nothing(member, scope, kind, event):
    kim = member(scope)
    kim.say("guida mig")
    data = {"tenant": {"id": "tenant-1"}, "eventType": event}
    text = None if kind == "messageDelete" else "avbryt"
    assert kim.send(kim.activity(type=kind, text=text, channelData=data)) == []
    assert kim.press("Jönköpings län").title == "Vad behövs?"


@pytest.mark.parametrize("change", ["reactionsAdded", "reactionsRemoved"])
@pytest.mark.parametrize("reaction", ["like", "heart", "sad", "1f44d_thumbsup"])
def test_a_reaction_is_no_message(member, change, reaction):
    kim = member()
    question = kim.say("guida mig")
    activity = kim.activity(type="messageReaction", replyToId=question.id, **{change: [{"type": reaction}]})
    assert kim.send(activity) == []
    assert kim.press("Jönköpings län").title == "Vad behövs?"


@pytest.mark.parametrize("attachments", [[PICTURE], [PICTURE, HTML], [FILE], [FILE, HTML], [HTML]], ids=["a", "b", "c", "d", "e"])
@pytest.mark.parametrize("text", [None, "", " "])
def test_a_file_or_picture_alone_is_answered_with_what_to_do(member, attachments, text):
    kim = member()
    answer = kim.say(text, attachments=attachments)
    assert texts.NO_TEXT in answer.text
    assert leads_on(answer)


@pytest.mark.parametrize("attachments", [[PICTURE, HTML], [FILE, HTML]], ids=["picture", "file"])
@pytest.mark.parametrize("kind", KINDS.values())
def test_a_question_beside_a_file_or_picture_is_answered(member, kind, attachments):
    answer = member(kind).say("hjälpmedel till 8-åring i Nässjö med dövblindhet", attachments=attachments)
    assert understood(answer)
    assert texts.NO_TEXT not in answer.text


def test_nothing_of_a_file_is_kept(member):
    kim = member()
    kim.say(None, attachments=[FILE])
    assert b"journal.docx" not in kim.service.stored_bytes()


# Where people talk


@pytest.mark.parametrize("kind", KINDS.values())
def test_a_question_is_answered_with_one_message_in_every_scope(member, kind):
    kim = member(kind)
    answer = kim.say("Vem ansvarar för arbetsterapi till en 40-åring med CP i ordinärt boende i Jönköping?")
    assert answer.title == "● Kommunen ansvarar."
    assert len(kim.screen) == 1
    assert kim.press("Varför?").title == texts.WHY_TITLE


@pytest.mark.parametrize("kind", ["channel", "groupChat"])
@pytest.mark.parametrize("text", ["<at>Vem ansvarar?</at>", "<at>Vem ansvarar?</at>&nbsp;", "<at>Vem ansvarar?</at>\n"])
def test_the_mention_alone_is_answered(member, kind, text):
    kim = member(kind)
    mention = {"type": "mention", "text": "<at>Vem ansvarar?</at>", "mentioned": BOT}
    (answer,) = kim.send(kim.activity(type="message", text=text, entities=[mention]))
    assert leads_on(answer)


@pytest.mark.parametrize("kind", ["channel", "groupChat"])
def test_a_mention_may_stand_anywhere_and_others_beside_it(member, kind):
    kim = member(kind)
    text = "hjälp <at>Vem ansvarar?</at>"
    mention = {"type": "mention", "text": "<at>Vem ansvarar?</at>", "mentioned": BOT}
    (answer,) = kim.send(kim.activity(type="message", text=text, entities=[mention]))
    assert answer.title == texts.HELP_TITLE
