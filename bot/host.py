"""The choice of SDK: what makes its activities and runs their turns."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from bot.connector import Connector
from bot.incoming import Incoming
from bot.parcels import HttpAnswer
from bot.settings import Settings
from knowledge.uncollected import uncollected

ToActivity = Callable[[dict[str, Any]], Any]
"""Makes the SDK's object of an activity in JSON. Raises BadActivityError."""
Answering = Callable[[Incoming | None], Awaitable[HttpAnswer]]


class Host(Protocol):
    """Runs the turns of verified activities, which are objects of its SDK."""

    async def process(self, activity: Any, answering: Answering) -> HttpAnswer:
        """The answer to the request that brought `activity`. Raises UntrustedServiceUrlError."""


@uncollected()
def host_of(settings: Settings, connector: Connector) -> tuple[ToActivity, Host]:
    """The SDK of HOST_SDK. It is loaded here, and the other is not."""
    if settings.host_sdk == "agents":
        from bot import agents_host  # noqa: PLC0415 - an extra, and slow to load

        return agents_host.to_activity, agents_host.AgentsHost(connector, settings.app_id)
    from bot import adapter  # noqa: PLC0415

    return adapter.to_activity, adapter.Adapter(connector)
