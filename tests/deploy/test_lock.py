"""The lock holds all that the service needs, by version and hash, and says nothing of where it came from."""

# ruff: noqa: S603 - our own commands

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from deploy.containerfile import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCK = (ROOT / "deploy" / "requirements.lock").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
ENTRY = re.compile(r"^(\S+?)==(\S+)(?: ; [^\\\n]+)?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)\n", re.MULTILINE)
ENTRIES = {canonicalize_name(name): (version, hashes.count("--hash")) for name, version, hashes in ENTRY.findall(LOCK)}
NEEDED = [
    *PROJECT["project"]["dependencies"],
    *PROJECT["project"]["optional-dependencies"]["postgres"],
    *PROJECT["build-system"]["requires"],
]


@pytest.mark.parametrize("needed", NEEDED)
def test_every_dependency_is_locked(needed: str) -> None:
    """Run `make lock` when this fails."""
    requirement = Requirement(needed)
    version, _ = ENTRIES[canonicalize_name(requirement.name)]
    assert requirement.specifier.contains(version)


def test_nothing_but_entries_and_where_they_are_needed() -> None:
    rest = [line for line in ENTRY.sub("", LOCK).splitlines() if not re.match(r" *#|$", line)]
    assert rest == []
    assert all(hashes for _, hashes in ENTRIES.values())


def test_every_wheel_may_be_taken() -> None:
    """A package with code of its own has a wheel for each kind of machine."""
    assert ENTRIES["asyncpg"][1] > 5


def test_no_address_stands_in_it() -> None:
    assert not re.search(r"://|--(?:extra-)?index-url|--find-links|--trusted-host|@ ", LOCK)


def test_only_the_tools_of_the_tests_are_left_out() -> None:
    assert not {"pytest", "mypy", "ruff", "hypothesis"} & set(ENTRIES)


# The audit

AUDIT = ROOT / "deploy" / "audit.py"
GOOD = {"name": "a", "version": "1", "vulns": []}
BAD = {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3"]}]}
UNKNOWN = {"name": "c", "skip_reason": "not found"}


def audited(folder: Path, answer: Any, *arguments: str) -> tuple[int, str]:
    """Exit code and output, with a `pip_audit` that answers `answer`."""
    said = "Traceback" if answer is None else json.dumps({"dependencies": answer})
    (folder / "pip_audit.py").write_text(f"print({said!r})", "utf-8")
    command = [sys.executable, str(AUDIT), *arguments]
    ended = subprocess.run(command, env={"PYTHONPATH": str(folder)}, capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout


def test_a_known_vulnerability_fails(tmp_path: Path) -> None:
    code, said = audited(tmp_path, [GOOD, BAD, UNKNOWN], "--if-reachable")
    assert code == 1
    assert "b 2: PYSEC-1, fixed in 3\nc: could not be looked up\n" in said


def test_all_is_well(tmp_path: Path) -> None:
    assert audited(tmp_path, [GOOD]) == (0, "audited 1 packages, 0 known vulnerabilities\n")


def test_what_could_not_be_looked_up_is_not_well(tmp_path: Path) -> None:
    assert audited(tmp_path, [GOOD, UNKNOWN])[0] == 2
    assert audited(tmp_path, [GOOD, UNKNOWN], "--if-reachable")[0] == 2


@pytest.mark.parametrize("answer", [None, [], [UNKNOWN]], ids=["it fails", "nothing", "all left out"])
def test_a_database_out_of_reach_is_told(tmp_path: Path, answer: Any) -> None:
    code, said = audited(tmp_path, answer)
    assert code == 2
    assert said == "audit skipped: the database of vulnerabilities cannot be reached from here\n"
    assert audited(tmp_path, answer, "--if-reachable") == (0, said)
