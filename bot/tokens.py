"""Tokens for the bot's own calls to the channel."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

import msal
import requests

from bot.connector import ChannelError
from bot.settings import Settings

RESOURCE = "https://api.botframework.com"
LOGIN = "https://login.microsoftonline.com"
MULTI_TENANT = "botframework.com"
RENEW_BEFORE = 300.0
"""Seconds before its end at which a token is no longer used."""
TIMEOUT = 10
"""Seconds for one call to the login service."""

Acquire = Callable[[], Mapping[str, Any]]
"""Asks the login service, blocking: `access_token` and `expires_in` (seconds), or `error`."""


class TokenError(ChannelError):
    """The login service gave no token. `code` is its short error code."""

    def __init__(self, code: str) -> None:
        super().__init__(None)
        self.code = code


async def no_token() -> None:
    """Local mode: calls carry no token."""
    return


class OutgoingTokens:
    """A token for the channel, asked for in a thread and kept until shortly before its end."""

    def __init__(self, acquire: Acquire, clock: Callable[[], float] = time.monotonic) -> None:
        self._acquire = acquire
        self._clock = clock
        self._lock = asyncio.Lock()
        self._token = ""
        self._until = float("-inf")

    async def __call__(self) -> str:
        """A token that is valid for some minutes more. Raises TokenError."""
        if self._clock() >= self._until:
            async with self._lock:
                if self._clock() >= self._until:
                    await self._renew()
        return self._token

    async def _renew(self) -> None:
        try:
            answer = await asyncio.to_thread(self._acquire)
        except Exception as error:
            raise TokenError("unreachable") from error
        token = answer.get("access_token")
        if not isinstance(token, str):
            raise TokenError(str(answer.get("error", "unknown")))
        self._token, self._until = token, self._clock() + float(answer.get("expires_in", 0)) - RENEW_BEFORE


def acquire_by(settings: Settings) -> Acquire:
    """How a token is acquired for the app type of `settings`."""
    client: list[Any] = []

    def acquire() -> Mapping[str, Any]:
        client[:] = client or [_client(settings)]  # made on first use: making it asks the network
        if settings.app_type == "UserAssignedMSI":
            return client[0].acquire_token_for_client(resource=RESOURCE)  # type: ignore[no-any-return]
        return client[0].acquire_token_for_client(scopes=[f"{RESOURCE}/.default"])  # type: ignore[no-any-return]

    return acquire


def _client(settings: Settings) -> Any:
    if settings.app_type == "UserAssignedMSI":
        identity = msal.UserAssignedManagedIdentity(client_id=settings.app_id)
        return msal.ManagedIdentityClient(identity, http_client=requests.Session())
    tenant = MULTI_TENANT if settings.app_type == "MultiTenant" else settings.tenant_id
    return msal.ConfidentialClientApplication(
        settings.app_id, client_credential=settings.app_password, authority=f"{LOGIN}/{tenant}", timeout=TIMEOUT
    )
