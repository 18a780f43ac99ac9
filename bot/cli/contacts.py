"""`contacts`: move contacts between the YAML files and a table that an ombud keeps in Excel, and list what has grown old."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from bot.cli.errors import UsageError
from bot.cli.world import contact_months, folder
from dialogs.world import swedish_today
from knowledge.contacts import CountyContacts, Entry, status
from knowledge.contacts_csv import ContactsTableError, contacts_to_csv, merge, read_table
from knowledge.contacts_yaml import write_contacts
from knowledge.loader import Knowledge, load


def run(options: argparse.Namespace) -> int:
    """Import, export or list. 0: done, 1: the table has faults (each on its own line) or something is stale."""
    knowledge = load(folder(options))
    if options.action == "stale":
        return _stale(knowledge, options.months or contact_months(), swedish_today())
    if options.action == "export":
        table = contacts_to_csv(knowledge.contacts.values())
        if options.file:
            options.file.write_bytes(table)
        else:
            sys.stdout.buffer.write(table)
        return 0
    if options.file is None:
        raise UsageError("contacts import takes the table: vem-ansvarar contacts import kontakter.csv")
    return _import(knowledge, options.file)


def _import(knowledge: Knowledge, path: Path) -> int:
    try:
        rows = read_table(path.read_bytes(), knowledge.counties, knowledge.contacts)
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror})") from error
    except ContactsTableError as error:
        for fault in error.faults:
            print(fault, file=sys.stderr)
        return 1
    for county in sorted({row.county for row in rows}):
        own = [row for row in rows if row.county == county]
        write_contacts(knowledge.root / "contacts" / f"{county}.yaml", merge(knowledge.contacts[county], own))
        print(f"{county}: {len(own)} rader")
    return 0


def _stale(knowledge: Knowledge, months: int, today: date) -> int:
    listed = [line for contacts in knowledge.contacts.values() for line in stale(contacts, knowledge, months, today)]
    print("\n".join(listed) or "Alla kontakter är kontrollerade.")
    return 1 if listed else 0


def stale(contacts: CountyContacts, knowledge: Knowledge, months: int, today: date) -> Iterator[str]:
    """One line for each contact that nobody has verified within `months`."""
    names: Mapping[str, str] = knowledge.counties.by_key[contacts.county].municipalities
    for unit in contacts.units:
        yield from _lines(contacts.county, unit.name, unit.entries, months, today)
    for code, entries in contacts.municipalities.items():
        yield from _lines(contacts.county, names[code], entries, months, today)


def _lines(county: str, name: str, entries: tuple[Entry, ...], months: int, today: date) -> Iterator[str]:
    for entry in entries:
        if status(entry, today, months) != "verified":
            when = f"kontrollerad {entry.verified_at}" if entry.verified_at else "aldrig kontrollerad"
            yield f"{county}: {name}: {entry.value} ({when})"
