"""What to ask next: the facet that leaves the fewest questions to expect, and how many are left at most."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from math import prod
from operator import and_

from knowledge.axes import Box
from knowledge.condition import Choice, aged, born
from knowledge.facets import Facet, Value
from knowledge.ruleset import Ruleset
from knowledge.tally import Tally

MOST_STATES = 20_000
"""Interview states weighed exactly; a larger interview is planned one question ahead."""
MOST_KEPT = 2_000
"""Cases of which the next question is remembered."""
MOST_WORK = 5_000_000
"""States that an interview may have, times rows of conditions: with more, every question is planned one ahead."""

Weighted = tuple[Box, float]


@dataclass(frozen=True)
class Option:
    """One answer offered: `value` in the form in which a case says it, and its label."""

    value: str
    label: str


@dataclass(frozen=True)
class Question:
    """The next question: which facet, the answers offered, and how many questions are left at most, this one included."""

    facet: Facet
    options: tuple[Option, ...]
    remaining_at_most: int


@dataclass(frozen=True)
class _Plan:
    """`settled`: the share of the answers after which nothing is open; `expected` and `worst`: the questions until then."""

    settled: float
    expected: float
    worst: int
    facet: str | None

    @property
    def rank(self) -> tuple[float, float, int]:
        return (-round(self.settled, 9), round(self.expected, 9), self.worst)


_DONE = _Plan(1.0, 0.0, 0, None)
_STUCK = _Plan(0.0, 0.0, 0, None)


class Interviewer:
    """Plans the questions of one ruleset. Remembers what it has worked out."""

    def __init__(self, rules: Ruleset) -> None:
        self.rules = rules
        self._plans: dict[tuple[object, ...], _Plan] = {}
        self._next = lru_cache(maxsize=MOST_KEPT)(self._wanted)
        self._answers: dict[str, list[tuple[Value, tuple[Box, ...]]]] = {}
        self._years: dict[str, list[tuple[int, int]]] = {}

    def next(
        self, boxes: Iterable[Box], unanswered: Iterable[str] = (), told: Iterable[str] = (), at_most: int | None = None
    ) -> Question | None:
        """The question to ask of a case in `boxes`, or None when it is settled or nothing that can be asked would settle it.

        `unanswered` are facets that the user could not answer; they are not asked again, nor is what reads the same thing
        (the birth year of an unknown age). `told` are numbers that were told: they may leave a case open that only a year
        decides. `at_most` is the number of questions promised to be left: more are not begun.
        """
        return self._next(tuple(boxes), frozenset(unanswered), frozenset(told), at_most)

    def _wanted(
        self, boxes: Sequence[Box], unanswered: frozenset[str], told: frozenset[str], at_most: int | None
    ) -> Question | None:
        if self.rules.settled(boxes):
            return None
        hull = tuple(map(_union, zip(*boxes, strict=True)))
        plan = self._plan(hull, self._companions(unanswered) | told)
        if plan.facet is None or (at_most is not None and plan.worst > at_most):
            return None
        facet = self.rules.facets[plan.facet]
        return Question(facet, tuple(self._options(facet, hull)), plan.worst)

    def _companions(self, unanswered: frozenset[str]) -> frozenset[str]:
        return frozenset(facet.key for facet in self.rules.facets if {facet.key, facet.of} & unanswered)

    def _plan(self, box: Box, asked: frozenset[str]) -> _Plan:
        if self.rules.settled([box]):
            return _DONE
        useful = list(self._useful(box))
        key = (self.rules.signature(box), asked.intersection(facet.key for facet in useful))
        known = self._plans.get(key)
        if known is None:
            known = self._plans[key] = self._work_out(box, asked, useful)
        return known

    def _work_out(self, box: Box, asked: frozenset[str], useful: Sequence[Facet]) -> _Plan:
        candidates = [(facet, self.answers(facet, box)) for facet in useful if facet.key not in asked]
        candidates = [(facet, answers) for facet, answers in candidates if len(answers) > 1]
        if self._large or len(self._plans) > MOST_STATES:
            return self._ahead(box, candidates)
        plans = [self._ask(facet, answers, asked) for facet, answers in candidates]
        best = min(plans, key=lambda plan: plan.rank, default=_STUCK)
        return best if best.settled else _STUCK

    @cached_property
    def _large(self) -> bool:
        """Whether there may be too many states to weigh them all: every facet of use unanswered, or any of its answers."""
        space = self.rules.space
        useful = self._useful(space.full)
        answers = (sum(v.listed for v in f.values) if f.kind == "choice" else space.axes[space.of(f.key)[0]].size for f in useful)
        states = prod(number + 1 for number in answers)
        return states * len(self.rules.matcher.owners) > MOST_WORK

    def _ask(self, facet: Facet, answers: Sequence[Weighted], asked: frozenset[str]) -> _Plan:
        after = asked | {facet.key}
        children = [(self._plan(child, after), weight) for child, weight in answers]
        total = sum(weight for _, weight in children)
        return _Plan(
            settled=sum(plan.settled * weight for plan, weight in children) / total,
            expected=1 + sum(plan.expected * weight for plan, weight in children) / total,
            worst=1 + max(plan.worst for plan, _ in children),
            facet=facet.key,
        )

    def _ahead(self, box: Box, candidates: Sequence[tuple[Facet, Sequence[Weighted]]]) -> _Plan:
        """Without looking further: the facet whose answers settle most."""
        if not candidates:
            return _STUCK
        tally = Tally(self.rules, box)
        shares = [(_settled(tally, answers), -number, facet.key) for number, (facet, answers) in enumerate(candidates)]
        share, _, facet = max(shares)
        return _Plan(max(share, 1e-6), len(candidates), len(candidates), facet)

    def _useful(self, box: Box) -> Iterator[Facet]:
        """Facets whose answer can change what is open."""
        telling = self.rules.telling(box)
        for facet in self.rules.facets:
            if facet.asked and telling.intersection(self.rules.space.of(facet.key)):
                yield facet

    def answers(self, facet: Facet, box: Box) -> list[Weighted]:
        """The boxes that the answers lead to, like ones merged, each with the number of answers that lead there."""
        weights: dict[Box, float] = {}
        for child in self._each(facet, box):
            if all(child):
                weights[child] = weights.get(child, 0.0) + 1
        return list(weights.items())

    def _each(self, facet: Facet, box: Box) -> Iterator[Box]:
        if facet.kind == "choice":
            for value, answers in self._choices(facet):
                if value.listed:
                    for answer in answers:
                        yield tuple(map(and_, answer, box))
        else:
            number = self.rules.space.of(facet.key)[0]
            for _, mask in self._numbers(facet, box[number]):
                yield (*box[:number], mask, *box[number + 1 :])

    def _choices(self, facet: Facet) -> list[tuple[Value, tuple[Box, ...]]]:
        """Every value of a choice facet, with the cases that the answer leaves."""
        if facet.key not in self._answers:
            self._answers[facet.key] = [(value, self._answered(facet, value)) for value in facet.values]
        return self._answers[facet.key]

    def _answered(self, facet: Facet, value: Value) -> tuple[Box, ...]:
        if facet.multiple == "all":
            return self.rules.boxes({facet.key: Choice(all=frozenset([value.key]))})
        number = self.rules.space.of(facet.key)[0]
        return (self.rules.space.box({number: self.rules.space.axes[number].values_mask([value.key])}),)

    def _numbers(self, facet: Facet, mask: int) -> Iterator[tuple[int, int]]:
        """Every whole number of years the answer may be, with the points it leaves of `mask`."""
        if facet.key not in self._years:
            source = self.rules.facets[facet.of] if facet.of else facet
            axis = self.rules.space.axes[self.rules.space.of(facet.key)[0]]
            years = (
                (year, born(0, year) if facet.kind == "year" else aged(year, year)) for year in range(source.min, source.max + 1)
            )
            self._years[facet.key] = [(year, axis.span(span)) for year, span in years]
        return ((year, left) for year, points in self._years[facet.key] if (left := points & mask))

    def _options(self, facet: Facet, box: Box) -> Iterator[Option]:
        if facet.kind == "choice":
            for value, answers in self._choices(facet):
                if value.listed and any(all(map(and_, answer, box)) for answer in answers):
                    yield Option(value.key, value.label)
        elif facet.kind == "number":
            yield from self._stretches(facet, box)

    def _stretches(self, facet: Facet, box: Box) -> Iterator[Option]:
        """The stretches of years between which the rules tell no difference."""
        number = self.rules.space.of(facet.key)[0]
        stretches: list[tuple[int, int, int]] = []
        for year, mask in self._numbers(facet, box[number]):
            if stretches and stretches[-1][2] == mask:
                stretches[-1] = (stretches[-1][0], year, mask)
            else:
                stretches.append((year, year, mask))
        for low, high, _ in stretches:
            yield Option(f"{low}-{high}", _stretch_label(facet, low, high))


def _settled(tally: Tally, answers: Sequence[Weighted]) -> float:
    settled = sum(weight for child, weight in answers if tally.settled(child))
    return settled / sum(weight for _, weight in answers)


def _stretch_label(facet: Facet, low: int, high: int) -> str:
    unit = f" {facet.unit}" if facet.unit else ""
    if low == facet.min:
        return f"Högst {high}{unit}"
    if high == facet.max:
        return f"Minst {low}{unit}"
    return f"{low}–{high}{unit}" if low != high else f"{low}{unit}"


def _union(masks: Iterable[int]) -> int:
    union = 0
    for mask in masks:
        union |= mask
    return union
