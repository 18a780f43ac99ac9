"""How check, gap report and diff grow: synthetic rules over choice facets. Run: python -m tests.benchmarks.verification

The reference judges every cell by itself. Where there are too many for that, it judges some, and its time is what that makes
for all of them.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import product

from knowledge.agreement import Agreement
from knowledge.axes import Box
from knowledge.diff import difference
from knowledge.outcomes import Outcomes
from knowledge.proof import Proof
from knowledge.ruleset import Ruleset
from tests.benchmarks.accuracy import RUNS, one_core, say, seconds
from tests.benchmarks.measure import Json, alternately, part, row, show
from tests.benchmarks.synthetic import KINDS, VALUES, agreement, facets

SIZES = (50, 500, 5_000)
FACETS = (5, 8)
CHANGED = 100
"""One rule in so many differs in the new version."""
SAMPLE = 5_000
ENUMERATED = "cell by cell"


def main() -> list[Json]:
    """Measure and print. Returns the parts. Raises RuntimeError when the reference counts other outcomes."""
    one_core()
    judged, reported, compared = list[Json](), list[Json](), list[Json]()
    for count in FACETS:
        for size in SIZES:
            given = agreement(size, count=count)
            rules = Ruleset(facets(count), KINDS, [given])
            label = f"{count} facets, {size:,} rules"
            judged.append(_judged(label, rules, count))
            reported.append(_timed(label, partial(_report, rules)))
            compared.append(_timed(label, partial(_diff, given, _changed(given, count), count)))
    parts = [
        part("Verification: the outcome of every cell", "seconds", judged),
        part("Verification: check and gap report", "seconds", reported),
        part("Verification: diff of two versions", "seconds", compared),
    ]
    for each in parts:
        show(each)
    say(f"Cells: {', '.join(f'{VALUES**count:,} with {count} facets' for count in FACETS)}.")
    return parts


def _judged(label: str, rules: Ruleset, count: int) -> Json:
    """All outcomes counted, beside going through the cells."""
    outcomes = Outcomes(rules)
    cells = _cells(count)
    share = len(cells) / VALUES**count
    if share == 1 and Counter(map(outcomes.at, cells)) != outcomes.counts:
        raise RuntimeError(f"{label}: going through the cells counts other outcomes")
    found = alternately(
        {
            "ours": lambda _: seconds(lambda: Outcomes(rules).counts),
            ENUMERATED: lambda _: seconds(lambda: Counter(map(outcomes.at, cells))) / share,
        }
    )
    return row(label, found.pop("ours"), found)


def _cells(count: int) -> list[Box]:
    """Every cell, or as many drawn at random as are judged one by one."""
    points = [1 << number for number in range(VALUES)]
    if VALUES**count <= 2 * SAMPLE:
        return list(product(points, repeat=count))
    chance = random.Random(count)
    return [tuple(chance.choices(points, k=count)) for _ in range(SAMPLE)]


def _timed(label: str, work: Callable[[], object]) -> Json:
    return row(label, alternately({"ours": lambda _: seconds(work)}, RUNS)["ours"])


def _report(rules: Ruleset) -> object:
    """What `check` proves of an agreement, and what the gap report shows."""
    proof = Proof(rules)
    return list(proof.findings()), proof.gaps


def _changed(given: Agreement, count: int) -> Agreement:
    """`given` with other conditions in some of its rules."""
    many = max(1, len(given.rules) // CHANGED)
    others = agreement(many, seed=8, count=count).rules
    last = [rule.model_copy(update={"when": other.when}) for rule, other in zip(given.rules[-many:], others, strict=True)]
    return given.model_copy(update={"rules": (*given.rules[:-many], *last)})


def _diff(old: Agreement, new: Agreement, count: int) -> object:
    return difference("x", facets(count), (KINDS, [old]), (KINDS, [new]))


if __name__ == "__main__":
    main()
