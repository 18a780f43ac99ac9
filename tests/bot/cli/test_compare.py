"""`compare`: a case in every county."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]


def test_the_counties_side_by_side(run: Run) -> None:
    ran = run("compare", "--facet", "need=rehabilitering", "--date", "2026-11-22")
    assert ran.code == 0
    assert "Länen skiljer sig åt." in ran.out
    assert "Dalarnas län: ○ Beror på mål med insatsen." in ran.out
    assert "Kalmar län: ○ Planen avgör inte det här." in ran.out
    assert "Du kan också skriva" not in ran.out


def test_as_json_each_county_holds_the_answer_of_case(run: Run, keeps_contract: Callable[[Any], None]) -> None:
    given = ["--facet", "need=arbetsterapi_fysioterapi_sjukskoterska", "--facet", "age=40", "--date", "2026-11-22", "--json"]
    compared = json.loads(run("compare", *given).out)
    assert compared["differs"] is True
    for row in compared["counties"]:
        assert set(row) == {"county", "result", "deciding", "hangs_on", "answer"}
        keeps_contract(row["answer"])
        assert row["answer"] == run("case", "--county", row["county"], *given).answer
    rows = {row["county"]: row for row in compared["counties"]}
    assert (rows["jonkoping"]["result"], rows["jonkoping"]["deciding"]) == ("kommun", ["JKP-32"])
    assert {"principal": "region", "values": ["funktion"]} in rows["dalarna"]["hangs_on"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "compare takes a need"),
        (["--facet", "age=8"], "compare takes a need"),
        (["--facet", "need=hjälp"], "is no value of facet need"),
        (["--facet", "need"], "'need' is no NAME=VALUE"),
    ],
)
def test_what_cannot_be_compared_is_told(run: Run, arguments: list[str], said: str) -> None:
    assert said in run("compare", *arguments).complaint
