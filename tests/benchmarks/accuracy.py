"""How well questions are understood and answered, beside simple baselines: `make accuracy`.

Counts as the project's shared score.py does, but in process; a test holds the two together.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml

from bot.cli.ask import enquire
from bot.cli.contract import to_json
from bot.cli.world import reader
from dialogs.world import World
from knowledge.lexicon_yaml import load_lexicon
from knowledge.loader import Knowledge, load
from tests.benchmarks.baselines import DAY, Answerer, Json, Keywords, Nearest
from tests.benchmarks.templates import Templates

Question = Mapping[str, Any]
Figures = dict[str, float | int | None]

ROOT = Path(__file__).parents[2]
FILES = {
    "shared": ROOT.parent / "shared" / "domain" / "questions_dev.yaml",
    "own": ROOT / "tests" / "knowledge" / "reading" / "questions.yaml",
    "held out": ROOT / "tests" / "knowledge" / "reading" / "held_out.yaml",
}
RUNS = 5
HASSIL = "hassil"
ONLY_INTENT = frozenset({"smalltalk", "help", "off_topic", "emergency"})
SLOTS = ("county", "age", "age_group", "diagnosis", "housing", "need")
DEFINITE = ("region", "kommun", "both")
SHOWN_AT_MOST = 8
RATIOS = ("intent", "slot_f1", "principal_ok", "fact_hit", "ms_p50")


def questions_of(path: Path) -> list[Question]:
    """The questions of a file; none where it is missing."""
    if not path.exists():
        return []
    found: list[Question] = yaml.safe_load(path.read_text(encoding="utf-8"))["questions"]
    return found


class Score:
    """Counts hits and misses of answers against what the questions expect."""

    def __init__(self) -> None:
        self.count: Counter[str] = Counter()
        self.slot: Counter[tuple[str, str]] = Counter()

    def add(self, question: Question, answer: Json | None) -> None:
        """Count one answer (None: there was none)."""
        self.count["questions"] += 1
        if answer is None or "error" in answer:
            self.count["missing"] += 1
            return
        self._leaks(question, answer)
        understood = answer.get("intent") in {question["intent"], *_set(question.get("accept_intent"))}
        self.count["intent"] += understood
        if question["intent"] in ONLY_INTENT:
            self.count["safe_n"] += 1
            self.count["safe"] += understood
            return
        self._slots(question, answer)
        self._principal(question, answer)
        self._facts(question, answer)

    def _leaks(self, question: Question, answer: Json) -> None:
        blob = json.dumps(answer, ensure_ascii=False)
        for secret in _set(question.get("mask")):
            number = _digits(secret)[-10:]
            self.count["mask_n"] += 1
            self.count["leaks"] += secret in blob or (len(number) == 10 and number in _digits(blob))

    def _slots(self, question: Question, answer: Json) -> None:
        facets = answer.get("facets") or {}
        for name in SLOTS:
            got = _set(answer.get("county") if name == "county" else facets.get(name))
            want = _set(question["county"] if name == "county" else question["slots"].get(name))
            if _excused(question, name, got):
                got = want
            self.slot[name, "hit"] += len(got & want)
            self.slot[name, "miss"] += len(got ^ want)

    def _principal(self, question: Question, answer: Json) -> None:
        got, expected = (answer.get("outcome") or {}).get("principal"), question["expected"]["principal"]
        accepted = {expected, *_set(question.get("accept_principal") or question["expected"].get("accept_principal"))}
        if expected is None:
            self.count["over_answered"] += got in DEFINITE and question["county"] is None
            return
        self.count["settled_n"] += 1
        self.count["principal"] += got in accepted
        self.count["asked_back"] += got is None and got not in accepted
        self.count["wrong"] += got is not None and got not in accepted
        self.count["wrong_definite"] += got in DEFINITE and got not in accepted

    def _facts(self, question: Question, answer: Json) -> None:
        expected = set(question["expected"]["facts"])
        if not expected:
            return
        outcome = answer.get("outcome") or {}
        duties = {duty.get("fact") for duty in outcome.get("duties") or ()}
        shown = {*(answer.get("facts") or ()), *duties, *(outcome.get("silences") or ())}
        self.count["fact_n"] += 1
        self.count["fact"] += bool(expected & shown) and len(shown) <= SHOWN_AT_MOST

    def figures(self) -> Figures:
        """The shares, named as score.py names them."""
        count = self.count
        hits = sum(n for (_, kind), n in self.slot.items() if kind == "hit")
        misses = sum(n for (_, kind), n in self.slot.items() if kind == "miss")
        return {
            "questions": count["questions"],
            "missing": count["missing"],
            "intent": _share(count["intent"], count["questions"]),
            "safe_intents": _share(count["safe"], count["safe_n"]),
            "slot_f1": _share(2 * hits, 2 * hits + misses),
            **{f"f1_{name}": self._f1(name) for name in SLOTS},
            "principal_ok": _share(count["principal"], count["settled_n"]),
            "asked_back": _share(count["asked_back"], count["settled_n"]),
            "wrong": _share(count["wrong"], count["settled_n"]),
            "wrong_definite": count["wrong_definite"],
            "over_answered": count["over_answered"],
            "fact_hit": _share(count["fact"], count["fact_n"]),
            "mask_leaks": count["leaks"],
            "mask_n": count["mask_n"],
        }

    def _f1(self, name: str) -> float | None:
        return _share(2 * self.slot[name, "hit"], 2 * self.slot[name, "hit"] + self.slot[name, "miss"])


def score(questions: Sequence[Question], answerer: Answerer) -> Figures:
    """The figures of `answerer` over `questions`."""
    counted = Score()
    for question in questions:
        counted.add(question, answerer(question["text"]))
    return counted.figures()


def product(knowledge: Knowledge) -> Answerer:
    """What the product answers, without the documents at hand, on the day the questions were written for."""
    world = World(knowledge, reader(knowledge), today=lambda: DAY)

    def ask(text: str) -> Json:
        reading, answered = enquire(world, text, None, DAY)
        return to_json(world, answered, reading)

    return ask


def makers(knowledge: Knowledge, examples: Sequence[Question]) -> dict[str, Callable[[], Answerer]]:
    """Everyone that is measured, by name, each made anew when called."""
    lexicon = load_lexicon(knowledge.root, knowledge.facets)
    world = World(knowledge, reader(knowledge), today=lambda: DAY)
    everyone: dict[str, Callable[[], Answerer]] = {
        "product": lambda: product(knowledge),
        "3 words": lambda: Keywords(world, lexicon, 3),
        "all words": lambda: Keywords(world, lexicon, None),
        "nearest": lambda: Nearest(world, Keywords(world, lexicon, None), examples),
    }
    return everyone | ({HASSIL: lambda: Templates(world, Keywords(world, lexicon, None))} if find_spec(HASSIL) else {})


def times(make: Callable[[], Answerer], questions: Sequence[Question]) -> Figures:
    """Milliseconds per question, each met for the first time: the median of RUNS runs, every one with a new answerer."""
    runs = [
        [seconds(partial(answerer, question["text"])) for question in questions] for answerer in (make() for _ in range(RUNS))
    ]
    each = sorted(1000 * statistics.median(of_one) for of_one in zip(*runs, strict=True))
    return {"ms_p50": round(each[len(each) // 2], 3), "ms_p95": round(each[len(each) * 95 // 100], 3)}


def seconds(run: Callable[[], object]) -> float:
    """The processor time of `run`, once: what it takes on a core of its own, however busy the machine is."""
    began = time.process_time()
    run()
    return time.process_time() - began


def median_seconds(run: Callable[[], object], runs: int = RUNS) -> float:
    """How long `run` takes: the median of `runs`."""
    return statistics.median(seconds(run) for _ in range(runs))


def one_core() -> None:
    """Keep this process on one core, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def say(text: str) -> None:
    """Write a line."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """Rows as plain text under `columns`: the first column to the left, the others to the right."""
    cells = [tuple(columns), *(tuple(map(_cell, row)) for row in rows)]
    widths = [max(len(row[at]) for row in cells) for at in range(len(columns))]
    lines = ["  ".join(f"{cell:{'>' if at else '<'}{widths[at]}}" for at, cell in enumerate(row)).rstrip() for row in cells]
    return "\n".join(["", title, lines[0], "-" * len(lines[0]), *lines[1:]])


def ratio(value: float | None, reference: float | None) -> str:
    """`value` in terms of `reference`, as `2.5x`."""
    return f"{value / reference:.2f}x" if value is not None and reference else "-"


def main() -> Json:
    """Measure and print. Returns the figures by question set and by who answered."""
    one_core()
    sets = {name: found for name, path in FILES.items() if (found := questions_of(path))}
    everyone = makers(load(), [question for found in sets.values() for question in found])
    measured = {
        name: {who: score(found, make()) | times(make, found) for who, make in everyone.items()} for name, found in sets.items()
    }
    for figures in measured.values():
        for who in figures.keys() - {"product"}:
            figures[who]["mask_leaks"] = None
    say(
        table(
            f"Understanding and answers (CPU times: median of {RUNS} runs)",
            ["", *(who for _ in sets for who in everyone)],
            list(_rows(measured)),
        )
    )
    say("3 words / all words: the first three / all plain wordings that the lexicon has for a value, looked up as they stand.")
    say("nearest: TF-IDF over letters, leave one out. hassil: sentence templates (templates.yaml) over all plain wordings.")
    say("All of them are answered by the product's engine.")
    return measured


def _rows(measured: Mapping[str, Mapping[str, Figures]]) -> Iterator[list[object]]:
    """The question set, the figures, and some of them in terms of the product's."""
    columns = [(name, figures, found["product"]) for name, found in measured.items() for figures in found.values()]
    yield ["question set", *(name for name, _, _ in columns)]
    for key in columns[0][1]:
        yield [key, *(figures[key] for _, figures, _ in columns)]
    for key in RATIOS:
        yield [f"{key}, ratio", *(ratio(figures[key], ours[key]) for _, figures, ours in columns)]


def _excused(question: Question, name: str, got: set[Any]) -> bool:
    """Whether `got` is another answer that the question accepts."""
    others = question.get("accept_slots") or {}
    if name == "age" and got & _set(question.get("accept_age")):
        return True
    return name in others and got == _set(others[name])


def _set(value: Any) -> set[Any]:
    return set() if value in (None, [], "") else set(value) if isinstance(value, list) else {value}


def _digits(text: str) -> str:
    return "".join(ch for ch in text if ch.isdigit())


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    main()
