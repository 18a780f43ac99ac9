"""What a turn says, packed for the outbox: activities to send, and the answer to the request that waits for one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot import texts
from bot.channels import TEAMS
from bot.incoming import Incoming
from bot.messages import CARD_ACTION
from bot.replies import CARD_TYPE, addressed, for_viewer, to_activity
from bot.storage.outbox import Parcel
from dialogs.message import Message
from dialogs.reply import Reply

Json = dict[str, Any]

MESSAGE_TYPE = "application/vnd.microsoft.activity.message"
ERROR_TYPE = "application/vnd.microsoft.error"


@dataclass(frozen=True)
class HttpAnswer:
    """What the HTTP request that brought an activity is answered with; no body when `body` is None."""

    status: int
    body: Any = None


def pack(incoming: Incoming, message: Message, replies: tuple[Reply, ...]) -> Parcel:
    """The parcel with `replies` to `incoming`.

    Its content: `activities`, each with its `method` (send, replace: put in place of the `pressed` card), `reply_to` (the
    activity that is answered), and `answer` for a request that expects one: `invoked` (the body for a press), `expected`
    (activities without addresses).
    """
    body: Json | None = None
    if incoming.type == "invoke" and incoming.name == CARD_ACTION:
        body, replies = _invoked(replies, incoming.channel)
    activities: list[Json] = [{"method": "send", "activity": to_activity(reply, incoming.channel)} for reply in replies]
    if replies and body is None and replies[0].in_place and _replaces(incoming, message):
        card = {name: value for name, value in activities[0]["activity"].items() if name != "text"}
        activities[0] = {"method": "replace", "activity": card}
    answer: Json | None = {"invoked": body} if body else None
    if incoming.buffered:
        answer, activities = {"expected": [item["activity"] for item in activities], "invoked": body}, []
    content = {"activities": activities, "answer": answer, "reply_to": incoming.id, "pressed": incoming.reply_to}
    return Parcel(incoming.once, incoming.reference, content, status="pending" if activities else "returned")


def error_body(message: str, status: int = 500, code: str = "InternalServerError") -> Json:
    """An error as answer to adaptiveCard/action."""
    return {"statusCode": status, "type": ERROR_TYPE, "value": {"code": code, "message": message}}


def message_body(text: str) -> Json:
    """A short message as answer to adaptiveCard/action. An empty one counts as a failure in Teams, which would press again."""
    return {"statusCode": 200, "type": MESSAGE_TYPE, "value": text}


def card_in(answer: HttpAnswer) -> Json | None:
    """The activity with the card that answers a press; None when another thing does."""
    if not isinstance(answer.body, dict) or answer.body.get("type") != CARD_TYPE:
        return None
    return {"type": "message", "attachments": [{"contentType": CARD_TYPE, "content": answer.body["value"]}]}


def _invoked(replies: tuple[Reply, ...], channel: str) -> tuple[Json, tuple[Reply, ...]]:
    """The answer to a press: its new card, or that the answer is a message; and the replies that remain to be sent."""
    shown = next((reply for reply in replies if reply.in_place), None)
    if shown is None:
        return message_body(texts.SEE_BELOW), replies
    activity = to_activity(shown, channel)
    body = {"statusCode": 200, "type": CARD_TYPE, "value": activity["attachments"][0]["content"]}
    return body, tuple(reply for reply in replies if reply is not shown)


def _replaces(incoming: Incoming, message: Message) -> bool:
    """Whether `message` is a press of Action.Submit on a card that can be replaced."""
    pressed = incoming.type == "message" and message.verb is not None
    return pressed and bool(incoming.reply_to) and incoming.channel == TEAMS and not incoming.buffered


def answer_of(incoming: Incoming, parcel: Parcel | None) -> HttpAnswer:
    """What the request that brought `incoming` is answered with."""
    answer = (parcel.content.get("answer") if parcel else None) or {}
    invoked = answer.get("invoked")
    if invoked and invoked["type"] == CARD_TYPE:
        invoked = {**invoked, "value": for_viewer(invoked["value"], incoming.reference)}
    if not incoming.buffered:
        return HttpAnswer(200, invoked)
    said = [addressed(activity, incoming.reference, incoming.id) for activity in answer.get("expected", ())]
    if invoked is not None:
        said = [_invoke_response(invoked), *said]
    return HttpAnswer(200, {"activities": said})


def at_once(incoming: Incoming, body: Json) -> HttpAnswer:
    """What an invoke is answered with that nothing is sent for."""
    return HttpAnswer(200, {"activities": [_invoke_response(body)]} if incoming.buffered else body)


def _invoke_response(body: Json) -> Json:
    return {"type": "invokeResponse", "value": {"status": 200, "body": body}}
