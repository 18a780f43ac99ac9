"""A reply as an activity: its full text, and a card with the same content where there is more than text."""

from __future__ import annotations

from typing import Any

from bot.cards import card
from bot.channels import TEAMS
from dialogs.reply import Reply

CARD_TYPE = "application/vnd.microsoft.card.adaptive"
THUMBS = {"feedbackLoop": {"type": "default"}}
"""What makes Teams show its thumbs under a message."""

Json = dict[str, Any]


def to_activity(reply: Reply, channel: str) -> Json:
    """The activity that says `reply`.

    Teams shows a text as a message of its own above the card, so that everything would stand there twice: there the full
    text goes into the card's `fallbackText`, and what is read aloud into `speak`. Under an answer it shows its thumbs.
    """
    activity: Json = {"type": "message", "textFormat": "plain"}
    if channel != TEAMS or not needs_card(reply):
        activity["text"] = reply.text
    if reply.heading:
        activity["summary"] = reply.heading
    activity["speak"] = speech(reply)
    activity["inputHint"] = "expectingInput" if reply.kind == "question" else "acceptingInput"
    if needs_card(reply):
        activity["attachments"] = [{"contentType": CARD_TYPE, "content": card(reply, channel)}]
    if channel == TEAMS and reply.kind == "answer":
        activity["channelData"] = THUMBS
    return activity


def text_activity(text: str) -> Json:
    """The activity that says a plain text."""
    return {"type": "message", "text": text, "textFormat": "plain"}


def needs_card(reply: Reply) -> bool:
    """Whether `reply` is more than a plain text."""
    return reply.kind != "message" or bool(reply.title or reply.choices or reply.actions or reply.field or reply.in_place)


def speech(reply: Reply) -> str:
    """`reply` as it is read aloud: title and paragraphs, without the mark and the buttons."""
    spoken = [reply.title] if reply.title else []
    spoken += [f"{line.label} {line.text}" if line.label else line.text for line in reply.lines if line.style != "subtle"]
    return " ".join(spoken) or reply.text


def addressed(activity: Json, reference: Json, reply_to: str | None = None) -> Json:
    """`activity` as the channel takes it: from the bot, to the conversation of `reference`."""
    there = {
        "channelId": reference["channelId"],
        "serviceUrl": reference["serviceUrl"],
        "conversation": reference["conversation"],
        "from": reference["bot"],
    }
    if "user" in reference:  # what is said to a group goes to nobody in it
        there["recipient"] = reference["user"]
    if attachments := activity.get("attachments"):
        there["attachments"] = [{**each, "content": for_viewer(each["content"], reference)} for each in attachments]
    return {**activity, **there, "replyToId": reply_to} if reply_to else {**activity, **there}


def for_viewer(card: Json, reference: Json) -> Json:
    """`card`, which asks for its present state when the user of `reference` sees it again."""
    if "refresh" not in card:
        return card
    return {**card, "refresh": {**card["refresh"], "userIds": [reference["user"]["id"]]}}
