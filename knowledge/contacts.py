"""Contact points per county, unit and municipality: where each was seen, and who has verified it when.

What nobody found is absent: a unit without entries is still listed, so that an answer can name it.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BeforeValidator, Field, Strict, StringConstraints, ValidationInfo, field_validator, model_validator
from pydantic_core import PydanticCustomError

from knowledge.county import County, MunicipalityCode
from knowledge.yamlfile import Model

Kind = Literal["phone", "email", "web", "address"]
Status = Literal["verified", "unverified", "stale"]
_PLACEHOLDER = re.compile(r"\{(municipality|code|county)\}")
_FORMS: dict[Kind, re.Pattern[str]] = {
    "phone": re.compile(r"(\+|0)\d([ -]?\d){5,14}|1\d([ -]?\d){1,5}"),
    "email": re.compile(r"[^\s@,;<>]+@[\w-]+(\.[\w-]+)+"),
    "web": re.compile(r"(https?://)?[\w-]+(\.[\w-]+)+(:\d+)?([/?#]\S*)?"),
    "address": re.compile(r".*\w.*"),
}
# A month may be followed by a day 61–91: a coordination number.
_IDENTITY_NUMBER = re.compile(
    r"(?<!\d)(?:(?:18|19|20)\d\d[-/. ]?(?:0[1-9]|1[0-2])[-/. ]?|\d\d(?:0[1-9]|1[0-2]))"
    r"(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])\s?[-+‐‑–—−]?\s?\d{4}(?!\d)"
)


def looks_like_identity_number(text: str) -> bool:
    """Whether `text` holds something written as a Swedish personal identity or coordination number."""
    return _IDENTITY_NUMBER.search(text) is not None


def _plain(raw: Any) -> Any:
    """Text without invisible characters, with single spaces; anything else as it is."""
    if not isinstance(raw, str):
        return raw
    seen = raw if raw.isprintable() else "".join(char for char in raw if unicodedata.category(char) != "Cf")
    text = " ".join(seen.split())
    if not text.isprintable():
        raise PydanticCustomError("control_character", "holds a control character. Type the text anew")
    if looks_like_identity_number(text):
        message = "looks like a personal identity number. Remove it, or write a phone number with a hyphen (010-123 45 67)"
        raise PydanticCustomError("identity_number", message)
    return text


def _when(raw: Any) -> Any:
    return str(raw) if isinstance(raw, date) or type(raw) is int else raw


Text = Annotated[str, StringConstraints(min_length=1), BeforeValidator(_plain)]
Seen = Annotated[Text | None, BeforeValidator(_when)]


class Entry(Model):
    """One way to reach somebody.

    `source` is the page it was seen on and `seen` the date that page shows, in the page's own terms (none: no date shown).
    `verified_by` and `verified_at` tell who has called or opened it, and on which day; both or neither.
    """

    kind: Kind
    value: Text
    label: Text | None = None
    source: Text
    seen: Seen = None
    verified_by: Text | None = None
    verified_at: Annotated[date | None, Strict(), Field(validate_default=True)] = None
    note: Text | None = None

    @field_validator("value")
    @classmethod
    def _fits_kind(cls, value: str, info: ValidationInfo) -> str:
        kind = info.data.get("kind")
        if kind and not _FORMS[kind].fullmatch(value):
            raise PydanticCustomError("form", f"is no {kind}")
        return value

    @field_validator("verified_at")
    @classmethod
    def _with_verifier(cls, day: date | None, info: ValidationInfo) -> date | None:
        if "verified_by" in info.data and (day is None) != (info.data["verified_by"] is None):
            raise PydanticCustomError("half_verified", "goes together with verified_by. Give both or neither")
        return day

    @property
    def identity(self) -> tuple[str, ...]:
        """What makes two entries the same one: the digits of a phone number, an e-mail address in any case, else the text."""
        if self.kind == "phone":
            return self.kind, re.sub(r"[^\d+]", "", self.value)
        return self.kind, self.value.casefold() if self.kind == "email" else self.value

    @property
    def href(self) -> str | None:
        """The address to open for a web entry: `value`, with https where it names no scheme."""
        if self.kind != "web":
            return None
        return self.value if re.match(r"https?://", self.value) else f"https://{self.value}"


class LocalEntry(Entry):
    """An entry that holds in one municipality: of the municipality itself, or of `unit` for those who live there."""

    unit: str | None = None

    @property
    def identity(self) -> tuple[str, ...]:
        """As for any entry, within its unit."""
        return (*super().identity, self.unit or "")


EntryT = TypeVar("EntryT", bound=Entry)


def sort_entries(entries: Iterable[EntryT]) -> tuple[EntryT, ...]:
    """Entries in the order in which they are shown and kept: by unit, then phone, e-mail, web, address, then value."""
    kinds = list(_FORMS)
    return tuple(sorted(entries, key=lambda entry: (entry.identity[2:], kinds.index(entry.kind), entry.value)))


class Unit(Model):
    """Somebody to turn to. `principal`: whose unit it is (none: shared). `entries` may be empty: nothing found."""

    key: str = Field(pattern=r"^[a-z_]+$")
    name: Text
    principal: Literal["region", "kommun"] | None
    entries: tuple[Entry, ...]


class Page(Model):
    """A public page, with the page it was found through and the date it shows, if any."""

    title: Text
    url: Annotated[Text, StringConstraints(pattern=r"^https?://")]
    source: Text
    seen: Seen = None

    @cached_property
    def entry(self) -> Entry:
        """The page as a contact entry."""
        return Entry(kind="web", value=self.url, label=self.title, source=self.source, seen=self.seen)


class Sip(Model):
    """Where a SIP is started: the `system`, pages about it in order of preference, and links.

    `templates` holds links by municipality code or county key, with the placeholders {municipality}, {code} and {county}.
    """

    system: Text | None = None
    information: tuple[Page, ...] = Field(min_length=1)
    templates: dict[str, Annotated[Text, StringConstraints(pattern=r"^https://")]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _known_placeholders(self) -> Sip:
        for key, template in self.templates.items():
            if set("{}") & set(_PLACEHOLDER.sub("", template)):
                raise ValueError(f"the link of {key} may hold {{municipality}}, {{code}} and {{county}}, no other braces")
        return self


class CountyContacts(Model):
    """What is known about whom to reach in a county. `municipalities`: entries by SCB code, only where something was found."""

    county: str
    units: tuple[Unit, ...]
    municipalities: dict[MunicipalityCode, tuple[LocalEntry, ...]] = Field(default_factory=dict)
    pages: tuple[Page, ...] = ()
    sip: Sip

    @model_validator(mode="after")
    def _consistent(self) -> CountyContacts:
        if len(self.by_key) != len(self.units):
            raise ValueError("a unit is declared twice")
        for code, local in self.municipalities.items():
            unknown = {entry.unit for entry in local} - {None, *self.by_key}
            if unknown:
                raise ValueError(f"municipality {code} names units that are not declared: {', '.join(map(str, unknown))}")
        if any(map(_repeats, (*(unit.entries for unit in self.units), *self.municipalities.values()))):
            raise ValueError("a contact is listed twice for the same unit or municipality")
        return self

    @cached_property
    def by_key(self) -> dict[str, Unit]:
        """Units by key."""
        return {unit.key: unit for unit in self.units}

    def strays(self, county: County) -> tuple[str, ...]:
        """Municipality codes and keys of SIP links used here that do not belong to `county`."""
        used = {*self.municipalities, *self.sip.templates}
        return tuple(sorted(used - {county.key, *county.municipalities}))


def _repeats(entries: Collection[Entry]) -> bool:
    return len({entry.identity for entry in entries}) != len(entries)


@dataclass(frozen=True)
class Listing:
    """Who can be reached and how. `key` is a unit key, a municipality code or a county key; no entries: nothing found."""

    kind: Literal["unit", "municipality", "pages"]
    key: str
    name: str
    principal: Literal["region", "kommun"] | None
    entries: tuple[Entry, ...]


def listings(
    contacts: CountyContacts, county: County, municipality: str | None = None, units: Iterable[str] = ()
) -> tuple[Listing, ...]:
    """Whom to reach: the `units` in the order given, then the municipality (SCB code), then the county's public pages.

    A unit's entries for the municipality come before those for the whole county. Raises KeyError for a unit that the
    county does not declare and for a municipality code outside the county.
    """
    local = contacts.municipalities.get(municipality or "", ())
    found = [_unit(contacts.by_key[key], local) for key in dict.fromkeys(units)]
    if municipality is not None:
        own = tuple(entry for entry in local if entry.unit is None)
        found.append(Listing("municipality", municipality, county.municipalities[municipality], "kommun", own))
    if contacts.pages:
        found.append(Listing("pages", county.key, county.name, None, tuple(page.entry for page in contacts.pages)))
    return tuple(found)


def _unit(unit: Unit, local: Iterable[LocalEntry]) -> Listing:
    nearby = tuple(entry for entry in local if entry.unit == unit.key)
    return Listing("unit", unit.key, unit.name, unit.principal, (*nearby, *unit.entries))


def status(entry: Entry, today: date, months: int = 12) -> Status:
    """`stale` when verified more than `months` calendar months before `today`; a day yet to come verifies nothing."""
    if entry.verified_at is None or entry.verified_at > today:
        return "unverified"
    return "stale" if _after(entry.verified_at, months) < today else "verified"


def _after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
