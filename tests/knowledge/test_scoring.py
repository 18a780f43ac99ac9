"""The figures of `make accuracy` are those of the shared score.py."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge.loader import Knowledge
from tests.benchmarks.accuracy import FILES, ROOT, Score, product, questions_of, score

SCORE = ROOT.parent / "shared" / "tools" / "score.py"


@pytest.mark.skipif(not (SCORE.exists() and FILES["shared"].exists()), reason="the shared folder is not here")
@pytest.mark.parametrize("name", FILES)
def test_figures_are_those_of_the_shared_tool(name: str, knowledge: Knowledge) -> None:
    command = [sys.executable, SCORE, FILES[name], Path(sys.executable).with_name("vem-ansvarar")]
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300, check=True)  # noqa: S603
    theirs = json.loads(ended.stdout)
    del theirs["ms_per_question"]
    assert score(questions_of(FILES[name]), product(knowledge)) == theirs


def test_what_counts() -> None:
    question = {
        "text": "rullstol 8 år 830217-9810",
        "county": "kalmar",
        "intent": "who_is_responsible",
        "slots": {"age": 8, "diagnosis": ["npf"], "need": "hjalpmedel"},
        "accept_age": [7],
        "accept_slots": {"diagnosis": []},
        "mask": ["830217-9810"],
        "expected": {"principal": "region", "facts": ["KLR-1"]},
    }
    right = {
        "intent": "who_is_responsible",
        "county": "kalmar",
        "facets": {"age": 7, "diagnosis": [], "need": ["hjalpmedel"]},
        "outcome": {"principal": "region", "duties": [{"fact": "KLR-1"}]},
        "facts": [],
    }
    wrong = {**right, "outcome": {"principal": "kommun"}, "text": "8302179810", "facts": ["KLR-2"], "county": None}
    asked = {**right, "outcome": {"principal": None}}
    counted = Score()
    for answer in (right, wrong, asked, None):
        counted.add(question, answer)
    figures = counted.figures()
    assert (figures["questions"], figures["missing"], figures["intent"]) == (4, 1, 0.75)
    assert (figures["f1_age"], figures["f1_diagnosis"], figures["f1_county"]) == (1.0, 1.0, 0.8)
    assert [figures[key] for key in ("principal_ok", "asked_back", "wrong", "wrong_definite")] == [0.3333, 0.3333, 0.3333, 1]
    assert (figures["fact_hit"], figures["mask_leaks"], figures["mask_n"]) == (0.3333, 1, 3)
