"""`receipt`: a reference opened on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.answer import answer
from knowledge.condition import parse_said
from knowledge.enquiry import Enquiry
from knowledge.loader import Knowledge
from knowledge.receipt import encode, receipt

Run = Callable[..., Any]
DAY = date(2026, 11, 22)
ON = ["--date", "2026-11-22"]


@pytest.fixture
def code(knowledge: Knowledge) -> str:
    said = parse_said({"need": "arbetsterapi_fysioterapi_sjukskoterska"}, knowledge.facets, DAY.year)
    kept = receipt(knowledge, answer(knowledge, Enquiry("who_is_responsible", DAY, "jonkoping", said=said)))
    assert kept is not None
    return encode(kept) or pytest.fail("too long")


def test_an_answer_that_holds(run: Run, code: str, keeps_contract: Callable[[Any], None]) -> None:
    ran = run("receipt", code, *ON)
    assert ran.code == 0
    assert "Svaret gäller fortfarande." in ran.out
    assert "● Kommunen ansvarar." in ran.out
    opened = json.loads(run("receipt", f"https://bot.example/receipt/{code}", *ON, "--json").out)
    assert (opened["holds"], opened["changes"], opened["county"]) == (True, [], "jonkoping")
    assert opened["facts"] == ["JKP-32"]
    keeps_contract(opened["answer"])


def test_an_answer_that_has_changed_says_what(run: Run, code: str, knowledge_dir: Path) -> None:
    path = knowledge_dir / "agreements" / "jonkoping-habilitering-2022.yaml"
    text = path.read_text(encoding="utf-8")
    at = text.index("principal: kommun", text.index("- id: JKP-32\n"))
    path.write_text(text[:at] + text[at:].replace("principal: kommun", "principal: region", 1), encoding="utf-8")
    ran = run("receipt", code, *ON, "--knowledge", knowledge_dir)
    assert ran.code == 1
    assert "Det här har ändrats sedan dess:" in ran.out
    assert "Svaret var: kommunen ansvarar. Nu är det: regionen ansvarar." in ran.out
    assert "«Kommunen ansvarar för:», punkt 2, gäller nu andra fall eller säger något annat om ansvaret." in ran.out
    opened = json.loads(run("receipt", code, *ON, "--knowledge", knowledge_dir, "--json").out)
    assert [(change["kind"], change["fact"]) for change in opened["changes"]] == [("answer", None), ("decides", "JKP-32")]


@pytest.mark.parametrize("mangle", [lambda code: code[:-1], lambda code: code.lower(), lambda _: "VA9-abc", lambda _: "hej"])
def test_a_mangled_reference_is_refused_in_one_line(run: Run, code: str, mangle: Callable[[str], str]) -> None:
    assert "Copy all of it" in run("receipt", mangle(code), *ON).complaint
