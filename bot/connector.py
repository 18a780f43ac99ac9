"""Calls to the channel: one shared HTTP session, trusted addresses only, and patience when the channel is busy."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote, urlsplit

import aiohttp
import orjson
from yarl import URL

from bot.telemetry import Metrics, log
from bot.tracing import span

TRUSTED_HOSTS = (
    "botframework.com",
    "botframework.azure.us",
    "smba.trafficmanager.net",
    "teams.microsoft.com",
    "teams.microsoft.us",
)
"""Hosts of the Bot Framework and Teams, with their subdomains. Other names under trafficmanager.net can be anybody's."""
LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")

LARGEST_ANSWER = 65_536
"""Bytes of an answer that are read: it holds an id."""
JSON_TYPE = {"Content-Type": "application/json"}
BUSY = frozenset({412, 429, 502, 503, 504})
"""Statuses that Teams asks to be tried again."""

Tokens = Callable[[], Awaitable[str | None]]
"""Gives the bearer token for a call, or None in local mode."""


class UntrustedServiceUrlError(ValueError):
    """The activity names an address that replies must not be sent to."""


class ChannelError(Exception):
    """The channel did not take a call. `status` is its last answer (None: none came), `retry_after` the wait it asked for."""

    def __init__(self, status: int | None, retry_after: float | None = None) -> None:
        super().__init__(f"the channel answered {status}")
        self.status = status
        self.retry_after = retry_after


@dataclass(frozen=True)
class Patience:
    """How long a call is repeated. All times in seconds; `budget` is for one call with all its repetitions.

    What is still not taken waits in the outbox: looked at every `poll`, tried again after `later` doubled each time, at most
    `latest`.
    """

    attempts: int = 4
    first_wait: float = 0.5
    longest_wait: float = 4.0
    budget: float = 10.0
    timeout: float = 5.0
    poll: float = 1.0
    later: float = 5.0
    latest: float = 600.0
    chance: Callable[[], float] = field(default=random.SystemRandom().random)

    def wait(self, attempt: int, retry_after: float | None) -> float:
        """Seconds before the attempt after `attempt` (from 0): what the channel asks for, else doubling with jitter."""
        if retry_after is not None:
            return retry_after + self.chance() * self.first_wait
        return min(self.longest_wait, self.first_wait * 2.0**attempt) * (0.5 + self.chance() / 2)

    def wait_in_outbox(self, attempts: int, retry_after: float | None) -> float:
        """Seconds before what failed `attempts` times in the outbox is tried again."""
        wait = min(self.latest, self.later * 2.0 ** min(attempts, 20)) * (0.5 + self.chance() / 2)
        return max(wait, retry_after or 0.0)


@lru_cache(maxsize=32)
def check_service_url(url: str | None, *, local: bool) -> str:
    """`url` without a slash at the end. Raises UntrustedServiceUrlError unless it is the channel's, or loopback where `local`."""
    try:
        parts = urlsplit(url or "")
        host = (parts.hostname or "").lower()
        port = parts.port
    except ValueError:
        raise UntrustedServiceUrlError("not an address") from None
    if parts.username or parts.password or parts.query or parts.fragment:
        raise UntrustedServiceUrlError("an address with credentials or a query")
    if local:
        trusted = host in LOOPBACK_HOSTS and parts.scheme in ("http", "https")
    else:
        known = any(host == name or host.endswith(f".{name}") for name in TRUSTED_HOSTS)
        trusted = known and parts.scheme == "https" and port in (None, 443)
    if not trusted:
        raise UntrustedServiceUrlError("not an address of the channel")
    return str(url).rstrip("/")


class Connector:
    """The channel's REST interface (Bot Connector v3). `local` allows loopback addresses, and only them."""

    def __init__(
        self, session: aiohttp.ClientSession, tokens: Tokens, metrics: Metrics, *, local: bool, patience: Patience | None = None
    ) -> None:
        self._session = session
        self._tokens = tokens
        self._metrics = metrics
        self._local = local
        self._patience = patience or Patience()

    def check(self, service_url: str | None) -> str:
        """As `check_service_url`, for this connector's mode."""
        return check_service_url(service_url, local=self._local)

    async def send(
        self, service_url: str | None, conversation: str, activity: dict[str, Any], reply_to: str | None = None
    ) -> str | None:
        """Post `activity`; the id that the channel gave it. Raises ChannelError, UntrustedServiceUrlError."""
        answer = await self._call("POST", self._url(service_url, conversation, reply_to), activity)
        identity = answer.get("id")
        return identity if isinstance(identity, str) else None

    async def update(self, service_url: str | None, conversation: str, activity_id: str, activity: dict[str, Any]) -> None:
        """Replace the activity `activity_id`. Raises ChannelError, UntrustedServiceUrlError."""
        await self._call("PUT", self._url(service_url, conversation, activity_id), activity)

    async def delete(self, service_url: str | None, conversation: str, activity_id: str) -> None:
        """Delete the activity `activity_id`. Raises ChannelError, UntrustedServiceUrlError."""
        await self._call("DELETE", self._url(service_url, conversation, activity_id), None)

    def _url(self, service_url: str | None, conversation: str, activity_id: str | None) -> str:
        if not conversation or any(part in (".", "..") for part in (conversation, activity_id)):
            raise UntrustedServiceUrlError("no conversation")
        address = f"{self.check(service_url)}/v3/conversations/{quote(conversation, safe='')}/activities"
        return f"{address}/{quote(activity_id, safe='')}" if activity_id else address

    async def _call(self, method: str, url: str, activity: dict[str, Any] | None) -> dict[str, Any]:
        body = None if activity is None else orjson.dumps(activity)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._patience.budget
        for attempt in range(self._patience.attempts):
            with span("send", method=method, attempt=attempt):
                status, retry_after, answer = await self._once(method, url, body)
            if status is not None and status < 300:
                return answer
            wait = self._patience.wait(attempt, retry_after)
            last = attempt == self._patience.attempts - 1 or loop.time() + wait > deadline
            if last or (status is not None and status not in BUSY):
                break
            self._metrics.retries.labels(status or "unreachable").inc()
            await asyncio.sleep(wait)
        log("channel_failed", logging.WARNING, status=status, method=method)
        self._metrics.failures.labels("channel").inc()
        raise ChannelError(status, retry_after)

    async def _once(self, method: str, url: str, body: bytes | None) -> tuple[int | None, float | None, dict[str, Any]]:
        """One attempt: status (None when nobody was there), the wait asked for, and the answer."""
        token = await self._tokens()
        headers = {**JSON_TYPE, "Authorization": f"Bearer {token}"} if token else JSON_TYPE
        timeout = aiohttp.ClientTimeout(total=self._patience.timeout)
        try:
            async with self._session.request(
                method, URL(url, encoded=True), data=body, headers=headers, timeout=timeout, allow_redirects=False
            ) as response:
                answer = await _json_object(response) if response.status < 300 else {}
                return response.status, _retry_after(response.headers.get("Retry-After")), answer
        except aiohttp.ClientConnectorError:
            return None, None, {}
        except (aiohttp.ClientError, TimeoutError) as error:
            # The channel may have taken it: repeating could say the same thing twice.
            raise ChannelError(None) from error


async def _json_object(response: aiohttp.ClientResponse) -> dict[str, Any]:
    """What a call that was taken is answered with; nothing where that cannot be read: it was taken all the same."""
    try:
        answer = orjson.loads(await _body(response))
    except (ValueError, aiohttp.ClientError, TimeoutError):
        return {}
    return answer if isinstance(answer, dict) else {}


async def _body(response: aiohttp.ClientResponse) -> bytes:
    """The body, as far as it is read. Raises aiohttp.ClientError when it is broken."""
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > LARGEST_ANSWER:
            break
    return bytes(body)


def _retry_after(value: str | None) -> float | None:
    """Seconds of a Retry-After header, which is a number or a date."""
    if not value:
        return None
    if value.strip().isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
