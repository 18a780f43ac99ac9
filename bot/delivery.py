"""How replies reach the user: as new messages, or in place of the card that was pressed."""

from __future__ import annotations

import logging

from botbuilder.core import TurnContext
from botbuilder.schema import ActivityTypes, DeliveryModes

from bot import texts
from bot.activities import CARD_ACTION, CARD_TYPE, to_reply
from bot.adapter import error_body, invoke_response
from bot.cards import card
from bot.channels import TEAMS
from bot.connector import ChannelError
from bot.telemetry import log
from dialogs.message import Message
from dialogs.reply import Reply


async def deliver(context: TurnContext, message: Message, replies: tuple[Reply, ...]) -> None:
    """Say `replies` to `message`, in order. Raises ChannelError."""
    if context.activity.type == ActivityTypes.invoke:
        replies = await _answer_invoke(context, replies)
    elif replies and replies[0].in_place and _replaces(context, message) and await _replaced(context, replies[0]):
        replies = replies[1:]
    for reply in replies:
        await context.send_activity(to_reply(reply, context.activity.channel_id))


async def answer_malformed(context: TurnContext) -> None:
    """Answer an activity that is no message: a malformed press with an error, everything else with nothing."""
    if context.activity.type == ActivityTypes.invoke and context.activity.name == CARD_ACTION:
        await context.send_activity(invoke_response(400, error_body("no action", 400, "BadRequest")))


async def _answer_invoke(context: TurnContext, replies: tuple[Reply, ...]) -> tuple[Reply, ...]:
    """Answer the press with its new card, or say that the answer is a message. The replies that remain to be sent."""
    shown = next((reply for reply in replies if reply.in_place), None)
    if shown is None:
        # An empty value counts as a failure in Teams: it would show an error and press again.
        body = {"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": texts.SEE_BELOW}
    else:
        body = {"statusCode": 200, "type": CARD_TYPE, "value": card(shown, context.activity.channel_id)}
    await context.send_activity(invoke_response(200, body))
    return tuple(reply for reply in replies if reply is not shown)


def _replaces(context: TurnContext, message: Message) -> bool:
    """Whether `message` is a press of Action.Submit on a card that can be replaced."""
    activity = context.activity
    pressed = message.verb is not None and bool(activity.reply_to_id)
    return pressed and activity.channel_id == TEAMS and activity.delivery_mode != DeliveryModes.expect_replies


async def _replaced(context: TurnContext, reply: Reply) -> bool:
    """Put `reply` in place of the pressed card; False when the channel does not let it."""
    activity = to_reply(reply, context.activity.channel_id)
    activity.id = context.activity.reply_to_id
    activity.text = None
    try:
        await context.update_activity(activity)
    except ChannelError as error:
        log("update_failed", logging.WARNING, status=error.status)
        return False
    return True
