"""`report`: what the agreements leave open (`gaps`), and how many questions the bot asks (`questions`)."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from bot.cli.errors import UsageError
from bot.cli.world import folder
from bot.reports.gaps import as_page, as_text, survey
from bot.reports.terms import decimal, share
from dialogs.world import swedish_today
from knowledge.effort import SCRIPT, Effort, guided, optimum, scripted
from knowledge.facets import suggest
from knowledge.loader import Knowledge, load

Json = dict[str, Any]


def run(options: argparse.Namespace) -> int:
    """Print the report, or write it to a file."""
    knowledge = load(folder(options))
    counties = [_county(knowledge, options.county)] if options.county else list(knowledge.covered)
    day = options.date or swedish_today()
    if options.about == "questions":
        return _questions(knowledge, counties, day, options)
    return _gaps(knowledge, counties, day, options)


def _county(knowledge: Knowledge, key: str) -> str:
    if key not in knowledge.covered:
        known = ", ".join(knowledge.covered)
        raise UsageError(f"'{key}' is no county with an agreement.{suggest(key, list(knowledge.covered))} Known: {known}")
    return key


# What is left open


def _gaps(knowledge: Knowledge, counties: list[str], day: date, options: argparse.Namespace) -> int:
    rows, columns = (_facet(knowledge, key) for key in (options.rows, options.columns))
    if rows == columns:
        raise UsageError("--rows and --columns name the same facet. Name two different ones")
    surveys = [survey(knowledge, county, day, rows, columns) for county in counties]
    if options.html is None:
        print("\n\n\n".join(as_text(each) for each in surveys))
    else:
        write(as_page(surveys, day), options.html)
    return 0


def _facet(knowledge: Knowledge, key: str) -> str:
    known = [facet.key for facet in knowledge.facets if facet.kind != "year"]
    if key not in known:
        raise UsageError(f"'{key}' is no facet of a map.{suggest(key, known)} Known: {', '.join(known)}")
    return key


def write(text: str, target: Path) -> None:
    """Write to a file, or to standard output for `-`. Raises UsageError when that cannot be done."""
    if str(target) == "-":
        print(text)
        return
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {target} ({error.strerror}). Name a file in a folder that exists") from error
    print(target)


# How many questions


def _questions(knowledge: Knowledge, counties: list[str], day: date, options: argparse.Namespace) -> int:
    figures = [_figures(knowledge, county, day) for county in counties]
    if options.json:
        print(json.dumps(figures, ensure_ascii=False, indent=2))
    else:
        print("\n\n".join(_told(knowledge, each) for each in figures))
    return 0


def _figures(knowledge: Knowledge, county: str, day: date) -> Json:
    interviewer = knowledge.interviewer(county, day)
    best = optimum(interviewer)
    return {
        "county": county,
        "agreements": [agreement.id for agreement in interviewer.rules.agreements],
        "guided": asdict(guided(interviewer)),
        "script": {"facets": list(SCRIPT), **asdict(scripted(interviewer))},
        "optimum": asdict(best) if best else None,
    }


def _told(knowledge: Knowledge, figures: Json) -> str:
    best = figures["optimum"]
    labels = [knowledge.facets[key].label.lower() for key in figures["script"]["facets"] if key in knowledge.facets]
    return "\n".join(
        [
            knowledge.counties.by_key[figures["county"]].name,
            f"- Boten: {_effort(figures['guided'])}",
            f"- Fast formulär ({', '.join(labels)}): {_effort(figures['script'])}",
            f"- Bästa möjliga: {_effort(best) if best else 'för många vägar att räkna igenom'}",
        ]
    )


def _effort(figures: Json) -> str:
    effort = Effort(**{key: figures[key] for key in ("settled", "mean", "worst")})
    return f"i snitt {decimal(effort.mean)} frågor, som mest {effort.worst}; klart svar i {share(effort.settled)} av samtalen"
