"""One reader for all tests, over the product's own knowledge."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import knowledge
from knowledge.county import Counties
from knowledge.facets import Facets
from knowledge.lexicon import Lexicon
from knowledge.lexicon_yaml import load_lexicon
from knowledge.reading import Reader, Reading
from knowledge.yamlfile import YamlFile

DATA = Path(knowledge.__file__).parent / "data"
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="session")
def facets() -> Facets:
    return YamlFile.read(DATA / "facets.yaml", DATA).parse(Facets)


@pytest.fixture(scope="session")
def counties() -> Counties:
    return YamlFile.read(DATA / "counties.yaml", DATA).parse(Counties)


@pytest.fixture(scope="session")
def lexicon(facets: Facets) -> Lexicon:
    return load_lexicon(DATA, facets)


@pytest.fixture(scope="session")
def reader(facets: Facets, lexicon: Lexicon, counties: Counties) -> Reader:
    return Reader(facets, lexicon, counties)


@pytest.fixture(scope="session")
def read(reader: Reader) -> Callable[[str], Reading]:
    return lambda text: reader.read(text, TODAY)
