"""Finding an answered question: in other words, misspelt, in its own county, and only for the cases it holds for."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from faq_entries import DAY, LISTED, TWINS, UNRELATED, entry, listed
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.condition import parse_said
from knowledge.faq_search import SIMILAR, SURE, FaqHit, FaqIndex
from knowledge.loader import Knowledge

TUNED = [(each, asked) for each in LISTED for asked in each["asked"][:-1]]
HELD_OUT = [(each, each["asked"][-1]) for each in LISTED]


@pytest.fixture(scope="module")
def index(knowledge: Knowledge) -> FaqIndex:
    return FaqIndex(listed(), knowledge)


def best(index: FaqIndex, text: str, county: str) -> FaqHit | None:
    return next(iter(index.find(text, county, {})), None)


def found(knowledge: Knowledge, when: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    """Whether an entry that holds for `when` is found by its own words in the case `said`."""
    own = entry(when=when)
    return bool(FaqIndex([own], knowledge).find(own.question, own.county, parse_said(said, knowledge.facets, DAY.year)))


# How well


def test_the_set_is_as_large_as_it_should_be() -> None:
    assert len(LISTED) >= 15
    assert len({each["county"] for each in LISTED}) == 4
    assert all(len(each["asked"]) >= 4 for each in LISTED)
    assert len(UNRELATED) >= 30
    wordings = {wording.casefold() for each in listed() for wording in each.wordings}
    assert not wordings & {asked.casefold() for _, asked in (*TUNED, *HELD_OUT)}


@pytest.mark.parametrize(
    ("asked", "first", "sure", "similar"),
    [(TUNED, 1.0, 0.40, 0.98), (HELD_OUT, 0.95, 0.45, 0.80)],
    ids=["tuned", "held out"],
)
def test_an_asking_in_other_words_finds_its_entry(
    index: FaqIndex, asked: list[tuple[Mapping[str, Any], str]], first: float, sure: float, similar: float
) -> None:
    hits = [(each["id"], best(index, text, each["county"])) for each, text in asked]
    right = [hit for identity, hit in hits if hit and hit.entry.id == identity]
    assert len(right) / len(hits) >= first
    assert sum(hit.score >= SIMILAR for hit in right) / len(hits) >= similar
    assert sum(hit.score >= SURE for hit in right) / len(hits) >= sure


def test_an_accepted_wording_is_found_for_certain_and_blurs_nothing(knowledge: Knowledge) -> None:
    pairs = zip(listed(), LISTED, strict=True)
    learnt = [own.model_copy(update={"variants": (*own.variants, *each["asked"][:-1])}) for own, each in pairs]
    index = FaqIndex(learnt, knowledge)
    for each, text in TUNED:
        hit = best(index, text, each["county"])
        assert hit is not None
        assert (hit.entry.id, hit.score) == (each["id"], 1.0)
    others = [best(index, question["text"], question["county"]) for question in (*UNRELATED, *TWINS)]
    assert max(hit.score for hit in others if hit) < SURE


@pytest.mark.parametrize("question", [*UNRELATED, *TWINS], ids=lambda question: question["text"])
def test_another_question_is_never_taken_for_one_that_is_answered(index: FaqIndex, question: Mapping[str, str]) -> None:
    hit = best(index, question["text"], question["county"])
    assert hit is None or hit.score < SURE


@pytest.mark.parametrize(
    "text", ["Vilken pizza är godast?", "tack för hjälpen", "Hej", "Vad blir det för väder på mötet i morgon?", "", "?!", "🙂"]
)
def test_what_is_no_such_question_is_like_none(index: FaqIndex, text: str) -> None:
    for county in {each["county"] for each in LISTED}:
        hit = best(index, text, county)
        assert hit is None or hit.score < SIMILAR


def test_every_wording_is_its_own_entry_for_certain(index: FaqIndex) -> None:
    for own in listed():
        for wording in own.wordings:
            hit = best(index, wording.upper(), own.county)
            assert hit is not None
            assert (hit.entry, hit.score) == (own, 1.0)


# Where and in which order


def test_only_entries_of_the_county_are_found(knowledge: Knowledge) -> None:
    own, other = entry(), entry(id="faq-2", county="dalarna")
    index = FaqIndex([own, other], knowledge)
    assert [hit.entry for hit in index.find(own.question, "dalarna", {})] == [other]
    assert list(index.find(own.question, "stockholm", {})) == []
    assert list(index.find(own.question, "nowhere", {})) == []


def test_no_entries_find_nothing(knowledge: Knowledge) -> None:
    assert list(FaqIndex([], knowledge).find("Vem?", "kalmar", {})) == []


def test_the_best_come_first_and_no_more_than_asked_for(knowledge: Knowledge) -> None:
    wordings = [
        "Vem lagar rullstolen på natten?",
        "Vem lagar rullstolen?",
        "Vem hämtar rullstolen?",
        "Var står rullstolen i hallen?",
    ]
    index = FaqIndex([entry(id=f"faq-{n}", question=wording) for n, wording in enumerate(wordings)], knowledge)
    hits = index.find("Vem lagar rullstolen?", "kalmar", {})
    assert [hit.entry.id for hit in hits][:2] == ["faq-1", "faq-0"]
    assert len(hits) == 3
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len(index.find("rullstolen", "kalmar", {}, most=10)) == 4


def test_excluded_entries_make_room_for_others(knowledge: Knowledge) -> None:
    children = [entry(id=f"barn-{n}", when={"age": {"to": 17}}) for n in range(50)]
    index = FaqIndex([*children, entry(id="vuxen", when={"age": {"from": 18}})], knowledge)
    said = parse_said({"age": 40}, knowledge.facets, DAY.year)
    assert [hit.entry.id for hit in index.find("Vem lagar rullstolen?", "kalmar", said)] == ["vuxen"]


def test_a_place_in_the_question_takes_nothing_away(knowledge: Knowledge) -> None:
    index = FaqIndex([entry()], knowledge)
    placed, other = (
        index.find(f"Vem lagar rullstolen i {word}?", "kalmar", {})[0].score for word in ("Västervik", "tvättstugan")
    )
    assert placed > other
    assert placed >= SURE


def test_a_place_in_the_entry_counts(knowledge: Knowledge) -> None:
    places = [entry(id=name, question=f"Vem lagar rullstolen i {name}?") for name in ("vimmerby", "borgholm")]
    first, second = FaqIndex(places, knowledge).find("vem lagar rullstolen i Borgholm", "kalmar", {})
    assert first.entry.id == "borgholm"
    assert first.score == 1
    assert second.score < SURE


def test_of_two_with_the_same_id_the_first_one_is_found(knowledge: Knowledge) -> None:
    index = FaqIndex([entry(answer="Den första."), entry(answer="Den andra.")], knowledge)
    assert [hit.entry.answer for hit in index.find("Vem lagar rullstolen?", "kalmar", {})] == ["Den första."]


def test_what_the_knowledge_does_not_know_is_left_out_and_told(knowledge: Knowledge) -> None:
    odd = [entry(id="a", county="narnia"), entry(id="b", when={"housing": "slott"}), entry(id="c", when={"mood": "good"})]
    index = FaqIndex([*odd, entry(id="d")], knowledge)
    assert index.left_out == tuple(odd)
    assert [hit.entry.id for hit in index.find("Vem lagar rullstolen?", "kalmar", {})] == ["d"]


# For which cases


@pytest.mark.parametrize(
    ("when", "said", "expected"),
    [
        ({}, {}, True),
        ({}, {"age": 8, "need": ["egenvard"]}, True),
        ({"age": {"to": 17}}, {}, True),
        ({"age": {"to": 17}}, {"housing": "sjukhus"}, True),
        ({"age": {"to": 17}}, {"age": 8}, True),
        ({"age": {"to": 17}}, {"age": 18}, False),
        ({"age": {"to": 17}}, {"age": {"from": 16, "to": 30}}, True),
        ({"age_group": "barn"}, {"age_group": "aldre"}, False),
        ({"birth_year": {"turns": {"to": 19}}}, {"age": 19}, True),
        ({"birth_year": {"turns": {"to": 19}}}, {"birth_year": DAY.year - 20}, False),
        ({"birth_year": {"turns": {"to": 19}}}, {"age": 21}, False),
        ({"housing": ["sjukhus", "familjehem"]}, {"housing": "familjehem"}, True),
        ({"housing": "sjukhus"}, {"housing": {"not": ["sjukhus"]}}, False),
        ({"housing": {"not": ["sjukhus"]}}, {"housing": "sjukhus"}, False),
        ({"diagnosis": "npf"}, {"diagnosis": ["npf", "annan"]}, True),
        ({"diagnosis": "npf"}, {"diagnosis": "npf_med_if"}, True),
        ({"diagnosis": "npf"}, {"diagnosis": "annan"}, False),
        ({"diagnosis": {"any": ["npf"], "not": ["intellektuell_funktionsnedsattning"]}}, {"diagnosis": "npf_med_if"}, False),
        ({"diagnosis": "npf"}, {"diagnosis": {"not": ["annan"]}}, True),
        ({"need": "hjalpmedel"}, {"need": ["egenvard"]}, False),
        ({"need": "hjalpmedel"}, {"need": ["egenvard", "hjalpmedel"]}, True),
        ({"need": "hjalpmedel", "age": {"to": 17}}, {"need": ["egenvard", "hjalpmedel"], "age": 40}, False),
        ({"onset": "vuxen"}, {"age": 8}, False),  # follows from the age
    ],
)
def test_an_entry_is_found_where_it_can_hold(
    knowledge: Knowledge, when: dict[str, Any], said: dict[str, Any], expected: bool
) -> None:
    assert found(knowledge, when, said) is expected


# Whatever is asked


def test_letters_are_the_same_however_they_are_composed(index: FaqIndex) -> None:
    own = next(each for each in listed() if "ö" in each.question)
    hit = best(index, unicodedata.normalize("NFD", own.question), own.county)
    assert hit is not None
    assert (hit.entry, hit.score) == (own, 1.0)


def test_a_text_without_end_is_read_as_far_as_it_means_anything(index: FaqIndex) -> None:
    endless = "rullstolen" * 100_000
    assert best(index, f"checklistan andningshjälpmedel {endless}", "kalmar") is not None


@given(st.text(max_size=300))
@settings(deadline=None)
def test_whatever_is_asked_the_scores_are_shares(index: FaqIndex, text: str) -> None:
    for county in ("kalmar", "dalarna"):
        assert all(0 < hit.score <= 1 for hit in index.find(text, county, {}))


@given(st.sampled_from([asked for _, asked in TUNED]), st.permutations(range(6)))
@settings(deadline=None)
def test_the_order_of_the_words_decides_nothing(index: FaqIndex, text: str, order: list[int]) -> None:
    words = text.split()
    mixed = [words[n] for n in order if n < len(words)] + words[6:]
    for county in {each["county"] for each in LISTED}:
        one, two = (Counter((hit.entry.id, hit.score) for hit in index.find(t, county, {})) for t in (text, " ".join(mixed)))
        assert one == two
