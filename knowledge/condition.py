"""Conditions over facets: what a rule asks for, and in the same form what a case is known to be.

A condition on a choice facet is three sets of values: some of `any`, every one of `all`, none of `none`.
A condition on a number or year facet is a span of half years: index 2n is age n before this year's birthday year is
complete, 2n + 1 after it. Age 19 is the span 38–39, "turns 19 this calendar year" the span 37–38; so both cut one axis.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from knowledge.facets import Facet, Facets, suggest

Key = frozenset[str]
_NONE = Key()
_FIELDS = ("any", "all", "not")


class ConditionError(ValueError):
    """A condition that does not fit the declared facets. `path` leads to the faulty field."""

    def __init__(self, path: tuple[str, ...], message: str) -> None:
        self.path = path
        super().__init__(message)


class Choice(NamedTuple):
    """Values of a choice facet: at least one of `any` (when given), every one of `all`, none of `none`."""

    any: Key = frozenset()
    all: Key = frozenset()
    none: Key = frozenset()

    def __or__(self, other: Choice) -> Choice:
        """Both said: what holds by either."""
        return Choice(self.any or other.any, self.all | other.all, self.none | other.none)

    def __bool__(self) -> bool:
        return bool(self.any or self.all or self.none)


class Span(NamedTuple):
    """Half years from `low` to `high`, both included."""

    low: int
    high: int


Part = Choice | Span
Clause = Mapping[str, Part]


def parse_clause(raw: Mapping[str, Any], facets: Facets) -> dict[str, Part]:
    """One `when` of a rule: `{facet: value | [any of these] | {any, all, not} | {from, to} | {turns: {from, to}}}`."""
    clause: dict[str, Part] = {}
    for key, value in raw.items():
        facet = _facet(key, facets)
        clause[facet.key] = _both(clause.get(facet.key), _part(facet, key, value, listed="any"), key)
    return clause


def parse_said(raw: Mapping[str, Any], facets: Facets, year: int) -> dict[str, Part]:
    """What a case says: `{facet: value | [values that all hold] | {any} | {not} | {from, to}}`, in the calendar year `year`.

    Raises ConditionError for an unknown facet or value, naming the nearest known one.
    """
    said: dict[str, Part] = {}
    for key, value in raw.items():
        if value is None or value == []:
            continue
        facet = _facet(key, facets)
        if facet.kind == "year":
            said[facet.key] = born(_whole(value, key), year)
        else:
            said[facet.key] = _both(said.get(facet.key), _part(facet, key, value, listed="all"), key)
    return said


def plain(key: str, part: Part, year: int) -> tuple[str, Any]:
    """A facet key and its value in the form that `parse_said` reads, for somebody described in `year`."""
    if isinstance(part, Choice):
        return key, {name: sorted(keys) for name, keys in (("any", part.any), ("all", part.all), ("not", part.none)) if keys}
    if part.low % 2 == 0 and part.high % 2:
        return "age", {"from": part.low // 2, "to": part.high // 2}
    return "birth_year", year - part.high // 2


def born(birth_year: int, year: int) -> Span:
    """The half years in which somebody born in `birth_year` lives during `year`."""
    turns = year - birth_year
    return Span(max(0, 2 * turns - 1), 2 * turns)


def aged(low: int, high: int) -> Span:
    """From the day one turns `low` to the day before one turns `high` + 1."""
    return Span(2 * low, 2 * high + 1)


def _facet(key: str, facets: Facets) -> Facet:
    found = facets.groups.get(key) or facets.by_key.get(key)
    if found is None:
        known = [*facets.by_key, *facets.groups]
        raise ConditionError((key,), f"'{key}' is no declared facet.{suggest(key, known)} Known: {', '.join(known)}")
    return found


def _both(before: Part | None, part: Part, key: str) -> Part:
    """A facet given by its own name and by its groups (`age: 8`, `age_group: barn`): what holds by both."""
    if not isinstance(before, Span) or not isinstance(part, Span):
        return part
    both = Span(max(before.low, part.low), min(before.high, part.high))
    if both.low > both.high:
        raise ConditionError((key,), f"contradicts what else is said of the same facet. Keep one of them, or mend {key}")
    return both


def _part(facet: Facet, key: str, raw: Any, listed: str) -> Part:
    if key == facet.groups_key:
        return _group(facet, key, raw)
    if facet.kind == "choice":
        return _choice(facet, key, raw, listed)
    return _span(facet, key, raw)


def _group(facet: Facet, key: str, raw: Any) -> Span:
    found = next((group for group in facet.groups if group.key == raw), None)
    if found is None:
        known = [group.key for group in facet.groups]
        raise ConditionError((key,), f"'{raw}' is no {key}.{suggest(str(raw), known)} Known: {', '.join(known)}")
    return aged(found.low, found.high)


def _choice(facet: Facet, key: str, raw: Any, listed: str) -> Choice:
    if isinstance(raw, dict):
        unknown = raw.keys() - _FIELDS
        if unknown or not raw:
            raise ConditionError((key, *sorted(unknown)[:1]), "takes a value, a list, or any/all/not with a list")
        return Choice(*[_values(facet, key, raw[field]) if field in raw else _NONE for field in _FIELDS])
    values = _values(facet, key, raw)
    return Choice(all=values) if listed == "all" else Choice(any=values)


def _values(facet: Facet, key: str, raw: Any) -> Key:
    values = [raw] if isinstance(raw, str) else raw
    if not isinstance(values, (list, tuple)) or any(not isinstance(value, str) for value in values):
        raise ConditionError((key,), f"takes value keys of facet {facet.key}, got {raw!r:.60}")
    for value in values:
        if value not in facet.by_key:
            known = list(facet.by_key)
            message = f"'{value}' is no value of facet {facet.key}.{suggest(value, known)}"
            raise ConditionError((key,), message)
    return frozenset(values)


def _span(facet: Facet, key: str, raw: Any) -> Span:
    if isinstance(raw, dict) and set(raw) == {"turns"} and facet.kind == "year":
        low, high = _ends(facet, key, raw["turns"])
        onwards = isinstance(raw["turns"], dict) and "to" not in raw["turns"]
        return Span(max(0, 2 * low - 1), 2 * high + onwards)
    if facet.kind == "year":
        raise ConditionError((key,), "takes {turns: {from: n, to: n}}: the ages turned during the calendar year")
    return aged(*_ends(facet, key, raw))


def _ends(facet: Facet, key: str, raw: Any) -> tuple[int, int]:
    if isinstance(raw, dict):
        if set(raw) - {"from", "to"} or not raw:
            raise ConditionError((key,), "takes a whole number, or {from: n}, {to: n}, {from: n, to: n}")
        low, high = (_whole(raw.get(end, default), key) for end, default in (("from", facet.min), ("to", facet.max or 120)))
    else:
        low = high = _whole(raw, key)
    if not (low <= high and low >= 0 and high <= max(facet.max, 120)):
        raise ConditionError((key,), f"{low}–{high} lies outside {facet.min}–{facet.max or 120}")
    return low, high


def _whole(raw: Any, key: str) -> int:
    if isinstance(raw, bool) or not isinstance(raw, int | str) or not str(raw).strip().isdecimal() or len(str(raw)) > 4:
        raise ConditionError((key,), f"takes a whole number, got {raw!r:.40}")
    return int(raw)
