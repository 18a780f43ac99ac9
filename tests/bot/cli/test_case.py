"""`case`: a case given as facets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Run = Callable[..., Any]
Json = dict[str, Any]
IF = "intellektuell_funktionsnedsattning"


def facets(**given: str) -> list[str]:
    return [word for name, value in given.items() for word in ("--facet", f"{name}={value}")]


def case(county: str, **given: Any) -> Json:
    return {"county": county, "facets": given}


def principals(run: Run, *items: Json) -> list[str | None]:
    return [answered["outcome"]["principal"] for answered in run("case", "--batch", "--json", lines=list(items)).answers]


def test_a_case_is_answered(run: Run, keeps_contract: Callable[[Json], None]) -> None:
    answered = run("case", "--county", "jonkoping", *facets(age="8", need="hjalpmedel"), "--json").answer
    keeps_contract(answered)
    assert (answered["id"], answered["text"], answered["masked"]) == (None, "", [])
    assert (answered["facets"]["age"], answered["facets"]["age_group"]) == (8, "barn")
    assert (answered["outcome"]["principal"], answered["outcome"]["silences"]) == ("not_settled", ["JKP-NS1"])
    assert {"hsl-8-7", "hsl-12-5"} <= set(answered["outcome"]["law"])


def test_a_name_given_twice_holds_both_values(run: Run) -> None:
    several = [*facets(need="habilitering_specialist"), *facets(need="arbetsterapi_fysioterapi_sjukskoterska", diagnosis=IF)]
    answered = run("case", "--county", "jonkoping", *several, "--json").answer
    assert set(answered["facets"]["need"]) == {"habilitering_specialist", "arbetsterapi_fysioterapi_sjukskoterska"}
    assert answered["outcome"]["principal"] == "both"
    assert {"JKP-35", "JKP-32"} <= {duty["fact"] for duty in answered["outcome"]["duties"]}


def test_the_strength_of_the_source_is_shown(run: Run) -> None:
    answered = run("case", "--county", "dalarna", *facets(need="rehabilitering", icf_focus="funktion"), "--json").answer
    (duty,) = answered["outcome"]["duties"]
    assert (duty["fact"], duty["principal"], duty["strength"]) == ("DAL-30", "region", "främst")


def test_what_is_missing_is_asked_for(run: Run, keeps_contract: Callable[[Json], None]) -> None:
    answered = run("case", "--county", "dalarna", *facets(need="rehabilitering"), "--json").answer
    keeps_contract(answered)
    ask = answered["ask"]
    assert (ask["facet"], ask["remaining_at_most"]) == ("icf_focus", 1)
    assert [choice["key"] for choice in ask["choices"]] == ["funktion", "vardagsliv", "bada"]
    assert answered["outcome"]["principal"] is None


def test_a_routine_has_no_principal_and_nothing_to_ask(run: Run, keeps_contract: Callable[[Json], None]) -> None:
    answered = run("case", "--county", "jonkoping", *facets(need="avvikelse"), "--json").answer
    keeps_contract(answered)
    assert (answered["outcome"]["principal"], answered["ask"], answered["facts"][0]) == (None, None, "JKP-44")


def test_an_age_with_its_group_is_still_an_age(run: Run) -> None:
    """What `ask` gives as facets can be given back."""
    (answered,) = run("case", "--batch", lines=[case("jonkoping", age=8, age_group="barn", housing=None, diagnosis=[])]).answers
    assert (answered["facets"]["age"], answered["facets"]["age_group"]) == (8, "barn")


def test_a_birth_year_is_one_or_two_ages(run: Run) -> None:
    (answered,) = run(
        "case", "--batch", "--date", "2026-11-22", lines=[case("jonkoping", birth_year=2018, need="hjalpmedel")]
    ).answers
    assert answered["facets"]["age_group"] == "barn"


def test_values_that_all_hold_some_of_which_hold_and_none_of_which_hold(run: Run) -> None:
    need = "habilitering_specialist"
    assert principals(
        run,
        case("jonkoping", need=need, diagnosis=["npf", IF]),
        case("jonkoping", need=need, diagnosis="npf_med_if"),
        case("jonkoping", need=need, diagnosis={"any": [IF, "horselnedsattning"]}),
        case("jonkoping", need=need, diagnosis="npf"),
        case("jonkoping", need=need, diagnosis={"all": ["npf"], "not": [IF]}),
    ) == ["region", "region", "region", "not_settled", "not_settled"]


def test_what_is_denied_is_shown_as_denied(run: Run) -> None:
    given = case("jonkoping", need="habilitering_specialist", diagnosis={"all": ["npf"], "not": [IF]})
    (answered,) = run("case", "--batch", lines=[given]).answers
    assert answered["facets"]["diagnosis"] == ["npf"]
    assert answered["facets"]["not"] == {"diagnosis": [IF]}


def test_the_same_case_is_answered_differently_in_each_county(run: Run) -> None:
    given = {"age": 70, "diagnosis": "rorelsenedsattning", "onset": "medfodd_eller_uppvaxt", "housing": "ordinart_boende"}
    need = "arbetsterapi_fysioterapi_sjukskoterska"
    counties = ("jonkoping", "stockholm", "dalarna", "kalmar")
    assert principals(run, *(case(county, **given, need=need) for county in counties)) == [
        "kommun",
        "not_settled",
        None,  # asks for the aim
        "not_settled",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--county", "jonkopping"], "Did you mean 'jonkoping'?"),
        (["--county", "kalmar", "--facet", "huosing=sjukhus"], "'huosing' is no declared facet. Did you mean 'housing'?"),
        (["--county", "kalmar", "--facet", "housing=sarskillt_boende"], "Did you mean 'sarskilt_boende'?"),
        (["--county", "kalmar", "--facet", "need"], "'need' is no NAME=VALUE"),
        (["--county", "kalmar", "--facet", "need="], "'need=' is no NAME=VALUE"),
        (["--county", "kalmar", "--facet", "age=åtta"], "takes a whole number, got 'åtta'"),
        (["--county", "kalmar", "--facet", "age=²"], "takes a whole number"),
        (["--county", "kalmar", "--facet", "age=8", "--facet", "age_group=vuxen"], "contradicts"),
    ],
)
def test_a_case_that_cannot_be_read_is_told_in_one_line(run: Run, arguments: list[str], said: str) -> None:
    assert said in run("case", *arguments).complaint


def test_the_answer_as_text(run: Run) -> None:
    settled = run("case", "--county", "dalarna", *facets(need="rehabilitering", icf_focus="funktion"))
    assert settled.code == 0
    assert "Främst regionen." in settled.out
    question = run("case", "--county", "dalarna", *facets(need="rehabilitering"))
    assert question.code == 0
    assert "Vad är målet med insatsen?" in question.out
