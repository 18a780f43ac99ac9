"""The faults of one agreement, checked against what is declared elsewhere: kinds, facets, law, counties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from knowledge.agreement import Agreement, Statement
from knowledge.condition import ConditionError, parse_clause, parse_said
from knowledge.county import Counties
from knowledge.facets import Facets, suggest
from knowledge.kinds import Kinds
from knowledge.law import Law
from knowledge.problem import Problem
from knowledge.yamlfile import Location, YamlFile


class Checker:
    """Checks one agreement against what is declared elsewhere."""

    def __init__(self, facets: Facets, kinds: Kinds, law: Law, counties: Counties) -> None:
        self._facets, self._kinds, self._law, self._counties = facets, kinds, law, counties

    def faults(self, file: YamlFile, agreement: Agreement) -> list[Problem]:
        """Every fault of the agreement."""
        found = list(self._head(file, agreement))
        ids = {statement.id for statement in agreement.every()}
        for location, statement in located(agreement):
            found += self._statement(file, location, statement, ids)
        for number, presumption in enumerate(agreement.presume):
            found += self._clause(file, ("presume", number, "when"), presumption.when)
            found += self._clause(file, ("presume", number, "assume"), presumption.assume)
        for number, example in enumerate(agreement.cases):
            found += self._example(file, ("cases", number), example.facets, example.facts, ids)
        return found + list(_shared(file, agreement)) + list(_circles(file, agreement))

    def _head(self, file: YamlFile, agreement: Agreement) -> Iterator[Problem]:
        if agreement.county not in self._counties.by_key:
            known = list(self._counties.by_key)
            message = f"'{agreement.county}' is no county key.{suggest(agreement.county, known)}"
            yield file.problem(("county",), message)
        if agreement.valid_from and agreement.valid_to and agreement.valid_from > agreement.valid_to:
            yield file.problem(("valid_to",), "lies before valid_from")

    def _statement(self, file: YamlFile, at: Location, statement: Statement, ids: set[str]) -> Iterator[Problem]:
        if statement.kind not in ("rule", "silence") and statement.kind not in self._kinds.by_key:
            known = list(self._kinds.by_key)
            yield file.problem((*at, "kind"), f"'{statement.kind}' is no declared kind.{suggest(statement.kind, known)}")
        for number, clause in enumerate(statement.alternatives):
            where: Location = (*at, "when") if isinstance(statement.when, dict) else (*at, "when", number)
            yield from self._clause(file, where, clause)
        for name in statement.law:
            if name not in self._law.by_id:
                yield file.problem((*at, "law"), f"'{name}' is no entry of law.yaml.{suggest(name, list(self._law.by_id))}")
        for naming in ("mentions", "overrides"):
            for name in getattr(statement, naming, ()):
                if name not in ids:
                    message = f"names '{name}', which this agreement does not have.{suggest(name, sorted(ids))}"
                    yield file.problem((*at, naming), message)

    def _clause(self, file: YamlFile, at: Location, clause: Mapping[str, Any]) -> Iterator[Problem]:
        try:
            parse_clause(clause, self._facets)
        except ConditionError as error:
            yield file.problem((*at, *error.path), str(error))

    def _example(
        self, file: YamlFile, at: Location, facets: Mapping[str, Any], facts: Iterable[str], ids: set[str]
    ) -> Iterator[Problem]:
        try:
            parse_said(facets, self._facets, 2026)
        except ConditionError as error:
            yield file.problem((*at, "facets", *error.path), str(error))
        for name in facts:
            if name not in ids:
                yield file.problem((*at, "facts"), f"'{name}' is no statement of this agreement")


def _shared(file: YamlFile, agreement: Agreement) -> Iterator[Problem]:
    known = [rule.id for rule in agreement.rules]
    for number, group in enumerate(agreement.shared):
        for place, name in enumerate(group):
            if name not in known:
                message = f"'{name}' is no rule of this agreement.{suggest(name, known)}"
                yield file.problem(("shared", number, place), message)


def _circles(file: YamlFile, agreement: Agreement) -> Iterator[Problem]:
    overrides: dict[str, tuple[str, ...]] = {s.id: getattr(s, "overrides", ()) for s in agreement.every()}
    for location, statement in located(agreement):
        if statement.id in reached(overrides[statement.id], overrides):
            yield file.problem((*location, "overrides"), f"{statement.id} overrides itself in a circle")


def located(agreement: Agreement) -> Iterator[tuple[Location, Statement]]:
    """Every statement, and where it stands in the file."""
    for section in ("rules", "silences", "statements"):
        for number, statement in enumerate(getattr(agreement, section)):
            yield (section, number), statement


def reached(heads: Iterable[str], lower: Mapping[str, Iterable[str]]) -> set[str]:
    """`heads` and all that they lead to."""
    found, new = set[str](), set(heads)
    while new:
        found |= new
        new = {name for head in new for name in lower.get(head, ())} - found
    return found
