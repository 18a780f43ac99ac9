"""The whole knowledge, read from a folder of YAML and checked, or refused with every fault named."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from knowledge.agreement import Agreement, Silence, Statement
from knowledge.contacts import CountyContacts
from knowledge.county import Counties
from knowledge.enquiry import Answer, Principal
from knowledge.facets import Facets, suggest
from knowledge.faq import FaqEntry
from knowledge.faq_yaml import read_folder
from knowledge.faults import Checker, located, reached
from knowledge.kinds import Kinds
from knowledge.law import Law
from knowledge.problem import KnowledgeError, Problem
from knowledge.questions import Interviewer
from knowledge.ruleset import Ruleset
from knowledge.search import Index
from knowledge.yamlfile import YamlFile

DATA = Path(__file__).parent / "data"
"""The knowledge that comes with the product."""
MOST_DAYS = 1_000
"""Counties and days of which it is remembered which agreements were in force."""


@dataclass(frozen=True)
class Knowledge:
    """Everything the bot answers from. `statements` holds every statement by its id, `home` the agreement it stands in.

    `faq` are the answered questions that stand in its files; those kept elsewhere are not among them. `answers` and
    `principals` are remembered by `knowledge.answer`.
    """

    root: Path
    facets: Facets
    kinds: Kinds
    law: Law
    counties: Counties
    agreements: tuple[Agreement, ...]
    contacts: Mapping[str, CountyContacts]
    faq: tuple[FaqEntry, ...] = ()
    _rules: dict[tuple[str, ...], Ruleset] = field(default_factory=dict, repr=False)
    _interviewers: dict[tuple[str, ...], Interviewer] = field(default_factory=dict, repr=False)
    _indexes: dict[tuple[str, ...], Index] = field(default_factory=dict, repr=False)
    _in_force: dict[tuple[str, date], tuple[Agreement, ...]] = field(default_factory=dict, init=False, repr=False)
    answers: dict[Hashable, Answer] = field(default_factory=dict, init=False, repr=False)
    principals: dict[Hashable, Principal | None] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def statements(self) -> dict[str, Statement]:
        """Every statement by its id."""
        return {s.id: s for agreement in self.agreements for s in agreement.every()}

    @cached_property
    def home(self) -> dict[str, Agreement]:
        """The agreement that a statement stands in, by the statement's id."""
        return {s.id: agreement for agreement in self.agreements for s in agreement.every()}

    def is_open(self, statement: Statement) -> bool:
        """Whether a statement says what is not settled: a silence, or a question that the document leaves unanswered."""
        return isinstance(statement, Silence) or self.kinds.role(statement.kind) == "open"

    def together(self, statement: Statement) -> tuple[Statement, ...]:
        """The statements that are shown together with this one, in the order of the document: those of its group."""
        fellows = self.home[statement.id].every() if statement.group else ()
        return tuple(fellow for fellow in fellows if fellow.group == statement.group)

    @cached_property
    def covered(self) -> tuple[str, ...]:
        """Keys of the counties that have an agreement, in the order of the counties."""
        having = {agreement.county for agreement in self.agreements}
        return tuple(county.key for county in self.counties.counties if county.key in having)

    def in_force(self, county: str, day: date) -> tuple[Agreement, ...]:
        """The agreements a county answers from: all that are valid on `day`, less what these supersede.

        When none is valid, the last of those whose time is over, else the first of those to come, is still answered from,
        and the answer says so. Two versions of the same agreement never answer together.
        """
        known = self._in_force.get((county, day))
        if known is None:
            if len(self._in_force) >= MOST_DAYS:
                self._in_force.clear()
            known = self._in_force[county, day] = self._on(county, day)
        return known

    def _on(self, county: str, day: date) -> tuple[Agreement, ...]:
        own = [agreement for agreement in self.agreements if agreement.county == county]
        begun = [a for a in own if (a.valid_from or day) <= day]
        valid = [a for a in begun if day <= (a.valid_to or day)]
        if not begun:
            return tuple(a for a in own if not self._superseded(a) & {other.id for other in own})
        replaced = {identity for agreement in valid or begun for identity in self._superseded(agreement)}
        return tuple(a for a in valid or begun if a.id not in replaced)

    def _superseded(self, agreement: Agreement) -> set[str]:
        """The ids of all that `agreement` supersedes, also through others."""
        return reached(agreement.supersedes, {a.id: a.supersedes for a in self.agreements})

    def rules(self, county: str, day: date) -> Ruleset:
        """The compiled rules of a county on a day. Raises KeyError for a county without an agreement."""
        agreements = self.in_force(county, day)
        if not agreements:
            raise KeyError(county)
        key = tuple(agreement.id for agreement in agreements)
        if key not in self._rules:
            self._rules[key] = Ruleset(self.facets, self.kinds, agreements)
        return self._rules[key]

    def interviewer(self, county: str, day: date) -> Interviewer:
        """The planner of the questions of a county on a day."""
        rules = self.rules(county, day)
        key = tuple(agreement.id for agreement in rules.agreements)
        if key not in self._interviewers:
            self._interviewers[key] = Interviewer(rules)
        return self._interviewers[key]

    def index(self, county: str, day: date) -> Index:
        """The search index over what the county's agreements say."""
        agreements = self.in_force(county, day)
        key = tuple(agreement.id for agreement in agreements)
        if key not in self._indexes:
            self._indexes[key] = Index(_wordings(agreements), self.places(county))
        return self._indexes[key]

    def places(self, county: str) -> tuple[str, ...]:
        """Names of the county and its municipalities, which say where but not what."""
        own = self.counties.by_key[county]
        return (own.name, own.short, *own.municipalities.values())


def _wordings(agreements: Iterable[Agreement]) -> Iterator[tuple[str, str]]:
    for agreement in agreements:
        for statement in agreement.every():
            for wording in (statement.text, *statement.asked_as):
                yield statement.id, wording


def load(root: Path = DATA) -> Knowledge:
    """Read and check the knowledge in `root`. Raises KnowledgeError with every fault (file, line, field and what to do).

    The answered questions are only read when the rest, which they name, is sound.
    """
    if not root.is_dir():
        raise KnowledgeError([Problem(str(root), 1, "", "is no folder. Name the folder that holds facets.yaml")])
    facets = YamlFile.read(root / "facets.yaml", root).parse(Facets)
    kinds = YamlFile.read(root / "kinds.yaml", root).parse(Kinds)
    law = YamlFile.read(root / "law.yaml", root).parse(Law)
    counties = YamlFile.read(root / "counties.yaml", root).parse(Counties)
    files = [YamlFile.read(path, root) for path in sorted((root / "agreements").glob("*.yaml"))]
    agreements, problems = _parsed(files)
    checker = Checker(facets, kinds, law, counties)
    for file, agreement in agreements:
        problems += checker.faults(file, agreement)
    problems += [*_twice(agreements), *_superseding(agreements)]
    contacts, faults = _contacts(root, counties)
    if problems or faults:
        raise KnowledgeError(problems + faults)
    knowledge = Knowledge(root, facets, kinds, law, counties, tuple(a for _, a in agreements), contacts)
    return replace(knowledge, faq=read_folder(root, knowledge))


def read_agreement(path: Path, knowledge: Knowledge) -> Agreement:
    """One agreement in a file of its own, checked against what `knowledge` declares. Raises KnowledgeError."""
    file = YamlFile.read(path, path.parent)
    agreement = file.parse(Agreement)
    faults = Checker(knowledge.facets, knowledge.kinds, knowledge.law, knowledge.counties).faults(file, agreement)
    if faults:
        raise KnowledgeError(faults)
    return agreement


def _parsed(files: Iterable[YamlFile]) -> tuple[list[tuple[YamlFile, Agreement]], list[Problem]]:
    agreements: list[tuple[YamlFile, Agreement]] = []
    problems: list[Problem] = []
    for file in files:
        try:
            agreements.append((file, file.parse(Agreement)))
        except KnowledgeError as error:
            problems += error.problems
    return agreements, problems


def _contacts(root: Path, counties: Counties) -> tuple[dict[str, CountyContacts], list[Problem]]:
    contacts: dict[str, CountyContacts] = {}
    problems: list[Problem] = []
    for path in sorted((root / "contacts").glob("*.yaml")):
        try:
            file = YamlFile.read(path, root)
            found = file.parse(CountyContacts)
            if found.county not in counties.by_key:
                hint = suggest(found.county, list(counties.by_key))
                problems.append(file.problem(("county",), f"'{found.county}' is no county key.{hint}"))
            contacts[found.county] = found
        except KnowledgeError as error:
            problems += error.problems
    return contacts, problems


def _twice(agreements: Iterable[tuple[YamlFile, Agreement]]) -> list[Problem]:
    homes: dict[str, str] = {}
    problems = []
    for file, agreement in agreements:
        for location, statement in located(agreement):
            if statement.id in homes:
                message = f"{statement.id} stands already in {homes[statement.id]}. Each id is used once"
                problems.append(file.problem((*location, "id"), message))
            homes.setdefault(statement.id, file.name)
    return problems


def _superseding(agreements: Sequence[tuple[YamlFile, Agreement]]) -> Iterator[Problem]:
    """Agreements that supersede what is not there, or themselves."""
    for file, agreement in agreements:
        known = [other.id for _, other in agreements if other.county == agreement.county and other.id != agreement.id]
        for name in agreement.supersedes:
            if name not in known:
                message = f"'{name}' is no other agreement of the county.{suggest(name, known)}"
                yield file.problem(("supersedes",), message)
        further = reached(agreement.supersedes, {other.id: other.supersedes for _, other in agreements})
        if agreement.id in further.difference(agreement.supersedes):
            yield file.problem(("supersedes",), f"{agreement.id} supersedes itself in a circle")
