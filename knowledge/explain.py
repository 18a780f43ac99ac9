"""Reasons: what made no difference to an answer, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from knowledge.agreement import Statement
from knowledge.answer import answer, principal_of
from knowledge.condition import Choice, Part, Span, aged, born
from knowledge.copies import changed
from knowledge.enquiry import Answer, Enquiry, NeedAnswer, Principal
from knowledge.facets import Facet, Group, Value
from knowledge.loader import Knowledge

MOST_CHANGES = 4


@dataclass(frozen=True)
class Change:
    """A nearest case with another answer: `value` of `facet` instead of, or besides, what was said."""

    facet: Facet
    value: Value
    added: bool
    answer: Answer


class _Neighbour(NamedTuple):
    """A nearest case: `value` of `facet` instead of, or besides (`added`), what was said."""

    facet: Facet
    value: Value | Group
    added: bool
    enquiry: Enquiry


def deciding(knowledge: Knowledge, answered: Answer) -> tuple[Statement, ...]:
    """The statements that an answer stands on: the rules that hold, else the silences or the routine that cover the case.

    Of an answer that stays open, the rules that may hold. Of one that was found by its words, what was shown.
    """
    found = [statement for part in answered.parts for statement in _deciding(knowledge, part)]
    return tuple({statement.id: statement for statement in (found if answered.parts else answered.shown)}.values())


def _deciding(knowledge: Knowledge, part: NeedAnswer) -> tuple[Statement, ...]:
    decision = part.decision
    if decision.verdict is None:
        return (*decision.rules, *decision.maybe)
    if decision.verdict == "not_settled":
        return decision.silences
    if decision.verdict == "routine":
        return tuple(s for s in decision.context if knowledge.kinds.role(s.kind) == "routine")
    return decision.rules


def indifferent(knowledge: Knowledge, answered: Answer) -> tuple[Facet, ...]:
    """The facets that were told and cannot change the verdict, whatever they are: «oavsett ålder och boende»."""
    enquiry = answered.enquiry
    if enquiry.county not in knowledge.covered or answered.principal is None:
        return ()
    rules = knowledge.rules(enquiry.county, enquiry.day)
    told = [f for f in knowledge.facets if f.asked and f.multiple != "each" and f.kind != "year" and f.key in enquiry.said]
    return tuple(f for f in told if f.key not in rules.used or _same_without(knowledge, answered, f.key))


def _same_without(knowledge: Knowledge, answered: Answer, key: str) -> bool:
    enquiry = answered.enquiry
    rules = knowledge.rules(enquiry.county or "", enquiry.day)
    for part in answered.parts:
        said = {**enquiry.said, "need": Choice(all=frozenset([part.need]))} if part.need else enquiry.said
        if rules.regardless(rules.boxes(said), key) != {part.verdict}:
            return False
    return bool(answered.parts)


def changes(knowledge: Knowledge, answered: Answer) -> tuple[Change, ...]:
    """The nearest other answers: one value changed, or one more value held. The strongest first, at most four."""
    if answered.enquiry.county not in knowledge.covered or not answered.parts:
        return ()
    first: dict[tuple[str, Principal], _Neighbour] = {}
    for neighbour in _neighbours(knowledge, answered.enquiry):
        principal = principal_of(knowledge, neighbour.enquiry)
        if principal not in (None, answered.principal):
            first.setdefault((neighbour.facet.key, principal), neighbour)
    found = sorted(first.items(), key=lambda item: (item[0][1] == "not_settled", not item[1].added))
    return tuple(Change(n.facet, _value(n.value), n.added, answer(knowledge, n.enquiry)) for _, n in found[:MOST_CHANGES])


def _value(of: Value | Group) -> Value:
    return of if isinstance(of, Value) else Value(key=of.key, label=of.label, short=of.label)


def _neighbours(knowledge: Knowledge, enquiry: Enquiry) -> Iterator[_Neighbour]:
    for facet in knowledge.facets:
        said = enquiry.said.get(facet.key)
        if isinstance(said, Span):
            yield from _ages(knowledge, enquiry, facet, said)
        if facet.kind != "choice" or not facet.asked or facet.multiple == "each" or not isinstance(said, Choice):
            continue
        for value in facet.values:
            if value.listed and value.key not in said.all:
                yield _Neighbour(facet, value, facet.multiple == "all", _with(enquiry, facet, value, said))


def _ages(knowledge: Knowledge, enquiry: Enquiry, facet: Facet, said: Span) -> Iterator[_Neighbour]:
    """The other groups of a number: turning 18, growing old."""
    others = {key: part for key, part in enquiry.said.items() if knowledge.facets[key].of != facet.key}
    for group in facet.groups:
        span = aged(group.low, group.high)
        if span.high < said.low or said.high < span.low:
            yield _Neighbour(facet, group, False, changed(enquiry, said={**others, facet.key: span}, text=""))


def _with(enquiry: Enquiry, facet: Facet, value: Value, said: Choice) -> Enquiry:
    held = frozenset([value.key])
    besides = Choice(all=said.all | held, none=said.none - set(facet.parts(value.key)))
    part: Part = besides if facet.multiple else Choice(all=held)
    return changed(enquiry, said={**enquiry.said, facet.key: part}, text="")


def by_value(knowledge: Knowledge, answered: Answer) -> Iterator[tuple[Facet, list[tuple[Answer, list[Value]]]]]:
    """What an open answer hangs on: for each facet that was not known, its values grouped by the answer they would give.

    Of numbers and years the values are stretches.
    """
    enquiry = changed(answered.enquiry, unanswered=(), at_most=None, text="")
    for key in answered.enquiry.unanswered:
        facet = knowledge.facets[key]
        each = _choices(knowledge, enquiry, facet) if facet.kind == "choice" else _stretches(knowledge, enquiry, facet)
        groups: dict[str | None, tuple[Answer, list[Value]]] = {}
        for value, result in each:
            groups.setdefault(result.principal, (result, []))[1].append(value)
        if len(groups) > 1:
            yield facet, list(groups.values())


def _choices(knowledge: Knowledge, enquiry: Enquiry, facet: Facet) -> Iterator[tuple[Value, Answer]]:
    for value in facet.values:
        if value.listed:
            yield value, answer(knowledge, _with(enquiry, facet, value, Choice()))


def _stretches(knowledge: Knowledge, enquiry: Enquiry, facet: Facet) -> Iterator[tuple[Value, Answer]]:
    """The stretches of a number or year between which the answer does not change, lowest first."""
    source = knowledge.facets[facet.of] if facet.of else facet
    span = enquiry.said.get(source.key)
    runs: list[tuple[int, int, Answer]] = []
    for number in range(source.min, source.max + 1):
        part = born(enquiry.day.year - number, enquiry.day.year) if facet.kind == "year" else aged(number, number)
        if isinstance(span, Span) and (part.high < span.low or span.high < part.low):
            continue
        result = answer(knowledge, changed(enquiry, said={**enquiry.said, facet.key: part}))
        first = runs.pop()[0] if runs and runs[-1][2].principal == result.principal else number
        runs.append((first, number, result))
    for low, high, result in runs:
        yield _stretch(facet, source, (low, high), enquiry.day.year), result


def _stretch(facet: Facet, source: Facet, ends: tuple[int, int], year: int) -> Value:
    low, high = ends
    unit = f" {facet.unit}" if facet.unit else ""
    text = f"{low}{unit}" if low == high else f"{low}–{high}{unit}"
    if facet.kind == "year":
        text = f"född {year - low}" if low == high else f"född {year - high}–{year - low}"
        text = f"född {year - high} eller senare" if low == source.min else text
        text = f"född {year - low} eller tidigare" if high == source.max else text
    return Value(key=f"{low}-{high}", label=text, short=text)
