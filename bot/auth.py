"""Who may talk to the bot: tokens of the channel for this app, from an allowed tenant."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol

import aiohttp
import jwt
from jwt.algorithms import RSAAlgorithm

from bot.telemetry import AUDIT, Metrics, log

KEYS_LAST = 24 * 3600.0
"""Seconds after which the channel's signing keys are fetched again."""
UNKNOWN_KEY_WAIT = 300.0
"""Least seconds between two fetches because of an unknown key."""
FETCH_TIMEOUT = 10.0
CLOCK_TOLERANCE = 5 * 60
OPENID_URL = "https://login.botframework.com/v1/.well-known/openidconfiguration"
ISSUER = "https://api.botframework.com"
ALGORITHMS = ("RS256", "RS384", "RS512")


class RefusedError(Exception):
    """The request is answered with `status` (401 or 403) and nothing else."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Gate(Protocol):
    """Decides on incoming requests."""

    async def check(self, activity: Mapping[str, Any], header: str | None) -> None:
        """Raises RefusedError unless `header` (Authorization) allows to send `activity` (as received)."""


class LocalGate:
    """Local mode: whoever reaches the loopback address may talk."""

    async def check(self, activity: Mapping[str, Any], header: str | None) -> None:
        """Everything is allowed."""


class TokenGate:
    """Accepts what the Bot Connector signed for `app_id`, for the address and the tenant that the activity names.

    Tokens of the Emulator and of other bots are refused: they carry no service address.
    """

    def __init__(self, app_id: str, allowed_tenants: frozenset[str], keys: SigningKeys, metrics: Metrics) -> None:
        self._app_id = app_id
        self._tenants = allowed_tenants
        self._keys = keys
        self._metrics = metrics

    async def check(self, activity: Mapping[str, Any], header: str | None) -> None:
        """Raises RefusedError(401) for a bad or missing token, RefusedError(403) for a foreign tenant."""
        try:
            claims = await self._claims(header, activity.get("channelId"))
        except Exception as error:  # whatever makes a token bad
            self._refuse(401, "token", error)
        if not isinstance(claims.get("exp"), int | float):
            self._refuse(401, "no_expiry")
        if not claims.get("serviceurl") or claims.get("serviceurl") != activity.get("serviceUrl"):
            self._refuse(401, "service_url")
        if self._tenants and not self._is_allowed(tenants_of(activity)):
            self._refuse(403, "tenant")

    async def _claims(self, header: str | None, channel_id: object) -> Mapping[str, Any]:
        """The claims of a token that is signed by the channel for this app. Raises all kinds of errors."""
        if not header or not isinstance(channel_id, str) or not channel_id:
            raise PermissionError("no token or no channel")
        scheme, _, token = header.partition(" ")
        if scheme != "Bearer":
            raise PermissionError("no bearer token")
        key = await self._keys.get(jwt.get_unverified_header(token).get("kid"))
        if key.endorsements and channel_id not in key.endorsements:
            raise PermissionError("the key does not sign for this channel")
        claims: Mapping[str, Any] = jwt.decode(
            token,
            key.public_key,
            ALGORITHMS,
            {"require": ["exp", "iss", "aud"], "strict_aud": True},
            audience=self._app_id,
            issuer=ISSUER,
            leeway=CLOCK_TOLERANCE,
        )
        return claims

    def _is_allowed(self, tenants: frozenset[str]) -> bool:
        return bool(tenants) and tenants <= self._tenants

    def _refuse(self, status: int, reason: str, error: BaseException | None = None) -> NoReturn:
        log("refused", logging.WARNING, logger=AUDIT, status=status, reason=reason, error=error)
        self._metrics.refused.labels(reason).inc()
        raise RefusedError(status) from error


def tenants_of(activity: Mapping[str, Any]) -> frozenset[str]:
    """Every tenant that an activity says it comes from, in lower case."""
    channel_data = _mapping(activity.get("channelData"))
    named = (
        _mapping(channel_data.get("tenant")).get("id"),
        _mapping(activity.get("conversation")).get("tenantId"),
        _mapping(activity.get("from")).get("tenantId"),
    )
    return frozenset(str(tenant).lower() for tenant in named if tenant)


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


@dataclass(frozen=True)
class SigningKey:
    """A public key of the channel, and the channels that it signs for (none named: all)."""

    public_key: Any
    endorsements: list[str]


class SigningKeys:
    """The channel's signing keys, fetched without blocking and kept for a day."""

    def __init__(self, url: str = OPENID_URL, clock: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._clock = clock
        self._lock = asyncio.Lock()
        self._keys: dict[str, SigningKey] = {}
        self._fetched = float("-inf")

    async def get(self, key_id: str | None) -> SigningKey:
        """The key with `key_id`. Raises KeyError when the channel has none such."""
        if key_id is None:
            raise KeyError("no key id")
        if self._age() > KEYS_LAST or (key_id not in self._keys and self._age() > UNKNOWN_KEY_WAIT):
            await self._refresh(self._fetched)
        return self._keys[key_id]

    def _age(self) -> float:
        return self._clock() - self._fetched

    async def _refresh(self, seen: float) -> None:
        """Fetch the keys, once for all that wait. Old keys are kept when it fails, so that a short outage stops nobody."""
        async with self._lock:
            if self._fetched != seen:
                return
            try:
                self._keys = await self._fetch()
            except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
                log("signing_keys_unavailable", logging.ERROR, error=error)
                if not self._keys:
                    raise
                self._fetched = self._clock() - KEYS_LAST + UNKNOWN_KEY_WAIT
            else:
                self._fetched = self._clock()

    async def _fetch(self) -> dict[str, SigningKey]:
        timeout = aiohttp.ClientTimeout(total=FETCH_TIMEOUT)
        async with aiohttp.ClientSession(timeout=timeout, raise_for_status=True) as session:
            async with session.get(self._url) as response:
                address = (await response.json(content_type=None))["jwks_uri"]
            async with session.get(address) as response:
                found = (await response.json(content_type=None))["keys"]
        return {
            key["kid"]: SigningKey(RSAAlgorithm.from_jwk(json.dumps(key)), key.get("endorsements") or [])
            for key in found
            if key.get("kty") == "RSA" and "kid" in key
        }
