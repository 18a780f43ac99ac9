"""Looks for mistakes in the lexicon: wordings with two meanings, wordings never found, words easily mistaken for others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from rapidfuzz.distance import OSA

from knowledge.facets import Facets
from knowledge.lexicon import Lexicon
from knowledge.problem import Problem
from knowledge.reading.forms import fold
from knowledge.reading.meanings import MeaningFinder
from knowledge.reading.pattern import Spelling
from knowledge.reading.phrases import Text, joined, pieces_of
from knowledge.reading.reader import vocabulary_of
from knowledge.reading.tokens import tokenise
from knowledge.yamlfile import YamlFile

LONG = 6


def lint(lexicon: Lexicon, facets: Facets, root: Path | None = None) -> list[Problem]:
    """What deserves a look in `lexicon`, with file and line when the knowledge folder `root` is given."""
    found = [*_two_meanings(lexicon, facets), *_never_found(lexicon, facets), *_near(lexicon, facets)]
    files = {name: YamlFile.read(root / name, root) for name, _ in lexicon.origins} if root else {}
    return [_problem(lexicon, files, number, message) for number, message in found]


def _problem(lexicon: Lexicon, files: dict[str, YamlFile], number: int, message: str) -> Problem:
    name, position = lexicon.origins[number] if number < len(lexicon.origins) else ("lexicon.yaml", number)
    location = ("meanings", position, "words")
    return files[name].problem(location, message) if name in files else Problem(name, 1, f"meanings[{position}].words", message)


def _two_meanings(lexicon: Lexicon, facets: Facets) -> Iterator[tuple[int, str]]:
    """The same wording for two values of a facet that a person has one of."""
    seen: dict[tuple[str, str], tuple[object, int]] = {}
    for number, meaning in enumerate(lexicon.meanings):
        for wording in meaning.words:
            for facet, value in meaning.means.items():
                if facet in facets and facets[facet].multiple:
                    continue
                key = (facet, wording.lower().lstrip("="))
                first = seen.setdefault(key, (value, number))
                if first[0] != value:
                    yield number, f"'{wording}' means {facet} {value} here and {first[0]} elsewhere. Keep it in one place"


def _never_found(lexicon: Lexicon, facets: Facets) -> Iterator[tuple[int, str]]:
    """A wording that does not find itself."""
    spelling = Spelling()
    finder = MeaningFinder(lexicon, facets, spelling)
    vocabulary = vocabulary_of(lexicon, spelling, finder.combining)
    for number, meaning in enumerate(lexicon.meanings):
        for wording in meaning.words:
            words = tokenise(_example(wording, lexicon))
            text = Text(pieces_of(words, vocabulary), joined(words, vocabulary))
            if number not in {match.entry for match in finder.matches(text)}:
                yield number, f"'{wording}' can never be found as written. Write it as whole words, letters only"


def _near(lexicon: Lexicon, facets: Facets) -> Iterator[tuple[int, str]]:
    """Words of different values that differ in one letter, so that a slip turns one into the other."""
    single = [
        (number, word, facet, value)
        for number, meaning in enumerate(lexicon.meanings)
        for facet, value in meaning.means.items()
        if facet in facets and not isinstance(value, list)
        for word in meaning.words
        if word.isalpha() and len(word) >= LONG
    ]
    by_start: dict[tuple[str, str], list[tuple[int, str, str, object]]] = {}
    for item in single:
        by_start.setdefault((item[2], fold(item[1].lower())[:2]), []).append(item)
    for items in by_start.values():
        for at, one in enumerate(items):
            for two in items[at + 1 :]:
                if one[3] != two[3] and _slip(fold(one[1].lower()), fold(two[1].lower())):
                    yield (
                        two[0],
                        f"'{two[1]}' ({two[3]}) is one letter from '{one[1]}' ({one[3]}). Set `fuzzy: false` if that misleads",
                    )


def _slip(one: str, two: str) -> bool:
    """One letter apart, and not forms of the same word («logoped», «logopedi»), which are told apart by county or rank."""
    return not one.startswith(two) and not two.startswith(one) and OSA.distance(one, two, score_cutoff=1) <= 1


def _example(wording: str, lexicon: Lexicon) -> str:
    """A text that the wording should find: first alternatives, parts that may be left out kept."""
    text = re.sub(r"<([^>]+)>", lambda m: (lexicon.lists.get(m[1]) or ("",))[0], wording)
    text = re.sub(r"\(([^|)]*)[^)]*\)", r"\1", text)
    return re.sub(r"…|\.\.\.|\+|[\[\]=^]", " ", text)
