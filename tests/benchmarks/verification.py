"""How the proof over every cell grows: synthetic rules over eight choice facets. Run: python -m tests.benchmarks.verification"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Iterator
from typing import Any

from knowledge.agreement import Agreement
from knowledge.facets import Facets
from knowledge.kinds import Kinds
from knowledge.proof import Proof
from knowledge.ruleset import Ruleset

SIZES = (50, 500, 5_000, 20_000)
FACETS, VALUES = 8, 6
KINDS = Kinds.model_validate({"kinds": [{"key": "routine", "label": "Rutin", "role": "routine"}]})


def facets() -> Facets:
    """Eight choice facets of six values: 1,679,616 cells."""
    return Facets.model_validate({"facets": [_facet(f"f{number}") for number in range(FACETS)]})


def _facet(key: str) -> dict[str, Any]:
    values = [{"key": f"{key}v{n}", "label": f"{key} {n}", "short": f"{key} {n}"} for n in range(VALUES)]
    return {"key": key, "kind": "choice", "label": key, "question": f"{key}?", "values": values}


def agreement(size: int, seed: int = 7, narrow: int = 3) -> Agreement:
    """`size` rules, each on `narrow` to `narrow` + 2 of the facets; one in ten has two conditions, one in a hundred overrides."""
    chance = random.Random(seed)
    rules = [_rule(number, size, chance, narrow) for number in range(size)]
    silences = [{"id": f"YY-NS{n}", "text": "t", "when": _clause(chance, narrow)} for n in range(max(1, size // 20))]
    head = {"id": "synthetic", "county": "x", "title": "x", "cite": "X", "silent": "-", "turn_to": "-"}
    document = {"file": "x.txt", "title": "x"}
    return Agreement.model_validate({**head, "document": document, "rules": rules, "silences": silences})


def _rule(number: int, size: int, chance: random.Random, narrow: int) -> dict[str, Any]:
    whens = [_clause(chance, narrow) for _ in range(2 if chance.random() < 0.1 else 1)]
    overrides = [f"XX-{chance.randrange(number + 1, size)}"] if number + 1 < size and chance.random() < 0.01 else []
    principal = chance.choices(["region", "kommun", "both"], [48, 48, 4])[0]
    return {"id": f"XX-{number}", "text": "t", "principal": principal, "when": whens, "overrides": overrides}


def _clause(chance: random.Random, narrow: int) -> dict[str, list[str]]:
    keys = chance.sample(range(FACETS), chance.randint(narrow, narrow + 2))
    return {f"f{key}": [f"f{key}v{n}" for n in chance.sample(range(VALUES), chance.randint(1, 2))] for key in sorted(keys)}


def figures(narrow: int) -> Iterator[tuple[int, float, float, Proof]]:
    """For each size: the rules, the processor seconds to compile them and to prove them, and the proof."""
    for size in SIZES:
        given = agreement(size, narrow=narrow)
        start = time.process_time()
        rules = Ruleset(facets(), KINDS, [given])
        compiled = time.process_time()
        proof = Proof(rules)
        list(proof.findings())
        proved = time.process_time()
        yield size, compiled - start, proved - compiled, proof


def table() -> Iterator[str]:
    """The figures as lines."""
    for narrow, meaning in ((3, "3–5 facets a rule: the space is soon full"), (6, "6–8 facets a rule: mostly gaps")):
        yield meaning
        yield f"{'rules':>8} {'compile s':>10} {'prove s':>10} {'cells':>12}  how"
        for size, compiled, proved, proof in figures(narrow):
            how = "exact" if proof.exact else "sampled"
            yield f"{size:>8} {compiled:>10.2f} {proved:>10.2f} {proof.cells:>12}  {how}"


if __name__ == "__main__":
    for line in table():
        sys.stdout.write(f"{line}\n")
