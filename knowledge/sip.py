"""Where a SIP is started: the county's or municipality's system, a meeting in Teams, or the public information page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

from knowledge.contacts import CountyContacts
from knowledge.county import County

Kind = Literal["configured", "meeting", "information"]
MEETING = "https://teams.microsoft.com/l/meeting/new"


@dataclass(frozen=True)
class SipLink:
    """One way to begin. `title` names it in Swedish."""

    kind: Kind
    url: str
    title: str


def links(contacts: CountyContacts, county: County, municipality: str | None, subject: str, agenda: str) -> Sequence[SipLink]:
    """The ways to begin a SIP, best first. No personal data enters a link: only the place, the subject and the agenda."""
    found = [link for link in (_configured(contacts, county, municipality),) if link]
    found.append(SipLink("meeting", _meeting(contacts, municipality, subject, agenda), "Kalla till möte i Teams"))
    found += [SipLink("information", page.url, page.title) for page in contacts.sip.information]
    return found


def _configured(contacts: CountyContacts, county: County, municipality: str | None) -> SipLink | None:
    template = contacts.sip.templates.get(municipality or "") or contacts.sip.templates.get(county.key)
    if not template:
        return None
    values = {
        "{municipality}": county.municipalities.get(municipality or "", ""),
        "{code}": municipality or "",
        "{county}": county.name,
    }
    for placeholder, value in values.items():
        template = template.replace(placeholder, quote(value, safe=""))
    return SipLink("configured", template, f"Öppna SIP i {contacts.sip.system or 'SIP-systemet'}")


def _meeting(contacts: CountyContacts, municipality: str | None, subject: str, agenda: str) -> str:
    """A prefilled meeting. Invited are only function mailboxes that a person has verified."""
    entries = [*contacts.municipalities.get(municipality or "", ()), *(e for unit in contacts.units for e in unit.entries)]
    mailboxes = list(dict.fromkeys(e.value for e in entries if e.kind == "email" and e.verified_at))
    parts = [f"subject={quote(subject, safe='')}", f"content={quote(agenda, safe='')}"]
    if mailboxes:
        parts.append(f"attendees={quote(','.join(mailboxes), safe=',@')}")
    return f"{MEETING}?{'&'.join(parts)}"
