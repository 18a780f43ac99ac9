"""The Microsoft 365 Agents SDK as host: its adapter runs the turns, this project's connector carries what they say.

Needs the extra `agents`. Nothing else imports that SDK.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from microsoft_agents.activity import Activity, ConversationReference, Entity, ResourceResponse
from microsoft_agents.hosting.aiohttp import CloudAdapter
from microsoft_agents.hosting.core import TurnContext

from bot.activities import BadActivityError
from bot.connector import Connector
from bot.incoming import Incoming
from bot.parcels import HttpAnswer

Json = dict[str, Any]
Logic = Callable[[TurnContext], Awaitable[None]]
Answering = Callable[[Incoming | None], Awaitable[HttpAnswer]]

OPAQUE = frozenset({"value", "channelData", "content"})
"""Parts of an activity that are the channel's own, and stay as they are."""


def to_activity(data: Json) -> Activity:
    """The SDK's object for `data`. Raises BadActivityError when a part that the bot does not read is malformed."""
    filled = _filled(data)
    if not filled.get("conversation", {}).get("id"):
        filled.pop("conversation", None)
    try:
        entities = [Entity.model_validate(item) for item in filled.get("entities", ()) if item.get("type")]
        attachments = [item for item in filled.get("attachments", ()) if item.get("contentType")]
        return Activity.model_validate({**filled, "entities": entities, "attachments": attachments})
    except Exception:  # the SDK raises whatever its parts raise
        raise BadActivityError("not an activity: a part has the wrong type") from None


def _filled(part: Any) -> Any:
    """`part` without null and "": channels send them, the SDK's models refuse them."""
    if isinstance(part, list):
        return [_filled(item) for item in part]
    if not isinstance(part, dict):
        return part
    kept = {key: value for key, value in part.items() if key in OPAQUE or value not in (None, "")}
    return {key: value if key in OPAQUE else _filled(value) for key, value in kept.items()}


class AgentsHost:
    """Runs turns. One for the whole process."""

    def __init__(self, connector: Connector, app_id: str | None = None) -> None:
        self._connector = connector
        self._app_id = app_id or ""
        self._adapter = CloudAdapter(channel_service_client_factory=_Clients(connector))
        self._adapter.on_turn_error = None  # the SDK's would print the error, and tell it to the user
        self._identity = self._adapter.create_claims_identity(self._app_id)

    async def process(self, activity: Activity, answering: Answering) -> HttpAnswer:
        """Answer a verified `activity` with what `answering` makes of it.

        Raises UntrustedServiceUrlError when replies could not be sent.
        """
        incoming = Incoming.of(activity)
        if activity.type != "invoke" and not (incoming and incoming.buffered):
            self._connector.check(activity.service_url)
        answers: list[HttpAnswer] = []

        async def turn(context: TurnContext) -> None:  # noqa: ARG001 - the SDK's form
            answers.append(await answering(incoming))

        await self._adapter.process_activity(self._identity, activity, turn)
        [answer] = answers
        return answer

    async def continue_conversation(self, reference: ConversationReference, callback: Logic) -> None:
        """Say something in an earlier conversation, without being asked. Raises ChannelError, UntrustedServiceUrlError."""
        self._connector.check(reference.service_url)
        activity = reference.get_continuation_activity()
        activity.id = None  # nothing is replied to
        await self._adapter.continue_conversation(self._app_id, activity, callback)


class _Clients:
    """Makes the SDK's clients of the channel."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    async def create_connector_client(self, context: Any, claims_identity: Any, service_url: str, *_: Any, **__: Any) -> Any:  # noqa: ARG002
        return _Client(self._connector, service_url)

    async def create_user_token_client(self, *_: Any, **__: Any) -> Any:
        """Nobody signs in: a client that can only be closed."""
        return _Client(self._connector, "")


class _Client:
    """The channel at one address, in the form that the SDK asks for. All raise ChannelError, UntrustedServiceUrlError."""

    def __init__(self, connector: Connector, service_url: str) -> None:
        self._connector = connector
        self._service_url = service_url
        self.conversations = self

    async def send_to_conversation(self, conversation_id: str, activity: Activity) -> ResourceResponse:
        return await self.reply_to_activity(conversation_id, None, activity)

    async def reply_to_activity(self, conversation_id: str, activity_id: str | None, activity: Activity) -> ResourceResponse:
        identity = await self._connector.send(self._service_url, conversation_id, _json(activity), activity_id)
        return ResourceResponse(id=identity) if identity else ResourceResponse()

    async def update_activity(self, conversation_id: str, activity_id: str, activity: Activity) -> ResourceResponse:
        await self._connector.update(self._service_url, conversation_id, activity_id, _json(activity))
        return ResourceResponse(id=activity_id)

    async def delete_activity(self, conversation_id: str, activity_id: str) -> None:
        await self._connector.delete(self._service_url, conversation_id, activity_id)

    async def close(self) -> None:
        """The connector is shared, and stays open."""


def _json(activity: Activity) -> Json:
    return activity.model_dump(mode="json", by_alias=True, exclude_none=True)
