"""The search: answered questions first, then statements; each on a card that says where it is from and needs no conversation."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs import finding, texts
from dialogs.finding import Found, Item, Sought, find, nothing, shown, sought
from dialogs.world import World
from knowledge.faq import FaqEntry
from knowledge.faq_binding import bound
from knowledge.faq_search import SIMILAR

DAY = date(2026, 11, 22)
IDENTITY = re.compile(r"\b[A-Z]{3}-(NS)?\d+\b")


def entry(**fields: Any) -> FaqEntry:
    given = {"id": "faq-1", "county": "kalmar", "question": "Vem lagar rullstolen?", "answer": "Den som äger den."}
    return FaqEntry.model_validate({**given, "approved_by": ["region", "kommun"], "approved_at": DAY, **fields})


def search(world: World, text: str, *entries: FaqEntry, counties: Iterable[str] | None = None) -> list[Found]:
    wanted = sought(world, text)
    assert wanted.instead is None
    where = list(counties or ([wanted.county] if wanted.county else world.knowledge.covered))
    return [shown(world, item) for item in find(world, wanted, where, entries)]


def home(world: World, item: Item) -> str:
    return item.county if isinstance(item, FaqEntry) else world.knowledge.home[item.id].county


def test_a_place_in_the_words_is_where_it_is_searched(world: World) -> None:
    found = search(world, "habilitering i vardagen Nässjö")
    assert len(found) > 3
    assert {one.reply.title.partition(":")[0] for one in found if one.reply.title} == {"Jönköpings län"}


def test_without_a_place_all_counties_are_mixed_and_each_named(world: World) -> None:
    names = {world.knowledge.counties.by_key[key].name for key in world.knowledge.covered}
    titles = [one.reply.title or "" for one in search(world, "hjälpmedel")]
    assert {title.partition(":")[0] for title in titles} == names


def test_the_answers_of_the_ombud_come_first(world: World) -> None:
    first, second, *_ = search(world, "vem lagar rullstolen i Kalmar", entry(), entry(id="faq-2", county="dalarna"))
    assert first.reply.title == "Kalmar län: Vem lagar rullstolen?"
    assert first.excerpt == "Den som äger den."
    assert "Godkänt av regionens ombud och kommunens ombud 22 november 2026." in first.reply.text
    assert "rullstolen" not in (second.reply.title or "")


def test_answers_of_several_counties_are_ranked_together(world: World) -> None:
    far = entry(id="faq-2", county="dalarna", question="Vem lagar en trasig rullstol på särskilt boende?")
    first, second, *_ = search(world, "vem lagar rullstolen", far, entry())
    assert [first.reply.title, second.reply.title] == [f"Kalmar län: {entry().question}", f"Dalarnas län: {far.question}"]


def test_a_condition_and_the_links_stand_on_the_card(world: World) -> None:
    links = tuple(f"https://example.org/{number}" for number in range(8))
    kept = entry(when={"housing": "sarskilt_boende"}, links=links)
    found, *_ = search(world, "vem lagar rullstolen i Kalmar", kept)
    assert "Gäller: särskilt boende · Kalmar län" in found.reply.text
    assert [action.url for action in found.reply.actions] == list(links[:6])
    assert all(link in found.reply.text for link in links)


def test_an_answer_whose_passage_changed_is_not_found(world: World) -> None:
    fact = next(s.id for s in world.knowledge.statements.values() if world.knowledge.home[s.id].county == "kalmar")
    good = entry(facts=bound(world.knowledge, [fact]))
    assert search(world, "vem lagar rullstolen i Kalmar", good)[0].excerpt == good.answer
    changed = entry(facts={fact: "aaaaaaaa"})
    assert changed.answer not in {one.excerpt for one in search(world, "vem lagar rullstolen i Kalmar", changed)}


def test_an_answer_for_another_case_is_not_found(world: World) -> None:
    other = entry(when={"age": {"from": 65}})
    assert search(world, "vem lagar rullstolen åt en 8-åring i Kalmar", other)[:1] != [shown(world, other)]
    assert search(world, "vem lagar rullstolen åt en 80-åring i Kalmar", other)[:1] == [shown(world, other)]


def test_no_words_are_the_latest_answers(world: World) -> None:
    old = entry(id="faq-2", question="Vem hämtar rullstolen?", approved_at=date(2025, 1, 1))
    titles = [one.reply.title for one in search(world, " ", old, entry())]
    assert titles == ["Kalmar län: Vem lagar rullstolen?", "Kalmar län: Vem hämtar rullstolen?"]
    assert search(world, "Kalmar", old)[0].reply.title == "Kalmar län: Vem hämtar rullstolen?"
    assert search(world, "Nässjö", old) == []
    assert nothing(world, sought(world, "")) == finding.HINT


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x" * 501, texts.TOO_LONG.format(most=500)),
        ("hjälpmedel i Uppsala", "Jag har ingen överenskommelse för Uppsala län."),
        ("jag vill ta mitt liv", texts.EMERGENCY_TITLE),
        ("19900101-2384", "Jag har tagit bort personnumret."),
    ],
)
def test_what_is_said_instead(world: World, text: str, said: str) -> None:
    assert (sought(world, text).instead or "").startswith(said)


@pytest.mark.parametrize(
    ("text", "said"), [("recept på pizza", finding.NOTHING), ("xyzzy Nässjö", "Det hittar jag inte för Jönköp")]
)
def test_nothing_found(world: World, text: str, said: str) -> None:
    assert search(world, text) == []
    assert nothing(world, sought(world, text)).startswith(said)


def test_a_personal_number_is_not_searched_for(world: World) -> None:
    wanted = sought(world, "hjälpmedel till 19900101-2384")
    assert "2384" not in wanted.text
    assert "[" not in wanted.text
    assert "hjälpmedel" in wanted.text


def test_every_statement_stands_by_itself(world: World) -> None:
    """With its county, agreement, pinpoint and day; never a bare id, and nothing that needs the conversation."""
    for statement in world.knowledge.statements.values():
        found = shown(world, statement)
        agreement = world.knowledge.home[statement.id]
        assert found.reply.title is not None
        assert found.reply.title.startswith(world.knowledge.counties.by_key[agreement.county].name)
        assert found.excerpt == statement.text
        assert statement.text in found.reply.text
        assert agreement.cite in found.reply.text
        assert (statement.heading or "") in found.reply.text
        assert "22 november 2026" in found.reply.text
        assert not IDENTITY.search(found.reply.text)
        assert all(action.url for action in found.reply.actions)
        assert not found.reply.choices


def test_one_duty_of_several_is_no_answer(world: World) -> None:
    """A card with one rule does not say that a principal is responsible; rules that belong together are shown together."""
    rules = [rule for agreement in world.knowledge.agreements for rule in agreement.rules]
    for rule in rules:
        reply = shown(world, rule).reply
        assert finding.SINGLE in reply.text
        assert "ansvarar." not in (reply.title or "")
        for fellow in world.knowledge.together(rule):
            assert fellow.text in reply.text
    assert {shown(world, rule).reply.mark for rule in rules} == {"region", "kommun", "both"}


def test_what_belongs_together_is_found_once(world: World) -> None:
    for text in ("parter i överenskommelsen", "vem kallar till sip", "hjälpmedel", "uppföljning"):
        items = find(world, sought(world, text), world.knowledge.covered, ())
        groups = [(home(world, item), item.group) for item in items if not isinstance(item, FaqEntry) and item.group]
        assert len(groups) == len(set(groups))


def test_an_agreement_whose_time_is_over_says_so(world: World) -> None:
    late = replace(world, today=lambda: date(2050, 1, 1))
    ended = [agreement for agreement in world.knowledge.agreements if agreement.valid_to]
    assert ended
    for agreement in ended:
        text = shown(late, agreement.every()[0]).reply.text
        assert "1 januari 2050" in text
        assert len(text) > len(shown(world, agreement.every()[0]).reply.text)


def test_the_score_of_an_answer_is_high_enough(world: World) -> None:
    assert SIMILAR > 0
    far = entry(question="Vad kostar parkeringen vid sjukhuset?")
    assert far.answer not in {one.excerpt for one in search(world, "vem lagar rullstolen i Kalmar", far)}


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=600))
def test_any_text_can_be_searched_for(world: World, text: str) -> None:
    wanted = sought(world, text)
    if wanted.instead:
        assert wanted == Sought(instead=wanted.instead)
        return
    for item in find(world, wanted, world.knowledge.covered, [entry()])[:3]:
        assert shown(world, item).reply.text
    assert nothing(world, wanted)
