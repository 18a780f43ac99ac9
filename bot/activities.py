"""Between the channel and the dialog: an activity becomes a message, a reply becomes an activity."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from botbuilder.schema import Activity, ActivityTypes, Attachment, InputHints
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.cards import CHOICE, card
from bot.channels import TEAMS
from dialogs.message import Message
from dialogs.reply import Reply

CARD_TYPE = "application/vnd.microsoft.card.adaptive"
CARD_ACTION = "adaptiveCard/action"
DEEPEST = 50
"""Levels of JSON in an activity: a card that is quoted has about twenty."""
WELCOME = Message(verb="welcome")
MENTION = re.compile(r"<at\b[^<>]{0,100}>[^<>]{0,200}</at>")
GROUPS = frozenset({"groupChat", "channel"})


class BadActivityError(ValueError):
    """The request body is no activity. The message says why, on one line."""


class _Account(BaseModel):
    model_config = ConfigDict(extra="allow", strict=True)

    id: str | None = None


class _Conversation(_Account):
    id: str | None = Field(default=None, max_length=1_000)
    isGroup: bool | None = None  # noqa: N815 - the channel's names
    conversationType: str | None = None  # noqa: N815


class Envelope(BaseModel):
    """The parts of an activity that the bot reads, with the types that they must have."""

    model_config = ConfigDict(extra="allow", strict=True, populate_by_name=True)

    type: str = Field(min_length=1)
    id: str | None = None
    channelId: str | None = None  # noqa: N815
    serviceUrl: str | None = None  # noqa: N815
    conversation: _Conversation | None = None
    sender: _Account | None = Field(default=None, alias="from")
    recipient: _Account | None = None
    text: str | None = None
    name: str | None = None
    deliveryMode: str | None = None  # noqa: N815
    replyToId: str | None = None  # noqa: N815
    entities: list[dict[str, Any]] | None = None
    attachments: list[dict[str, Any]] | None = None
    membersAdded: list[_Account] | None = None  # noqa: N815


def parse(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`, when it has the form of an activity. Raises BadActivityError."""
    try:
        data = json.loads(body.decode("utf-8-sig"), parse_constant=_no_constant)
        _check_depth(data)
        data = _without_surrogates(data)
        Envelope.model_validate(data)
    except RecursionError:
        raise BadActivityError("the JSON is nested too deeply") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "body"
        raise BadActivityError(f"not an activity: {place}: {first['msg']}") from None
    except ValueError:
        raise BadActivityError("the body is not valid JSON in UTF-8") from None
    return data  # type: ignore[no-any-return]


def to_activity(data: dict[str, Any]) -> Activity:
    """The SDK's object for `data`. Raises BadActivityError when a part that the bot does not read is malformed."""
    try:
        return Activity.deserialize(data)
    except Exception:  # the SDK raises whatever its parts raise
        raise BadActivityError("not an activity: a part has the wrong type") from None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _check_depth(data: Any) -> None:
    """Raises RecursionError for values that lie deeper than any channel sends."""
    level = [data]
    for _ in range(DEEPEST):
        level = [part for value in level if isinstance(value, dict | list) for part in _parts(value)]
        if not level:
            return
    raise RecursionError


def _parts(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


def _without_surrogates(data: Any) -> Any:
    """`data` without halves of characters, which no storage takes."""
    text = json.dumps(data, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.loads(text.encode("utf-8", "replace"))
    return data


@dataclass(frozen=True)
class Address:
    """Where a conversation is kept. `owner` groups the conversations of one person on one channel."""

    key: str
    owner: str


def address(activity: Activity) -> Address:
    """The address of the conversation of `activity`. In a group or channel everybody has a conversation of their own."""
    conversation, sender = activity.conversation, activity.from_property
    person = (sender and (sender.aad_object_id or sender.id)) or ""
    key = [activity.channel_id or "", conversation.id]
    if conversation.is_group or conversation.conversation_type in GROUPS:
        key.append(person)
    return Address(json.dumps(key), json.dumps([activity.channel_id or "", person]))


def to_message(activity: Activity) -> Message | None:
    """What the dialog hears of `activity`; None when it is nothing to answer."""
    if not activity.conversation or not activity.conversation.id:
        return None
    if activity.type == ActivityTypes.message:
        pressed = _pressed(activity.value)
        text = text_of(activity)
        return Message(text=text) if pressed is None or (text and not pressed.verb) else pressed
    if activity.type == ActivityTypes.invoke and activity.name == CARD_ACTION:
        return _executed(activity.value)
    if activity.type == ActivityTypes.installation_update:
        return WELCOME if activity.action == "add" else None
    if activity.type == ActivityTypes.conversation_update:
        return WELCOME if _somebody_to_welcome(activity) else None
    return None


def _pressed(value: object) -> Message | None:
    """The message of a card's Action.Submit; None when `value` is no card's."""
    if not isinstance(value, Mapping) or not value:
        return None
    data = {**value, **_chosen(value.get(CHOICE))}
    data.pop(CHOICE, None)
    verb = data.pop("verb", "")
    return Message(verb=verb if isinstance(verb, str) and verb != WELCOME.verb else "", data=data)


def _chosen(value: object) -> dict[str, Any]:
    """What an alternative of an expanded list stands for."""
    try:
        chosen = json.loads(value) if isinstance(value, str) else {}
    except (ValueError, RecursionError):
        return {}
    return chosen if isinstance(chosen, dict) else {}


def _executed(value: object) -> Message | None:
    """The message of a card's Action.Execute; None when `value` is malformed."""
    action = value.get("action") if isinstance(value, Mapping) else None
    if not isinstance(action, Mapping):
        return None
    data = action.get("data")
    data = data if isinstance(data, Mapping) else {}
    return _pressed({"verb": action.get("verb", ""), **data})


def _somebody_to_welcome(activity: Activity) -> bool:
    """Whether a person came to the bot, or the bot to a group. A group is not welcomed again for each new member."""
    bot = activity.recipient.id if activity.recipient else None
    added = [member.id for member in activity.members_added or [] if member.id]
    conversation = activity.conversation
    if conversation.is_group or conversation.conversation_type in GROUPS:
        return bot in added
    return any(member != bot for member in added)


def text_of(activity: Activity) -> str:
    """The written text, without the mentions: neither of the bot, nor of colleagues, whose names are not needed."""
    text = activity.text or ""
    for entity in activity.entities or []:
        mention = entity.additional_properties.get("text")
        if entity.type == "mention" and isinstance(mention, str) and mention:
            text = text.replace(mention, " ")
    text = MENTION.sub(" ", text)
    return text.replace("&nbsp;", " ").replace("\u00a0", " ").replace("\x00", " ").strip()


def to_reply(reply: Reply, channel: str | None) -> Activity:
    """The activity that says `reply`: its full text, and a card with the same content where there is more than text.

    Teams shows a text as a message of its own above the card, so that everything would stand there twice: there the full
    text goes into the card's `fallbackText`, and what is read aloud into `speak`.
    """
    beside = channel != TEAMS or not needs_card(reply)
    return Activity(
        type=ActivityTypes.message,
        text=reply.text if beside else None,
        text_format="plain",
        summary=reply.heading or None,
        speak=speech(reply),
        input_hint=InputHints.expecting_input if reply.kind == "question" else InputHints.accepting_input,
        attachments=[Attachment(content_type=CARD_TYPE, content=card(reply, channel))] if needs_card(reply) else None,
    )


def needs_card(reply: Reply) -> bool:
    """Whether `reply` is more than a plain text."""
    return reply.kind != "message" or bool(reply.title or reply.choices or reply.actions or reply.field or reply.in_place)


def speech(reply: Reply) -> str:
    """`reply` as it is read aloud: title and paragraphs, without the mark and the buttons."""
    spoken = [reply.title] if reply.title else []
    spoken += [f"{line.label} {line.text}" if line.label else line.text for line in reply.lines if line.style != "subtle"]
    return " ".join(spoken) or reply.text
