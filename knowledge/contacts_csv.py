"""Contacts as a table that Excel opens and saves: read with every fault listed, merged into the YAML, and written out.

Messages are in Swedish: they are read by whoever keeps the table.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import ValidationError

from knowledge.contacts import CountyContacts, Entry, EntryT, Kind, LocalEntry, looks_like_identity_number, sort_entries
from knowledge.county import Counties

_PLACE = ("county", "municipality_code", "unit")
_ENTRY = ("kind", "value", "label", "source", "seen", "verified_by", "verified_at", "note")
COLUMNS = _PLACE + _ENTRY
Wrong = list[tuple[str, str]]
_KINDS: tuple[Kind, ...] = get_args(Kind)
_FORMULA = re.compile(r"'*[=+\-@]")
_ADVICE = {
    "identity_number": "ser ut som ett personnummer. Ta bort det. Är det ett telefonnummer: sätt bindestreck efter riktnumret",
    "control_character": "innehåller ett osynligt tecken. Skriv om texten för hand",
    "half_verified": "hör ihop med verified_by. Fyll i båda eller ingen av dem",
    "string_type": "saknas. Fyll i cellen",
}
_FORM_ADVICE = {
    "phone": "är inget telefonnummer. Skriv riktnummer med inledande nolla, bindestreck och nummer",
    "email": "är ingen e-postadress. Skriv en adress på formen namn@exempel.se",
    "web": "är ingen webbadress. Skriv den så som den står i webbläsaren, utan mellanslag",
    "address": "är ingen adress. Skriv gata, postnummer och ort",
}


@dataclass(frozen=True)
class Fault:
    """A fault in the table: its `row` as Excel numbers it (1 = the headings), the `column` and what to do."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"Rad {self.row}, {self.column}: {self.message}." if self.column else f"Rad {self.row}: {self.message}."


class ContactsTableError(ValueError):
    """The table cannot be used. `faults` lists every fault found, row by row. No fault repeats an identity number."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True)
class Row:
    """One contact of the table: `municipality` is an SCB code, `unit` a unit key; at least one of them is given."""

    county: str
    municipality: str | None
    unit: str | None
    entry: Entry


def read_table(data: bytes, counties: Counties, contacts: Mapping[str, CountyContacts]) -> tuple[Row, ...]:
    """The rows of a CSV file as Excel saves it: UTF-8 or Windows-1252, cells parted by semicolon, comma or tab.

    `contacts` holds the contacts of each county by its key. Raises ContactsTableError with every fault.
    """
    table = _parse(_decode(data))
    columns = _columns(table[0] if table else [])
    rows: dict[tuple[Any, ...], Row] = {}
    faults: list[Fault] = []
    for number, cells in enumerate(table[1:], start=2):
        if not any(map(str.strip, cells)):
            continue
        found, wrong = _row(_named(columns, cells), counties, contacts)
        if found is not None:
            key = (found.county, found.municipality, found.unit, found.entry.identity)
            if key in rows:
                wrong = [*wrong, ("value", "står redan på en tidigare rad. Ta bort en av raderna")]
            rows[key] = found
        faults += [Fault(number, column, message) for column, message in wrong]
    if faults:
        raise ContactsTableError(faults)
    return tuple(rows.values())


def _decode(data: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise ContactsTableError([Fault(1, "", "filen går inte att läsa som text. Spara den i Excel som «CSV UTF-8»")])


def _parse(text: str) -> list[list[str]]:
    rows: list[list[str]] = []
    try:
        rows.extend(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True))
    except csv.Error as error:
        message = "en cell har ett citattecken som inte avslutas, eller för mycket text. Rätta den och spara i Excel på nytt"
        raise ContactsTableError([Fault(len(rows) + 1, "", message)]) from error
    return rows


def _delimiter(text: str) -> str:
    headings = text.partition("\n")[0].replace('"', "")
    return max(";,\t", key=lambda delimiter: len(set(COLUMNS).intersection(map(_heading, headings.split(delimiter)))))


def _heading(cell: str) -> str:
    return cell.strip().casefold()


def _columns(headings: list[str]) -> list[str]:
    columns = [_heading(cell) for cell in headings]
    unknown = [column for column in columns if column and column not in COLUMNS]
    faults = [Fault(1, _shown(name), f"kolumnen finns inte{_nearest(name)}. Ta bort den eller rätta namnet") for name in unknown]
    faults += [Fault(1, column, "kolumnen finns två gånger. Ta bort den ena") for column in COLUMNS if columns.count(column) > 1]
    faults += [
        Fault(1, column, "kolumnen saknas. Lägg till den, cellerna får vara tomma") for column in COLUMNS if column not in columns
    ]
    if faults:
        raise ContactsTableError(faults)
    return columns


def _shown(heading: str) -> str:
    return "rubriken med siffror" if looks_like_identity_number(heading) else heading


def _nearest(column: str) -> str:
    near = get_close_matches(column, COLUMNS, n=1)
    return f" (menade du {near[0]}?)" if near else ""


def _named(columns: list[str], cells: list[str]) -> dict[str, str | None]:
    """Cells by column, empty ones as None. Cells outside the named columns are put together under the empty name."""
    named: dict[str, str | None] = dict.fromkeys(("", *COLUMNS))
    for position, cell in enumerate(cells):
        text = cell.strip()
        text = text[1:] if text.startswith("'") and _FORMULA.match(text) else text
        column = columns[position] if position < len(columns) else ""
        named[column] = text or named[column]
    return named


def _row(cells: dict[str, str | None], counties: Counties, contacts: Mapping[str, CountyContacts]) -> tuple[Row | None, Wrong]:
    wrong: Wrong = [("", "har en cell utanför kolumnerna. Töm den")] if cells[""] else []
    code = cells["municipality_code"]
    code = code.zfill(4) if code else None  # Excel drops a leading zero
    wrong += _misplaced(cells["county"], code, cells["unit"], counties, contacts)
    entry, faults = _entry(cells, local=code is not None)
    wrong += faults
    if wrong or entry is None or cells["county"] is None:
        return None, wrong
    return Row(cells["county"], code, cells["unit"], entry), wrong


def _misplaced(
    county: str | None, code: str | None, unit: str | None, counties: Counties, contacts: Mapping[str, CountyContacts]
) -> Wrong:
    if county is None or county not in contacts:
        return [("county", f"länet finns inte. Skriv ett av {', '.join(sorted(contacts))}")]
    wrong: Wrong = []
    if code is not None and code not in counties.by_key[county].municipalities:
        wrong.append(("municipality_code", f"är ingen kommun i {counties.by_key[county].name}. Skriv SCB:s fyrsiffriga kod"))
    known = contacts[county].by_key
    if unit is not None and unit not in known:
        wrong.append(("unit", f"enheten finns inte i länet. Skriv en av {', '.join(known)}"))
    if unit is None and code is None:
        wrong.append(("unit", f"fyll i municipality_code eller unit. Enheter: {', '.join(known)}"))
    return wrong


def _entry(cells: dict[str, str | None], local: bool) -> tuple[Entry | None, Wrong]:
    fields: dict[str, Any] = {name: cells[name] for name in _ENTRY}
    wrong: Wrong = []
    if cells["kind"] not in _KINDS:
        wrong.append(("kind", f"skriv ett av {', '.join(_KINDS)}"))
        fields["kind"] = "address"
    if cells["verified_at"] is not None:
        fields["verified_at"] = _day(cells["verified_at"])
        if fields["verified_at"] is None:
            fields["verified_by"] = None
            wrong.append(("verified_at", "är inget datum. Skriv år-månad-dag, till exempel 2026-11-22"))
    try:
        entry = LocalEntry(unit=cells["unit"], **fields) if local else Entry(**fields)
    except ValidationError as error:
        return None, wrong + [_advice(fault, fields["kind"]) for fault in error.errors()]
    return entry, wrong


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        return None


def _advice(fault: Any, kind: str) -> tuple[str, str]:
    column = str(fault["loc"][0])
    if fault["type"] == "form":
        return column, _FORM_ADVICE[kind]
    return column, _ADVICE.get(fault["type"], _ADVICE["string_type"])


def merge(contacts: CountyContacts, rows: Iterable[Row]) -> CountyContacts:
    """`contacts` with the rows of its county: the same contact of the same unit or municipality is replaced, else added.

    A row replaces the whole contact, so that an empty cell empties the field. Entries come out sorted.
    """
    units = {unit.key: _by_identity(unit.entries) for unit in contacts.units}
    municipalities = {code: _by_identity(entries) for code, entries in contacts.municipalities.items()}
    for row in rows:
        if row.county == contacts.county and isinstance(row.entry, LocalEntry):
            municipalities.setdefault(str(row.municipality), {}).update(_by_identity([row.entry]))
        elif row.county == contacts.county:
            units[str(row.unit)].update(_by_identity([row.entry]))
    return CountyContacts(
        county=contacts.county,
        units=tuple(unit.model_copy(update={"entries": sort_entries(units[unit.key].values())}) for unit in contacts.units),
        municipalities={code: sort_entries(municipalities[code].values()) for code in sorted(municipalities)},
        pages=contacts.pages,
        sip=contacts.sip,
    )


def _by_identity(entries: Iterable[EntryT]) -> dict[tuple[str, ...], EntryT]:
    return {entry.identity: entry for entry in entries}


def contacts_to_csv(counties: Iterable[CountyContacts]) -> bytes:
    """The contacts as a CSV file that Excel opens with a double click: UTF-8 with byte order mark, semicolons.

    A cell that a spreadsheet would take for a formula begins with an apostrophe, which `read_table` takes away again.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(COLUMNS)
    for contacts in counties:
        for unit in contacts.units:
            writer.writerows(_line(contacts.county, "", unit.key, entry) for entry in sort_entries(unit.entries))
        for code, entries in sorted(contacts.municipalities.items()):
            writer.writerows(_line(contacts.county, code, entry.unit or "", entry) for entry in sort_entries(entries))
    return out.getvalue().encode("utf-8-sig")


def _line(county: str, code: str, unit: str, entry: Entry) -> list[str]:
    texts = [str(value) if (value := getattr(entry, name)) is not None else "" for name in _ENTRY]
    return [county, code, unit, *(f"'{text}" if _FORMULA.match(text) else text for text in texts)]
