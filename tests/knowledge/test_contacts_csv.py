"""The table of contacts: read as Excel saves it, with every fault at its row; merged; and safe to open again."""

from __future__ import annotations

import csv
import io
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from knowledge.contacts import CountyContacts, Entry, LocalEntry, sort_entries
from knowledge.contacts_csv import COLUMNS, ContactsTableError, Row, contacts_to_csv, merge, read_table
from knowledge.county import Counties
from knowledge.yamlfile import YamlFile

DATA = Path(__file__).parents[2] / "knowledge" / "data"
COUNTIES = YamlFile.read(DATA / "counties.yaml", DATA).parse(Counties)
CONTACTS = {path.stem: YamlFile.read(path, DATA).parse(CountyContacts) for path in sorted((DATA / "contacts").glob("*.yaml"))}
PAGE = {"title": "Om SIP", "url": "https://exempel.se/sip", "source": "https://exempel.se"}
GOOD = {
    "county": "jonkoping",
    "municipality_code": "0617",
    "kind": "phone",
    "value": "010-123 45 67",
    "source": "https://exempel.se",
}
IDENTITY_NUMBER = "19121212-1212"


def table(*rows: dict[str, str], columns: tuple[str, ...] = COLUMNS, delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows([columns, *([row.get(column, "") for column in columns] for row in rows)])
    return out.getvalue().encode(encoding)


def read(data: bytes) -> tuple[Row, ...]:
    return read_table(data, COUNTIES, CONTACTS)


def faults(data: bytes) -> list[tuple[int, str]]:
    with pytest.raises(ContactsTableError) as raised:
        read(data)
    return [(fault.row, fault.column) for fault in raised.value.faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_every_way_excel_saves_a_table_is_read(encoding: str, delimiter: str) -> None:
    note = 'växeln; "öppen", mån–fre'
    (row,) = read(table(GOOD | {"note": note}, encoding=encoding, delimiter=delimiter))
    assert (row.county, row.municipality, row.unit) == ("jonkoping", "0617", None)
    assert (row.entry.value, row.entry.note) == ("010-123 45 67", note)


def test_columns_may_come_in_any_order_and_with_capitals() -> None:
    columns = tuple(reversed(COLUMNS))
    data = table(GOOD, columns=columns)
    assert read(data) == read(table(GOOD))
    assert read(data.replace(b"source", b"Source")) == read(table(GOOD))


def test_the_leading_zero_that_excel_drops_is_put_back() -> None:
    assert read(table(GOOD | {"municipality_code": "617"})) == read(table(GOOD))


def test_a_row_can_belong_to_a_unit_to_a_municipality_or_to_both() -> None:
    unit = {"unit": "habiliteringscentrum"}
    rows = read(table(GOOD, GOOD | unit, GOOD | unit | {"municipality_code": ""}))
    assert [(row.municipality, row.unit) for row in rows] == [
        ("0617", None),
        ("0617", "habiliteringscentrum"),
        (None, "habiliteringscentrum"),
    ]
    assert [type(row.entry) for row in rows] == [LocalEntry, LocalEntry, Entry]


def test_empty_rows_are_skipped_but_counted() -> None:
    assert faults(table({}, GOOD, {}, GOOD | {"kind": "fax"})) == [(5, "kind")]


def test_a_cell_of_several_lines_counts_as_one_row() -> None:
    assert faults(table(GOOD | {"note": "en\ntvå\ntre"}, GOOD | {"kind": "fax"})) == [(3, "kind")]


@pytest.mark.parametrize(
    ("changes", "columns"),
    [
        ({"county": "smaland"}, ["county"]),
        ({"county": ""}, ["county"]),
        ({"municipality_code": "0114"}, ["municipality_code"]),
        ({"municipality_code": "Gnosjö"}, ["municipality_code"]),
        ({"unit": "regionen"}, ["unit"]),
        ({"municipality_code": ""}, ["unit"]),
        ({"kind": "fax"}, ["kind"]),
        ({"value": ""}, ["value"]),
        ({"value": "36105000"}, ["value"]),
        ({"kind": "email", "value": "exempel.se"}, ["value"]),
        ({"kind": "web", "value": "ingen"}, ["value"]),
        ({"kind": "address", "value": "-"}, ["value"]),
        ({"source": ""}, ["source"]),
        ({"verified_by": "N. N."}, ["verified_at"]),
        ({"verified_by": "N. N.", "verified_at": "22/11/2026"}, ["verified_at"]),
        ({"verified_by": "N. N.", "verified_at": "2026-02-30"}, ["verified_at"]),
        ({"verified_at": "2026-11-22"}, ["verified_at"]),
        ({"note": IDENTITY_NUMBER}, ["note"]),
        ({"label": "a\x07"}, ["label"]),
        ({"county": "smaland", "kind": "fax", "source": "", "verified_at": "i dag"}, ["county", "kind", "verified_at", "source"]),
    ],
)
def test_every_fault_of_a_row_is_named(changes: dict[str, str], columns: list[str]) -> None:
    assert faults(table(GOOD, GOOD | {"value": "020-12 34 56"} | changes)) == [(3, column) for column in columns]


def test_all_rows_are_checked_before_anything_is_said() -> None:
    assert faults(table(GOOD | {"kind": "fax"}, GOOD, GOOD | {"county": "x"})) == [(2, "kind"), (4, "county")]


def test_the_same_contact_twice_is_a_fault() -> None:
    assert faults(table(GOOD, GOOD | {"value": "010 12 34 567"})) == [(3, "value")]


@pytest.mark.parametrize(
    "column", [column for column in COLUMNS if column not in {"county", "municipality_code", "unit", "kind"}]
)
@pytest.mark.parametrize("number", [IDENTITY_NUMBER, "121212+1212", "1212121212"])
def test_an_identity_number_is_refused_anywhere_and_never_repeated(column: str, number: str) -> None:
    with pytest.raises(ContactsTableError) as raised:
        read(table(GOOD | {column: f"{number}"}))
    assert [fault.row for fault in raised.value.faults] == [2]
    assert "1212" not in str(raised.value)


@pytest.mark.parametrize("columns", [(IDENTITY_NUMBER, *COLUMNS), COLUMNS])
def test_an_identity_number_outside_the_columns_is_not_repeated_either(columns: tuple[str, ...]) -> None:
    data = table(GOOD, columns=columns).replace(b"https://exempel.se", IDENTITY_NUMBER.encode())
    with pytest.raises(ContactsTableError) as raised:
        read(data)
    assert "1212" not in str(raised.value)


def test_unknown_missing_and_repeated_columns_are_named() -> None:
    columns = ("vallue", "kind", *(column for column in COLUMNS if column != "value"))
    with pytest.raises(ContactsTableError) as raised:
        read(table(GOOD, columns=columns))
    assert [(fault.row, fault.column) for fault in raised.value.faults] == [(1, "vallue"), (1, "kind"), (1, "value")]
    assert "menade du value?" in str(raised.value.faults[0])


def test_a_cell_outside_the_columns_is_a_fault_unless_empty() -> None:
    head, row = table(GOOD).splitlines()
    assert read(head + b";;\r\n" + row + b";;\r\n")
    assert faults(head + b"\r\n" + row + b";kvar\r\n") == [(2, "")]


@pytest.mark.parametrize(
    ("data", "advice"),
    [
        (b"", r"Rad 1, value: kolumnen saknas"),
        ("county;value".encode("utf-16"), r"Rad 1: .*CSV UTF-8"),
        (b"\x81\x8d\xff", r"Rad 1: .*CSV UTF-8"),
        (table(GOOD) + b'"', r"Rad 3: .*citattecken"),
    ],
)
def test_what_is_no_table_is_refused_with_advice(data: bytes, advice: str) -> None:
    with pytest.raises(ContactsTableError, match=advice):
        read(data)


def test_a_message_names_row_column_and_remedy() -> None:
    with pytest.raises(ContactsTableError) as raised:
        read(table(GOOD | {"unit": "okand"}))
    assert str(raised.value) == (
        "Rad 2, unit: enheten finns inte i länet. Skriv en av habiliteringscentrum, vardcentral, "
        "kommunens_halso_och_sjukvard, kommunens_verksamhet, region."
    )


def test_merging_replaces_the_same_contact_and_adds_a_new_one() -> None:
    before = CONTACTS["jonkoping"]
    known = GOOD | {"municipality_code": "0604", "value": "0380 46100", "verified_by": "N. N.", "verified_at": "2026-11-22"}
    other = GOOD | {"county": "kalmar", "municipality_code": "0834"}
    after = merge(before, read(table(known, GOOD, GOOD | {"municipality_code": "", "unit": "region"}, other)))
    (aneby,) = after.municipalities["0604"]
    assert (aneby.value, aneby.verified_at, aneby.note) == ("0380 46100", date(2026, 11, 22), None)
    assert [entry.value for entry in after.municipalities["0617"]] == ["010-123 45 67"]
    assert [entry.value for entry in after.by_key["region"].entries] == ["010-123 45 67", "www.rjl.se"]
    assert "0834" not in after.municipalities
    assert list(after.municipalities) == sorted(after.municipalities)
    assert (after.pages, after.sip) == (before.pages, before.sip)
    assert "0617" not in before.municipalities


def test_exporting_and_importing_the_data_changes_nothing() -> None:
    rows = read(contacts_to_csv(CONTACTS.values()))
    assert len(rows) > 30
    assert {key: merge(contacts, rows) for key, contacts in CONTACTS.items()} == CONTACTS


def test_the_export_opens_in_excel() -> None:
    data = contacts_to_csv(CONTACTS.values())
    assert data.startswith(b"\xef\xbb\xbfcounty;municipality_code;unit;kind;value;")
    assert "Växel".encode() in data


@pytest.mark.parametrize("text", ["=1+1", "+46 380 461 00", "-x", "@SUM(A1)", "'=1+1", "''@x", "'a'"])
def test_no_exported_cell_is_a_formula_and_the_text_comes_back(text: str) -> None:
    entry = Entry(kind="phone", value="+46 380 461 00", source="https://exempel.se", note=text, label=text)
    cells = next(csv.DictReader(io.StringIO(contacts_to_csv([holding(entry)]).decode("utf-8-sig")), delimiter=";"))
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells.values())
    assert restored(entry) == (entry,)


def holding(*entries: Entry) -> CountyContacts:
    unit = {"key": "a", "name": "A", "principal": None, "entries": entries}
    return CountyContacts.model_validate({"county": "kalmar", "units": [unit], "sip": {"information": [PAGE]}})


def restored(*entries: Entry) -> tuple[Entry, ...]:
    contacts = holding(*entries)
    rows = read_table(contacts_to_csv([contacts]), COUNTIES, {"kalmar": contacts})
    return merge(holding(), rows).by_key["a"].entries


def sound(fields: dict[str, Any]) -> Entry | None:
    try:
        return Entry.model_validate(fields)
    except ValidationError:
        return None


TEXTS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("'=+-@;,\"\t\n 0åäö"), min_size=1, max_size=20)
VERIFIED: st.SearchStrategy[dict[str, Any]] = st.just({}) | st.fixed_dictionaries(
    {"verified_by": TEXTS, "verified_at": st.dates(min_value=date(1000, 1, 1))}
)
FIELDS = st.fixed_dictionaries(
    {
        "kind": st.just("address"),
        "value": TEXTS,
        "source": TEXTS,
        "seen": st.none() | TEXTS,
        "label": st.none() | TEXTS,
        "note": TEXTS,
    }
)
ENTRIES = st.builds(lambda fields, verified: sound(fields | verified), FIELDS, VERIFIED).filter(lambda entry: entry is not None)


@given(st.lists(ENTRIES, max_size=4, unique_by=lambda entry: entry.identity if entry else ()))
def test_whatever_is_exported_comes_back(entries: list[Entry]) -> None:
    assert restored(*entries) == sort_entries(entries)


@given(st.binary(max_size=200) | TEXTS.map(lambda text: table(GOOD) + text.encode("utf-8", "replace")))
def test_no_file_breaks_the_reader(data: bytes) -> None:
    with suppress(ContactsTableError):
        read(data)
