"""`cases`: what the agreements hold, and an answered ticket as one more."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from bot.storage import tickets
from dialogs.ticket import Event, Given, Role, Ticket
from knowledge.loader import Knowledge, load

Run = Callable[..., Any]
NOW = datetime.now(UTC)
ROLE = Role("jonkoping", "kommun")
NEED = "arbetsterapi_fysioterapi_sjukskoterska"
ADULT = {"age": {"from": 40, "to": 40}, "diagnosis": {"all": ["rorelsenedsattning"]}, "need": {"all": [NEED]}}
SNIPPET = f"""\
  - name: %s
    facets: {{age: 40, diagnosis: rorelsenedsattning, need: {NEED}}}
    principal: kommun
    facts: [JKP-32]
"""

MakeTicket = Callable[..., int]


@pytest.fixture
def ticket(database: Any) -> MakeTicket:
    """Stores a ticket, answered unless `facts` is None; its number."""

    def make(said: Mapping[str, Any] = ADULT, facts: tuple[str, ...] | None = ("JKP-32",), verdict: str | None = "kommun") -> int:
        def work(connection: Connection) -> int:
            asked = Ticket("jonkoping", "Vem hjälper min granne Kim?", said=said, verdict=verdict)
            opened = tickets.open_ticket(connection, asked, "asker", "place", NOW)
            if facts is not None:
                given = Given("Kommunen.", facts, by=ROLE, at=NOW)
                tickets.keep(connection, opened.with_(status="answered", round=1, given=given), Event("answered", ROLE), NOW)
            return opened.number

        number: int = database.run(work)
        return number

    return make


# List


def test_every_case_is_listed(run: Run, knowledge: Knowledge) -> None:
    listed = json.loads(run("cases", "list", "--json").out)
    assert len(listed) == sum(len(agreement.cases) for agreement in knowledge.agreements) > 100
    assert set(listed[0]) == {"county", "agreement", "name", "facets", "day", "principal", "facts", "asks"}
    assert {each["county"] for each in listed} == set(knowledge.covered)


def test_the_cases_of_one_county(run: Run, knowledge: Knowledge) -> None:
    ran = run("cases", "list", "--county", "kalmar")
    (agreement,) = (each for each in knowledge.agreements if each.county == "kalmar")
    lines = ran.out.splitlines()
    assert lines[0] == f"kalmar: {agreement.id}, {len(agreement.cases)} cases"
    assert len(lines) == 1 + len(agreement.cases)
    assert f"- {agreement.cases[0].name}: {agreement.cases[0].principal}" in lines[1]
    assert "'kalmr' is no county with an agreement" in run("cases", "list", "--county", "kalmr").complaint


# From a ticket


def test_an_answered_ticket_becomes_a_case(run: Run, ticket: MakeTicket, knowledge_dir: Path) -> None:
    number = ticket()
    ran = run("cases", "from-ticket", str(number), "--name", "Vuxen igen")
    assert (ran.code, ran.out) == (0, SNIPPET % "Vuxen igen")
    home = load(knowledge_dir).home["JKP-32"]
    assert ran.err == f"to add under cases of the agreement {home.id}:\n"
    path = knowledge_dir / "agreements" / f"{home.id}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("\ncases:\n", f"\ncases:\n{ran.out}"), encoding="utf-8")
    assert load(knowledge_dir).home["JKP-32"].cases[0].name == "Vuxen igen"
    assert "- Vuxen igen: kommun" in run("cases", "list", "--county", "jonkoping", "--knowledge", knowledge_dir).out


def test_the_name_is_made_of_the_case_and_not_of_the_question(run: Run, ticket: MakeTicket) -> None:
    ran = run("cases", "from-ticket", str(ticket()))
    assert ran.code == 0
    assert "40 år" in ran.out.splitlines()[0]
    assert "Kim" not in ran.out
    assert "granne" not in ran.out


def test_principal_and_facts_may_be_given(run: Run, ticket: MakeTicket) -> None:
    number = str(ticket(facts=(), verdict=None))
    assert "it does not say who is responsible. Add --principal" in run("cases", "from-ticket", number).err
    ran = run("cases", "from-ticket", number, "--principal", "kommun", "--facts", "JKP-32", "--name", "Vuxen igen")
    assert ran.out == SNIPPET % "Vuxen igen"
    assert "facts" not in run("cases", "from-ticket", str(ticket()), "--facts").out


@pytest.mark.parametrize(
    ("fields", "options", "said"),
    [
        ({}, ["--principal", "region"], "the rules give kommun, not region. Mend the rules, or correct the answer"),
        ({"facts": None}, [], "nobody has answered it. Let an ombud answer first"),
        ({"said": {}}, ["--name", "x"], "the rules ask for need first, so kommun does not follow"),
        ({"said": {"housing": "slott"}}, [], "'slott' is no value of facet housing"),
        ({"facts": ("JKP-32", "JKP-NS2")}, [], "the answer does not show JKP-NS2"),
        ({"facts": ("JKP-0",)}, [], "JKP-0 is no statement of any agreement. Name others with --facts"),
        ({"facts": ("KLM-01",)}, [], "its facts stand in no agreement that jonkoping answers from"),
    ],
)
def test_what_makes_no_case_is_told(run: Run, ticket: MakeTicket, fields: dict[str, Any], options: list[str], said: str) -> None:
    number = ticket(**fields)
    ran = run("cases", "from-ticket", str(number), *options)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"ticket {number} makes no case: ")
    assert said in ran.err


def test_a_ticket_that_is_not_there(database: Any, run: Run) -> None:
    for number in ("1", str(2**40)):
        assert run("cases", "from-ticket", number).complaint.startswith(f"there is no ticket {number}.")
    assert "invalid int value: 'x'" in run("cases", "from-ticket", "x").complaint
