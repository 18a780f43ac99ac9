"""How well questions about the agreements find their statement, beside other ways to search.

Run `python -m tests.benchmarks.retrieval`. The others are rapidfuzz over the same wordings, and bm25s, which is installed for
this alone (see requirements.txt; without it its row is left out). A hit is one of the right statements among the first 1, 3
or 8. The last rows count whole answers: the text read, answered, and a right statement among the at most eight shown.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz, process, utils

from bot.cli.world import reader
from knowledge.answer import answer
from knowledge.enquiry import Enquiry
from knowledge.informed import InformedReader
from knowledge.loader import Knowledge, load
from knowledge.search import Index
from knowledge.shown import MOST_FACTS

DAY = date(2026, 11, 22)
ROOT = Path(__file__).parents[2]
OWN = ROOT / "tests" / "knowledge" / "search_questions.yaml"
SHARED = ROOT.parent / "shared" / "domain" / "questions_dev.yaml"
SEARCHED = frozenset({"faq", "agreement_info", "sip", "contacts", "deviation"})
DEPTHS = (1, 3, 8)
DEEP = 60
"""Wordings a baseline ranks, so that eight statements are among them."""
_WORD = re.compile(r"\w+")

Search = Callable[[str], Sequence[str]]
Wordings = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Asked:
    """A question with the statements of which one must be found."""

    text: str
    county: str
    facts: frozenset[str]


def sets() -> dict[str, list[Asked]]:
    """The questions that were tuned on, those held out, and the shared ones where they are present."""
    own = yaml.safe_load(OWN.read_text(encoding="utf-8"))["questions"]
    found = {
        "tuned": [_asked(q, q["facts"]) for q in own if not q.get("hold_out")],
        "hold-out": [_asked(q, q["facts"]) for q in own if q.get("hold_out")],
    }
    if SHARED.exists():
        shared = yaml.safe_load(SHARED.read_text(encoding="utf-8"))["questions"]
        wanted = [q for q in shared if q["intent"] in SEARCHED and q["county"] and q["expected"]["facts"]]
        found["shared"] = [_asked(q, q["expected"]["facts"]) for q in wanted]
    return found


def _asked(question: Mapping[str, Any], facts: Iterable[str]) -> Asked:
    return Asked(question["text"], question["county"], frozenset(facts))


def wordings(knowledge: Knowledge, county: str) -> Wordings:
    """What the product's index holds: the text of each statement and the wordings in which it is asked for."""
    statements = [s for agreement in knowledge.in_force(county, DAY) for s in agreement.every()]
    return [(s.id, wording) for s in statements for wording in (s.text, *s.asked_as)]


def ours(given: Wordings, places: Sequence[str]) -> Search:
    """The product's own index."""
    index = Index(given, places)
    return lambda text: [hit.id for hit in index.search(text)]


def likeness(scorer: Callable[..., float]) -> Callable[[Wordings, Sequence[str]], Search]:
    """A rapidfuzz scorer over the wordings."""

    def build(given: Wordings, _places: Sequence[str]) -> Search:
        texts = [utils.default_process(text) for _, text in given]

        def search(text: str) -> Sequence[str]:
            ranked = process.extract(text, texts, scorer=scorer, processor=utils.default_process, limit=DEEP)
            return _once(given[number][0] for _, _, number in ranked)

        return search

    return build


def bm25(given: Wordings, _places: Sequence[str]) -> Search:
    """bm25s over the wordings. Raises ImportError where it is not installed."""
    engine = import_module("bm25s").BM25()
    engine.index([_WORD.findall(text.casefold()) for _, text in given], show_progress=False)

    def search(text: str) -> Sequence[str]:
        words = _WORD.findall(text.casefold())
        scores = engine.get_scores(words) if words else []
        ranked = sorted((n for n, score in enumerate(scores) if score > 0), key=lambda n: -scores[n])
        return _once(given[number][0] for number in ranked[:DEEP])

    return search


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))[: max(DEPTHS)]


WAYS: Mapping[str, Callable[[Wordings, Sequence[str]], Search]] = {
    "our index": ours,
    "rapidfuzz token_set_ratio": likeness(fuzz.token_set_ratio),
    "rapidfuzz WRatio": likeness(fuzz.WRatio),
    "bm25s": bm25,
}


def hits(searches: Mapping[str, Search], asked: Sequence[Asked]) -> tuple[float, ...]:
    """The share found within each depth, and the milliseconds of a question."""
    began = time.perf_counter()
    found = [searches[question.county](question.text) for question in asked]
    spent = 1000 * (time.perf_counter() - began) / len(asked)
    shares = [sum(bool(q.facts & set(f[:depth])) for q, f in zip(asked, found, strict=True)) / len(asked) for depth in DEPTHS]
    return (*shares, spent)


def told(knowledge: Knowledge, reads: InformedReader, asked: Sequence[Asked]) -> float:
    """The share whose whole answer shows a right statement."""
    shown = 0
    for question in asked:
        reading = reads.read(question.text, DAY, question.county)
        county = reading.county or question.county
        enquiry = Enquiry(reading.intent, DAY, county, reading.municipality, reading.said, reading.text)
        statements = answer(knowledge, enquiry).shown
        shown += len(statements) <= MOST_FACTS and bool(question.facts & {s.id for s in statements})
    return shown / len(asked)


def built(knowledge: Knowledge, way: str) -> tuple[dict[str, Search], float]:
    """A search for each county, and the milliseconds of building the slowest."""
    searches, slowest = {}, 0.0
    for county in knowledge.covered:
        given, places = wordings(knowledge, county), knowledge.places(county)
        began = time.perf_counter()
        searches[county] = WAYS[way](given, places)
        slowest = max(slowest, 1000 * (time.perf_counter() - began))
    return searches, slowest


def main() -> None:
    """Print a row for each way and set."""
    knowledge = load()
    questions = sets()
    head = f"{'':26} {'set':9} {'n':>4} {'hit@1':>6} {'hit@3':>6} {'hit@8':>6} {'ms':>7} {'build ms':>9}"
    print(head)  # noqa: T201
    for way in WAYS:
        try:
            searches, building = built(knowledge, way)
        except ImportError:
            print(f"{way:26} not installed", file=sys.stderr)  # noqa: T201
            continue
        for name, asked in questions.items():
            *shares, spent = hits(searches, asked)
            figures = " ".join(f"{share:6.3f}" for share in shares)
            print(f"{way:26} {name:9} {len(asked):4} {figures} {spent:7.2f} {building:9.1f}")  # noqa: T201
    reads = reader(knowledge)
    for name, asked in questions.items():
        print(f"{'told, whole answers':26} {name:9} {len(asked):4} {'':6} {'':6} {told(knowledge, reads, asked):6.3f}")  # noqa: T201


if __name__ == "__main__":
    main()
