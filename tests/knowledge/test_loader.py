"""The loader: sound knowledge is read whole, one broken thing is told by file, line and field, with the way to mend it."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from engine import agreement

from knowledge.loader import DATA, Knowledge, load
from knowledge.problem import KnowledgeError

STOCKHOLM = "agreements/stockholm-samordning-sosfs-2007-10.yaml"
DALARNA = "agreements/dalarna-ombudstraff.yaml"
KALMAR = "agreements/kalmar-handlingsplan-2025-2026.yaml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def change(root: Path, name: str, old: str, new: str) -> int:
    """Replace the first `old` in a file. Returns the line, counted from 1."""
    text = (root / name).read_text(encoding="utf-8")
    assert old in text, f"{name} no longer holds {old!r}"
    (root / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def problems(root: Path) -> list[str]:
    with pytest.raises(KnowledgeError) as caught:
        load(root)
    return [str(problem) for problem in caught.value.problems]


def one_problem(root: Path) -> str:
    found = problems(root)
    assert len(found) == 1, found
    return found[0]


def test_what_comes_with_the_product_is_sound(root: Path, knowledge: Knowledge) -> None:
    copied = load(root)
    assert copied.covered == knowledge.covered
    assert copied.statements.keys() == knowledge.statements.keys()
    assert {county for county in copied.contacts if county in copied.covered} == set(copied.covered)


def test_a_misspelt_value_is_answered_with_the_nearest(root: Path) -> None:
    line = change(root, STOCKHOLM, "housing: [sarskilt_boende", "housing: [sarskillt_boende")
    problem = one_problem(root)
    assert re.fullmatch(
        rf"{STOCKHOLM}:{line} silences\[\d+\]\.when\[1\]\.housing: 'sarskillt_boende' is no value of facet housing\. "
        r"Did you mean 'sarskilt_boende'\?",
        problem,
    )


def test_a_misspelt_facet_is_answered_with_the_nearest(root: Path) -> None:
    line = change(root, STOCKHOLM, "housing: [sarskilt_boende", "huosing: [sarskilt_boende")
    problem = one_problem(root)
    assert problem.startswith(f"{STOCKHOLM}:{line} silences[")
    assert "'huosing' is no declared facet. Did you mean 'housing'?" in problem


def test_an_unknown_kind(root: Path) -> None:
    line = change(root, KALMAR, "kind: followup", "kind: folowup")
    problem = one_problem(root)
    assert problem.startswith(f"{KALMAR}:{line} statements[")
    assert problem.endswith(".kind: 'folowup' is no declared kind. Did you mean 'followup'?")


def test_an_unknown_field_of_a_statement(root: Path) -> None:
    line = change(root, KALMAR, "    locator: titelsidan", "    locattor: titelsidan")
    assert one_problem(root).startswith(f"{KALMAR}:{line} statements[0].locattor: is no field here")


def test_a_principal_that_is_none(root: Path) -> None:
    line = change(root, DALARNA, "    principal: region", "    principal: landsting")
    problem = one_problem(root)
    assert problem.startswith(f"{DALARNA}:{line} rules[0].principal: ")
    assert "'region'" in problem
    assert "(got 'landsting')" in problem


def test_an_id_used_in_two_files(root: Path) -> None:
    change(root, STOCKHOLM, "- id: STH-01\n", "- id: KLM-01\n")
    line = (root / STOCKHOLM).read_text(encoding="utf-8").split("\n").index("  - id: KLM-01") + 1
    message = f"{STOCKHOLM}:{line} statements[0].id: KLM-01 stands already in {KALMAR}. Each id is used once"
    assert message in problems(root)


def test_an_id_used_twice_in_one_file(root: Path) -> None:
    line = change(root, KALMAR, "- id: KLM-02\n", "- id: KLM-01\n")
    message = f"{KALMAR}:{line} statements[1].id: KLM-01 stands already in {KALMAR}. Each id is used once"
    assert message in problems(root)


def test_an_id_of_no_known_form(root: Path) -> None:
    line = change(root, KALMAR, "- id: KLM-01\n", "- id: klm 1\n")
    assert any(problem.startswith(f"{KALMAR}:{line} statements[0].id: ") for problem in problems(root))


def test_an_unknown_law(root: Path) -> None:
    line = change(root, STOCKHOLM, "law: [hsl-16-4,", "law: [hsl-16-44,")
    problem = one_problem(root)
    assert problem.startswith(f"{STOCKHOLM}:{line} rules[")
    assert problem.endswith(".law: 'hsl-16-44' is no entry of law.yaml. Did you mean 'hsl-16-4'?")


def test_an_unknown_override(root: Path) -> None:
    line = change(root, DALARNA, "overrides: [DAL-30,", "overrides: [DAL-300,")
    problem = one_problem(root)
    assert re.match(rf"{DALARNA}:{line} silences\[\d+\]\.overrides: names 'DAL-300', which this agreement does not have", problem)
    assert "Did you mean 'DAL-30'?" in problem


def test_a_statement_of_another_county_cannot_be_mentioned(root: Path) -> None:
    line = change(root, STOCKHOLM, "mentions: [STH-18,", "mentions: [KLM-18,")
    assert f"{STOCKHOLM}:{line} " in one_problem(root)


def test_overrides_in_a_circle(root: Path) -> None:
    change(root, DALARNA, "- id: DAL-30\n", "- id: DAL-30\n    overrides: [DAL-31]\n")
    change(root, DALARNA, "- id: DAL-31\n", "- id: DAL-31\n    overrides: [DAL-30]\n")
    found = problems(root)
    assert [problem.split(": ", 1)[1] for problem in found] == [
        "DAL-30 overrides itself in a circle",
        "DAL-31 overrides itself in a circle",
    ]
    assert all(re.match(rf"{DALARNA}:\d+ rules\[\d\]\.overrides", problem) for problem in found)


def test_an_end_before_the_beginning(root: Path) -> None:
    line = change(root, KALMAR, "valid_to: 2026-12-31", "valid_to: 2024-12-31")
    assert one_problem(root) == f"{KALMAR}:{line} valid_to: lies before valid_from"


def test_a_day_that_no_calendar_has(root: Path) -> None:
    line = change(root, KALMAR, "valid_to: 2026-12-31", "valid_to: 2026-11-31")
    assert one_problem(root).startswith(f"{KALMAR}:{line} valid_to: ")


@pytest.mark.parametrize("name", [KALMAR, "contacts/kalmar.yaml"])
def test_a_misspelt_county(root: Path, name: str) -> None:
    line = change(root, name, "county: kalmar", "county: kalmarr")
    assert one_problem(root) == f"{name}:{line} county: 'kalmarr' is no county key. Did you mean 'kalmar'?"


def test_a_presumption_of_an_unknown_value(root: Path) -> None:
    line = change(root, DALARNA, "assume: {diagnosis: {not: [npf]}}", "assume: {diagnosis: {not: [nfp]}}")
    problem = one_problem(root)
    assert problem.startswith(f"{DALARNA}:{line} presume[0].assume.diagnosis: 'nfp' is no value")
    assert "Did you mean 'npf'?" in problem


def test_a_case_that_expects_an_unknown_fact(root: Path) -> None:
    line = change(root, STOCKHOLM, "facts: [STH-18, STH-19, STH-21]", "facts: [STH-18, STH-190, STH-21]")
    assert one_problem(root) == f"{STOCKHOLM}:{line} cases[0].facts: 'STH-190' is no statement of this agreement"


def test_a_case_with_an_unknown_value(root: Path) -> None:
    line = change(root, STOCKHOLM, "facets: {need: samordning_sip}, principal", "facets: {need: samordning}, principal")
    problem = one_problem(root)
    assert problem.startswith(f"{STOCKHOLM}:{line} cases[0].facets.need: 'samordning' is no value of facet need. Did you mean")


def test_a_case_that_asks_without_being_unsettled(root: Path) -> None:
    change(root, STOCKHOLM, "facets: {}, principal: unsettled, asks: need", "facets: {}, principal: both, asks: need")
    assert "asks names the next facet when principal is unsettled, and only then" in one_problem(root)


def test_a_tab(root: Path) -> None:
    line = change(root, KALMAR, "    kind: info", "\tkind: info")
    problem = one_problem(root)
    assert problem.startswith(f"{KALMAR}:{line}: is no valid YAML: ")
    assert problem.endswith("Indent with spaces, not with tabs")


@pytest.mark.parametrize("name", ["facets.yaml", "kinds.yaml", "law.yaml", "counties.yaml"])
def test_a_file_that_must_be_there(root: Path, name: str) -> None:
    (root / name).unlink()
    assert one_problem(root).startswith(f"{name}:1: cannot be read")


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert one_problem(tmp_path / "nowhere") == f"{tmp_path / 'nowhere'}:1: is no folder. Name the folder that holds facets.yaml"


def test_faults_in_several_files_are_told_together(root: Path) -> None:
    change(root, KALMAR, "kind: info", "kind: inof")
    change(root, STOCKHOLM, "law: [hsl-16-4,", "law: [hsl-16-44,")
    change(root, "contacts/dalarna.yaml", "county: dalarna", "county: dalarnaa")
    assert [problem.split(":")[0] for problem in problems(root)] == [KALMAR, STOCKHOLM, "contacts/dalarna.yaml"]


def test_knowledge_without_contacts_or_agreements_is_knowledge(root: Path) -> None:
    shutil.rmtree(root / "contacts")
    shutil.rmtree(root / "agreements")
    empty = load(root)
    assert (empty.covered, empty.statements, dict(empty.contacts)) == ((), {}, {})
    with pytest.raises(KeyError):
        empty.rules("kalmar", date(2026, 1, 1))


def test_a_county_answers_from_what_is_not_superseded_on_the_day(knowledge: Knowledge) -> None:
    span = {"valid_from": date(2026, 1, 1), "valid_to": date(2027, 1, 1)}
    old = agreement().model_copy(update={"id": "old", "county": "kalmar", "valid_from": date(2020, 1, 1)})
    new = agreement().model_copy(update={"id": "new", "county": "kalmar", "supersedes": ("old",), **span})
    both = replace(knowledge, agreements=(old, new))
    assert [a.id for a in both.in_force("kalmar", date(2025, 12, 31))] == ["old"]
    assert [a.id for a in both.in_force("kalmar", date(2026, 1, 1))] == ["new"]
    assert [a.id for a in both.in_force("kalmar", date(2027, 1, 1))] == ["new"]
    assert [a.id for a in both.in_force("kalmar", date(2027, 1, 2))] == ["old"]
    assert both.in_force("dalarna", date(2026, 1, 1)) == ()


def test_an_agreement_whose_time_is_over_is_still_answered_from(knowledge: Knowledge) -> None:
    over = agreement().model_copy(update={"id": "over", "county": "kalmar", "valid_to": date(2020, 1, 1)})
    assert replace(knowledge, agreements=(over,)).in_force("kalmar", date(2026, 1, 1)) == (over,)


def test_rules_are_compiled_once(knowledge: Knowledge) -> None:
    day = date(2026, 11, 22)
    for county in knowledge.covered:
        assert knowledge.rules(county, day) is knowledge.rules(county, day)
        assert knowledge.interviewer(county, day).rules is knowledge.rules(county, day)
        assert knowledge.index(county, day) is knowledge.index(county, day)


def test_an_agreement_supersedes_only_others_of_its_county(root: Path) -> None:
    line = change(root, KALMAR, "county: kalmar\n", "county: kalmar\nsupersedes: [kalmar-plan]\n") + 1
    assert one_problem(root) == f"{KALMAR}:{line} supersedes: 'kalmar-plan' is no other agreement of the county."
    change(root, KALMAR, "supersedes: [kalmar-plan]", "supersedes: [dalarna-ombudstraff]")
    assert "'dalarna-ombudstraff' is no other agreement of the county." in one_problem(root)


def test_agreements_do_not_supersede_each_other_in_a_circle(root: Path) -> None:
    for name, other in (("a", "b"), ("b", "a")):
        head = f"id: {name}\ncounty: gotland\ntitle: t\ncite: c\nsilent: s\nturn_to: t\n"
        text = f"{head}document: {{file: x.txt, title: t}}\nsupersedes: [{other}]\n"
        (root / "agreements" / f"{name}.yaml").write_text(text, encoding="utf-8")
    assert problems(root) == [
        "agreements/a.yaml:8 supersedes: a supersedes itself in a circle",
        "agreements/b.yaml:8 supersedes: b supersedes itself in a circle",
    ]


def test_two_versions_never_answer_together(knowledge: Knowledge) -> None:
    years = {"a": (2020, 2021), "b": (2023, 2024), "c": (2024, 2026)}
    versions = []
    for name, (first, last) in years.items():
        before = tuple(chr(ord(name) - 1) for _ in range(name != "a"))
        dates = {"valid_from": date(first, 1, 1), "valid_to": date(last, 12, 31)}
        versions.append(agreement().model_copy(update={"id": name, "county": "kalmar", "supersedes": before, **dates}))
    known = replace(knowledge, agreements=tuple(versions))
    answering = {year: [a.id for a in known.in_force("kalmar", date(year, 6, 1))] for year in range(2019, 2029)}
    assert answering == {
        2019: ["a"],  # none has begun: the first
        2020: ["a"],
        2021: ["a"],
        2022: ["a"],  # between two: the last that was valid
        2023: ["b"],
        2024: ["c"],  # two are valid: the one that supersedes
        2025: ["c"],
        2026: ["c"],
        2027: ["c"],  # all are over: the last, and what it superseded stays away
        2028: ["c"],
    }


def test_what_was_superseded_through_another_stays_superseded(knowledge: Knowledge) -> None:
    first = agreement().model_copy(update={"id": "a", "county": "kalmar"})
    second = first.model_copy(update={"id": "b", "supersedes": ("a",), "valid_to": date(2020, 1, 1)})
    third = first.model_copy(update={"id": "c", "supersedes": ("b",), "valid_from": date(2021, 1, 1)})
    known = replace(knowledge, agreements=(first, second, third))
    assert [a.id for a in known.in_force("kalmar", date(2022, 1, 1))] == ["c"]
