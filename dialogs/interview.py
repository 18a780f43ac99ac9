"""The guided way: one question at a time, only what still matters, and every answer can be taken back."""

from __future__ import annotations

from dialogs import texts
from dialogs.case import enquiry
from dialogs.reply import Action, Field, Line, Reply
from dialogs.state import State
from dialogs.world import World
from knowledge.answer import told_numbers
from knowledge.enquiry import Answer, Enquiry
from knowledge.questions import Question

PLACE = "county"
"""The question about where, which comes before the facets."""


def ask(world: World, state: State, answered: Answer, note: str | None = None) -> tuple[State, Reply]:
    """The question that `answered` needs, and the state that waits for its answer."""
    if answered.question:
        return _facet_question(state, answered.question, note)
    left = most_after_place(world, enquiry(world, state))
    lines = [Line(texts.ASK_PLACE_WHY, "subtle")] if not state.order else []
    reply = Reply(
        "question",
        title=texts.ASK_PLACE,
        lines=_lines(state, left + 1, note, lines),
        choices=places(world, state),
        field=Field("place", texts.PLACE_FIELD, texts.PLACE_HINT, longest=60),
        actions=_leave(state),
        in_place=True,
    )
    return _waiting(state, PLACE, left), reply


def places(world: World, state: State) -> tuple[Action, ...]:
    """The counties that can be answered for, to choose from."""
    counties = world.knowledge.counties.by_key
    return tuple(_choice(state, PLACE, key, counties[key].name) for key in world.knowledge.covered)


def _facet_question(state: State, question: Question, note: str | None) -> tuple[State, Reply]:
    facet = question.facet
    why = [Line(facet.why, "subtle")] if facet.why else []
    numeric = facet.kind != "choice"
    reply = Reply(
        "question",
        title=facet.question,
        lines=_lines(state, question.remaining_at_most, note, why),
        choices=tuple(_choice(state, facet.key, option.value, option.label) for option in question.options),
        field=Field("number", facet.label, "Skriv ett tal", longest=4) if numeric else None,
        actions=(Action(texts.UNKNOWN, "unknown", _data(state, facet.key)), *_leave(state)),
        in_place=True,
    )
    return _waiting(state, facet.key, question.remaining_at_most - 1), reply


def change_question(world: World, state: State, key: str, note: str | None = None) -> tuple[State, Reply]:
    """The question about one facet asked again, with every value to choose from."""
    facet = world.knowledge.facets[key]
    choices = tuple(_choice(state, key, value.key, value.label) for value in facet.values if value.listed)
    field = Field("number", facet.label, "Skriv ett tal", longest=4) if facet.kind != "choice" else None
    actions = (Action(texts.UNKNOWN, "unknown", _data(state, key)), *_leave(state))
    lines = (Line(note),) if note else ()
    reply = Reply("question", title=facet.question, lines=lines, choices=choices, field=field, actions=actions, in_place=True)
    return _waiting(state, key, None), reply


def _waiting(state: State, key: str, left: int | None) -> State:
    return state.with_(phase="interview", asking=key, left=left)


def _lines(state: State, most: int, note: str | None, why: list[Line]) -> tuple[Line, ...]:
    progress = _progress(len(state.order) + 1, most)
    return (*([Line(note)] if note else []), *([Line(progress, "subtle")] if progress else []), *why)


def _progress(number: int, most: int) -> str | None:
    if most > 1:
        return texts.PROGRESS.format(number=number, left=most - 1)
    return texts.LAST_QUESTION if number > 1 else None


def _choice(state: State, key: str, value: str, label: str) -> Action:
    return Action(label, "answer", {**_data(state, key), "value": value})


def _data(state: State, key: str) -> dict[str, str]:
    return {"facet": key, "serial": str(state.serial)}


def _leave(state: State) -> tuple[Action, ...]:
    data = {"serial": str(state.serial)}
    back = [Action(texts.BACK, "back", data)] if state.order else []
    return (*back, Action(texts.CANCEL, "cancel", data))


def most_after_place(world: World, asked: Enquiry) -> int:
    """The questions that may come once the place is known, whichever county it is."""
    most = 0
    for county in world.knowledge.covered:
        boxes = world.knowledge.rules(county, asked.day).boxes(asked.said)
        question = (
            world.knowledge.interviewer(county, asked.day).next(boxes, asked.unanswered, told_numbers(asked.said))
            if boxes
            else None
        )
        most = max(most, question.remaining_at_most if question else 0)
    return most
