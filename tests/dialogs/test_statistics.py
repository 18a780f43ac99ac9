"""The follow-up figures as a card for ombud."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.figures import KINDS, Count, Figures, Kind, Rated, Sent
from dialogs.reply import Action, Reply
from dialogs.statistics import ENDINGS, MOST_SILENCES, duration, silent, statistics_reply, topic_words
from dialogs.world import World

PERIOD = (date(2026, 10, 24), date(2026, 11, 22))


def count(county: str, number: int, kind: Kind = "settled", topic: str = "hjalpmedel") -> Count:
    return Count(county, "2026-11", topic, kind, number)


def lines(reply: Reply) -> dict[str | None, str]:
    return {line.label: line.text for line in reply.lines}


def test_the_card_has_the_figures_of_the_ombuds_own_counties(world: World) -> None:
    own, other = world.knowledge.covered[:2]
    figures = Figures(
        *PERIOD,
        asked=(count(own, 38), count(own, 12, "not_settled"), count(other, 500)),
        sent_on=(Sent(own, "2026-11", 6), Sent(other, "2026-11", 70)),
        sip={own: 11, other: 90},
        feedback=(Rated(own, None, 21), Rated(own, "wrong", 7), Rated(own, "unclear", 3)),
        hours_to_answer={own: (2, 3, 5, 7, 9)},
        open_tickets={own: 3, other: 8},
        overdue_tickets={own: 1},
        undelivered={own: 2},
        stale_faq=("one",),
        stale_contacts={own: 4, other: 9},
    )
    reply = statistics_reply(world, figures, [own], (Action("Ärenden", "tickets"),))
    assert reply.title == "Statistik 24 oktober 2026 – 22 november 2026"
    said = lines(reply)
    assert said["Frågor:"] == "minst 50"
    assert said["Så slutade de:"] == "svar på vem som ansvarar 35; avgörs inte i överenskommelsen 10"
    assert said["Till ombud:"] == "minst 5 frågor"
    assert said["Mediantid till svar:"] == "omkring 5 timmar"
    assert said["Hjälpte svaret:"] == "ja minst 20, nej minst 5"
    assert said["Startade SIP-länkar:"] == "minst 10"
    assert said["Ärenden just nu:"] == "3 öppna, 1 försenade, 2 svar inte framme"
    assert said["Att se över:"] == "1 FAQ-svar, 4 kontakter"
    assert [action.label for action in reply.actions] == ["Ärenden"]


def test_the_silences_met_most_often_are_told_in_words(world: World) -> None:
    agreement = world.knowledge.agreements[0]
    met = [silence.id for silence in agreement.silences][:4]
    figures = Figures(*PERIOD, silences={identity: 10 * place + 7 for place, identity in enumerate(met)} | {"gone": 99})
    reply = statistics_reply(world, figures, [agreement.county])
    told = [line for line in reply.lines if line.label and any(line.label.startswith(f"{identity},") for identity in met)]
    assert [line.label for line in told] == [
        f"{identity}, minst {number} gånger:" for identity, number in zip(met[:0:-1], (35, 25, 15), strict=True)
    ]
    assert told[0].text == world.knowledge.statements[met[3]].text
    assert len(told) == MOST_SILENCES
    assert [statement.id for statement, _ in silent(world.knowledge, figures.shown())] == met[::-1]


def test_a_period_without_figures_gets_a_card_too(world: World) -> None:
    reply = statistics_reply(world, Figures(*PERIOD), world.knowledge.covered)
    assert "För få frågor att visa." in reply.text
    assert "färre än 5 frågor" in reply.text
    assert lines(reply)["Ärenden just nu:"] == "0 öppna, 0 försenade, 0 svar inte framme"


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 30)), max_size=8), st.integers(0, 4))
def test_a_few_questions_more_change_the_card_by_fives_only(world: World, asked: list[tuple[Kind, int]], more: int) -> None:
    county = world.knowledge.covered[0]
    figures = Figures(*PERIOD, asked=tuple(count(county, number, kind) for kind, number in asked), sip={county: more})
    said = lines(statistics_reply(world, figures, [county]))
    numbers = [
        int(word)
        for label in ("Frågor:", "Så slutade de:")
        for word in said.get(label, "").replace(";", "").split()
        if word.isdigit()
    ]
    assert all(number and number % 5 == 0 for number in numbers)
    assert "Startade SIP-länkar:" not in said


def test_topics_are_told_in_swedish(world: World) -> None:
    for need in world.knowledge.facets["need"].values:
        assert topic_words(world.knowledge, need.key) == need.short
    assert topic_words(world.knowledge, "agreement_info") == "om överenskommelsen"
    assert topic_words(world.knowledge, "something_else") == "something_else"
    assert set(ENDINGS) == set(KINDS)


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        (0.4, "under en timme"),
        (1.2, "omkring 1 timme"),
        (26, "omkring 26 timmar"),
        (47.9, "omkring 48 timmar"),
        (72, "omkring 3 dagar"),
    ],
)
def test_durations_are_rounded(hours: float, said: str) -> None:
    assert duration(hours) == said
