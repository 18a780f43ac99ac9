"""Finding statements: inflected, compounded and misspelt words find each other, unrelated ones do not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from knowledge.asked import WEAK
from knowledge.loader import Knowledge
from knowledge.search import Index
from knowledge.shown import STRONG

TEXTS = [
    ("A", "Kommunen svarar för hjälpmedel i bostaden."),
    ("A", "vem betalar rullstolen"),
    ("B", "Överenskommelsen ska följas upp vartannat år."),
    ("B", "hur ofta utvärderas avtalet"),
    ("C", "Planen ska innehålla mål och en tidsplan."),
    ("D", "Parterna är regionen och kommunerna i länet."),
]
INDEX = Index(TEXTS)


@pytest.mark.parametrize(
    ("question", "identity"),
    [
        ("vem betalar rullstolen", "A"),
        ("rullstolar", "A"),  # inflected
        ("vem betalar elrullstol?", "A"),  # compounded
        ("hjelpmedell", "A"),  # misspelt
        ("HJALPMEDEL", "A"),  # without å, ä and ö
        ("hja\u0308lpmedel", "A"),  # written with combining marks
        ("utvärdering av avtal", "B"),
        ("när är nästa uppföljning", "B"),
        ("målen i planen", "C"),
        ("vilka är parter", "D"),
    ],
)
def test_the_right_statement_comes_first(question: str, identity: str) -> None:
    assert INDEX.search(question)[0].id == identity


def test_a_wording_asked_word_for_word_scores_full() -> None:
    assert INDEX.search("hur ofta utvärderas avtalet")[0].score == pytest.approx(1.0)
    assert INDEX.search("Hur ofta UTVÄRDERAS avtalet?!")[0].score == pytest.approx(1.0)


def test_what_stands_for_something_removed_asks_for_nothing() -> None:
    assert INDEX.search("[telefonnummer] vem betalar rullstolen [namn]") == INDEX.search("vem betalar rullstolen")


def test_missing_dots_and_rings_make_no_difference() -> None:
    for written, typed in (("hjälpmedel", "hjalpmedel"), ("utvärderas", "utvarderas"), ("Mål", "mal")):
        assert INDEX.search(typed) == INDEX.search(written)


def test_every_statement_is_found_once_and_the_best_first() -> None:
    hits = INDEX.search("kommunen, regionen, hjälpmedel, rullstol, plan och mål")
    assert len({hit.id for hit in hits}) == len(hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 < hit.score <= 1 for hit in hits)


def test_no_more_than_asked_for() -> None:
    assert len(INDEX.search("kommunen regionen planen avtalet", most=2)) == 2


@pytest.mark.parametrize("least", [0.0, 0.1, 0.3, 0.9])
@pytest.mark.parametrize("most", [1, 2, 8])
def test_what_scores_too_little_is_left_out_and_nothing_else(most: int, least: float) -> None:
    question = "betalar kommunen rullstolen enligt avtalet med regionen?"
    every = INDEX.search(question)
    assert len(every) == 4
    assert INDEX.search(question, most, least) == [hit for hit in every if hit.score >= least][:most]


@pytest.mark.parametrize("known", ["hjälpmedel", "rullstolen och rullstolar", "betalar betalt"])
def test_what_words_share_counts_once(known: str) -> None:
    assert Index([("A", known)]).search(known)[0].score == pytest.approx(1.0)
    assert Index([("A", known)]).search(f"{known} {known}")[0].score == pytest.approx(1.0)


@pytest.mark.parametrize("question", ["", "?!", "12", "xyzzy"])
def test_nothing_in_common_finds_nothing(question: str) -> None:
    assert INDEX.search(question) == []


@pytest.mark.parametrize("question", ["vad blir det för väder imorgon", "berätta en rolig historia", "wie spät ist es"])
def test_an_unrelated_question_scores_low(question: str) -> None:
    assert all(hit.score < WEAK for hit in INDEX.search(question))


@given(st.text("abc", min_size=4, max_size=14), st.text("abc", min_size=1, max_size=14))
def test_every_word_enough_alike_is_found(written: str, known: str) -> None:
    assert Index([("A", known)]).search(written) or fuzz.ratio(written, known) < 80


def test_an_empty_index_finds_nothing() -> None:
    assert Index([]).search("hjälpmedel") == []


@pytest.mark.parametrize("county", ["jonkoping", "stockholm", "dalarna", "kalmar"])
def test_every_statement_of_the_agreements_is_found_by_its_own_wordings(knowledge: Knowledge, county: str) -> None:
    day = date(2026, 11, 22)
    index = knowledge.index(county, day)
    missed = [
        f"{statement.id}: {wording}"
        for home in knowledge.in_force(county, day)
        for statement in home.every()
        for wording in statement.asked_as
        if not any(hit.id == statement.id and hit.score >= STRONG for hit in index.search(wording))
    ]
    assert missed == []


@pytest.mark.parametrize("county", ["jonkoping", "stockholm", "dalarna", "kalmar"])
@pytest.mark.parametrize("question", ["vad blir det för väder imorgon", "berätta en rolig historia", "vem vann matchen igår"])
def test_what_no_agreement_speaks_of_is_never_found_half_as_surely_as_what_it_does(
    knowledge: Knowledge, county: str, question: str
) -> None:
    """Such questions share small words with the wordings; that they are off topic is for the reading to tell."""
    assert all(hit.score < 0.5 for hit in knowledge.index(county, date(2026, 11, 22)).search(question))
