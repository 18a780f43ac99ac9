"""What is shown of the figures, and that nothing smaller than five can be worked out from it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.figures import KINDS, LEAST, OTHER, Count, Figures, Rated, Sent, Shown, summed
from knowledge.loader import Knowledge

COUNTIES, MONTHS, TOPICS = ("north", "south"), ("2026-09", "2026-10", "2026-11"), ("a", "b", "c", "d", "e")
PERIOD = (date(2026, 9, 1), date(2026, 11, 22))
AXES = {"months": "month", "kinds": "kind", "topics": "topic"}

counts = st.builds(
    Count,
    county=st.sampled_from(COUNTIES),
    month=st.sampled_from(MONTHS),
    topic=st.sampled_from(TOPICS),
    kind=st.sampled_from(KINDS[:3]),
    number=st.integers(0, 7),
)
asked = st.lists(counts, max_size=16).map(tuple)
Asked = tuple[Count, ...]


def shown(questions: Asked) -> Shown:
    return Figures(*PERIOD, questions).shown()


def singly(questions: Asked, county: str) -> list[Count]:
    """The questions of a county, one by one."""
    return [replace(each, number=1) for each in questions if each.county == county for _ in range(each.number)]


# What must never be known


@given(asked)
def test_no_number_below_five_is_in_any_table_and_all_tables_add_up(questions: Asked) -> None:
    seen = shown(questions)
    for table in (seen.kinds, seen.topics, seen.months):
        assert all(number >= LEAST for row in table.values() for number in row.values())
        assert {county: sum(row.values()) for county, row in table.items()} == seen.questions
    raw = Counter[str]()
    for each in questions:
        raw[each.county] += each.number
    assert all(number <= raw[county] for county, number in seen.questions.items())


@given(asked)
def test_a_hidden_number_may_have_been_any_from_0_to_4(questions: Asked) -> None:
    """For each group that is not shown and each number there are questions that give the very same tables."""
    seen = shown(questions)
    for county in COUNTIES:
        rest = tuple(each for each in questions if each.county != county)
        for axis, name in AXES.items():
            raw = Counter(getattr(each, name) for each in singly(questions, county))
            hidden = {"months": MONTHS, "kinds": KINDS, "topics": TOPICS}[axis]
            for key in set(hidden) - set(getattr(seen, axis).get(county, {})):
                for number in range(LEAST) if raw[key] < LEAST else ():
                    other = _with(singly(questions, county), county, name, key, number)
                    assert Counter(getattr(each, name) for each in other)[key] == number
                    assert shown((*rest, *other)) == seen


def _with(questions: list[Count], county: str, name: str, key: str, number: int) -> list[Count]:
    """Other questions of a county, of which `number` have `key`, that cannot be told from these."""
    if name == "topic":
        return _with_topic(questions, county, key, number)
    plain = {"county": county, "month": MONTHS[0], "topic": TOPICS[0], "kind": KINDS[0], "number": 1}
    return [each for each in questions if getattr(each, name) != key] + [Count(**{**plain, name: key})] * number


def _with_topic(questions: list[Count], county: str, topic: str, number: int) -> list[Count]:
    """Takes from, or gives to, the other small topics; when these are used up, a question more is as good."""
    frame = shown(tuple(replace(each, topic="one") for each in questions))
    months, kinds = frame.months.get(county, {}), frame.kinds.get(county, {})
    sizes = Counter(each.topic for each in questions if each.month in months and each.kind in kinds)
    changed = list(questions)
    for place, each in enumerate(questions):
        have = sum(other.topic == topic for other in changed)
        if have > number and each.topic == topic:
            changed[place] = replace(each, topic="never asked about before")
        elif have < number and each.topic != topic and sizes[each.topic] < LEAST:
            changed[place] = replace(each, topic=topic)
    missing = number - sum(each.topic == topic for each in changed)
    return changed + [Count(county, next(iter(months), MONTHS[0]), topic, next(iter(kinds), KINDS[0]), 1)] * missing


@given(asked, st.sampled_from(COUNTIES))
def test_a_choice_of_counties_tells_no_more(questions: Asked, county: str) -> None:
    everything, alone = shown(questions), shown(tuple(each for each in questions if each.county == county))
    for axis in AXES:
        assert getattr(alone, axis).get(county) == getattr(everything, axis).get(county)


def others(number: int) -> Figures:
    return Figures(
        *PERIOD,
        sent_on=(Sent("north", "2026-10", number // 2), Sent("north", "2026-11", number - number // 2)),
        silences={"x": number},
        sip={"north": number},
        asked_back={"north": number},
        feedback=(Rated("north", None, number), Rated("north", "wrong", number), Rated("north", "", number)),
    )


@given(st.integers(0, 200))
def test_every_other_number_is_known_to_a_whole_five_only(number: int) -> None:
    lowest = number - number % LEAST
    assert {json.dumps(others(each).to_json()) for each in range(lowest, lowest + LEAST)} == {
        json.dumps(others(number).to_json())
    }
    seen = others(number).shown()
    expected = {"north": lowest} if lowest else {}
    assert seen.sent_on == seen.sip == seen.asked_back == seen.helpful == expected
    assert seen.silences == ({"x": lowest} if lowest else {})
    assert seen.unhelpful == ({"north": {"wrong": lowest, "": lowest}} if lowest else {})


@given(st.lists(st.floats(0, 1000), max_size=4), st.lists(st.floats(0, 1000), min_size=5, max_size=9))
def test_a_median_needs_five_answers(few: list[float], enough: list[float]) -> None:
    seen = Figures(*PERIOD, hours_to_answer={"north": tuple(few), "south": tuple(enough)}).shown()
    assert set(seen.hours) == {"south"}
    assert min(enough) - 0.05 <= seen.hours["south"] <= max(enough) + 0.05
    assert Figures(*PERIOD, hours_to_answer={"north": tuple(few)}).shown().median is None


# What is known


def alike(number: int, **changes: str) -> Count:
    return Count(**{"county": "north", "month": "2026-10", "topic": "a", "kind": "settled", **changes, "number": number})


def test_what_is_large_enough_is_shown_as_it_is() -> None:
    seen = shown((alike(12), alike(7, topic="b", kind="not_settled"), alike(9, month="2026-11")))
    assert seen.kinds == {"north": {"settled": 21, "not_settled": 7}}
    assert seen.topics == {"north": {"a": 21, "b": 7}}
    assert seen.months == {"north": {"2026-10": 19, "2026-11": 9}}
    assert seen.questions == {"north": 28}


def test_a_small_month_is_left_out_everywhere() -> None:
    seen = shown((alike(12), alike(4, month="2026-11")))
    assert (seen.kinds, seen.months) == ({"north": {"settled": 12}}, {"north": {"2026-10": 12}})


def test_small_topics_are_taken_together() -> None:
    assert shown((alike(12), alike(3, topic="b"), alike(2, topic="c"))).topics == {"north": {"a": 12, OTHER: 5}}


def test_small_topics_that_are_few_even_together_are_left_out() -> None:
    seen = shown((alike(12), alike(3, topic="b"), alike(1, topic="c")))
    assert (seen.topics, seen.questions) == ({"north": {"a": 12}}, {"north": 12})


def test_leaving_out_goes_on_until_every_group_is_large_enough() -> None:
    questions: Iterator[Count] = iter((alike(10), alike(3, month="2026-11"), alike(3, month="2026-11", kind="not_settled")))
    assert shown(tuple(questions)).months == {"north": {"2026-10": 10}}


def test_columns_are_added_up() -> None:
    assert summed({"north": {"a": 5, "b": 6}, "south": {"a": 7}}) == {"a": 12, "b": 6}


def test_the_json_has_what_may_be_shown_and_no_more() -> None:
    figures = Figures(
        *PERIOD,
        (alike(12), alike(4, month="2026-11")),
        hours_to_answer={"north": (1.5, 2.5, 3.5, 4.5, 50.25)},
        open_tickets={"north": 1},
        stale_faq=("entry",),
        stale_contacts={"north": 2},
    )
    assert json.loads(json.dumps(figures.to_json())) == {
        "since": "2026-09-01",
        "until": "2026-11-22",
        "counties": [],
        "least": 5,
        "kinds": {"north": {"settled": 12}},
        "topics": {"north": {"a": 12}},
        "months": {"north": {"2026-10": 12}},
        "sent_on": {},
        "sip": {},
        "asked_back": {},
        "helpful": {},
        "unhelpful": {},
        "silences": {},
        "hours": {"north": 3.5},
        "median": 3.5,
        "open_tickets": {"north": 1},
        "overdue_tickets": {},
        "undelivered": {},
        "stale_faq": ["entry"],
        "stale_contacts": {"north": 2},
    }


@pytest.mark.parametrize("mine", [0, 1])
def test_figures_of_one_county_hold_nothing_of_another(knowledge: Knowledge, mine: int) -> None:
    counties = knowledge.covered[:2]
    silences = {a.county: next(s.id for s in a.silences) for a in knowledge.agreements if a.county in counties}
    figures = Figures(
        *PERIOD,
        asked=tuple(alike(9, county=county) for county in counties),
        sent_on=tuple(Sent(county, "2026-10", 9) for county in counties),
        silences={silences[county]: 9 for county in counties} | {"gone": 9},
        sip=dict.fromkeys(counties, 9),
        asked_back=dict.fromkeys(counties, 9),
        feedback=tuple(Rated(county, None, 9) for county in counties),
        hours_to_answer=dict.fromkeys(counties, (1.0,) * 5),
        open_tickets=dict.fromkeys(counties, 1),
        overdue_tickets=dict.fromkeys(counties, 1),
        undelivered=dict.fromkeys(counties, 1),
        stale_contacts=dict.fromkeys(counties, 1),
    )
    own, other = counties[mine], counties[1 - mine]
    said = json.dumps(figures.of([own], knowledge).to_json())
    assert own in said
    assert silences[own] in said
    assert not any(name in said for name in (other, silences[other], "gone"))
