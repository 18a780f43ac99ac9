"""The language of conditions: what is written, what it means, and what is said when it is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.condition import Choice, ConditionError, Part, Span, aged, born, parse_clause, parse_said, plain
from knowledge.facets import Facets

YEAR = 2026
HOMES = ("flat", "ward", "sheltered_home")
FACETS = Facets.model_validate(
    {
        "facets": [
            {
                "key": "age",
                "kind": "number",
                "label": "Age",
                "question": "?",
                "max": 120,
                "groups_key": "age_group",
                "groups": [
                    {"key": "child", "label": "Child", "from": 0, "to": 12},
                    {"key": "grown", "label": "Grown", "from": 13, "to": 120},
                ],
            },
            {"key": "birth_year", "kind": "year", "of": "age", "label": "Born", "question": "?"},
            {
                "key": "home",
                "kind": "choice",
                "label": "Home",
                "question": "?",
                "values": [{"key": key, "label": key, "short": key} for key in HOMES],
            },
        ]
    }
)


def some(*values: str) -> frozenset[str]:
    return frozenset(values)


@pytest.mark.parametrize(
    ("raw", "part"),
    [
        ({"home": "flat"}, Choice(any=some("flat"))),
        ({"home": ["flat", "ward"]}, Choice(any=some("flat", "ward"))),
        ({"home": {"any": ["flat", "ward"], "not": "sheltered_home"}}, Choice(some("flat", "ward"), none=some("sheltered_home"))),
        ({"home": {"all": ["flat"]}}, Choice(all=some("flat"))),
        ({"age": 19}, Span(38, 39)),
        ({"age": {"from": 18}}, Span(36, 241)),
        ({"age": {"to": 17}}, Span(0, 35)),
        ({"age": {"from": 0, "to": 0}}, Span(0, 1)),
        ({"age_group": "child"}, Span(0, 25)),
        ({"birth_year": {"turns": {"from": 0, "to": 19}}}, Span(0, 38)),
        ({"birth_year": {"turns": {"from": 20, "to": 20}}}, Span(39, 40)),
    ],
)
def test_what_a_rule_asks_for(raw: dict[str, Any], part: Part) -> None:
    assert list(parse_clause(raw, FACETS).values()) == [part]


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({}, {}),
        ({"home": None, "age": None}, {}),
        ({"home": []}, {}),
        ({"home": "flat"}, {"home": Choice(all=some("flat"))}),
        ({"home": ["flat", "ward"]}, {"home": Choice(all=some("flat", "ward"))}),
        ({"home": {"any": ["flat", "ward"]}}, {"home": Choice(any=some("flat", "ward"))}),
        ({"home": {"not": ["flat"]}}, {"home": Choice(none=some("flat"))}),
        ({"age": 8}, {"age": Span(16, 17)}),
        ({"age": "8"}, {"age": Span(16, 17)}),
        ({"age_group": "child"}, {"age": Span(0, 25)}),
        ({"birth_year": 2007}, {"birth_year": Span(37, 38)}),
        ({"birth_year": 2026}, {"birth_year": Span(0, 0)}),
    ],
)
def test_what_a_case_says(raw: dict[str, Any], said: dict[str, Part]) -> None:
    assert parse_said(raw, FACETS, YEAR) == said


def test_a_list_is_any_of_them_in_a_rule_and_all_of_them_in_a_case() -> None:
    written = {"home": ["flat", "ward"]}
    assert parse_clause(written, FACETS)["home"] == Choice(any=some("flat", "ward"))
    assert parse_said(written, FACETS, YEAR)["home"] == Choice(all=some("flat", "ward"))


@pytest.mark.parametrize("order", [["age", "age_group"], ["age_group", "age"]])
def test_an_age_and_its_group_are_both_kept(order: list[str]) -> None:
    written = {"age": 8, "age_group": "child"}
    assert parse_said({key: written[key] for key in order}, FACETS, YEAR) == {"age": Span(16, 17)}
    assert parse_clause({key: written[key] for key in order}, FACETS) == {"age": Span(16, 17)}


def test_an_age_outside_its_group_is_refused() -> None:
    with pytest.raises(ConditionError, match="contradicts") as caught:
        parse_said({"age": 40, "age_group": "child"}, FACETS, YEAR)
    assert caught.value.path == ("age_group",)


def test_both_of_two_choices() -> None:
    assert Choice(any=some("flat")) | Choice(any=some("ward"), all=some("ward"), none=some("x")) == Choice(
        some("flat"), some("ward"), some("x")
    )
    assert not Choice()
    assert Choice(none=some("flat"))


@pytest.mark.parametrize("age", [0, 1, 18, 19, 120])
def test_a_birth_year_and_the_two_ages_it_allows(age: int) -> None:
    """Somebody aged n was born this calendar year less n, or the year before."""
    span = aged(age, age)
    met = [
        year for year in range(YEAR - 125, YEAR + 1) if not (born(year, YEAR).high < span.low or born(year, YEAR).low > span.high)
    ]
    assert met == [YEAR - age - 1, YEAR - age]


AGES = st.tuples(st.integers(0, 120), st.integers(0, 120)).map(lambda ends: aged(min(ends), max(ends)))
YEARS = st.integers(1906, YEAR).map(lambda year: born(year, YEAR))
SETS = st.frozensets(st.sampled_from(HOMES))
CHOICES = st.builds(Choice, any=SETS, all=SETS, none=SETS).filter(bool)


@given(CHOICES)
def test_a_choice_written_out_is_read_back(part: Choice) -> None:
    key, written = plain("home", part, YEAR)
    assert parse_said({key: written}, FACETS, YEAR) == {"home": part}


@given(AGES)
def test_ages_written_out_are_read_back(part: Span) -> None:
    key, written = plain("age", part, YEAR)
    assert key == "age"
    assert parse_said({key: written}, FACETS, YEAR) == {"age": part}


@given(YEARS)
def test_a_birth_year_written_out_is_read_back(part: Span) -> None:
    key, written = plain("birth_year", part, YEAR)
    assert key == "birth_year"
    assert parse_said({key: written}, FACETS, YEAR) == {"birth_year": part}


@pytest.mark.parametrize(
    ("raw", "path", "message"),
    [
        ({"huose": "flat"}, ("huose",), "'huose' is no declared facet."),
        ({"hom": "flat"}, ("hom",), "Did you mean 'home'?"),
        ({"age_grup": "child"}, ("age_grup",), "Did you mean 'age_group'?"),
        ({"home": "sheltred_home"}, ("home",), "'sheltred_home' is no value of facet home. Did you mean 'sheltered_home'?"),
        ({"home": ["flat", "wardd"]}, ("home",), "Did you mean 'ward'?"),
        ({"home": {"not": ["flatt"]}}, ("home",), "Did you mean 'flat'?"),
        ({"home": {"none": ["flat"]}}, ("home", "none"), "any/all/not"),
        ({"home": {}}, ("home",), "any/all/not"),
        ({"home": 3}, ("home",), "takes value keys of facet home, got 3"),
        ({"home": [3]}, ("home",), "takes value keys of facet home, got [3]"),
        ({"home": {"any": None}}, ("home",), "takes value keys"),
        ({"age": "eight"}, ("age",), "takes a whole number, got 'eight'"),
        ({"age": True}, ("age",), "takes a whole number, got True"),
        ({"age": 8.5}, ("age",), "takes a whole number, got 8.5"),
        ({"age": -1}, ("age",), "takes a whole number, got -1"),
        ({"age": "²"}, ("age",), "takes a whole number, got '²'"),
        ({"age": {"form": 3}}, ("age",), "{from: n, to: n}"),
        ({"age": {}}, ("age",), "{from: n, to: n}"),
        ({"age": {"from": 9, "to": 8}}, ("age",), "9–8 lies outside 0–120"),
        ({"age": 121}, ("age",), "121–121 lies outside 0–120"),
        ({"age_group": "chld"}, ("age_group",), "'chld' is no age_group. Did you mean 'child'?"),
        ({"age_group": ["child"]}, ("age_group",), "is no age_group"),
    ],
)
def test_what_is_said_when_it_is_wrong(raw: dict[str, Any], path: tuple[str, ...], message: str) -> None:
    for parse in (lambda: parse_clause(raw, FACETS), lambda: parse_said(raw, FACETS, YEAR)):
        with pytest.raises(ConditionError) as caught:
            parse()
        assert caught.value.path == path
        assert message in str(caught.value)


def test_a_birth_year_is_a_year_in_a_case_and_ages_turned_in_a_rule() -> None:
    with pytest.raises(ConditionError, match=r"takes \{turns: \{from: n, to: n\}\}"):
        parse_clause({"birth_year": 2007}, FACETS)
    with pytest.raises(ConditionError, match="takes a whole number"):
        parse_said({"birth_year": {"turns": {"from": 0, "to": 3}}}, FACETS, YEAR)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=2)))
def test_whatever_a_program_sends_is_read_or_refused(value: Any) -> None:
    for key in ("age", "age_group", "birth_year", "home"):
        try:
            said = parse_said({key: value}, FACETS, YEAR)
        except ConditionError as error:
            assert error.path[0] == key  # noqa: PT017 - either outcome is right
        else:
            assert set(said) <= {"age", "birth_year", "home"}


def test_from_a_calendar_year_on_has_no_end() -> None:
    facets = Facets.model_validate(
        {
            "facets": [
                {"key": "age", "kind": "number", "label": "Age", "question": "?", "max": 120},
                {"key": "born", "kind": "year", "of": "age", "label": "Born", "question": "?"},
            ]
        }
    )
    assert parse_clause({"born": {"turns": {"from": 20}}}, facets)["born"] == Span(39, 241)
    assert parse_clause({"age": {"from": 20}}, facets)["age"] == Span(40, 241)
    assert parse_clause({"born": {"turns": {"to": 19}}}, facets)["born"] == Span(0, 38)
