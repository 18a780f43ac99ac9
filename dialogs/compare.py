"""The same case in all counties: who answers what, where they differ, and what makes the difference."""

from __future__ import annotations

from collections.abc import Iterator

from dialogs import help as helps
from dialogs import texts
from dialogs.answer import headline, pinpoint
from dialogs.case import enquiry, summary
from dialogs.course import Turned, under_way
from dialogs.reply import SYMBOLS, Action, Line, Reply
from dialogs.state import State
from dialogs.world import World
from knowledge.compare import Comparison, Row, comparable, compare


def compared(world: World, state: State) -> Turned:
    """The comparison of the case of `state`; nothing about the case changes by it."""
    case = enquiry(world, state)
    if not comparable(case):
        return state, (helps.simple(texts.COMPARE_NOTHING, under_way(state)),)
    lines = tuple(lines_of(world, compare(world.knowledge, case)))
    read = Line(summary(world, state.with_(county=None, municipality=None)), "subtle", label=texts.READ)
    return state, (Reply("panel", title=texts.COMPARE_TITLE, lines=(*lines, read), actions=_onwards(state)),)


def lines_of(world: World, comparison: Comparison) -> Iterator[Line]:
    """Where the counties differ, then each county with what it stands on."""
    yield Line(texts.COMPARE_DIFFER if comparison.differs else texts.COMPARE_SAME, "strong")
    if comparison.differs:
        for group in comparison.groups:
            counties = _and([world.knowledge.counties.by_key[row.county].short for row in group])
            yield Line(f"{counties}.", label=texts.COMPARE_GROUPS[group[0].result])
    for row in comparison.rows:
        yield from _row(world, row)


def _row(world: World, row: Row) -> Iterator[Line]:
    county = world.knowledge.counties.by_key[row.county]
    principal = "not_settled" if row.asks else row.answer.principal
    mark = f"{SYMBOLS[principal]} " if principal else ""
    yield Line(f"{mark}{title_of(row)}", "strong", label=f"{county.name}:")
    for result, values in row.hangs_on:
        label = ", ".join(value.short for value in values)
        yield Line(headline(result) if result.principal else texts.COMPARE_MORE, label=f"{label[:1].upper()}{label[1:]}:")
    because = [statement.text for statement in row.deciding] or [agreement.silent for agreement in row.answer.agreements]
    yield from (Line(text, label=texts.COMPARE_BECAUSE) for text in because)
    yield from _sources(world, row)
    yield from (Line(note, "subtle") for note in row.answer.notes)


def _sources(world: World, row: Row) -> Iterator[Line]:
    """Each agreement of the county with the places that decide in it."""
    for agreement in row.answer.agreements:
        own = [s for s in row.deciding if world.knowledge.home[s.id] is agreement]
        places = "; ".join(dict.fromkeys(pinpoint(statement) for statement in own if statement.heading))
        if own or not row.deciding:
            yield Line(f"{agreement.cite}{', ' if places else ''}{places}.", "subtle", label=texts.SOURCE)


def title_of(row: Row) -> str:
    """The headline of a county's answer, or what it hangs on."""
    if row.asks:
        return texts.COMPARE_HANGS.format(facet=row.asks.label.lower())
    return headline(row.answer) if row.answer.principal else texts.COMPARE_ROUTINE


def _onwards(state: State) -> tuple[Action, ...]:
    if under_way(state):
        return (Action(texts.RESUME, "resume", primary=True), Action(texts.NEW, "new"))
    data = {"serial": str(state.serial)}
    why = (Action(texts.WHY, "why", data), Action(texts.CHANGE, "change", data)) if state.phase == "answered" else ()
    return (*why, Action(texts.NEW, "new", data))


def _and(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} och {names[-1]}" if len(names) > 1 else names[0]
