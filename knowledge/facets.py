"""Facets: the declared dimensions of a case (age, diagnosis, housing, need …)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Literal

from pydantic import Field, model_validator
from rapidfuzz import fuzz, process

from knowledge.yamlfile import Model


class Value(Model):
    """One value of a choice facet. `parts`: it stands for these values held at once."""

    key: str
    label: str
    short: str
    parts: tuple[str, ...] = ()
    listed: bool = True


class Group(Model):
    """A named stretch of a number facet, both ends included."""

    key: str
    label: str
    low: int = Field(alias="from")
    high: int = Field(alias="to")


class Facet(Model):
    """One declared dimension. See the head of `data/facets.yaml` for what each field means."""

    key: str
    kind: Literal["choice", "number", "year"]
    label: str
    question: str
    why: str | None = None
    multiple: Literal["all", "each"] | None = None
    unnamed: Literal["absent"] | None = None
    asked: bool = True
    values: tuple[Value, ...] = ()
    unit: str | None = None
    min: int = 0
    max: int = 0
    groups_key: str | None = None
    groups: tuple[Group, ...] = ()
    of: str | None = None
    about: str | None = None

    @cached_property
    def by_key(self) -> dict[str, Value]:
        """The values by their keys."""
        return {value.key: value for value in self.values}

    @cached_property
    def atoms(self) -> tuple[str, ...]:
        """The values that stand for themselves; the others are combinations of these."""
        return tuple(value.key for value in self.values if not value.parts)

    def parts(self, key: str) -> tuple[str, ...]:
        """The atoms that `key` stands for."""
        return self.by_key[key].parts or (key,)

    def group_of(self, low: int, high: int) -> Group | None:
        """The group that holds every number from `low` to `high`, if there is one."""
        return next((g for g in self.groups if g.low <= low and high <= g.high), None)

    def combined(self, held: frozenset[str]) -> frozenset[str]:
        """`held` with atoms replaced by the combination that stands for them."""
        for value in self.values:
            if value.parts and held.issuperset(value.parts):
                held = (held - set(value.parts)) | {value.key}
        return held


class Implication(Model):
    """Holds the `then` facets whenever `when` holds. Pure consequence, the same in every county."""

    when: dict[str, Any]
    then: dict[str, Any]


class Facets(Model):
    """All declared facets, in the order in which they are asked when nothing else decides."""

    facets: tuple[Facet, ...]
    implies: tuple[Implication, ...] = ()

    @model_validator(mode="after")
    def _unique(self) -> Facets:
        for facet in self.facets:
            keys = [value.key for value in facet.values]
            if len(set(keys)) != len(keys):
                raise ValueError(f"facet {facet.key} declares a value twice")
        if len(self.by_key) != len(self.facets):
            raise ValueError("a facet is declared twice")
        for facet in self.facets:
            if facet.about is not None and facet.about not in self.by_key:
                raise ValueError(f"facet {facet.key} is about {facet.about}, which is no facet")
        return self

    @cached_property
    def by_key(self) -> dict[str, Facet]:
        """The facets by their keys."""
        return {facet.key: facet for facet in self.facets}

    @cached_property
    def groups(self) -> dict[str, Facet]:
        """Number facets by the name of their groups (`age_group` -> age)."""
        return {facet.groups_key: facet for facet in self.facets if facet.groups_key}

    def __iter__(self) -> Iterator[Facet]:  # type: ignore[override]  # the facets themselves, not field tuples
        return iter(self.facets)

    def __getitem__(self, key: str) -> Facet:
        return self.by_key[key]

    def __contains__(self, key: str) -> bool:
        return key in self.by_key


def suggest(word: str, known: list[str]) -> str:
    """` Did you mean 'x'?` for a misspelt key, else the empty string."""
    best = process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=65) or process.extractOne(word, known, score_cutoff=70)
    return f" Did you mean '{best[0]}'?" if best else ""
