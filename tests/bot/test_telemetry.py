from __future__ import annotations

import json
import logging

from bot.telemetry import JsonFormatter, conversation_hash, describe


def formatted(name, message, *arguments, error=None, **extra):
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord(name, logging.ERROR, "x.py", 1, message, arguments, info)
    record.__dict__.update(extra)
    return json.loads(JsonFormatter().format(record))


def test_a_line_holds_no_arguments_and_no_messages_of_errors():
    try:
        raise ValueError("hemlig text")
    except ValueError as error:
        line = formatted("other", "failed with %s\nhemlig text", "hemlig text", error=error)
    assert line["event"] == "failed with %s"
    assert line["error"].startswith("ValueError at test_telemetry.py:")
    assert "hemlig" not in json.dumps(line)


def test_data_are_fields():
    line = formatted("bot", "turn", data={"replies": 2})
    assert (line["event"], line["replies"], line["level"], line["logger"]) == ("turn", 2, "error", "bot")
    assert line["time"].endswith("+00:00")


def test_errors_name_their_cause():
    error = RuntimeError("y")
    error.__cause__ = KeyError("x")
    assert describe(error) == "RuntimeError from KeyError at "


def test_a_conversation_is_known_by_a_fingerprint():
    assert conversation_hash("c") == conversation_hash("c") != conversation_hash("d")
    assert "c1" not in conversation_hash("c1-very-long-id")
