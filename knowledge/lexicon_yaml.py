"""The lexicon in its files: read, joined, and refused with every fault named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

from knowledge.condition import ConditionError, parse_said
from knowledge.facets import Facets
from knowledge.lexicon import Intent, Lexicon
from knowledge.problem import KnowledgeError, Problem
from knowledge.yamlfile import Location, YamlFile

MAIN_FILE = "lexicon.yaml"
FOLDER = "lexicon"


def load_lexicon(root: Path, facets: Facets) -> Lexicon:
    """The lexicon of the knowledge folder `root`. Raises KnowledgeError with every fault, by file and line."""
    paths = [root / MAIN_FILE, *sorted((root / FOLDER).glob("*.yaml"))]
    merged: dict[str, Any] = {}
    problems: list[Problem] = []
    files: list[YamlFile] = []
    for path in paths:
        try:
            file = YamlFile.read(path, root)
            files.append(file)
            lexicon = file.parse(Lexicon)
        except KnowledgeError as error:
            problems += error.problems
            continue
        problems += [file.problem(location, message) for location, message in _faults(lexicon, facets)]
        _merge(merged, lexicon)
        merged["origins"] = (*merged.get("origins", ()), *((file.name, number) for number in range(len(lexicon.meanings))))
    problems += _unknown_lists(files, merged) if not problems else []
    if problems:
        raise KnowledgeError(problems)
    return Lexicon.model_construct(**merged)


def _merge(merged: dict[str, Any], lexicon: Lexicon) -> None:
    for field in lexicon.model_fields_set:
        value = getattr(lexicon, field)
        if isinstance(value, tuple):
            merged[field] = (*merged.get(field, ()), *value)
        elif isinstance(value, dict):
            merged[field] = {**merged.get(field, {}), **value}
        else:
            merged[field] = value


def _faults(lexicon: Lexicon, facets: Facets) -> Iterator[tuple[Location, str]]:
    for number, meaning in enumerate(lexicon.meanings):
        try:
            parse_said(meaning.means, facets, 2000)
        except ConditionError as error:
            yield ("meanings", number, "means", *error.path), str(error)
    for sign, weights in (*lexicon.decision.evidence.items(), ("overriding", lexicon.decision.overriding)):
        for intent in weights.keys() - set(get_args(Intent)):
            yield ("decision", "evidence", sign), f"'{intent}' is no intent. Known: {', '.join(get_args(Intent))}"
    needs = facets["need"].by_key if "need" in facets else {}
    for number, prefer in enumerate(lexicon.prefer):
        for key in (prefer.take, *prefer.over):
            if key not in needs:
                yield ("prefer", number), f"'{key}' is no value of facet need"


def _unknown_lists(files: Iterable[YamlFile], merged: dict[str, Any]) -> Iterator[Problem]:
    known = set(merged.get("lists", {}))
    for file in files:
        for section in ("meanings", "cues", "commands"):
            for number, entry in enumerate(file.data.get(section) or ()):
                for position, wording in enumerate(entry["words"]):
                    for name in _list_names(wording) if "<" in wording else ():
                        if name not in known:
                            yield file.problem(
                                (section, number, "words", position), f"<{name}> is no list. Declare it in `lists`"
                            )


def _list_names(wording: str) -> Iterator[str]:
    for piece in wording.split("<")[1:]:
        yield piece.partition(">")[0]
