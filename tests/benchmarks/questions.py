"""The next question and the test whether a case is settled, as the rules grow. Run: python -m tests.benchmarks.questions

Cases are met for the first time: what an interviewer remembers of others helps only as far as they lead to the same state.
The reference for the settled test is the plain way: the verdict of every completion, until two differ.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import product
from typing import Any

from knowledge.axes import Box
from knowledge.condition import parse_said
from knowledge.matcher import bits
from knowledge.questions import Interviewer
from knowledge.ruleset import Ruleset
from tests.benchmarks import synthetic
from tests.benchmarks.accuracy import RUNS, one_core, say, seconds
from tests.benchmarks.measure import Json, alternately, goal, part, row, show

SIZES = (50, 500, 5_000, 20_000)
FACETS = (5, 8)
CASES = 12
GOALS = {500: 1.0, 5_000: 10.0}
"""Milliseconds at most, by the number of rules."""
YEAR = 2026
ENUMERATED = "every completion"


def main() -> list[Json]:
    """Measure and print. Returns the parts."""
    one_core()
    settled, following, first = list[Json](), list[Json](), list[Json]()
    for facets in FACETS:
        for size in SIZES:
            given = synthetic.agreement(size, count=facets)
            fresh = partial(Ruleset, synthetic.facets(facets), synthetic.KINDS, [given])
            rules = fresh()
            label = f"{facets} facets, {size:,} rules"
            boxes = _boxes(rules, facets)
            settled.append(_settled(label, size, rules, boxes))
            following += _following(label, size, rules, boxes)
            first.append(_first(label, size, fresh))
    parts = [
        part("Questions: is a half known case settled", "milliseconds", settled),
        part("Questions: the next one of a half known case", "milliseconds", following),
        part("Questions: the very first one, nothing remembered", "milliseconds", first),
    ]
    for each in parts:
        show(each)
    say("Where no half known case is left open, there is no next question to measure.")
    return parts


def _boxes(rules: Ruleset, facets: int) -> list[Sequence[Box]]:
    cases = synthetic.cases(CASES * RUNS, facets, facets // 2)
    return [rules.boxes(parse_said(case, rules.facets, YEAR)) for case in cases]


def _settled(label: str, size: int, rules: Ruleset, boxes: Sequence[Sequence[Box]]) -> Json:
    """The settled test beside the plain way. Raises RuntimeError when they differ."""
    if any(rules.settled(each) != _plainly(rules, each) for each in boxes[:CASES]):
        raise RuntimeError(f"{label}: settled is not what every completion tells")
    found = alternately({"ours": _over(rules.settled, boxes), ENUMERATED: _over(partial(_plainly, rules), boxes)})
    return _aimed(row(label, found.pop("ours"), found), size)


def _following(label: str, size: int, rules: Ruleset, boxes: Sequence[Sequence[Box]]) -> Iterator[Json]:
    """The next question of the cases that are open; one interviewer for each run."""
    still = [each for each in boxes if not rules.settled(each)]
    runs = [still[run::RUNS] for run in range(RUNS)]
    if all(runs):
        measured = alternately({"ours": lambda run: _milliseconds(Interviewer(rules).next, runs[run])})
        yield _aimed(row(label, measured["ours"]), size)


def _first(label: str, size: int, fresh: Callable[[], Ruleset]) -> Json:
    """The first question of an interview: nothing is known of the case, and nothing was asked before."""
    made = iter([fresh() for _ in range(RUNS)])

    def ask(_: int) -> float:
        rules = next(made)
        interviewer = Interviewer(rules)
        return _milliseconds(interviewer.next, [[rules.space.full]])

    return _aimed(row(label, alternately({"ours": ask})["ours"]), size)


def _over(test: Callable[[Sequence[Box]], object], boxes: Sequence[Sequence[Box]]) -> Callable[[int], float]:
    return lambda run: _milliseconds(test, boxes[run * CASES : (run + 1) * CASES])


def _milliseconds(work: Callable[[Any], object], cases: Sequence[Any]) -> float:
    return 1e3 * seconds(lambda: [work(case) for case in cases]) / len(cases)


def _plainly(rules: Ruleset, boxes: Sequence[Box]) -> bool:
    """Whether every completion has the same verdict."""
    cells = (cell for box in boxes for cell in product(*([1 << point for point in bits(mask)] for mask in box)))
    verdicts = (rules.verdict(rules.matcher.match(cell).possible) for cell in cells)
    first = next(verdicts)
    return all(verdict == first for verdict in verdicts)


def _aimed(each: Json, size: int) -> Json:
    if size not in GOALS:
        return each
    return goal(each, f"under {GOALS[size]:g} ms", each["ours"]["median"] < GOALS[size])


if __name__ == "__main__":
    main()
