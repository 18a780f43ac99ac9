"""`agreement`: an agreement begun (`new`), and the hash of every passage noted beside its lines (`pin`)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from knowledge.loader import DATA
from knowledge.sources import digest

Run = Callable[..., Any]
SHARED = Path(__file__).parents[4] / "shared" / "sources"
DOCUMENT = "Ansvar\nGrannen svarar för häcken.\nÄgaren svarar för taket.\n"
HEAD = """\
# A comment at the head stays.
id: provby
county: kalmar
title: Prov
cite: Prov
document: {file: prov.txt, title: Prov}
silent: Avtalet säger inget.
turn_to: Fråga grannen.
"""
UNPINNED = (
    HEAD
    + """\
rules:
  - id: XX-1
    principal: kommun
    when: {need: hjalpmedel}
    text: Grannen svarar för häcken.   # so does this one
    lines: [2, 2]
silences:
  - id: XX-NS1
    text: Avtalet säger inget om gräset.
statements:
  - id: XX-2
    kind: info
    text: Ägaren svarar för taket.
    lines: [2,3]
    asked_as:
      - vem svarar för taket
"""
)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """An agreement without hashes, and the folder with its document."""
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "prov.txt").write_text(DOCUMENT, encoding="utf-8")
    (tmp_path / "provby.yaml").write_text(UNPINNED, encoding="utf-8")
    return tmp_path / "provby.yaml", sources


def pinned(document: str = DOCUMENT) -> str:
    lines = document.split("\n")
    first, second = digest(lines[1:2]), digest(lines[1:3])
    text = UNPINNED.replace("    lines: [2, 2]\n", f"    lines: [2, 2]\n    sha256: {first}\n")
    return text.replace("    lines: [2,3]\n", f"    lines: [2,3]\n    sha256: {second}\n")


def test_the_hashes_stand_beside_the_lines_and_the_rest_is_as_it_was(run: Run, files: tuple[Path, Path]) -> None:
    path, sources = files
    ran = run("agreement", "pin", path, "--sources", sources)
    assert (ran.code, ran.out) == (0, f"{path}: 2 passages pinned\n")
    assert path.read_text(encoding="utf-8") == pinned()


def test_pinning_again_changes_nothing(run: Run, files: tuple[Path, Path]) -> None:
    path, sources = files
    for _ in range(2):
        run("agreement", "pin", path, "--sources", sources)
    assert path.read_text(encoding="utf-8") == pinned()


def test_a_changed_passage_gets_a_new_hash(run: Run, files: tuple[Path, Path]) -> None:
    path, sources = files
    run("agreement", "pin", path, "--sources", sources)
    changed = DOCUMENT.replace("häcken", "staketet")
    (sources / "prov.txt").write_text(changed, encoding="utf-8")
    run("agreement", "pin", path, "--sources", sources)
    assert path.read_text(encoding="utf-8") == pinned(changed)


def test_the_documents_may_be_named_by_the_environment(
    run: Run, files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path, sources = files
    monkeypatch.setenv("AGREEMENT_SOURCES", str(sources))
    assert run("agreement", "pin", path).code == 0
    assert path.read_text(encoding="utf-8") == pinned()


def test_without_the_document_nothing_is_written(run: Run, files: tuple[Path, Path]) -> None:
    path, _ = files
    complaint = run("agreement", "pin", path).complaint
    assert complaint == "prov.txt is not at hand. Name its folder with --sources or AGREEMENT_SOURCES"
    assert path.read_text(encoding="utf-8") == UNPINNED


def test_a_file_that_is_no_agreement_is_told_and_left(run: Run, files: tuple[Path, Path]) -> None:
    path, sources = files
    path.write_text(UNPINNED.replace("county: kalmar\n", ""), encoding="utf-8")
    assert run("agreement", "pin", path, "--sources", sources).complaint == "provby.yaml:1 county: is missing. Add it"
    assert run("agreement", "pin", path.with_name("none.yaml"), "--sources", sources).complaint.startswith(
        "none.yaml:1: cannot be"
    )


def test_what_is_pinned_is_quoted_in_the_answer(
    run: Run, files: tuple[Path, Path], knowledge_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, sources = files
    run("agreement", "pin", path, "--sources", sources)
    shutil.rmtree(knowledge_dir / "agreements")
    (knowledge_dir / "agreements").mkdir()
    shutil.copy(path, knowledge_dir / "agreements")
    monkeypatch.setenv("AGREEMENT_SOURCES", str(sources))
    asked = ["case", "--county", "kalmar", "--facet", "need=hjalpmedel", "--knowledge", knowledge_dir, "--json"]
    (duty,) = run(*asked).answer["outcome"]["duties"]
    assert (duty["fact"], duty["source"]["quote"]) == ("XX-1", "Grannen svarar för häcken.")
    (sources / "prov.txt").write_text(DOCUMENT.replace("häcken", "staketet"), encoding="utf-8")
    assert run(*asked).answer["outcome"]["duties"][0]["source"]["quote"] is None


@pytest.mark.parametrize("path", sorted((DATA / "agreements").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_agreements_are_pinned_as_they_stand(run: Run, path: Path, tmp_path: Path) -> None:
    folder = Path(os.environ.get("AGREEMENT_SOURCES") or SHARED)
    if not folder.is_dir() and os.environ.get("CI") != "true":
        pytest.skip("the documents are not at hand: set AGREEMENT_SOURCES or put them in ../shared/sources")
    copy = Path(shutil.copy(path, tmp_path))
    assert run("agreement", "pin", copy, "--sources", folder).code == 0
    assert copy.read_text(encoding="utf-8") == path.read_text(encoding="utf-8")


def test_a_new_agreement_is_sound_at_once_and_answers_that_nothing_is_settled(run: Run, knowledge_dir: Path) -> None:
    ran = run("agreement", "new", "--county", "gotland", "--id", "gotland-ny", knowledge_dir)
    written = [knowledge_dir / "agreements" / "gotland-ny.yaml", knowledge_dir / "contacts" / "gotland.yaml"]
    assert (ran.code, ran.out) == (0, "".join(f"{path} written\n" for path in written))
    asked = ["case", "--county", "gotland", "--facet", "need=hjalpmedel", "--knowledge", knowledge_dir, "--json"]
    outcome = run(*asked).answer["outcome"]
    assert (outcome["principal"], outcome["duties"]) == ("not_settled", [])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--county", "gottland", "--id", "ny"], "'gottland' is no county key. Did you mean 'gotland'?"),
        (["--county", "gotland", "--id", "Ny!"], "'Ny!' is no id. Write small letters a-z, digits and hyphens"),
        (["--county", "gotland"], "the following arguments are required: --id"),
    ],
)
def test_an_agreement_that_cannot_be_begun_is_told(run: Run, knowledge_dir: Path, arguments: list[str], said: str) -> None:
    assert said in run("agreement", "new", *arguments, knowledge_dir).complaint
    assert not (knowledge_dir / "agreements" / "ny.yaml").exists()
