"""`receipt`: whether an answer that was kept as a reference still holds."""

from __future__ import annotations

import argparse
import json

from bot.cli.batch import Json
from bot.cli.contract import to_json
from bot.cli.errors import UsageError
from bot.cli.world import world
from dialogs.receipt import lines_of_change, opened
from dialogs.state import State
from dialogs.world import World
from knowledge.receipt import ReceiptError, Recheck, decode, named, recheck


def run(options: argparse.Namespace) -> int:
    """Open a receipt. 0: it holds, 1: something has changed."""
    standing = world(options)
    code = named(options.code) or options.code
    try:
        checked = recheck(standing.knowledge, decode(code), standing.today())
    except ReceiptError as error:
        raise UsageError(f"the reference {error}. Copy all of it, from VA to the end") from error
    if options.json:
        print(json.dumps(_json(standing, checked), ensure_ascii=False, indent=2))
    else:
        _, replies = opened(standing, State(), code)
        print("\n\n".join(reply.text for reply in replies))
    return 0 if checked.holds else 1


def _json(standing: World, checked: Recheck) -> Json:
    kept = checked.receipt
    changes = zip(checked.changes, lines_of_change(standing, checked), strict=True)
    return {
        "holds": checked.holds,
        "day": kept.day.isoformat(),
        "county": kept.county,
        "principal": kept.principal,
        "facts": list(kept.statements),
        "changes": [{"kind": change.kind, "fact": change.id or None, "text": text} for change, (_, text) in changes],
        "answer": to_json(standing, checked.now) if checked.now else None,
    }
