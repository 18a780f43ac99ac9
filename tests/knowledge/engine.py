"""A small fictitious world for the engine's tests, and an oracle that knows nothing of boxes or bit sets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations, product
from typing import Any

from hypothesis import strategies as st

from knowledge.agreement import Agreement
from knowledge.facets import Facets
from knowledge.kinds import Kinds
from knowledge.ruleset import Ruleset

CONDITIONS = ("a", "b", "c")
HOMES = ("flat", "ward", "farm")
NEEDS = ("train", "tool")

FACETS = Facets.model_validate(
    {
        "facets": [
            {"key": "age", "kind": "number", "label": "Age", "question": "Age?", "min": 0, "max": 6},
            {"key": "birth_year", "kind": "year", "of": "age", "label": "Born", "question": "Born?"},
            {
                "key": "condition",
                "kind": "choice",
                "multiple": "all",
                "unnamed": "absent",
                "label": "Condition",
                "question": "Which?",
                "values": [
                    *({"key": key, "label": key, "short": key} for key in CONDITIONS),
                    {"key": "ab", "label": "ab", "short": "ab", "parts": ["a", "b"]},
                ],
            },
            *(
                {
                    "key": name,
                    "kind": "choice",
                    "label": name,
                    "question": f"{name}?",
                    "values": [{"key": key, "label": key, "short": key} for key in keys],
                }
                for name, keys in (("home", HOMES), ("need", NEEDS))
            ),
        ]
    }
)
KINDS = Kinds.model_validate({"kinds": [{"key": "routine", "label": "Routine", "role": "routine"}]})


@dataclass(frozen=True)
class Person:
    """One complete case: `half` is the half year of life, as in knowledge.condition."""

    half: int
    conditions: frozenset[str]
    home: str
    need: str

    @property
    def said(self) -> dict[str, Any]:
        """All there is to say of the person but the half year."""
        return {
            "age": self.half // 2,
            "condition": {"all": sorted(self.conditions), "not": sorted(set(CONDITIONS) - self.conditions)},
            "home": self.home,
            "need": self.need,
        }


def everybody() -> Iterator[Person]:
    """Every complete case there is."""
    sets = chain.from_iterable(combinations(CONDITIONS, size) for size in range(len(CONDITIONS) + 1))
    for half, held, home, need in product(range(14), list(sets), HOMES, NEEDS):
        yield Person(half, frozenset(held), home, need)


def holds(clause: Mapping[str, Any], person: Person) -> bool:
    """Whether a rule's clause holds for a person, worked out one person at a time."""
    return all(_facet_holds(key, wanted, person) for key, wanted in clause.items())


def _facet_holds(key: str, wanted: Any, person: Person) -> bool:
    if key == "age":
        return wanted["from"] <= person.half // 2 <= wanted["to"]
    if key == "birth_year":
        return wanted["turns"]["from"] <= (person.half + 1) // 2 <= wanted["turns"]["to"]
    if key == "condition":
        has = {value for value in (*CONDITIONS, "ab") if set(value) <= person.conditions}
        any_, all_, none = wanted.get("any", []), wanted.get("all", []), wanted.get("not", [])
        return (not any_ or bool(has & set(any_))) and set(all_) <= has and not has & set(none)
    return getattr(person, key) in wanted


def verdict_of(agreement: Agreement, person: Person) -> str:
    """The verdict by the book: matching rules, less those overridden from above, combined."""
    matching = {s.id for s in agreement.every() if any(holds(clause, person) for clause in s.alternatives)}
    for statement in agreement.every():  # the strategy lets a statement override only later ones
        if statement.id in matching:
            matching -= set(getattr(statement, "overrides", ()))
    principals = {rule.principal for rule in agreement.rules if rule.id in matching}
    if "both" in principals or len(principals) > 1:
        return "both"
    if principals:
        return principals.pop()
    return "routine" if any(s.id in matching for s in agreement.statements) else "not_settled"


def _spans(low: int, high: int) -> st.SearchStrategy[dict[str, int]]:
    ends = st.tuples(st.integers(low, high), st.integers(low, high))
    return ends.map(lambda pair: {"from": min(pair), "to": max(pair)})


def _some(values: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True)


_CONDITION = st.dictionaries(st.sampled_from(["any", "all", "not"]), _some((*CONDITIONS, "ab")), min_size=1, max_size=2)
CLAUSES = st.fixed_dictionaries(
    {},
    optional={
        "age": _spans(0, 6),
        "birth_year": _spans(0, 7).map(lambda span: {"turns": span}),
        "condition": _CONDITION,
        "home": _some(HOMES),
        "need": _some(NEEDS),
    },
)


@st.composite
def agreements(draw: st.DrawFn) -> Agreement:
    """A few rules and silences with overrides that point downwards, and perhaps a routine."""
    size = draw(st.integers(1, 5))
    names = [f"XX-{number}" for number in range(size)]
    rules = [
        {
            "id": name,
            "text": name,
            "principal": draw(st.sampled_from(["region", "kommun", "both"])),
            "when": draw(st.one_of(CLAUSES, st.lists(CLAUSES, min_size=1, max_size=2))),
            "overrides": draw(st.lists(st.sampled_from(names[number + 1 :]), unique=True)) if number + 1 < size else [],
        }
        for number, name in enumerate(names)
    ]
    routines = [{"id": "XX-90", "kind": "routine", "text": "r", "when": draw(CLAUSES)}] if draw(st.booleans()) else []
    return agreement(rules=rules, statements=routines, silences=[{"id": "XX-NS1", "text": "s", "when": draw(CLAUSES)}])


def agreement(**sections: Any) -> Agreement:
    """An agreement of the fictitious county with these sections."""
    head = {"id": "x", "county": "x", "title": "x", "cite": "X", "silent": "-", "turn_to": "-"}
    return Agreement.model_validate({**head, "document": {"file": "x.txt", "title": "x"}, **sections})


def ruleset(given: Agreement) -> Ruleset:
    """The compiled rules of an agreement."""
    return Ruleset(FACETS, KINDS, [given])
