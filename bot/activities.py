"""The body of a request as an activity: checked before the SDK sees it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

DEEPEST = 50
"""Levels of JSON in an activity: a card that is quoted has about twenty."""


class BadActivityError(ValueError):
    """The request body is no activity. The message says why, on one line."""


class _Account(BaseModel):
    model_config = ConfigDict(extra="allow", strict=True)

    id: str | None = None
    aadObjectId: str | None = None  # noqa: N815 - the channel's names


class _Conversation(_Account):
    id: str | None = Field(default=None, max_length=1_000)
    isGroup: bool | None = None  # noqa: N815
    conversationType: str | None = None  # noqa: N815
    tenantId: str | None = None  # noqa: N815


class Envelope(BaseModel):
    """The parts of an activity that the bot reads, with the types that they must have."""

    model_config = ConfigDict(extra="allow", strict=True, populate_by_name=True)

    type: str = Field(min_length=1)
    id: str | None = None
    channelId: str | None = None  # noqa: N815
    serviceUrl: str | None = None  # noqa: N815
    conversation: _Conversation | None = None
    sender: _Account | None = Field(default=None, alias="from")
    recipient: _Account | None = None
    text: str | None = None
    name: str | None = None
    action: str | None = None
    timestamp: str | None = None
    deliveryMode: str | None = None  # noqa: N815
    replyToId: str | None = None  # noqa: N815
    entities: list[dict[str, Any]] | None = None
    attachments: list[dict[str, Any]] | None = None
    membersAdded: list[_Account] | None = None  # noqa: N815


def parse(body: bytes) -> dict[str, Any]:
    """The JSON object in `body`, when it has the form of an activity. Raises BadActivityError."""
    try:
        data = _loaded(body)
        _check_depth(data)
        Envelope.model_validate(data)
    except RecursionError:
        raise BadActivityError("the JSON is nested too deeply") from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "body"
        raise BadActivityError(f"not an activity: {place}: {first['msg']}") from None
    except ValueError:
        raise BadActivityError("the body is not valid JSON in UTF-8") from None
    return data  # type: ignore[no-any-return]


def _loaded(body: bytes) -> Any:
    """The value in `body`. What is not quite JSON, as some clients send it, is read the long way. Raises ValueError."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return _without_surrogates(json.loads(body.decode("utf-8-sig"), parse_constant=_no_constant))


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _check_depth(data: Any) -> None:
    """Raises RecursionError for values that lie deeper than any channel sends."""
    level = [data]
    for _ in range(DEEPEST):
        level = [part for value in level if isinstance(value, dict | list) for part in _parts(value)]
        if not level:
            return
    raise RecursionError


def _parts(value: dict[str, Any] | list[Any]) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value


def _without_surrogates(data: Any) -> Any:
    """`data` without halves of characters, which no storage takes."""
    text = json.dumps(data, ensure_ascii=False)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.loads(text.encode("utf-8", "replace"))
    return data
