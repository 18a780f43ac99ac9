"""Rules that nobody wrote, as many as wanted, over choice facets of six values: the real models, drawn with a fixed seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from knowledge.agreement import Agreement
from knowledge.facets import Facets
from knowledge.kinds import Kinds

FACETS, VALUES = 8, 6
KINDS = Kinds.model_validate({"kinds": [{"key": "routine", "label": "Rutin", "role": "routine"}]})


def facets(count: int = FACETS) -> Facets:
    """`count` choice facets: with eight there are 1,679,616 cells, with five 7,776."""
    return Facets.model_validate({"facets": [_facet(f"f{number}") for number in range(count)]})


def _facet(key: str) -> dict[str, Any]:
    values = [{"key": f"{key}v{n}", "label": f"{key} {n}", "short": f"{key} {n}"} for n in range(VALUES)]
    return {"key": key, "kind": "choice", "label": key, "question": f"{key}?", "values": values}


def agreement(size: int, seed: int = 7, narrow: int = 4, count: int = FACETS) -> Agreement:
    """`size` rules, each on `narrow` to `narrow` + 2 of `count` facets; a tenth have two conditions, a hundredth override."""
    chance = random.Random(seed)
    rules = [_rule(number, size, chance, (narrow, count)) for number in range(size)]
    silences = [{"id": f"YY-NS{n}", "text": "t", "when": _clause(chance, (narrow, count))} for n in range(max(1, size // 20))]
    head = {"id": "synthetic", "county": "x", "title": "x", "cite": "X", "silent": "-", "turn_to": "-"}
    document = {"file": "x.txt", "title": "x"}
    return Agreement.model_validate({**head, "document": document, "rules": rules, "silences": silences})


def _rule(number: int, size: int, chance: random.Random, shape: tuple[int, int]) -> dict[str, Any]:
    whens = [_clause(chance, shape) for _ in range(2 if chance.random() < 0.1 else 1)]
    overrides = [f"XX-{chance.randrange(number + 1, size)}"] if number + 1 < size and chance.random() < 0.01 else []
    principal = chance.choices(["region", "kommun", "both"], [48, 48, 4])[0]
    return {"id": f"XX-{number}", "text": "t", "principal": principal, "when": whens, "overrides": overrides}


def _clause(chance: random.Random, shape: tuple[int, int]) -> dict[str, list[str]]:
    narrow, count = shape
    keys = chance.sample(range(count), min(count, chance.randint(narrow, narrow + 2)))
    return {f"f{key}": [f"f{key}v{n}" for n in chance.sample(range(VALUES), chance.randint(1, 2))] for key in sorted(keys)}


def cases(number: int, count: int, known: int, seed: int = 11) -> Iterator[dict[str, str]]:
    """Cases that tell `known` of `count` facets, drawn anew for every case."""
    chance = random.Random(seed)
    for _ in range(number):
        told = sorted(chance.sample(range(count), known))
        yield {f"f{key}": f"f{key}v{chance.randrange(VALUES)}" for key in told}
