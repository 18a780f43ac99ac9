"""Understanding: milliseconds a question and how many are right, beside the baselines and hassil; growth with the lexicon.

Run: python -m tests.benchmarks.understanding. `make accuracy` tells all figures of the answers.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from knowledge.loader import load
from tests.benchmarks import growth
from tests.benchmarks.accuracy import FILES, Question, makers, one_core, questions_of, say, score, seconds
from tests.benchmarks.baselines import Answerer
from tests.benchmarks.measure import Json, alternately, part, row, show, spread

SHARES = {"intent": "intent", "slot_f1": "slots (F1)", "principal_ok": "principal", "fact_hit": "a right fact shown"}
OURS = "product"
PROPORTIONAL = "proportional"

Makers = Mapping[str, Callable[[], Answerer]]


def main() -> list[Json]:
    """Measure and print. Returns the parts."""
    one_core()
    knowledge = load()
    sets = {name: found for name, path in FILES.items() if (found := questions_of(path))}
    everyone = makers(knowledge, [question for found in sets.values() for question in found])
    timed = [_time(name, everyone, questions) for name, questions in sets.items()]
    right = [each for name, questions in sets.items() for each in _right(name, everyone, questions)]
    parts = [
        part("Understanding: read and answered", "milliseconds a question", timed),
        part("Understanding: right of 100", "of 100", right, more=True),
    ]
    for each in parts:
        show(each)
    say("All but the product understand only; their answers follow by the product's engine. hassil: templates.yaml.")
    grown = growth.main()
    more = [
        part("Understanding: growth with the lexicon", "times the time", list(_with_lexicon(grown["lexicon"]))),
        part("Understanding: growth with the text", "times the time", list(_with_text(grown["text"]))),
    ]
    for each in more:
        show(each)
    return parts + more


def _time(name: str, everyone: Makers, questions: Sequence[Question]) -> Json:
    """The median over the questions, each met for the first time."""

    def measured(make: Callable[[], Answerer], _: int) -> float:
        answerer = make()
        return statistics.median(1e3 * seconds(partial(answerer, question["text"])) for question in questions)

    found = alternately({who: partial(measured, make) for who, make in everyone.items()})
    return row(f"{name}, {len(questions)} questions", found.pop(OURS), found)


def _right(name: str, everyone: Makers, questions: Sequence[Question]) -> Iterator[Json]:
    scores = {who: score(questions, make()) for who, make in everyone.items()}
    for key, words in SHARES.items():
        found = {who: spread([100 * share]) for who, figures in scores.items() if (share := figures[key]) is not None}
        if OURS in found:
            yield row(f"{name}: {words}", found.pop(OURS), found, more=True)


def _with_lexicon(rows: Sequence[Json]) -> Iterator[Json]:
    """How many times longer than with today's lexicon."""
    for each in rows[1:]:
        times = spread([each["wordings"] / rows[0]["wordings"]])
        for key, words in (("build_ms", "making the reader"), ("first_us", "a question of new words")):
            yield row(f"{words}, {each['size']} the wordings", spread([each[key] / rows[0][key]]), {PROPORTIONAL: times})


def _with_text(rows: Sequence[Json]) -> Iterator[Json]:
    """How many times longer than with the shortest text."""
    for each in rows[1:]:
        times = spread([each["characters"] / rows[0]["characters"]])
        for key, words in (("read_ms", "reading"), ("mask_ms", "masking")):
            yield row(f"{words} {each['characters']:,} characters", spread([each[key] / rows[0][key]]), {PROPORTIONAL: times})


if __name__ == "__main__":
    main()
