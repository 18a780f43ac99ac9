"""The Bot Framework adapter: a turn per incoming activity, replies over the connector."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from botbuilder.core import BotAdapter, InvokeResponse, TurnContext
from botbuilder.core.conversation_reference_extension import get_continuation_activity
from botbuilder.schema import Activity, ActivityTypes, ConversationReference, DeliveryModes, ResourceResponse

from bot import texts
from bot.connector import ChannelError, Connector, UntrustedServiceUrlError
from bot.telemetry import log

Logic = Callable[[TurnContext], Awaitable[None]]

FAILED = "bot.failed"
"""Key of the turn state: the turn ended with an error."""
NOT_SENT = frozenset({"delay", "trace"})
"""Kinds of activity that stay within the bot."""


@dataclass(frozen=True)
class HttpAnswer:
    """What the HTTP request that brought an activity is answered with; no body when `body` is None."""

    status: int
    body: Any = None


class Adapter(BotAdapter):  # type: ignore[misc]  # the SDK is untyped
    """Runs turns and sends what they say. One for the whole process."""

    def __init__(self, connector: Connector) -> None:
        super().__init__(tell_that_it_failed)
        self._connector = connector

    async def process(self, activity: Activity, logic: Logic) -> HttpAnswer:
        """Run `logic` on a verified `activity`, and say how to answer its request.

        Raises UntrustedServiceUrlError when replies could not be sent, ChannelError when one was not taken.
        """
        buffered = activity.delivery_mode == DeliveryModes.expect_replies
        if not buffered and activity.type != ActivityTypes.invoke:
            self._connector.check(activity.service_url)
        context = TurnContext(self, activity)
        await self.run_pipeline(context, logic)
        if buffered:
            return HttpAnswer(200, self._expected_replies(context))
        if activity.type == ActivityTypes.invoke:
            return self._invoke_answer(context)
        return HttpAnswer(200)

    async def send_activities(self, context: TurnContext, activities: list[Activity]) -> list[ResourceResponse]:
        """Send each of `activities`. Raises ChannelError."""
        return [ResourceResponse(id=await self._send(context, activity)) for activity in activities]

    async def _send(self, context: TurnContext, activity: Activity) -> str | None:
        if activity.type == ActivityTypes.invoke_response:
            context.turn_state[self._INVOKE_RESPONSE_KEY] = activity
            return None
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

    def _expected_replies(self, context: TurnContext) -> dict[str, Any]:
        replies = [reply for reply in context.buffered_reply_activities if reply.type not in NOT_SENT]
        return {"activities": [reply.serialize() for reply in replies]}

    def _invoke_answer(self, context: TurnContext) -> HttpAnswer:
        answer = context.turn_state.get(self._INVOKE_RESPONSE_KEY)
        if answer is not None and isinstance(answer.value, InvokeResponse):
            return HttpAnswer(answer.value.status, answer.value.body)
        return HttpAnswer(500 if context.turn_state.get(FAILED) else 501)


async def tell_that_it_failed(context: TurnContext, error: Exception) -> None:
    """Log the error and tell the user. What cannot be sent is raised: there is nobody left to tell."""
    if isinstance(error, ChannelError | UntrustedServiceUrlError):
        raise error
    context.turn_state[FAILED] = True
    log("turn_failed", logging.ERROR, error=error)
    if context.activity.type == ActivityTypes.invoke:
        await context.send_activity(invoke_response(200, error_body(texts.WENT_WRONG)))
        return
    await context.send_activity(Activity(type=ActivityTypes.message, text=texts.WENT_WRONG, text_format="plain"))


def invoke_response(status: int, body: Any) -> Activity:
    """The activity that answers an invoke with `status` and `body`."""
    return Activity(type=ActivityTypes.invoke_response, value=InvokeResponse(status=status, body=body))


def error_body(message: str, status: int = 500, code: str = "InternalServerError") -> dict[str, Any]:
    """An error as answer to adaptiveCard/action."""
    return {"statusCode": status, "type": "application/vnd.microsoft.error", "value": {"code": code, "message": message}}
