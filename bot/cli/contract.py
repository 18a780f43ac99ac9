"""The answer as JSON: the contract of `ask` and `case`. Keys are always there; unknown is null or empty."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dialogs import texts
from dialogs.interview import PLACE, most_after_place
from dialogs.panels import units_of
from dialogs.world import World
from knowledge.agreement import Rule
from knowledge.condition import Choice, Part, Span
from knowledge.contacts import Listing, listings
from knowledge.enquiry import SAFE, Answer, Enquiry
from knowledge.reading import Reading
from knowledge.sip import links

STANDARD = ("diagnosis", "housing", "need")
Json = dict[str, Any]


def to_json(world: World, answered: Answer, reading: Reading | None = None, identity: object = None) -> Json:
    """One answer. `reading` is what the text was read as; without it (a case given as facets) the text is empty."""
    enquiry = answered.enquiry
    covered = enquiry.county in world.knowledge.covered
    return {
        "id": identity,
        "intent": enquiry.intent,
        "text": reading.text if reading else "",
        "masked": list(reading.masked) if reading else [],
        "county": enquiry.county if covered else None,
        "agreements": [agreement.id for agreement in answered.agreements],
        "facets": _facets(world, enquiry, reading),
        "outcome": _outcome(world, answered),
        "ask": _ask(world, answered),
        "facts": [statement.id for statement in answered.shown],
        "contacts": _contacts(world, answered) if covered and not answered.question and enquiry.intent not in SAFE else [],
        "sip": _sip(world, enquiry),
    }


def _facets(world: World, enquiry: Enquiry, reading: Reading | None) -> Json:
    facets = world.knowledge.facets
    span = enquiry.said.get("age") or enquiry.said.get("birth_year")
    shown: Json = {
        "age": reading.age if reading else _exact(span),
        "age_group": reading.age_group if reading else _group(world, span),
        **{key: _held(world, enquiry, key) for key in STANDARD},
        "topic": [key for key in _all(enquiry, "need") if not facets["need"].by_key[key].listed],
    }
    for key, part in enquiry.said.items():
        if key not in shown and isinstance(part, Choice) and part.all:
            shown[key] = min(part.all)
    denied = {key: sorted(part.none) for key, part in enquiry.said.items() if isinstance(part, Choice) and part.none}
    return {**shown, "not": denied}


def _held(world: World, enquiry: Enquiry, key: str) -> Any:
    facet = world.knowledge.facets[key]
    held = [value for value in facet.combined(frozenset(_all(enquiry, key))) if facet.by_key[value].listed]
    held.sort(key=list(facet.by_key).index)
    return held if facet.multiple else (held[0] if held else None)


def _all(enquiry: Enquiry, key: str) -> list[str]:
    part = enquiry.said.get(key)
    return sorted(part.all) if isinstance(part, Choice) else []


def _exact(span: Part | None) -> int | None:
    return span.high // 2 if isinstance(span, Span) and span.high - span.low <= 1 else None


def _group(world: World, span: Part | None) -> str | None:
    if not isinstance(span, Span):
        return None
    group = world.knowledge.facets["age"].group_of((span.low + 1) // 2, span.high // 2)
    return group.key if group else None


def _outcome(world: World, answered: Answer) -> Json:
    return {
        "principal": None if answered.question else answered.principal,
        "duties": [_duty(world, rule) for rule in answered.duties],
        "silences": [silence.id for silence in answered.silences],
        "law": [entry.id for entry in answered.law],
        "notes": list(answered.notes),
    }


def _duty(world: World, rule: Rule) -> Json:
    home = world.knowledge.home[rule.id]
    source = {
        "agreement": home.id,
        "heading": rule.heading,
        "locator": rule.locator,
        "quote": world.sources.passage(home, rule).text,
    }
    return {
        "fact": rule.id,
        "principal": rule.principal,
        "unit": rule.unit,
        "strength": rule.strength,
        "text": rule.text,
        "source": source,
    }


def _ask(world: World, answered: Answer) -> Json | None:
    if answered.asks_county:
        counties = [world.knowledge.counties.by_key[key] for key in world.knowledge.covered]
        return {
            "facet": PLACE,
            "question": texts.ASK_PLACE,
            "choices": [{"key": county.key, "label": county.name} for county in counties],
            "remaining_at_most": 1 + most_after_place(world, answered.enquiry),
        }
    question = answered.question
    if question is None:
        return None
    return {
        "facet": question.facet.key,
        "question": question.facet.question,
        "choices": [{"key": option.value, "label": option.label} for option in question.options],
        "remaining_at_most": question.remaining_at_most,
    }


def _contacts(world: World, answered: Answer) -> list[Json]:
    county = world.knowledge.counties.by_key[answered.enquiry.county or ""]
    known = world.knowledge.contacts.get(county.key)
    if known is None:
        return []
    found = listings(known, county, answered.enquiry.municipality, units_of(world, answered))
    return [_contact(listing) for listing in found]


def _contact(listing: Listing) -> Json:
    first = {kind: next((e for e in listing.entries if e.kind == kind), None) for kind in ("phone", "email", "web")}
    entries = [entry for entry in first.values() if entry]
    return {
        "unit": listing.key,
        "name": listing.name,
        "phone": first["phone"] and first["phone"].value,
        "email": first["email"] and first["email"].value,
        "url": first["web"] and first["web"].href,
        "verified_at": _earliest(entry.verified_at for entry in entries),
        "source": entries[0].source if entries else None,
    }


def _earliest(days: Iterable[Any]) -> str | None:
    known = list(days)
    return min(known).isoformat() if known and all(known) else None


def _sip(world: World, enquiry: Enquiry) -> Json:
    county = world.knowledge.counties.by_key.get(enquiry.county or "")
    known = world.knowledge.contacts.get(enquiry.county or "")
    if county and known:
        best = links(known, county, enquiry.municipality, texts.SIP_SUBJECT, texts.SIP_AGENDA)[0]
        return {"url": best.url, "kind": best.kind}
    pages = [contacts.sip.information[-1] for contacts in world.knowledge.contacts.values()]
    return {"url": pages[0].url if pages else None, "kind": "information"}
