"""The proof that knowledge is sound: each kind of fault is found, and told with its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from engine import agreement

from knowledge.agreement import Agreement
from knowledge.check import cases, check, pinpoints, strays, units
from knowledge.contacts import LocalEntry
from knowledge.finding import Finding, sound
from knowledge.loader import Knowledge
from knowledge.sources import Sources, digest

DAY = date(2026, 11, 22)
Changed = Callable[..., tuple[Knowledge, Agreement]]


@pytest.fixture
def changed(knowledge: Knowledge) -> Changed:
    """The knowledge with one agreement in another form."""

    def change(county: str, **fields: Any) -> tuple[Knowledge, Agreement]:
        old = next(home for home in knowledge.agreements if home.county == county)
        new = Agreement.model_validate({**old.model_dump(), **fields})
        agreements = tuple(new if home is old else home for home in knowledge.agreements)
        return replace(knowledge, agreements=agreements, _rules={}, _interviewers={}, _indexes={}), new

    return change


def errors(findings: Any) -> list[tuple[str, str]]:
    return [(finding.where, finding.message) for finding in findings if finding.level == "error"]


def case(**fields: Any) -> dict[str, Any]:
    return {"name": "Prov", "facets": {"need": "samordning_sip"}, "principal": "both", **fields}


def failures(changed: Changed, **fields: Any) -> list[str]:
    """What is said of one case of Stockholm's agreement."""
    known, home = changed("stockholm", cases=[case(**fields)])
    where = "stockholm-samordning-sosfs-2007-10 case «Prov»"
    return [message for place, message in errors(cases(known, home, DAY)) if place == where]


def test_a_case_that_gets_what_it_should(changed: Changed) -> None:
    assert failures(changed, facts=["STH-18", "STH-19"]) == []


def test_a_case_that_gets_another_principal(changed: Changed) -> None:
    assert failures(changed, principal="region") == ["gets both, expected region. Mend the rule or the case"]


def test_a_case_that_does_not_show_what_it_should(changed: Changed) -> None:
    assert failures(changed, facts=["STH-18", "STH-04", "STH-05"]) == ["does not show STH-04, STH-05"]


def test_a_case_that_should_have_been_settled(changed: Changed) -> None:
    found = failures(changed, facets={})
    assert found[0] == "gets unsettled, expected both. Mend the rule or the case"


def test_a_case_that_asks_for_something_else(changed: Changed) -> None:
    found = failures(changed, facets={}, principal="unsettled", asks="housing")
    assert found == ["asks for need, expected housing"]


def test_a_case_is_worked_out_on_its_own_day(changed: Changed) -> None:
    rules = [
        {
            "id": "KLM-900",
            "text": "Kommunen svarar för det.",
            "principal": "kommun",
            "when": {"birth_year": {"turns": {"from": 0, "to": 19}}},
        }
    ]
    born = {"birth_year": 2007}
    listed = [
        {"name": "I tid", "facets": born, "principal": "kommun", "day": date(2026, 12, 31)},
        {"name": "Året efter", "facets": born, "principal": "not_settled", "day": date(2027, 1, 1)},
    ]
    known, home = changed("kalmar", rules=rules, cases=listed)
    assert [place for place, _ in errors(cases(known, home, DAY)) if "case" in place] == []


def test_a_rule_and_a_silence_that_no_case_tests(changed: Changed) -> None:
    known, home = changed("stockholm", cases=[case()])
    untested = {place.split()[-1] for place, message in errors(cases(known, home, DAY)) if message.startswith("no case tests it")}
    assert {"STH-16", "STH-17", "STH-NS1", "STH-NS2"} <= untested
    assert not {"STH-18", "STH-19"} & untested  # tested by the case
    assert "STH-NS8" not in untested  # has no condition


def test_a_unit_that_the_contacts_do_not_list(changed: Changed) -> None:
    statement = {"id": "KLM-900", "kind": "info", "text": "Gruppen möts.", "unit": "okand_grupp"}
    known, home = changed("kalmar", statements=[statement])
    message = "names the unit 'okand_grupp', which contacts/kalmar.yaml does not list"
    assert errors(units(known, home)) == [("kalmar-handlingsplan-2025-2026 KLM-900", message)]
    without = replace(known, contacts={})
    assert errors(units(without, home)) == [("kalmar-handlingsplan-2025-2026 KLM-900", message)]


def test_a_contact_filed_under_another_county(knowledge: Knowledge) -> None:
    entry = LocalEntry(kind="phone", value="010-123 45 67", source="x")
    kalmar = knowledge.contacts["kalmar"]
    stray = kalmar.model_copy(update={"municipalities": {**kalmar.municipalities, "0180": (entry,)}})
    known = replace(knowledge, contacts={**knowledge.contacts, "kalmar": stray})
    assert errors(strays(known)) == [("contacts/kalmar.yaml", "0180 does not belong to the county")]


def test_a_county_with_an_agreement_and_no_contacts(knowledge: Knowledge) -> None:
    known = replace(knowledge, contacts={key: value for key, value in knowledge.contacts.items() if key != "kalmar"})
    assert list(strays(known)) == [Finding("warning", "kalmar", "has an agreement but no contacts file")]


DOCUMENT = "Ansvar\nGrannen svarar för häcken.\nÄgaren svarar för taket.\n"


def pinned(folder: Path, document: str, **fields: Any) -> list[Finding]:
    """What is said of one statement about line 2, pinned to `DOCUMENT`, when the document reads `document`."""
    (folder / "x.txt").write_text(document, encoding="utf-8")
    sha256 = digest(["Grannen svarar för häcken."])
    statement = {"id": "XX-1", "kind": "info", "text": "t", "heading": "Ansvar", "lines": (2, 2), "sha256": sha256, **fields}
    return list(pinpoints(Sources(folder), agreement(statements=[statement])))


def test_a_pinpoint_that_holds(tmp_path: Path) -> None:
    assert pinned(tmp_path, DOCUMENT) == []


def test_a_passage_that_changed(tmp_path: Path) -> None:
    (finding,) = pinned(tmp_path, DOCUMENT.replace("häcken", "staketet"))
    assert (finding.level, finding.where) == ("error", "x XX-1")
    assert finding.message.startswith("is stale: its passage changed in the document")


def test_a_passage_that_moved(tmp_path: Path) -> None:
    (finding,) = pinned(tmp_path, "Avtal\n\n" + DOCUMENT)
    assert (finding.level, finding.where, finding.message) == (
        "warning",
        "x XX-1",
        "its passage moved to other lines. Correct lines",
    )


def test_a_passage_that_was_never_pinned(tmp_path: Path) -> None:
    (finding,) = pinned(tmp_path, DOCUMENT, sha256=None)
    assert finding.level == "warning"
    assert "vem-ansvarar agreement pin FILE" in finding.message


def test_a_heading_that_is_not_there(tmp_path: Path) -> None:
    (finding,) = pinned(tmp_path, DOCUMENT, heading="Kostnader")
    assert finding == Finding("error", "x", "the heading «Kostnader» is not in the document")


def test_a_silence_needs_no_passage(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text(DOCUMENT, encoding="utf-8")
    silent = agreement(silences=[{"id": "XX-NS1", "text": "t"}])
    assert list(pinpoints(Sources(tmp_path), silent)) == []


def test_without_the_document_nothing_is_proved_and_that_is_said(changed: Changed) -> None:
    _, home = changed("kalmar")
    (finding,) = pinpoints(Sources(), home)
    assert (finding.level, finding.where) == ("note", home.id)
    assert "is not at hand: no pinpoint was proved" in finding.message


def test_errors_come_first(changed: Changed) -> None:
    known, _ = changed("stockholm", cases=[case()])
    levels = [finding.level for finding in check(replace(known, contacts={}), Sources(), DAY)]
    assert levels == sorted(levels, key=["error", "warning", "note"].index)
    assert {"error", "warning", "note"} == set(levels)


def test_only_errors_make_knowledge_unsound() -> None:
    assert sound([])
    assert sound([Finding("warning", "x", "y"), Finding("note", "x", "y")])
    assert not sound([Finding("note", "x", "y"), Finding("error", "x", "y")])


def test_the_knowledge_that_comes_with_the_product_is_sound(knowledge: Knowledge) -> None:
    assert errors(check(knowledge, Sources(), DAY)) == []


def test_the_cases_of_a_replaced_agreement_are_worked_while_it_was_answered_from(changed: Changed) -> None:
    known, old = changed("stockholm", cases=[case(), case(name="Senare", day="2027-03-01")])
    new = agreement().model_copy(
        update={"id": "ny", "county": "stockholm", "supersedes": (old.id,), "valid_from": date(2027, 1, 1)}
    )
    after = replace(known, agreements=(*known.agreements, new))
    for today in (DAY, date(2028, 1, 1)):
        told = [(f.level, f.message) for f in cases(after, old, today) if "case «" in f.where]
        assert told == [("warning", "is put on a day when another agreement answers. Give it another day")]
