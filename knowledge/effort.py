"""How many questions it takes until an answer is settled: by the interviewer, by a fixed list of questions, and at best.

Every answer to a question (each value offered, each whole year) counts as equally likely.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from knowledge.axes import Box
from knowledge.questions import Interviewer

SCRIPT = ("age", "diagnosis", "housing", "need")
"""The questions of a fixed form, in order."""
MOST_STATES = 60_000
"""States of knowledge tried one by one for the true optimum."""


@dataclass(frozen=True)
class Effort:
    """`settled`: the share of interviews that end settled; `mean` and `worst`: the questions asked."""

    settled: float
    mean: float
    worst: int

    @property
    def rank(self) -> tuple[float, float]:
        """Less is better: settle most, then ask least."""
        return (-round(self.settled, 9), round(self.mean, 9))


SETTLED, STUCK = Effort(1.0, 0.0, 0), Effort(0.0, 0.0, 0)


def guided(interviewer: Interviewer) -> Effort:
    """By the interviewer, from knowing nothing. As in a conversation it keeps what it promises, and asks no number twice."""

    @cache
    def walk(box: Box, told: frozenset[str], at_most: int | None) -> Effort:
        question = interviewer.next([box], told=told, at_most=at_most)
        if question is None:
            return _end(interviewer, box)
        facet, left = question.facet, question.remaining_at_most - 1
        after = told if facet.kind == "choice" else told | {facet.key}
        return _asked([(walk(child, after, left), weight) for child, weight in interviewer.answers(facet, box)])

    return walk(interviewer.rules.space.full, frozenset(), None)


def scripted(interviewer: Interviewer, keys: Sequence[str] = SCRIPT) -> Effort:
    """By asking these facets in order and stopping as soon as the answer is settled."""
    facets = [interviewer.rules.facets[key] for key in keys if key in interviewer.rules.facets]

    @cache
    def walk(box: Box, asked: int) -> Effort:
        if asked == len(facets) or interviewer.rules.settled([box]):
            return _end(interviewer, box)
        return _asked([(walk(child, asked + 1), weight) for child, weight in interviewer.answers(facets[asked], box)])

    return walk(interviewer.rules.space.full, 0)


def optimum(interviewer: Interviewer) -> Effort | None:
    """The best there is, found by trying every order of questions; None when there are too many states to try."""
    rules = interviewer.rules
    facets = [facet for facet in rules.facets if facet.asked and facet.key in _spoken_of(interviewer)]
    known: dict[tuple[Box, frozenset[str]], Effort] = {}

    def best(box: Box, asked: frozenset[str]) -> Effort:
        if (box, asked) not in known:
            if len(known) >= MOST_STATES:
                raise OverflowError
            found = SETTLED if rules.settled([box]) else min(ways(box, asked), key=lambda way: way.rank, default=STUCK)
            known[box, asked] = found if found.settled else STUCK
        return known[box, asked]

    def ways(box: Box, asked: frozenset[str]) -> Iterator[Effort]:
        for facet in facets:
            answers = interviewer.answers(facet, box) if facet.key not in asked else []
            if len(answers) > 1:
                # an answered choice leaves one answer; an answered age may leave the birth year open, and the other way round
                after = asked if facet.kind == "choice" else asked | {facet.key}
                yield _asked([(best(child, after), weight) for child, weight in answers])

    try:
        return best(rules.space.full, frozenset())
    except OverflowError:
        return None


def _spoken_of(interviewer: Interviewer) -> set[str]:
    """The facets that the statements use, or from which something follows; with a birth year also the age."""
    facets = interviewer.rules.facets
    implying = {key for implication in facets.implies for key in implication.when}
    spoken = interviewer.rules.used | {facets.groups[key].key if key in facets.groups else key for key in implying}
    return {*spoken, *(of for key in spoken if (of := facets[key].of))}


def _end(interviewer: Interviewer, box: Box) -> Effort:
    return SETTLED if interviewer.rules.settled([box]) else STUCK


def _asked(ways: Sequence[tuple[Effort, float]]) -> Effort:
    total = sum(weight for _, weight in ways)
    return Effort(
        settled=sum(way.settled * weight for way, weight in ways) / total,
        mean=1 + sum(way.mean * weight for way, weight in ways) / total,
        worst=1 + max(way.worst for way, _ in ways),
    )
