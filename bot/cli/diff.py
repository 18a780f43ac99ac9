"""`diff`: which cases change hands between two versions of the rules."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from bot.cli.errors import UsageError
from bot.cli.report import write
from bot.cli.world import folder
from bot.reports.changes import as_page, as_text
from dialogs.world import swedish_today
from knowledge.diagram import TooLargeError
from knowledge.diff import Difference, difference, differences
from knowledge.loader import Knowledge, load, read_agreement
from knowledge.problem import KnowledgeError


def run(options: argparse.Namespace) -> int:
    """Print what changes. 0: nothing, 1: some cases get another answer."""
    names, found = _compared(options.old, options.new, options)
    changed = any(each.changed for each in found)
    if options.json:
        print(json.dumps({"changed": changed, "counties": [_json(each) for each in found]}, ensure_ascii=False, indent=2))
    if options.html is not None:
        write(as_page(found, names), options.html)
    elif not options.json:
        print(as_text(found, names))
    return 1 if changed else 0


def _compared(old: Path, new: Path, options: argparse.Namespace) -> tuple[dict[str, str], list[Difference]]:
    for path in (old, new):
        if not path.exists():
            raise UsageError(f"{path} does not exist. Name two folders of knowledge, or two agreement files of one county")
    if old.is_dir() != new.is_dir():
        raise UsageError("one is a folder and the other a file. Name two folders, or two agreement files")
    try:
        known, found = _folders(old, new, options.date) if old.is_dir() else _files(old, new, options)
    except TooLargeError:
        raise UsageError("the rules tell too many cases apart to compare them one by one. Compare fewer agreements") from None
    return {county.key: county.name for county in known.counties.counties}, found


def _folders(old: Path, new: Path, day: date | None) -> tuple[Knowledge, list[Difference]]:
    before, after = _load(old), _load(new)
    return after, list(differences(before, after, day or swedish_today()))


def _load(path: Path) -> Knowledge:
    """The knowledge in a folder; faults are told with the folder they stand in."""
    try:
        return load(path)
    except KnowledgeError as error:
        named = [p if p.file == str(path) else replace(p, file=str(path / p.file)) for p in error.problems]
        raise KnowledgeError(named) from error


def _files(old: Path, new: Path, options: argparse.Namespace) -> tuple[Knowledge, list[Difference]]:
    known = load(folder(options))
    before, after = (read_agreement(path, known) for path in (old, new))
    if before.county != after.county:
        raise UsageError(f"{old} is of county {before.county} and {new} of {after.county}. Name two files of one county")
    return known, [difference(after.county, known.facets, (known.kinds, [before]), (known.kinds, [after]))]


def _json(found: Difference) -> dict[str, Any]:
    moves = [
        {
            "before": move.before,
            "after": move.after,
            "cells": move.area.cells,
            "whole": move.area.whole,
            "boxes": [{"words": part.words, "cells": part.cells} for part in move.area.parts],
        }
        for move in found.moves
    ]
    return {"county": found.county, "cells": found.cells, "changed": found.changed, "moves": moves}
