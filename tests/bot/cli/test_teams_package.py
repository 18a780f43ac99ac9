"""`teams-package`: the app package, or one line that says why not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

Run = Callable[..., Any]
ID = "0a1b2c3d-1111-2222-3333-444444444444"
NEEDED = ["teams-package", "--app-id", ID, "--domain", "bot.example.org"]


@pytest.fixture(autouse=True)
def _no_operator(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("NAME", "CONTACT", "PRIVACY_CONTACT", "ORG_NUMBER"):
        monkeypatch.delenv(f"OPERATOR_{name}", raising=False)
    monkeypatch.chdir(tmp_path)


def written(path: Path) -> dict[str, Any]:
    with ZipFile(path) as archive:
        manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
    return manifest


def test_it_is_written_where_it_was_asked_for(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "app.zip"
    more = ["--name", "Ansvar", "--operator", "Region Exempel", "--version", "2.0.1", "--out", path]
    ran = run(*NEEDED, *more)
    assert (ran.code, ran.out) == (0, f"{path} written: Ansvar 2.0.1, served by bot.example.org\n")
    made = written(path)
    assert (made["id"], made["version"], made["name"]["short"]) == (ID, "2.0.1", "Ansvar")
    assert made["developer"]["name"] == "Region Exempel"


def test_the_least_that_is_needed(run: Run, tmp_path: Path) -> None:
    assert run(*NEEDED).out.startswith("vem-ansvarar-teams.zip written: Vem ansvarar? 1.0.0")
    assert written(tmp_path / "vem-ansvarar-teams.zip")["developer"]["name"] == "bot.example.org"


def test_the_operator_may_come_from_the_setting(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPERATOR_NAME", "Region Exempel")
    assert run(*NEEDED).code == 0
    assert written(tmp_path / "vem-ansvarar-teams.zip")["developer"]["name"] == "Region Exempel"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (["--app-id", "42"], "'42' is no app id. Write the GUID of the bot's registration"),
        (["--domain", "https://bot.example.org"], "is no domain. Write the host name alone, without https:// and path"),
        (["--domain", "*.example.org"], "is no domain. Write the full host name"),
        (["--version", "1"], "'1' is no version. Write three numbers, such as 1.0.0"),
        (["--name", ""], "the name is empty"),
        (["--out", "missing/app.zip"], "missing/app.zip cannot be written (No such file or directory)"),
    ],
)
def test_what_cannot_be_used_is_told_and_nothing_is_written(run: Run, tmp_path: Path, changes: list[str], said: str) -> None:
    assert said in run(*NEEDED, *changes).complaint
    assert list(tmp_path.iterdir()) == []


def test_what_is_missing_is_told(run: Run) -> None:
    assert "the following arguments are required: --app-id, --domain" in run("teams-package").complaint


def test_a_setting_that_cannot_be_used_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPERATOR_CONTACT", "http://example.org")
    assert run(*NEEDED).complaint == "OPERATOR_CONTACT: write an e-mail address, or an address that begins with https://"
