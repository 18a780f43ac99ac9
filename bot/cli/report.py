"""`report`: what the agreements leave open (`gaps`), how many questions the bot asks (`questions`), how it is used (`usage`)."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from bot.cli.contacts import stale as old_contacts
from bot.cli.database import read, settings
from bot.cli.errors import UsageError
from bot.cli.world import contact_months, folder
from bot.reports.gaps import as_page, as_text, survey
from bot.reports.terms import decimal, share
from bot.reports.usage import usage_page, usage_text
from bot.storage import counts
from bot.storage.faq import LiveFaq
from dialogs.figures import Figures
from dialogs.texts import FEEDBACK_REASONS
from dialogs.world import swedish_today
from knowledge.effort import SCRIPT, Effort, guided, optimum, scripted
from knowledge.facets import suggest
from knowledge.faq_binding import stale
from knowledge.loader import Knowledge, load

Json = dict[str, Any]


def run(options: argparse.Namespace) -> int:
    """Print the report, or write it to a file."""
    knowledge = load(folder(options))
    counties = [_county(knowledge, options.county)] if options.county else list(knowledge.covered)
    day = options.date or swedish_today()
    if options.about == "usage":
        return _usage(knowledge, counties, day, options)
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
        write(as_page(surveys, day), _named(options.html, "gaps.html"))
    return 0


def _named(target: Path, name: str) -> Path:
    return Path(name) if target == Path() else target


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


# How it is used


def _usage(knowledge: Knowledge, counties: list[str], day: date, options: argparse.Namespace) -> int:
    figures = _counted(knowledge, counties, day, options)
    if options.json:
        print(json.dumps(figures.to_json(), ensure_ascii=False, indent=2))
    if options.html is not None:
        write(usage_page(knowledge, figures, FEEDBACK_REASONS), _named(options.html, "usage.html"))
    elif not options.json:
        print(usage_text(knowledge, figures, FEEDBACK_REASONS))
    return 0


def _counted(knowledge: Knowledge, counties: list[str], day: date, options: argparse.Namespace) -> Figures:
    """The figures of the period, with what the knowledge knows to be stale on `day`."""
    until = options.until or day
    since = options.since or _twelve_months(until)
    if since > until:
        raise UsageError(f"--from {since} lies after --to {until}. Write the first day, then the last")
    given, months = settings(), contact_months()
    overdue_before = datetime.now(UTC) - timedelta(days=given.overdue_days)
    chosen = counties if options.county else None
    live = LiveFaq(knowledge.faq)

    def counted(connection: Connection) -> Figures:
        found = counts.figures(connection, since, until, overdue_before, chosen)
        entries = [entry for county in counties for entry in live.of(connection, county)]
        return replace(found, stale_faq=tuple(entry.id for entry in entries if stale(knowledge, entry, day)))

    old = {county: len(list(old_contacts(each, knowledge, months, day))) for county, each in knowledge.contacts.items()}
    return replace(read(given, counted), stale_contacts={county: old[county] for county in counties if old.get(county)})


def _twelve_months(until: date) -> date:
    """The first day of the twelve calendar months of which that of `until` is the last."""
    year, month = divmod(until.year * 12 + until.month - 12, 12)
    return date(year, month + 1, 1)
