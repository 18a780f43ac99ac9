"""JSON Lines in, JSON Lines out, in the same order; a bad line gets an error and the batch goes on."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from datetime import date
from io import TextIOWrapper
from typing import Any

from bot.cli.errors import UsageError
from knowledge.condition import ConditionError

Json = dict[str, Any]
LONGEST_LINE = 262_144
_SURROGATE = re.compile("[\ud800-\udfff]")


def run_batch(answer: Callable[[Json], Json]) -> int:
    """Answer every line of standard input."""
    _speak_utf8()
    for line in sys.stdin:
        if line.strip():
            sys.stdout.write(_written(_answered(answer, line)) + "\n")
            sys.stdout.flush()
    return 0


def _speak_utf8() -> None:
    """JSON Lines are UTF-8, whatever the terminal speaks; bytes that are not UTF-8 spoil only their own line."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _answered(answer: Callable[[Json], Json], line: str) -> Json:
    identity = None
    try:
        if len(line) > LONGEST_LINE:
            raise UsageError(f"the line is longer than {LONGEST_LINE} characters. Split it")
        item = json.loads(line)
        if not isinstance(item, dict):
            raise UsageError("a line holds one JSON object")
        identity = item.get("id")
        return answer(item)
    except (UsageError, ConditionError) as error:
        return {"id": identity, "error": str(error)}
    except (ValueError, RecursionError) as error:
        return {"id": identity, "error": f"the line is no JSON object ({type(error).__name__}). Write one object per line"}


def _written(answered: Json) -> str:
    """One line. Half a surrogate pair, which UTF-8 cannot hold, is written as an escape."""
    text = json.dumps(answered, ensure_ascii=False)
    return json.dumps(answered) if _SURROGATE.search(text) else text


def day(item: Json, default: date) -> date:
    """The item's `date`, or `default`. Raises UsageError."""
    given = item.get("date")
    if given is None:
        return default
    try:
        return date.fromisoformat(given)
    except (TypeError, ValueError):
        raise UsageError(f"date {given!r:.40} is no day. Write it as 2026-11-22") from None
