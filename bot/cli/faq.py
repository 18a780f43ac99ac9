"""`faq`: answered questions listed, and moved between the database and the files that are reviewed."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Connection

from bot.cli.database import change, read, settings
from bot.cli.errors import UsageError
from bot.cli.world import folder
from bot.storage import faq
from bot.storage.faq import MOST, LiveFaq
from dialogs.desk import Proposal
from dialogs.ticket import Role
from dialogs.world import swedish_today
from knowledge.facets import suggest
from knowledge.faq import FaqEntry
from knowledge.faq_binding import stale
from knowledge.faq_yaml import faults, read_faq, read_folder, save_faq
from knowledge.loader import Knowledge, load
from knowledge.yamlfile import dotted


def run(options: argparse.Namespace) -> int:
    """List, export or import. `export`: 1 when something was left out; what and why is said on stderr."""
    knowledge = load(folder(options))
    counties = _counties(knowledge, options.county)
    if options.action == "list":
        return _list(knowledge, counties)
    if options.action == "export":
        return _export(knowledge, counties, options)
    return _import(knowledge, counties, options.files)


def _counties(knowledge: Knowledge, key: str | None) -> list[str]:
    known = list(knowledge.counties.by_key)
    if key is not None and key not in known:
        raise UsageError(f"'{key}' is no county key.{suggest(key, known)} Known: {', '.join(knowledge.covered)}")
    return known if key is None else [key]


# List


def _list(knowledge: Knowledge, counties: Sequence[str]) -> int:
    today = swedish_today()
    stored = read(settings(), lambda connection: {county: faq.of_counties(connection, [county]) for county in counties})
    for county in counties:
        reviewed = [entry for entry in knowledge.faq if entry.county == county]
        for line in _lines(knowledge, reviewed, stored[county], today):
            print(line)
        if len(stored[county]) == MOST:
            print(f"{county}: only the {MOST} entries that changed last are listed", file=sys.stderr)
    return 0


def _lines(knowledge: Knowledge, reviewed: Iterable[FaqEntry], stored: Iterable[Proposal], today: date) -> Iterator[str]:
    """The entries of the files, which go before those with the same id in the database, and then those of the database."""
    taken = set()
    for entry in reviewed:
        taken.add(entry.id)
        yield _line(knowledge, entry, "live", "file", today)
    for proposal in stored:
        hidden = proposal.stage == "live" and proposal.entry.id in taken
        where = "database, the file goes before" if hidden else "database"
        yield _line(knowledge, proposal.entry, proposal.stage, where, today)


def _line(knowledge: Knowledge, entry: FaqEntry, stage: str, where: str, today: date) -> str:
    old = stale(knowledge, entry, today)
    mark = f", stale: {', '.join(old)}" if old else ""
    return f"{entry.county}: {entry.id} ({stage}{mark}, {where}): {entry.question}"


# Export


def _export(knowledge: Knowledge, counties: Sequence[str], options: argparse.Namespace) -> int:
    root: Path = options.out or knowledge.root
    live = read(settings(), lambda connection: _live(connection, counties))
    today = swedish_today()
    before = {entry.id: entry for entry in read_folder(root, knowledge)}
    left_out = {entry.id: why for entry in live if (why := _unfit(knowledge, entry, today, before, with_stale=options.stale))}
    changed = [entry for entry in live if entry.id not in left_out and _goes_before(entry, before.get(entry.id))]
    try:
        save_faq(root, changed, knowledge)
    except OSError as error:
        raise UsageError(f"{error.filename} cannot be written ({error.strerror}). Name a folder that exists") from error
    for county in counties:
        own = [entry for entry in changed if entry.county == county]
        if own:
            new = sum(entry.id not in before for entry in own)
            print(f"{root / 'faq' / f'{county}.yaml'}: {new} new, {len(own) - new} changed")
    if not changed:
        print("nothing to write: what is live stands in the files already")
    for identity, why in left_out.items():
        print(f"{identity} is left out: {why}", file=sys.stderr)
    return 1 if left_out else 0


def _live(connection: Connection, counties: Iterable[str]) -> list[FaqEntry]:
    kept = LiveFaq()
    return [entry for county in counties for entry in kept.of(connection, county)]


def _unfit(knowledge: Knowledge, entry: FaqEntry, today: date, before: Mapping[str, FaqEntry], *, with_stale: bool) -> str:
    """Why an entry is not written; empty when it is. `before` are those of the files."""
    home = before.get(entry.id, entry).county
    if home != entry.county:
        return f"it stands in the files of {home}. Give one of them another id"
    for location, message in faults(entry, knowledge):
        return f"{dotted(location)} {message}"
    old = () if with_stale else stale(knowledge, entry, today)
    return f"{', '.join(old)} changed since it was approved. Let the ombud approve it anew, or add --stale" if old else ""


def _goes_before(entry: FaqEntry, other: FaqEntry | None) -> bool:
    """Whether `entry` takes the place of `other`, which has its id: it is another, and was not approved earlier."""
    return other is None or (entry != other and entry.approved_at >= other.approved_at)


# Import


def _import(knowledge: Knowledge, counties: Sequence[str], files: Sequence[Path]) -> int:
    found = [entry for path in files for entry in read_faq(path, knowledge)] if files else list(knowledge.faq)
    entries = [entry for entry in found if entry.county in counties]
    for identity, times in Counter(entry.id for entry in entries).items():
        if times > 1:
            raise UsageError(f"{identity} stands in more than one of the files. Each id is used once")
    now = datetime.now(UTC)
    done = change(settings(), lambda connection: Counter(_imported(connection, entry, now) for entry in entries))
    print(", ".join(f"{done[what]} {what}" for what in ("new", "changed", "unchanged", "older than in the database")))
    return 0


def _imported(connection: Connection, entry: FaqEntry, now: datetime) -> str:
    """Make an entry live; what that changed. Raises UsageError for an id that the database has in another county."""
    known = faq.load(connection, entry.id)
    if known and known.entry.county != entry.county:
        raise UsageError(f"{entry.id} is an entry of {known.entry.county} in the database. Give one of them another id")
    if known and known.stage == "live":
        if known.entry == entry:
            return "unchanged"
        if not _goes_before(entry, known.entry):
            return "older than in the database"
    approvals = frozenset(Role(entry.county, principal) for principal in entry.approved_by)
    faq.keep(connection, Proposal(entry, "live", approvals, known.version if known else 0), now)
    return "changed" if known else "new"
