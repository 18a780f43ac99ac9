"""An answered question as an example case: it reads as in the agreement's file, and only what the rules say becomes one."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from faq_entries import DAY

from dialogs.case import plain_said
from knowledge.agreement import Agreement, Example
from knowledge.check import result, worked
from knowledge.condition import parse_said
from knowledge.faq_case import FaqCaseError, Settled, as_case
from knowledge.loader import DATA, Knowledge, load

NEED = "arbetsterapi_fysioterapi_sjukskoterska"
ADULT = {"age": {"from": 40, "to": 40}, "diagnosis": {"all": ["rorelsenedsattning"]}, "need": {"all": [NEED]}}


@pytest.fixture
def home(knowledge: Knowledge) -> Agreement:
    return next(agreement for agreement in knowledge.agreements if agreement.county == "jonkoping")


def settled(**fields: Any) -> Settled:
    return Settled(**{"name": "Vuxen: CP", "said": ADULT, "principal": "kommun", "facts": ("JKP-32",), **fields})


def test_a_case_reads_as_those_in_the_file(knowledge: Knowledge, home: Agreement) -> None:
    assert as_case(knowledge, home, settled(), DAY) == (
        "  - name: 'Vuxen: CP'\n"
        f"    facets: {{age: 40, diagnosis: rorelsenedsattning, need: {NEED}}}\n"
        "    principal: kommun\n"
        "    facts: [JKP-32]\n"
    )


def test_a_case_added_to_the_file_is_sound(knowledge: Knowledge, home: Agreement, tmp_path: Path) -> None:
    root = Path(shutil.copytree(DATA, tmp_path / "data"))
    path = root / "agreements" / f"{home.id}.yaml"
    text = path.read_text(encoding="utf-8")
    snippet = as_case(knowledge, home, settled(name="  Ny # fråga\n om 'CP'  "), DAY)
    path.write_text(text.replace("\ncases:\n", f"\ncases:\n{snippet}"), encoding="utf-8")
    known = load(root)
    added = known.home["JKP-32"].cases[0]
    assert added == Example(
        name="Ny # fråga om 'CP'",
        facets={"age": 40, "diagnosis": "rorelsenedsattning", "need": NEED},
        principal="kommun",
        facts=("JKP-32",),
    )
    assert result(worked(known, known.home["JKP-32"], added, DAY)) == "kommun"


def test_every_settled_case_of_the_agreements_can_be_made_again(knowledge: Knowledge) -> None:
    made = 0
    for agreement in knowledge.agreements:
        for example in agreement.cases:
            if example.principal in ("routine", "unsettled") or example.day:
                continue
            said = plain_said(parse_said(example.facets, knowledge.facets, DAY.year), DAY.year)
            given = Settled(f"{example.name} igen", said, example.principal, example.facts)
            (again,) = yaml.safe_load(as_case(knowledge, agreement, given, DAY))
            kept = Example.model_validate(again)
            year = (kept.day or DAY).year
            assert parse_said(kept.facets, knowledge.facets, year) == parse_said(example.facets, knowledge.facets, DAY.year)
            made += 1
    assert made > 100


def test_a_birth_year_keeps_its_day(knowledge: Knowledge, home: Agreement) -> None:
    (case,) = yaml.safe_load(as_case(knowledge, home, settled(said={"birth_year": 2007, "need": NEED}), DAY))
    assert (case["day"], case["facets"]) == (DAY, {"birth_year": 2007, "need": NEED})


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"principal": "region"}, "the rules give kommun, not region. Mend the rules, or correct the answer"),
        (
            {"facts": ("JKP-32", "JKP-NS2")},
            "the answer does not show JKP-NS2. Leave out what it does not stand on, or mend the rules",
        ),
        ({"said": {}}, "the rules ask for need first, so kommun does not follow. Add it to the case"),
        ({"said": {"housing": "slott"}}, "housing: 'slott' is no value of facet housing."),
        ({"name": "Specialisthabilitering, IF"}, "has already a case «Specialisthabilitering, IF». Choose another name"),
        ({"name": " \n"}, "the case has no name that can be read. Say what it shows"),
        ({"name": "a\x00b"}, "the case has no name that can be read. Say what it shows"),
    ],
)
def test_what_the_rules_do_not_bear_out_is_refused(
    knowledge: Knowledge, home: Agreement, fields: dict[str, Any], message: str
) -> None:
    with pytest.raises(FaqCaseError) as caught:
        as_case(knowledge, home, settled(**fields), DAY)
    assert message in str(caught.value)
