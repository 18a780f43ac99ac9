"""What is written down about the running service: structured logs and counters, never a text, a name or a token."""

from __future__ import annotations

import hashlib
import logging
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

import orjson
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

LOGGER = logging.getLogger("bot")
AUDIT = logging.getLogger("bot.audit")
"""Refused requests."""

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The id of the request that is being answered; it is on every log line."""


class Metrics:
    """Counters of one application, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter("bot_requests_total", "Answered HTTP requests", ["path", "status"], registry=self.registry)
        self.turns = Histogram("bot_turn_seconds", "Time from a message to its last reply", registry=self.registry)
        self.replies = Counter("bot_replies_total", "Sent replies", ["kind"], registry=self.registry)
        self.failures = Counter("bot_failures_total", "What went wrong, by kind", ["kind"], registry=self.registry)
        self.retries = Counter("bot_send_retries_total", "Repeated calls to the channel", ["status"], registry=self.registry)
        self.refused = Counter("bot_refused_total", "Refused requests, by reason", ["reason"], registry=self.registry)
        self.outbox = Gauge("bot_outbox_depth", "Parcels that wait to be sent", registry=self.registry)
        self.knowledge = Gauge("bot_knowledge_info", "The edition of the knowledge in use", ["edition"], registry=self.registry)
        self.reloads = Counter("bot_reloads_total", "Knowledge read anew, by result", ["result"], registry=self.registry)
        self.storage = Histogram("bot_storage_seconds", "Time of one transaction", registry=self.registry)

    def text(self) -> bytes:
        """All of them in the Prometheus text format."""
        return generate_latest(self.registry)


def conversation_hash(key: str) -> str:
    """A short fingerprint of a conversation key: lines belong together, the people stay unknown."""
    return hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:12]


def log(
    event: str, level: int = logging.INFO, *, logger: logging.Logger = LOGGER, error: BaseException | None = None, **data: Any
) -> None:
    """One line about `event`. `data` are plain values that identify nobody; of `error` only its type and place are kept."""
    logger.log(level, event, extra={"data": data}, exc_info=error)


class JsonFormatter(logging.Formatter):
    """A line of JSON per record. Arguments, further lines and exception messages are left out: a user's text may be in them."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": str(record.msg).partition("\n")[0],
        }
        if current := request_id.get():
            line["request"] = current
        line.update(getattr(record, "data", {}))
        if record.exc_info and record.exc_info[1] is not None:
            line["error"] = describe(record.exc_info[1])
        return orjson.dumps(line, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def describe(error: BaseException) -> str:
    """The type of an error, what caused it, and where: without its message."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    place = " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in reversed(frames))
    cause = error.__cause__ or error.__context__
    return f"{type(error).__name__}{f' from {type(cause).__name__}' if cause else ''} at {place}"


def set_up_logging(level: int = logging.INFO) -> None:
    """Send every log line to stdout as JSON; other libraries from WARNING on."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False  # no line tells them
    logging._srcfile = None  # nor where it was written: the documented way not to look for it
    LOGGER.setLevel(level)
