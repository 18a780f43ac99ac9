"""The case of a conversation: from what was read and pressed to an enquiry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogs.state import State
from dialogs.world import World
from knowledge.condition import Choice, Part, Span, parse_said, plain
from knowledge.enquiry import NEED, Enquiry
from knowledge.facets import Facet, Facets
from knowledge.reading import Reading

Raw = dict[str, Any]

STANDARD = ("age", "birth_year", "diagnosis", "housing", "need")
"""Facets that are always shown when they were said."""


def enquiry(world: World, state: State, text: str = "") -> Enquiry:
    """The enquiry that `state` holds. `text` (masked) only serves to find statements."""
    day = world.today()
    return Enquiry(
        intent=state.intent or "who_is_responsible",
        day=day,
        county=state.county,
        municipality=state.municipality,
        said=parse_said(state.said, world.knowledge.facets, day.year),
        text=text,
        unanswered=state.unknown,
        at_most=_promised(state),
        asked=state.asked,
    )


def _promised(state: State) -> int | None:
    """The questions left at most, the waiting one included."""
    return state.left if state.left is None or state.asking is None else state.left + 1


def heard(reading: Reading, year: int) -> Raw:
    """What a reading says, in the form in which a state keeps it."""
    said: dict[str, Part] = dict(reading.said)
    if reading.topics:
        need = said.get("need", Choice())
        said["need"] = Choice(need.any, need.all | reading.topics, need.none) if isinstance(need, Choice) else need
    return plain_said(said, year)


def plain_said(said: Mapping[str, Part], year: int) -> Raw:
    """What is said, in the form in which a state keeps it."""
    return dict(plain(key, part, year) for key, part in said.items() if isinstance(part, Span) or part)


def merged(facets: Facets, before: Mapping[str, Any], new: Mapping[str, Any], year: int) -> Raw:
    """`before` with what was said anew in place of what was said of the same facet.

    A birth year beside an age (or the other way round) is kept as long as both can be true. What was said about a value is
    forgotten when that value no longer holds.
    """
    told, known = parse_said(new, facets, year), parse_said(before, facets, year)
    kept = {key: value for key, value in before.items() if key not in new and _meets(facets, key, known, told)}
    return {**{key: value for key, value in kept.items() if _stands(facets[key].about, known, told)}, **new}


def both(facets: Facets, before: Mapping[str, Any], new: Mapping[str, Any], year: int) -> Raw:
    """`new` with what was said before beside it, where a person can have several values."""
    told, known = parse_said(new, facets, year), parse_said(before, facets, year)
    return {
        **new,
        **plain_said({k: _joined(known.get(k), part) for k, part in told.items() if facets[k].multiple == "all"}, year),
    }


def _joined(known: Part | None, told: Part) -> Part:
    if not isinstance(known, Choice) or not isinstance(told, Choice):
        return told
    held = known.all | told.all
    return Choice(told.any, held, (known.none | told.none) - held)


def _stands(about: str | None, known: Mapping[str, Part], told: Mapping[str, Part]) -> bool:
    """Whether the values of the facet `about`, if there were any, still hold."""
    before, now = known.get(about or ""), told.get(about or "")
    if not isinstance(before, Choice) or not isinstance(now, Choice):
        return True
    return (before.all | before.any) <= (now.all | now.any)


def _meets(facets: Facets, key: str, known: Mapping[str, Part], told: Mapping[str, Part]) -> bool:
    """Whether what is known of `key` can be true together with what was told of the same thing."""
    part = known.get(key)
    if not isinstance(part, Span):
        return True
    same = [other for name, other in told.items() if (facets[name].of or name) == (facets[key].of or key)]
    return all(other.low <= part.high and part.low <= other.high for other in same if isinstance(other, Span))


def without(facets: Facets, said: Mapping[str, Any], key: str) -> Raw:
    """`said` without a facet and what is read from it. An age stays when only the birth year goes."""
    return {k: v for k, v in said.items() if key not in (k, facets[k].of)}


def pressed(facet: Facet, value: str) -> Raw | None:
    """The raw form of a pressed or typed answer to the question about `facet`; None when it is no answer to it."""
    if facet.kind == "choice":
        return {facet.key: value} if value in facet.by_key else None
    low, _, high = value.partition("-")
    if not low.isdecimal() or not (high or low).isdecimal() or len(value) > 9:
        return None
    if facet.kind == "year":
        return {facet.key: int(low)} if 1900 <= int(low) <= 2100 else None
    ends = {"from": int(low), "to": int(high or low)}
    return {facet.key: ends} if facet.min <= ends["from"] <= ends["to"] <= facet.max else None


def summary(world: World, state: State) -> str:
    """How the case was read, in one line: «40 år · CP · ordinärt boende · AT/FT/ssk · Tranås, Jönköpings län»."""
    said = parse_said(state.said, world.knowledge.facets, world.today().year)
    facets = [facet for facet in world.knowledge.facets if facet.key in said and _tells(world, state, facet)]
    parts = [text for facet in facets for text in _described(facet, said[facet.key], state)]
    return " · ".join([*parts, *filter(None, [place(world, state)])])


def topic(state: State) -> str:
    """What a case is counted under: its first need, else what was asked for."""
    need = state.said.get(NEED)
    held = need.get("all") or need.get("any") if isinstance(need, dict) else need
    keys = [held] if isinstance(held, str) else sorted(held or ())
    return keys[0] if keys else state.intent or ""


def told(world: World, state: State, facet: Facet) -> list[str]:
    """What was said of one facet, in short words; empty when nothing was."""
    said = parse_said(state.said, world.knowledge.facets, world.today().year)
    return _described(facet, said[facet.key], state) if facet.key in said else []


def _tells(world: World, state: State, facet: Facet) -> bool:
    """Whether a facet is worth showing: one that stands for itself, or that the county's agreements use."""
    if facet.key in STANDARD or state.county not in world.knowledge.covered:
        return facet.key in STANDARD
    return facet.key in world.knowledge.rules(state.county or "", world.today()).used


def place(world: World, state: State) -> str:
    """`Tranås, Jönköpings län`, or as much of it as is known."""
    counties = world.knowledge.counties
    municipality = counties.by_code.get(state.municipality or "")
    county = counties.by_key.get(state.county or "")
    return ", ".join(found.name for found in (municipality, county) if found)


def _described(facet: Facet, part: Part, state: State) -> list[str]:
    if isinstance(part, Span):
        return [_years(facet, part, state)]
    combined = facet.combined(part.all)
    held = [value.short for value in facet.values if value.key in combined]
    if part.any:
        held.append(" eller ".join(facet.by_key[key].short for key in sorted(part.any)))
    return [*held, *(f"inte {facet.by_key[key].short}" for key in sorted(part.none))]


def _years(facet: Facet, span: Span, state: State) -> str:
    if facet.kind == "year":
        return f"född {state.said[facet.key]}"
    low, high = span.low // 2, span.high // 2
    group = next((group for group in facet.groups if (group.low, group.high) == (low, high)), None)
    if group:
        return group.label.partition(",")[0].lower()
    return f"{low} {facet.unit}" if low == high else f"{low}–{high} {facet.unit}"
