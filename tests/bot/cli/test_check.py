"""`check`: 0 when the knowledge is sound, 1 with every finding when it is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
STOCKHOLM = "agreements/stockholm-samordning-sosfs-2007-10.yaml"


def change(folder: Path, old: str, new: str) -> None:
    text = (folder / STOCKHOLM).read_text(encoding="utf-8")
    assert old in text
    (folder / STOCKHOLM).write_text(text.replace(old, new, 1), encoding="utf-8")


def test_what_comes_with_the_product_is_sound(run: Run) -> None:
    ran = run("check")
    assert (ran.code, ran.err) == (0, "")
    *_, figures, verdict = ran.out.splitlines()
    assert verdict == "sound"
    assert "4 agreements, 251 statements" in figures


def test_findings_as_json(run: Run) -> None:
    ran = run("check", "--json")
    shown = json.loads(ran.out)
    assert ran.code == 0
    assert set(shown) == {"sound", "figures", "findings"}
    assert shown["sound"] is True
    assert set(shown["figures"]) == {"agreements", "statements", "rules", "silences", "cases"}
    assert all(set(finding) == {"level", "where", "message"} for finding in shown["findings"])
    assert not any(finding["level"] == "error" for finding in shown["findings"])


def test_a_case_that_fails_is_an_error(run: Run, knowledge_dir: Path) -> None:
    case = "facets: {need: samordning_sip}, principal: "
    change(knowledge_dir, f"{{name: Samordning utan något mer sagt, {case}both", f"{{name: Prov, {case}region")
    ran = run("check", "--knowledge", knowledge_dir)
    assert ran.code == 1
    assert "error: stockholm-samordning-sosfs-2007-10 case «Prov»: gets both, expected region" in ran.out
    assert ran.out.splitlines()[-1] == "unsound"


def test_knowledge_that_cannot_be_read_is_findings_too(run: Run, knowledge_dir: Path) -> None:
    change(knowledge_dir, "housing: [sarskilt_boende", "housing: [sarskillt_boende")
    change(knowledge_dir, "law: [hsl-16-4,", "law: [hsl-16-44,")
    ran = run("check", "--knowledge", knowledge_dir, "--json")
    shown = json.loads(ran.out)
    assert (ran.code, shown["sound"], shown["figures"]) == (1, False, {})
    assert len(shown["findings"]) == 2
    assert all(finding["where"].startswith(STOCKHOLM + ":") for finding in shown["findings"])
    assert any("Did you mean 'sarskilt_boende'?" in finding["message"] for finding in shown["findings"])


def test_a_passage_that_changed_in_the_document_is_an_error(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "stockholm-samordning-sosfs-2007-10.txt").write_text("Något helt annat\n", encoding="utf-8")
    monkeypatch.setenv("AGREEMENT_SOURCES", str(tmp_path))
    ran = run("check")
    assert ran.code == 1
    assert "STH-18: is stale: its passage changed in the document. Read it anew, then pin it" in ran.out
    assert "note: kalmar-handlingsplan-2025-2026: the document kalmar-handlingsplan-2025-2026.txt is not at hand" in ran.out
