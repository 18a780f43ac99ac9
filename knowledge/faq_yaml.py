"""Answered questions in YAML, one file per county: read with good errors, and written so that a change shows as just that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from pydantic import model_validator

from knowledge.condition import ConditionError, parse_clause
from knowledge.facets import suggest
from knowledge.faq import FaqEntry
from knowledge.problem import KnowledgeError, Problem
from knowledge.yamlfile import Location, Model, YamlFile, dotted

if TYPE_CHECKING:
    from knowledge.loader import Knowledge


class FaqFile(Model):
    """One file: the county, and its entries, which need not name it again."""

    county: str
    entries: tuple[FaqEntry, ...]

    @model_validator(mode="before")
    @classmethod
    def _of_the_county(cls, data: Any) -> Any:
        if not isinstance(data, dict) or not isinstance(data.get("entries"), list) or not isinstance(data.get("county"), str):
            return data
        entries = [{"county": data["county"], **entry} if isinstance(entry, dict) else entry for entry in data["entries"]]
        return {**data, "entries": entries}


# Reading


def read_faq(path: Path, knowledge: Knowledge) -> tuple[FaqEntry, ...]:
    """The entries in a file of its own, checked against `knowledge`. Raises KnowledgeError with every fault."""
    return _sound([(path, path.parent)], knowledge)


def read_folder(root: Path, knowledge: Knowledge) -> tuple[FaqEntry, ...]:
    """The entries of every `faq/*.yaml` of the knowledge folder `root`; none without such a folder. Raises KnowledgeError."""
    return _sound([(path, root) for path in sorted((root / "faq").glob("*.yaml"))], knowledge)


def _sound(paths: Iterable[tuple[Path, Path]], knowledge: Knowledge) -> tuple[FaqEntry, ...]:
    entries: list[FaqEntry] = []
    problems: list[Problem] = []
    homes: dict[str, str] = {}
    for path, root in paths:
        try:
            file = YamlFile.read(path, root)
            read = file.parse(FaqFile)
        except KnowledgeError as error:
            problems += error.problems
            continue
        found = (*_head(path, read, knowledge), *_bodies(read, knowledge), *_twice(file.name, read, homes))
        problems += [file.problem(location, message) for location, message in found]
        entries += read.entries
    if problems:
        raise KnowledgeError(problems)
    return tuple(entries)


def _head(path: Path, read: FaqFile, knowledge: Knowledge) -> Iterator[tuple[Location, str]]:
    known = list(knowledge.counties.by_key)
    if read.county not in known:
        yield ("county",), f"'{read.county}' is no county key.{suggest(read.county, known)}"
    elif path.stem != read.county:
        yield ("county",), f"is '{read.county}', but the file is called {path.name}. Call it {read.county}.yaml"


def _bodies(read: FaqFile, knowledge: Knowledge) -> Iterator[tuple[Location, str]]:
    for number, entry in enumerate(read.entries):
        if entry.county != read.county:
            yield ("entries", number, "county"), f"is '{entry.county}', but the file is of {read.county}. Move the entry"
        elif entry.county in knowledge.counties.by_key:
            for location, message in faults(entry, knowledge):
                yield ("entries", number, *location), message


def faults(entry: FaqEntry, knowledge: Knowledge) -> Iterator[tuple[Location, str]]:
    """What an entry names that the knowledge does not have, each with its field: the county, facets and values, statements."""
    counties = list(knowledge.counties.by_key)
    if entry.county not in counties:
        yield ("county",), f"'{entry.county}' is no county key.{suggest(entry.county, counties)}"
    try:
        parse_clause(entry.when, knowledge.facets)
    except ConditionError as error:
        yield ("when", *error.path), str(error)
    known = [s.id for agreement in knowledge.agreements if agreement.county == entry.county for s in agreement.every()]
    for name in entry.facts:
        if name not in known:
            yield ("facts", name), f"'{name}' is no statement of the county's agreements.{suggest(name, known)}"


def _twice(name: str, read: FaqFile, homes: dict[str, str]) -> Iterator[tuple[Location, str]]:
    for number, entry in enumerate(read.entries):
        if entry.id in homes:
            yield ("entries", number, "id"), f"{entry.id} stands already in {homes[entry.id]}. Each id is used once"
        homes.setdefault(entry.id, name)


# Writing


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 - lists are indented
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - what is the same is written out again
        return True


class _Lines(str):
    """Text that is written line by line, as it will be read."""

    __slots__ = ()


class Row(list[str]):
    """A list that is written on one line."""


class Brief(dict[str, Any]):
    """A mapping that is written on one line."""


_Dumper.add_representer(_Lines, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", str(text), style="|"))
_Dumper.add_representer(Row, lambda dumper, row: dumper.represent_sequence("tag:yaml.org,2002:seq", row, flow_style=True))
_Dumper.add_representer(Brief, lambda dumper, pairs: dumper.represent_mapping("tag:yaml.org,2002:map", pairs, flow_style=True))


def dumped(data: object) -> str:
    """Plain data as YAML in the layout of the knowledge files. Raises yaml.YAMLError for anything else."""
    return yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=130)


def write_faq(entries: Iterable[FaqEntry]) -> str:
    """The entries of one county as YAML, by id. Raises ValueError when they are of several counties, or there are none."""
    ordered = sorted(entries, key=_place)
    counties = sorted({entry.county for entry in ordered})
    if len(counties) != 1:
        raise ValueError(f"one file holds the entries of one county, not of {', '.join(counties) or 'none'}")
    data = {"county": counties[0], "entries": [_fields(entry) for entry in ordered]}
    return dumped(data).replace("\n  - id: ", "\n\n  - id: ")


def save_faq(root: Path, entries: Iterable[FaqEntry], knowledge: Knowledge) -> list[Path]:
    """Write entries into `faq/` of the knowledge folder `root`, each in place of the one with its id; the others there stay.

    Returns the files. Comments at the head of a file are kept, others are not. Raises OSError, and KnowledgeError before
    anything is written when an entry or what is there is not sound.
    """
    given = tuple(entries)
    unsound = [_misfit(entry, location, message) for entry in given for location, message in faults(entry, knowledge)]
    if unsound:
        raise KnowledgeError(unsound)
    before = read_folder(root, knowledge)
    merged = {entry.id: entry for entry in (*before, *given)}
    changed = {entry.county for entry in given} | {e.county for e in before if merged[e.id].county != e.county}
    return [_saved(root / "faq" / f"{county}.yaml", merged.values()) for county in sorted(changed)]


def _misfit(entry: FaqEntry, location: Location, message: str) -> Problem:
    return Problem(f"faq/{entry.county}.yaml", 1, dotted((entry.id, *location)), message)


def _saved(path: Path, entries: Iterable[FaqEntry]) -> Path:
    own = [entry for entry in entries if entry.county == path.stem]
    before = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []
    head = takewhile(lambda line: line.startswith("#") or not line.strip(), before)
    body = write_faq(own) if own else dumped({"county": path.stem, "entries": []})
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(head) + body, encoding="utf-8", newline="\n")
    return path


def _place(entry: FaqEntry) -> list[tuple[str, int]]:
    """Sorts faq-2 before faq-10."""
    return [(letters, int(digits or 0)) for letters, digits in re.findall(r"(\D*)(\d*)", entry.id)]


def _fields(entry: FaqEntry) -> dict[str, Any]:
    """What is written of an entry: the fields that hold something, in the order in which one reads them."""
    written = {
        "id": entry.id,
        "question": entry.question,
        "variants": list(entry.variants),
        "when": Brief(entry.when),
        "answer": _Lines(entry.answer) if "\n" in entry.answer else entry.answer,
        "facts": dict(entry.facts),
        "links": list(entry.links),
        "approved_by": Row(entry.approved_by),
        "approved_at": entry.approved_at,
        "ticket": entry.ticket,
    }
    return {name: value for name, value in written.items() if value not in (None, [], {})}
