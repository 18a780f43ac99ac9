"""Contact points: what is in the data, in which order they are listed, and how old a verification may be."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from knowledge.contacts import CountyContacts, Entry, Sip, listings, looks_like_identity_number, sort_entries, status
from knowledge.contacts_yaml import contacts_to_yaml, write_contacts
from knowledge.county import Counties
from knowledge.yamlfile import YamlFile

DATA = Path(__file__).parents[2] / "knowledge" / "data"
COVERED = ("jonkoping", "stockholm", "dalarna", "kalmar")
UNITS = {
    "jonkoping": ["habiliteringscentrum", "vardcentral", "kommunens_halso_och_sjukvard", "kommunens_verksamhet", "region"],
    "stockholm": ["habilitering_och_halsa", "regionen", "kommunen", "storsthlm"],
    "dalarna": ["regionens_rehabilitering", "kommunens_rehabilitering", "regionen", "hjalpmedelscenter"],
    "kalmar": ["lansgrupp_rehab", "lansgemensam_ledning", "regionen"],
}
PAGE = {"title": "Om SIP", "url": "https://exempel.se/sip", "source": "https://exempel.se"}


def read(county: str) -> CountyContacts:
    return YamlFile.read(DATA / "contacts" / f"{county}.yaml", DATA).parse(CountyContacts)


@pytest.fixture(scope="module")
def counties() -> Counties:
    return YamlFile.read(DATA / "counties.yaml", DATA).parse(Counties)


@pytest.fixture(scope="module", params=COVERED)
def contacts(request: pytest.FixtureRequest) -> CountyContacts:
    return read(request.param)


def entry(**changes: Any) -> Entry:
    return Entry.model_validate({"kind": "phone", "value": "010-123 45 67", "source": "https://exempel.se"} | changes)


def unit(key: str, *entries: dict[str, Any]) -> dict[str, Any]:
    return {"key": key, "name": key.title(), "principal": "region", "entries": list(entries)}


def county_contacts(**changes: Any) -> CountyContacts:
    fields = {"county": "kalmar", "units": [unit("a")], "sip": {"information": [PAGE]}}
    return CountyContacts.model_validate(fields | changes)


def web(value: str, **fields: Any) -> dict[str, Any]:
    return {"kind": "web", "value": value, "source": "https://exempel.se"} | fields


def test_the_data_declare_the_units_of_the_agreements(contacts: CountyContacts) -> None:
    assert list(contacts.by_key) == UNITS[contacts.county]


def test_the_data_stay_within_the_county(contacts: CountyContacts, counties: Counties) -> None:
    assert contacts.strays(counties.by_key[contacts.county]) == ()
    assert contacts.sip.information


def test_no_entry_of_the_data_claims_a_verification_without_a_day_and_a_person(contacts: CountyContacts) -> None:
    every = [e for u in contacts.units for e in u.entries] + [e for local in contacts.municipalities.values() for e in local]
    assert every
    assert all(bool(e.verified_by) == bool(e.verified_at) for e in every)


@pytest.mark.parametrize(("county", "code"), [("kalmar", "0821"), ("kalmar", "0880"), ("kalmar", "0883"), ("jonkoping", "0604")])
def test_doubt_about_a_number_is_carried(county: str, code: str) -> None:
    assert all(e.note for e in read(county).municipalities[code])


def test_the_data_are_written_as_they_stand(contacts: CountyContacts, tmp_path: Path) -> None:
    before = (DATA / "contacts" / f"{contacts.county}.yaml").read_text(encoding="utf-8")
    copy = tmp_path / "copy.yaml"
    copy.write_text(before, encoding="utf-8")
    write_contacts(copy, contacts)
    assert copy.read_text(encoding="utf-8") == before


def test_writing_keeps_the_comments_at_the_head_and_sorts(tmp_path: Path) -> None:
    path = tmp_path / "kalmar.yaml"
    path.write_text("# who keeps this\n\n# how\ncounty: old # gone\n", encoding="utf-8")
    local = {"0885": [web("b.se"), web("a.se")], "0834": [web("c.se", unit="a"), web("d.se")]}
    write_contacts(
        path, county_contacts(municipalities=local, sip={"information": [PAGE], "templates": {"0834": "https://x.se"}})
    )
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# who keeps this\n\n# how\ncounty: kalmar\n")
    assert "gone" not in text
    order = ['"0834":', "d.se", "unit: a", "c.se", '"0885":', "a.se", "b.se", '"0834": https://x.se']
    places = [text.index(order[0]), *(text.index(part) for part in order[1:-1]), text.rindex(order[-1])]
    assert places == sorted(places)


def test_writing_loses_nothing() -> None:
    full = web("a.se", label="0604", seen=2014, verified_by="N. N.", verified_at=date(2026, 1, 2), note="ja: nej # kanske")
    given = county_contacts(units=[unit("a", full)], municipalities={"0834": [web("a.se"), web("a.se", unit="a")]}, pages=[PAGE])
    assert CountyContacts.model_validate(yaml.safe_load(contacts_to_yaml(given))) == given


def test_listing_goes_from_unit_to_municipality_to_pages(counties: Counties) -> None:
    found = listings(read("jonkoping"), counties.by_key["jonkoping"], "0683", ["vardcentral", "habiliteringscentrum"])
    assert [(f.kind, f.key) for f in found] == [
        ("unit", "vardcentral"),
        ("unit", "habiliteringscentrum"),
        ("municipality", "0683"),
        ("pages", "jonkoping"),
    ]
    assert found[0].entries == ()
    assert found[1].entries[0].value == "Gränsgatan"
    assert [e.value for e in found[2].entries] == ["kommun.varnamo.se"]
    assert found[2].name == "Värnamo"
    assert all(e.href for e in found[3].entries)


def test_a_municipality_where_nothing_was_found_is_listed_all_the_same(counties: Counties) -> None:
    found = listings(read("kalmar"), counties.by_key["kalmar"], "0834", [])
    assert [(f.name, f.entries) for f in found if f.kind == "municipality"] == [("Torsås", ())]


def test_what_is_near_the_unit_of_one_municipality_is_not_shown_in_another(counties: Counties) -> None:
    found = listings(read("jonkoping"), counties.by_key["jonkoping"], "0680", ["habiliteringscentrum"])
    assert "Gränsgatan" not in [e.value for f in found for e in f.entries]


@pytest.mark.parametrize(("code", "units"), [("0680", []), (None, ["rehabkoket"])])
def test_unknown_unit_or_foreign_municipality_is_an_error(counties: Counties, code: str | None, units: list[str]) -> None:
    with pytest.raises(KeyError):
        listings(read("kalmar"), counties.by_key["kalmar"], code, units)


@pytest.mark.parametrize(
    ("verified", "today", "expected"),
    [
        (None, date(2026, 11, 22), "unverified"),
        (date(2025, 11, 22), date(2026, 11, 22), "verified"),
        (date(2025, 11, 21), date(2026, 11, 22), "stale"),
        (date(2024, 2, 29), date(2025, 2, 28), "verified"),
        (date(2024, 2, 29), date(2025, 3, 1), "stale"),
        (date(2026, 11, 23), date(2026, 11, 22), "unverified"),
    ],
)
def test_a_verification_lasts_twelve_months_to_the_day(verified: date | None, today: date, expected: str) -> None:
    by = "N. N." if verified else None
    assert status(entry(verified_by=by, verified_at=verified), today) == expected


def test_the_months_can_be_chosen() -> None:
    checked = entry(verified_by="N. N.", verified_at=date(2026, 8, 31))
    assert status(checked, date(2026, 9, 30), months=1) == "verified"
    assert status(checked, date(2026, 10, 1), months=1) == "stale"
    assert status(checked, date(2026, 12, 31), months=4) == "verified"


@pytest.mark.parametrize(
    "fields",
    [
        {"value": "0380-461 00"}, {"value": "+46 380 461 00"}, {"value": "112"}, {"value": "1177"}, {"value": "113 13"},
        {"kind": "email", "value": "å.ö@sub.exempel.se"}, {"kind": "web", "value": "www.rjl.se"},
        {"kind": "web", "value": "https://exempel.se:8443/a?b=c#d"}, {"kind": "address", "value": "Box 712, 791 29 Falun"},
        {"seen": date(2023, 5, 8)}, {"seen": 2014},
    ],
)  # fmt: skip
def test_sound_entries_are_taken(fields: dict[str, Any]) -> None:
    assert entry(**fields).kind == fields.get("kind", "phone")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"value": "36105000"}, "value"),
        ({"value": "ring växeln"}, "value"),
        ({"value": "0-------"}, "value"),
        ({"kind": "email", "value": "kommun.se"}, "value"),
        ({"kind": "email", "value": "a@b.se; c@d.se"}, "value"),
        ({"kind": "web", "value": "javascript:alert(1)"}, "value"),
        ({"kind": "web", "value": "https://a.se/b c"}, "value"),
        ({"kind": "fax"}, "kind"),
        ({"source": " "}, "source"),
        ({"note": "se 19121212-1212"}, "note"),
        ({"value": "1212121212"}, "value"),
        ({"label": "a\x07b"}, "label"),
        ({"verified_by": "N. N."}, "verified_at"),
        ({"verified_at": date(2026, 1, 1)}, "verified_at"),
        ({"verified_by": "N. N.", "verified_at": "86400"}, "verified_at"),
    ],
)
def test_unsound_entries_are_refused(fields: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as raised:
        entry(**fields)
    assert [fault["loc"] for fault in raised.value.errors()] == [(field,)]


def test_text_is_kept_without_invisible_characters_and_odd_spaces() -> None:
    assert entry(value="\u200b010-123\u00a045  67\ufeff").value == "010-123 45 67"


@pytest.mark.parametrize(
    "text",
    ["191212121212", "19121212-1212", "121212-1212", "121212+1212", "121212 1212", "1212121212", "121272-1212", "121212–1212",
     "1912-12-12-1212", "pnr:19121212 - 1212."],
)  # fmt: skip
def test_identity_numbers_are_recognised(text: str) -> None:
    assert looks_like_identity_number(text)


@pytest.mark.parametrize(
    "text",
    ["08-123 400 00", "010-352 00 00", "0225-55000", "2023-09-21", "Box 712", "121312-1212", "121232-1212", "123456789012"],
)  # fmt: skip
def test_other_numbers_are_not_taken_for_identity_numbers(text: str) -> None:
    assert not looks_like_identity_number(text)


def test_the_same_number_written_otherwise_is_the_same_contact() -> None:
    assert entry(value="0380-461 00").identity == entry(value="0380 46100").identity
    assert entry(kind="email", value="A@b.se").identity == entry(kind="email", value="a@B.se").identity
    assert entry(kind="web", value="a.se").identity != entry(kind="web", value="b.se").identity


def test_entries_are_sorted_by_kind_then_value() -> None:
    shuffled = [entry(kind="web", value="a.se"), entry(value="020-22 22 22"), entry(kind="email", value="a@b.se"), entry()]
    assert [e.value for e in sort_entries(shuffled)] == ["010-123 45 67", "020-22 22 22", "a@b.se", "a.se"]


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"units": [unit("a"), unit("a")]}, "declared twice"),
        ({"units": [unit("a", web("a.se"), web("a.se"))]}, "listed twice"),
        ({"municipalities": {"0834": [web("a.se"), web("a.se")]}}, "listed twice"),
        ({"municipalities": {"0834": [web("a.se", unit="b")]}}, "not declared: b"),
        ({"municipalities": {"834": []}}, "municipalities"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_inconsistent_contacts_are_refused(changes: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        county_contacts(**changes)


def test_strays_are_named(counties: Counties) -> None:
    links = {"kalmar": "https://a.se/{county}", "0680": "https://a.se/{code}"}
    given = county_contacts(municipalities={"0114": []}, sip={"information": [PAGE], "templates": links})
    assert given.strays(counties.by_key["kalmar"]) == ("0114", "0680")


@pytest.mark.parametrize("link", ["http://a.se/", "https://a.se/{person}", "https://a.se/{code", "https://a.se/{code!r}"])
def test_a_sip_link_is_safe_and_holds_known_placeholders(link: str) -> None:
    with pytest.raises(ValidationError, match=r"templates|may hold"):
        Sip.model_validate({"information": [PAGE], "templates": {"kalmar": link}})
