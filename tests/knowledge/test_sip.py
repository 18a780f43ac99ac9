"""Where a SIP is started: the best link first, and nobody invited whose address no person has verified."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

from knowledge.contacts import CountyContacts
from knowledge.county import County
from knowledge.loader import Knowledge
from knowledge.sip import MEETING, SipLink, links

COUNTY = County(
    key="provby", code="99", name="Provby län", short="Provby", region="Region Provby", municipalities={"9901": "Å & Ö"}
)
PAGE = {"title": "Om SIP", "url": "https://example.org/sip", "source": "https://example.org/"}
VERIFIED = {"verified_by": "Registrator", "verified_at": date(2026, 10, 1)}


def mailbox(value: str, **fields: Any) -> dict[str, Any]:
    return {"kind": "email", "value": value, "source": "https://example.org/", **fields}


def contacts(templates: dict[str, str] | None = None, **fields: Any) -> CountyContacts:
    sip = {"system": fields.pop("system", None), "information": [PAGE], "templates": templates or {}}
    return CountyContacts.model_validate({"county": "provby", "units": [], "sip": sip, **fields})


def found(known: CountyContacts, municipality: str | None = None) -> list[SipLink]:
    return list(links(known, COUNTY, municipality, "SIP: möte & plan", "Syfte.\nBehov?"))


def test_without_a_system_a_meeting_comes_first_and_information_last() -> None:
    assert [link.kind for link in found(contacts())] == ["meeting", "information"]
    assert found(contacts())[-1] == SipLink("information", "https://example.org/sip", "Om SIP")


def test_the_configured_link_comes_first_with_its_placeholders_quoted() -> None:
    known = contacts({"9901": "https://sip.example/start?m={municipality}&c={code}&l={county}"}, system="Provsip")
    first = found(known, "9901")[0]
    assert first == SipLink(
        "configured", "https://sip.example/start?m=%C3%85%20%26%20%C3%96&c=9901&l=Provby%20l%C3%A4n", "Öppna SIP i Provsip"
    )
    assert parse_qs(urlsplit(first.url).query) == {"m": ["Å & Ö"], "c": ["9901"], "l": ["Provby län"]}


def test_a_link_of_the_county_serves_every_municipality_without_its_own() -> None:
    known = contacts({"provby": "https://sip.example/{code}", "9901": "https://own.example/"})
    assert found(known)[0].url == "https://sip.example/"
    assert found(known, "9901")[0].url == "https://own.example/"
    elsewhere = contacts({"9901": "https://own.example/"})
    assert found(elsewhere)[0].kind == "meeting"


def test_a_system_without_a_name_is_called_the_sip_system() -> None:
    assert found(contacts({"provby": "https://sip.example/"}))[0].title == "Öppna SIP i SIP-systemet"


def test_a_meeting_carries_subject_and_agenda() -> None:
    meeting = found(contacts())[0]
    assert meeting.url.startswith(MEETING + "?")
    assert parse_qs(urlsplit(meeting.url).query) == {"subject": ["SIP: möte & plan"], "content": ["Syfte.\nBehov?"]}


def test_only_verified_mailboxes_are_invited() -> None:
    known = contacts(
        units=[
            {
                "key": "rehab",
                "name": "Rehab",
                "principal": "region",
                "entries": [
                    mailbox("rehab@example.org", **VERIFIED),
                    mailbox("okand@example.org"),
                    {"kind": "phone", "value": "010-123 45 67", "source": "x", **VERIFIED},
                ],
            }
        ],
        municipalities={"9901": [mailbox("kommun@example.org", **VERIFIED), mailbox("gammal@example.org")]},
    )
    assert parse_qs(urlsplit(found(known)[0].url).query)["attendees"] == ["rehab@example.org"]
    assert parse_qs(urlsplit(found(known, "9901")[0].url).query)["attendees"] == ["kommun@example.org,rehab@example.org"]


def test_nobody_is_invited_when_nobody_is_verified() -> None:
    assert "attendees" not in found(contacts(municipalities={"9901": [mailbox("okand@example.org")]}), "9901")[0].url


def test_every_county_has_a_way_to_begin(knowledge: Knowledge) -> None:
    for key, known in knowledge.contacts.items():
        ways = links(known, knowledge.counties.by_key[key], None, "SIP", "Syfte")
        assert {"meeting", "information"} <= {link.kind for link in ways}, key
        assert all(link.url.startswith("https://") for link in ways), key
