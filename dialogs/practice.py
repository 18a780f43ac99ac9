"""Practice: a case out of the agreements, a guess, and the answer with what it stands on. Nothing is kept about who guessed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from math import gcd
from typing import Any

from dialogs import help as helps
from dialogs import texts
from dialogs.answer import answer_reply, headline
from dialogs.case import summary
from dialogs.course import Turned, fresh, old_card, under_way
from dialogs.reply import Action, Line, Reply
from dialogs.state import State
from dialogs.world import World
from knowledge.agreement import Agreement, Example
from knowledge.check import worked
from knowledge.enquiry import NEED

EVERYWHERE = "all"
"""Stands for all counties where one is chosen."""
GOLDEN = 0.618
"""The share of the cases that lies between one case and the next, so that neighbours differ."""


def give(world: World, state: State, data: Mapping[str, Any]) -> Turned:
    """A case to judge, or first the question of which county. A question that waits goes on waiting."""
    after = state if under_way(state) else fresh(state, county=state.county, municipality=state.municipality)
    county = str(data.get("county") or state.county)
    if not _known(world, county):
        return after, (_which_county(world, after),)
    number = _number(str(data.get("turn")))
    number = after.serial if number is None else number
    cases = list(_cases(world, world.knowledge.covered if county == EVERYWHERE else (county,)))
    if not cases:
        return after, (helps.simple(texts.PRACTICE_NONE, under_way(after)),)
    agreement, at = cases[number * _stride(len(cases)) % len(cases)]
    return after, (_case(world, after, agreement, at, {"county": county, "turn": str(number)}),)


def judge(world: World, state: State, data: Mapping[str, Any]) -> Turned:
    """The answer to the case, beside what was guessed."""
    found = _named(world, str(data.get("case")))
    guess, county, turn = (str(data.get(name)) for name in ("value", "county", "turn"))
    if found is None or guess not in texts.PRACTICE_CHOICES:
        return old_card(world, state)
    agreement, example = found
    answered = worked(world.knowledge, agreement, example, world.today())
    reply = answer_reply(world, _as_state(agreement, example), answered)
    title = texts.PRACTICE_RIGHT if guess == answered.principal else texts.PRACTICE_OTHER
    chosen = Line(texts.PRACTICE_CHOSEN.format(choice=texts.PRACTICE_CHOICES[guess].lower()), "subtle")
    following = _next(county if _known(world, county) else None, _number(turn) or 0)
    actions = (replace(following, primary=True), *_leave(state))
    lines = (chosen, *reply.lines)
    return state, (
        replace(reply, kind="panel", title=title.format(title=headline(answered)), lines=lines, actions=actions, in_place=False),
    )


def _known(world: World, county: str) -> bool:
    return county in world.knowledge.covered or county == EVERYWHERE


def _number(turn: str) -> int | None:
    return int(turn) if turn.isdecimal() and len(turn) < 7 else None


def _next(county: str | None, number: int) -> Action:
    return Action(texts.PRACTICE_NEXT, "practice", {"turn": str(number + 1), **({"county": county} if county else {})})


def _which_county(world: World, state: State) -> Reply:
    counties = [(key, world.knowledge.counties.by_key[key].name) for key in world.knowledge.covered]
    places = [*counties, (EVERYWHERE, texts.PRACTICE_ALL)]
    choices = tuple(Action(name, "practice", {"county": key}) for key, name in places)
    return Reply("panel", title=texts.PRACTICE_PLACE, choices=choices, actions=_leave(state))


def _case(world: World, state: State, agreement: Agreement, at: int, data: Mapping[str, str]) -> Reply:
    example = agreement.cases[at]
    lines = (
        Line(f"{example.name}.", label=texts.PRACTICE_CASE),
        Line(summary(world, _as_state(agreement, example)), label=texts.PRACTICE_KNOWN),
        Line(texts.PRACTICE_UNSAVED, "subtle"),
    )
    told = {**data, "case": f"{agreement.id}:{at}"}
    choices = (Action(label, "practice_answer", {**told, "value": key}) for key, label in texts.PRACTICE_CHOICES.items())
    actions = (_next(data["county"], int(data["turn"])), *_leave(state))
    return Reply("panel", title=texts.PRACTICE_TITLE, lines=lines, choices=tuple(choices), actions=actions)


def _cases(world: World, counties: Iterable[str]) -> Iterator[tuple[Agreement, int]]:
    """The cases of the agreements in force that somebody can judge: a need is said, and the answer is settled."""
    for county in counties:
        for agreement in world.knowledge.in_force(county, world.today()):
            yield from ((agreement, at) for at, example in enumerate(agreement.cases) if _fit(example))


def _fit(example: Example) -> bool:
    return example.principal in texts.PRACTICE_CHOICES and example.day is None and NEED in example.facets


def _named(world: World, name: str) -> tuple[Agreement, Example] | None:
    identity, _, at = name.partition(":")
    for agreement in world.knowledge.agreements:
        if agreement.id == identity and at.isdecimal() and len(at) < 5 and int(at) < len(agreement.cases):
            example = agreement.cases[int(at)]
            return (agreement, example) if _fit(example) else None
    return None


def _as_state(agreement: Agreement, example: Example) -> State:
    return State(county=agreement.county, said=dict(example.facets))


def _stride(count: int) -> int:
    """A step that comes by every case before it comes back to the first."""
    return next((step for step in range(max(1, int(count * GOLDEN)), count) if gcd(step, count) == 1), 1)


def _leave(state: State) -> tuple[Action, ...]:
    resume = (Action(texts.RESUME, "resume"),) if under_way(state) else ()
    return (*resume, Action(texts.NEW, "new"))
