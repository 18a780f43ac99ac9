"""`diff`: which cases change hands between two versions: 0 none, 1 some, 2 when they cannot be compared."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from knowledge.loader import DATA

Run = Callable[..., Any]
NAME = "agreements/jonkoping-habilitering-2022.yaml"
RULE = """
rules:
  - id: JKP-90
    principal: region
    when: {need: hjalpmedel, diagnosis: npf, age: {to: 17}}
    text: Regionen svarar för hjälpmedel till barn med <NPF>.
"""
BOX = "under 18 år, med NPF, hjälpmedel"


@pytest.fixture
def newer(knowledge_dir: Path) -> Path:
    """A copy of the knowledge with one more rule."""
    path = knowledge_dir / NAME
    path.write_text(path.read_text(encoding="utf-8").replace("\nrules:\n", RULE, 1), encoding="utf-8")
    return knowledge_dir


def test_nothing_changes(run: Run, knowledge_dir: Path) -> None:
    ran = run("diff", DATA, knowledge_dir)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.count("Inget fall byter svar.") == 4


def test_the_cases_that_change_hands_in_words(run: Run, newer: Path) -> None:
    ran = run("diff", DATA, newer)
    assert ran.code == 1
    assert f"- {BOX}: avgjordes inte → regionen (" in ran.out
    assert "Kalmar län: Inget fall byter svar." in ran.out
    back = run("diff", newer, DATA)
    assert f"- {BOX}: regionen → avgörs inte (" in back.out


def test_two_files_of_a_county_as_json(run: Run, newer: Path) -> None:
    ran = run("diff", DATA / NAME, newer / NAME, "--json")
    shown = json.loads(ran.out)
    assert (ran.code, shown["changed"]) == (1, True)
    (county,) = shown["counties"]
    (move,) = county["moves"]
    assert set(county) == {"county", "cells", "changed", "moves"}
    assert (move["before"], move["after"], move["whole"]) == ("not_settled", "region", True)
    assert move["boxes"] == [{"words": BOX, "cells": county["changed"]}]


def test_the_changes_as_a_page(run: Run, newer: Path, tmp_path: Path) -> None:
    path = tmp_path / "d.html"
    ran = run("diff", DATA, newer, "--html", path)
    text = path.read_text(encoding="utf-8")
    assert (ran.code, ran.out.strip()) == (1, str(path))
    assert '<th scope="row">Under 18 år, med NPF, hjälpmedel</th>' in text
    assert "avgjordes inte" in text
    assert "<script" not in text


def test_folders_that_do_not_fit_together(run: Run, knowledge_dir: Path) -> None:
    facets = knowledge_dir / "facets.yaml"
    text = facets.read_text(encoding="utf-8")
    value = "      - {key: nytt, label: Nytt, short: nytt}\n"
    at = "      - {key: annat_lan,"
    facets.write_text(text.replace(at, value + at), encoding="utf-8")
    line = facets.read_text(encoding="utf-8").splitlines().index(value.rstrip()) + 1
    complaint = run("diff", DATA, knowledge_dir).complaint
    assert complaint.startswith(f"{facets}:{line} facets[")
    assert "declares no such value nytt of facet need. Add it to its facets.yaml" in complaint


def test_an_unsound_folder_is_told_with_its_path(run: Run, knowledge_dir: Path) -> None:
    path = knowledge_dir / NAME
    path.write_text(path.read_text(encoding="utf-8").replace("  - [JKP-31,", "  - [JKP-3111,"), encoding="utf-8")
    complaint = run("diff", DATA, knowledge_dir).complaint
    assert complaint.startswith(f"{path}:")
    assert "shared[0][0]: 'JKP-3111' is no rule of this agreement. Did you mean" in complaint


def test_an_unsound_file_is_told_with_its_line(run: Run, newer: Path) -> None:
    path = newer / NAME
    path.write_text(
        path.read_text(encoding="utf-8").replace("need: hjalpmedel, diagnosis: npf,", "need: hjalpmedl,"), encoding="utf-8"
    )
    assert "rules[0].when.need: 'hjalpmedl' is no value of facet need" in run("diff", DATA / NAME, path).complaint


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (DATA, "nowhere", "nowhere does not exist"),
        (DATA, DATA / NAME, "one is a folder and the other a file"),
        (DATA / NAME, DATA / "agreements/dalarna-ombudstraff.yaml", "Name two files of one county"),
    ],
)
def test_what_cannot_be_compared(run: Run, old: Path, new: Path, said: str) -> None:
    assert said in run("diff", old, new).complaint
