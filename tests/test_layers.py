"""The shape of the code: imports go one way, files stay short, and what the agreements say stands in the data."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge.loader import Knowledge

ROOT = Path(__file__).parents[1]
PACKAGES = ("knowledge", "dialogs", "bot")
FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
MOST_LINES = 320


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_there_is_code_to_look_at() -> None:
    assert {name(path).split("/")[0] for path in FILES} == set(PACKAGES)
    assert len(FILES) > 50


def test_imports_go_one_way() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    ended = subprocess.run(  # noqa: S603
        [command, "--no-cache"], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert re.search(r"Contracts: \d+ kept, 0 broken", ended.stdout), ended.stdout


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_file_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_no_county_diagnosis_or_fact_stands_in_the_code(knowledge: Knowledge) -> None:
    keys = {*knowledge.counties.by_key, *knowledge.facets["diagnosis"].by_key}
    prefixes = {identity.split("-")[0] for identity in knowledge.statements}
    assert len(keys) > 25
    assert len(prefixes) == 4
    known = re.compile(rf"(?<![\w-])({'|'.join(keys)}|({'|'.join(prefixes)})-(NS)?\d+)(?![\w-])")
    assert known.search("if county == 'kalmar':")
    assert known.search('"JKP-NS1"')
    found = [
        f"{name(path)}:{number}: {hit.group()}"
        for path in FILES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for hit in known.finditer(line)
    ]
    assert found == []
