"""The Bot Framework adapter: a turn per incoming activity, replies over the connector."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from botbuilder.core import BotAdapter, TurnContext
from botbuilder.core.conversation_reference_extension import get_continuation_activity
from botbuilder.schema import (
    Activity,
    ActivityTypes,
    Attachment,
    ChannelAccount,
    ConversationAccount,
    ConversationReference,
    Entity,
    ResourceResponse,
)

from bot.activities import BadActivityError
from bot.connector import Connector
from bot.incoming import Incoming
from bot.parcels import HttpAnswer

Json = dict[str, Any]
Logic = Callable[[TurnContext], Awaitable[None]]

Answering = Callable[[Incoming | None], Awaitable[HttpAnswer]]

ANSWER = "bot.answer"
"""Key of the turn state: how the request is answered."""
NOT_SENT = frozenset({"delay", "trace"})
"""Kinds of activity that stay within the bot."""


def to_activity(data: Json) -> Activity:
    """The SDK's object for `data`, with the parts that are read. Raises BadActivityError for a time that is none.

    `Activity.deserialize` looks into every part there may be, which takes longer than everything else on the way to the turn.
    """
    conversation = data.get("conversation")
    return Activity(
        type=data["type"],
        id=data.get("id"),
        timestamp=_moment(data.get("timestamp")),
        channel_id=data.get("channelId"),
        service_url=data.get("serviceUrl"),
        conversation=conversation and _conversation(conversation),
        from_property=_account(data.get("from")),
        recipient=_account(data.get("recipient")),
        locale=data.get("locale"),
        text=data.get("text"),
        name=data.get("name"),
        value=data.get("value"),
        action=data.get("action"),
        reply_to_id=data.get("replyToId"),
        delivery_mode=data.get("deliveryMode"),
        members_added=[_account(member) for member in data.get("membersAdded") or ()],
        entities=[_entity(entity) for entity in data.get("entities") or ()],
        attachments=[Attachment(content_type=each.get("contentType")) for each in data.get("attachments") or ()],
        channel_data=data.get("channelData"),
    )


def _moment(written: str | None) -> datetime | None:
    if written is None:
        return None
    try:
        return datetime.fromisoformat(written)
    except (TypeError, ValueError):
        raise BadActivityError("not an activity: timestamp: not a time") from None


def _account(data: Json | None) -> ChannelAccount | None:
    return ChannelAccount(id=data.get("id"), name=data.get("name"), aad_object_id=data.get("aadObjectId")) if data else None


def _conversation(data: Json) -> ConversationAccount:
    return ConversationAccount(
        id=data.get("id"),
        name=data.get("name"),
        is_group=data.get("isGroup"),
        conversation_type=data.get("conversationType"),
        tenant_id=data.get("tenantId"),
    )


def _entity(data: Json) -> Entity:
    entity = Entity(type=data.get("type"))
    entity.additional_properties = {name: value for name, value in data.items() if name != "type"}
    return entity


class Adapter(BotAdapter):  # type: ignore[misc]  # the SDK is untyped
    """Runs turns and sends what they say. One for the whole process."""

    def __init__(self, connector: Connector) -> None:
        super().__init__(to_the_caller)
        self._connector = connector

    async def process(self, activity: Activity, answering: Answering) -> HttpAnswer:
        """Answer a verified `activity` with what `answering` makes of it.

        Raises UntrustedServiceUrlError when replies could not be sent.
        """
        incoming = Incoming.of(activity)
        if activity.type != ActivityTypes.invoke and not (incoming and incoming.buffered):
            self._connector.check(activity.service_url)
        context = TurnContext(self, activity)

        async def logic(context: TurnContext) -> None:
            context.turn_state[ANSWER] = await answering(incoming)

        await self.run_pipeline(context, logic)
        answer: HttpAnswer = context.turn_state[ANSWER]
        return answer

    async def send_activities(self, context: TurnContext, activities: list[Activity]) -> list[ResourceResponse]:  # noqa: ARG002
        """Send each of `activities`. Raises ChannelError."""
        return [ResourceResponse(id=await self._send(activity)) for activity in activities]

    async def _send(self, activity: Activity) -> str | None:
        if activity.type in NOT_SENT:
            return None
        return await self._connector.send(
            activity.service_url, activity.conversation.id, activity.serialize(), activity.reply_to_id or None
        )

    async def update_activity(self, context: TurnContext, activity: Activity) -> ResourceResponse:  # noqa: ARG002
        """Replace the activity with the id of `activity`. Raises ChannelError."""
        await self._connector.update(activity.service_url, activity.conversation.id, activity.id, activity.serialize())
        return ResourceResponse(id=activity.id)

    async def delete_activity(self, context: TurnContext, reference: ConversationReference) -> None:  # noqa: ARG002
        """Delete the activity that `reference` names. Raises ChannelError."""
        await self._connector.delete(reference.service_url, reference.conversation.id, reference.activity_id)

    async def continue_conversation(
        self,
        reference: ConversationReference,
        callback: Logic,
        bot_id: str | None = None,  # noqa: ARG002 - the SDK's signature
        claims_identity: Any = None,  # noqa: ARG002
        audience: str | None = None,  # noqa: ARG002
    ) -> None:
        """Say something in an earlier conversation, without being asked. Raises ChannelError, UntrustedServiceUrlError."""
        self._connector.check(reference.service_url)
        activity = get_continuation_activity(reference)
        activity.id = None  # nothing is replied to
        await self.run_pipeline(TurnContext(self, activity), callback)


async def to_the_caller(context: TurnContext, error: Exception) -> None:  # noqa: ARG001 - the SDK's form
    """The service tells the user what went wrong; what it could not tell is the caller's."""
    raise error
