"""An activity as the service sees it: plain values, whichever SDK received it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from json.encoder import encode_basestring_ascii
from typing import Any
from uuid import uuid4

GROUPS = frozenset({"groupChat", "channel"})
"""Kinds of conversation with more people than one."""
THREAD = ";messageid="
"""In Teams a thread of a channel has the channel's id, this, and a number."""

Json = dict[str, Any]


@dataclass(frozen=True)
class Person:
    """An account of the channel: its id there and, in Teams, the person's object id in Entra."""

    id: str = ""
    object_id: str | None = None

    @property
    def key(self) -> str:
        """What tells this person from all others."""
        return self.object_id or self.id


@dataclass(frozen=True)
class Conversation:
    """A conversation of the channel."""

    id: str
    is_group: bool = False
    kind: str | None = None
    tenant: str | None = None

    @property
    def shared(self) -> bool:
        """Whether more people than one take part."""
        return self.is_group or self.kind in GROUPS


@dataclass(frozen=True)
class Incoming:
    """One activity. `at` is the channel's own time, if it says one."""

    type: str
    conversation: Conversation
    channel: str = ""
    service_url: str = ""
    id: str | None = None
    sender: Person = field(default_factory=Person)
    bot: Person = field(default_factory=Person)
    name: str | None = None
    text: str = ""
    value: Any = None
    action: str | None = None
    reply_to: str | None = None
    delivery: str | None = None
    added: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    at: datetime | None = None
    tenant: str | None = None

    @cached_property
    def key(self) -> str:
        """The conversation as it is kept. In a group or channel everybody has one of their own."""
        key = [self.channel, self.conversation.id]
        return _listed(*key, self.sender.key) if self.conversation.shared else _listed(*key)

    @cached_property
    def owner(self) -> str:
        """The person on this channel, whichever the conversation."""
        return _listed(self.channel, self.sender.key)

    @cached_property
    def place(self) -> str:
        """The chat or the channel as a whole: a thread of a channel is at the channel's place."""
        return _listed(self.channel, self.conversation.id.partition(THREAD)[0])

    @cached_property
    def once(self) -> str:
        """What a repeated delivery has in common with the first, as a fingerprint; ever new where the channel says no id."""
        identity = self.id or uuid4().hex
        cause = _listed(self.key, self.type, self.name or "", identity)
        return hashlib.sha256(cause.encode("utf-8", "replace")).hexdigest()

    @property
    def buffered(self) -> bool:
        """Whether the replies are expected in the answer to the request."""
        return self.delivery == "expectReplies"

    @property
    def reference(self) -> Json:
        """How to say something here later. No names."""
        conversation: Json = {"id": self.conversation.id}
        if self.conversation.is_group:
            conversation["isGroup"] = True
        if self.conversation.kind:
            conversation["conversationType"] = self.conversation.kind
        if self.conversation.tenant:
            conversation["tenantId"] = self.conversation.tenant
        user: Json = {"id": self.sender.id}
        if self.sender.object_id:
            user["aadObjectId"] = self.sender.object_id
        return {
            "serviceUrl": self.service_url,
            "channelId": self.channel,
            "conversation": conversation,
            "user": user,
            "bot": {"id": self.bot.id},
        }

    @classmethod
    def of(cls, activity: Any) -> Incoming | None:
        """From an activity of the Bot Framework SDK or of the Microsoft 365 Agents SDK; None without a conversation."""
        if not activity.conversation or not activity.conversation.id:
            return None
        conversation = activity.conversation
        return cls(
            type=str(_plain(activity.type)),
            conversation=Conversation(
                conversation.id,
                bool(conversation.is_group),
                conversation.conversation_type,
                conversation.tenant_id,
            ),
            channel=_channel(activity.channel_id),
            service_url=activity.service_url or "",
            id=activity.id,
            sender=_person(activity.from_property),
            bot=_person(activity.recipient),
            name=activity.name,
            text=activity.text or "",
            value=activity.value,
            action=activity.action,
            reply_to=activity.reply_to_id,
            delivery=_plain(activity.delivery_mode),
            added=tuple(member.id for member in activity.members_added or () if member.id),
            mentions=tuple(_mentions(activity.entities or ())),
            attachments=tuple(str(attachment.content_type or "") for attachment in activity.attachments or ()),
            at=activity.timestamp,
            tenant=_tenant(activity.channel_data),
        )


def _listed(*texts: str) -> str:
    """`texts` as `json.dumps` writes a list of them, in a quarter of the time."""
    return f"[{', '.join(map(encode_basestring_ascii, texts))}]"


def _plain(value: Any) -> Any:
    """The value of an enumeration, or what is none."""
    return getattr(value, "value", value)


def _channel(channel_id: Any) -> str:
    """The channel alone: the Microsoft 365 Agents SDK adds the product in which the user writes (`msteams:COPILOT`)."""
    return str(getattr(channel_id, "channel", _plain(channel_id)) or "")


def _person(account: Any) -> Person:
    return Person(account.id or "", account.aad_object_id) if account else Person()


def _mentions(entities: Sequence[Any]) -> list[str]:
    """The texts that stand for a mention."""
    found = []
    for entity in entities:
        if entity.type == "mention":
            more = getattr(entity, "additional_properties", None) or getattr(entity, "model_extra", None) or {}
            text = more.get("text") or getattr(entity, "text", None)
            if isinstance(text, str) and text:
                found.append(text)
    return found


def _tenant(channel_data: Any) -> str | None:
    tenant = channel_data.get("tenant") if isinstance(channel_data, Mapping) else None
    identity = tenant.get("id") if isinstance(tenant, Mapping) else None
    return identity if isinstance(identity, str) else None
