"""Counties and municipalities: complete, consistent, and found by key, code and name."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from knowledge.county import Counties
from knowledge.yamlfile import YamlFile

DATA = Path(__file__).parents[2] / "knowledge" / "data"
PER_COUNTY = {  # SCB's code of the county -> number of municipalities
    "01": 26, "03": 8, "04": 9, "05": 13, "06": 13, "07": 8, "08": 12, "09": 1, "10": 5, "12": 33, "13": 6,
    "14": 49, "17": 16, "18": 12, "19": 10, "20": 15, "21": 10, "22": 7, "23": 8, "24": 15, "25": 14,
}  # fmt: skip


@pytest.fixture(scope="module")
def counties() -> Counties:
    return YamlFile.read(DATA / "counties.yaml", DATA).parse(Counties)


def county(**changes: object) -> dict[str, object]:
    fields = {"key": "test", "code": "99", "name": "Tests län", "short": "Test", "region": "Region Test"}
    return fields | {"municipalities": {"9901": "Provby"}} | changes


def test_every_municipality_is_there(counties: Counties) -> None:
    assert {c.code: len(c.municipalities) for c in counties.counties} == PER_COUNTY
    assert len(counties.by_code) == 290


@pytest.mark.parametrize(
    ("code", "name", "key"),
    [
        ("0330", "Knivsta", "uppsala"),
        ("0331", "Heby", "uppsala"),
        ("0680", "Jönköping", "jonkoping"),
        ("0140", "Nykvarn", "stockholm"),
        ("2023", "Malung-Sälen", "dalarna"),
        ("0840", "Mörbylånga", "kalmar"),
        ("0980", "Gotland", "gotland"),
        ("1443", "Bollebygd", "vastra_gotaland"),
    ],
)
def test_code_name_and_county_belong_together(counties: Counties, code: str, name: str, key: str) -> None:
    assert (counties.by_code[code].name, counties.by_code[code].county) == (name, key)
    found = counties.county_of(code)
    assert found is not None
    assert found.key == key


@pytest.mark.parametrize("code", ["1917", "0600", "", "680"])
def test_a_code_that_is_not_in_use_has_no_county(counties: Counties, code: str) -> None:
    assert counties.county_of(code) is None


@pytest.mark.parametrize("name", ["Region Jönköpings län", "jönköpings län", "JÖNKÖPING", " Jönköping "])
def test_a_county_is_found_by_each_of_its_names(counties: Counties, name: str) -> None:
    assert counties.county_named(name) is counties.by_key["jonkoping"]


def test_every_municipality_is_found_by_its_name_in_any_case(counties: Counties) -> None:
    for municipality in counties.by_code.values():
        assert counties.municipality_named(municipality.name.upper()) is municipality


@pytest.mark.parametrize("name", ["Jönköpin", "Jönköpings", "", "0680"])
def test_only_the_exact_name_finds(counties: Counties, name: str) -> None:
    assert counties.municipality_named(name) is None
    assert counties.county_named(name) is None


def test_the_names_shared_by_a_county_and_a_municipality_are_those_documented(counties: Counties) -> None:
    shared = {m.name for m in counties.by_code.values() if counties.county_named(m.name)}
    assert shared == {"Stockholm", "Uppsala", "Jönköping", "Kalmar", "Örebro", "Gotland"}


@pytest.mark.parametrize(
    ("declared", "complaint"),
    [
        ([county(municipalities={"9801": "Provby"})], "begin with 99"),
        ([county(municipalities={9901: "Provby"})], "valid string"),
        ([county(municipalities={})], "at least 1"),
        ([county(), county()], "county key declared twice: test"),
        ([county(), county(key="other")], "county code declared twice: 99"),
        (
            [county(), county(key="other", code="98", municipalities={"9801": "Provby"})],
            "municipality name declared twice: Provby",
        ),
    ],
)
def test_faulty_counties_are_refused(declared: list[object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Counties.model_validate({"counties": declared})
