"""A new agreement is begun as data, and is valid at once."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from knowledge.answer import answer
from knowledge.check import cases, strays, units
from knowledge.enquiry import Enquiry
from knowledge.finding import Finding
from knowledge.loader import DATA, Knowledge, load
from knowledge.problem import KnowledgeError
from knowledge.scaffold import ScaffoldError, begin

DAY = date(2026, 11, 22)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DATA, tmp_path / "data"))


def errors(knowledge: Knowledge, county: str, day: date) -> list[Finding]:
    """What makes the county's agreements unsound."""
    own = [agreement for agreement in knowledge.agreements if agreement.county == county]
    found = [
        *strays(knowledge),
        *(f for agreement in own for f in (*cases(knowledge, agreement, day), *units(knowledge, agreement))),
    ]
    return [finding for finding in found if finding.level == "error"]


def test_a_county_without_an_agreement_gets_one_and_its_contacts(root: Path) -> None:
    written = begin(root, "gotland", "gotland-hab-2026", DAY)
    assert [path.relative_to(root).as_posix() for path in written] == [
        "agreements/gotland-hab-2026.yaml",
        "contacts/gotland.yaml",
    ]
    knowledge = load(root)
    assert "gotland" in knowledge.covered
    assert errors(knowledge, "gotland", DAY) == []
    answered = answer(knowledge, Enquiry("who_is_responsible", DAY, "gotland"))
    assert (answered.principal, answered.duties) == ("not_settled", ())  # nothing is invented before it is written


@pytest.mark.parametrize("county", ["jonkoping", "stockholm", "dalarna", "kalmar", "gotland", "vastra_gotaland"])
def test_every_county_can_begin(root: Path, county: str) -> None:
    begin(root, county, "ny-2026", DAY)
    knowledge = load(root)
    for day in (DAY, date(2027, 1, 1), date(2030, 1, 1)):
        assert errors(knowledge, county, day) == []


def test_a_county_with_an_agreement_keeps_it_to_the_end_of_the_year(root: Path) -> None:
    written = begin(root, "kalmar", "kalmar-ny", DAY)
    assert len(written) == 1  # the contacts are left alone
    knowledge = load(root)
    assert [a.id for a in knowledge.in_force("kalmar", date(2026, 12, 31))] == ["kalmar-handlingsplan-2025-2026"]
    assert [a.id for a in knowledge.in_force("kalmar", date(2027, 1, 1))] == ["kalmar-ny"]


def test_what_is_commented_out_is_valid_once_filled_in(root: Path) -> None:
    path = begin(root, "gotland", "gotland-ny", DAY)[0]
    lines = path.read_text(encoding="utf-8").replace("BEHOV", "hjalpmedel").replace("rules: []", "rules:").split("\n")
    at = lines.index("rules:")
    end = next(number for number in range(at, len(lines)) if not lines[number])
    lines = [line for line in lines if "Inget är inlagt än" not in line]
    filled = [*lines[: at + 1], *(line.removeprefix("#") for line in lines[at + 1 : end]), *lines[end:]]
    text = "\n".join(filled).replace("#  - {name: Vuxen", "  - {name: Vuxen")
    path.write_text(text, encoding="utf-8")
    knowledge = load(root)
    assert errors(knowledge, "gotland", DAY) == []
    (rule,) = next(a for a in knowledge.agreements if a.id == "gotland-ny").rules
    assert rule.id.partition("-")[0] not in {name.partition("-")[0] for name in load().statements}


@pytest.mark.parametrize(
    ("county", "identity", "said"),
    [
        ("gottland", "ny", "'gottland' is no county key. Did you mean 'gotland'?"),
        ("gotland", "Ny", "'Ny' is no id"),
        ("gotland", "../ny", "'../ny' is no id"),
        ("gotland", "", "'' is no id"),
        ("kalmar", "kalmar-handlingsplan-2025-2026", "there is already an agreement"),
    ],
)
def test_what_cannot_be_begun_is_told_and_nothing_is_written(root: Path, county: str, identity: str, said: str) -> None:
    before = sorted(root.rglob("*"))
    with pytest.raises(ScaffoldError, match=said.replace("?", r"\?").replace("../", r"\.\./")):
        begin(root, county, identity, DAY)
    assert sorted(root.rglob("*")) == before


def test_a_file_that_is_there_is_never_overwritten(root: Path) -> None:
    (root / "agreements" / "ny.yaml").write_text((root / "agreements" / "dalarna-ombudstraff.yaml").read_text(encoding="utf-8"))
    (root / "agreements" / "dalarna-ombudstraff.yaml").unlink()
    with pytest.raises(ScaffoldError, match="already"):
        begin(root, "dalarna", "ny", DAY)


def test_a_folder_that_is_unsound_is_left_alone(root: Path) -> None:
    (root / "law.yaml").unlink()
    with pytest.raises(KnowledgeError):
        begin(root, "gotland", "ny", DAY)
    assert not (root / "agreements" / "ny.yaml").exists()
