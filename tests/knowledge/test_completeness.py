"""Nothing of the documents is left out, nothing is there twice, and nothing is invented."""

from __future__ import annotations

import os
import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from knowledge.agreement import Agreement, Silence
from knowledge.check import cases
from knowledge.loader import Knowledge

FACTS = Path(__file__).parents[3] / "shared" / "domain" / "facts.md"
COUNTS = {"JKP": ("jonkoping", 46, 16), "STH": ("stockholm", 48, 9), "DAL": ("dalarna", 61, 12), "KLM": ("kalmar", 51, 8)}
SAID = ("text", "turn_to", "locator", "strength")


def expected(prefix: str) -> list[str]:
    _, facts, gaps = COUNTS[prefix]
    return [*(f"{prefix}-{n:02}" for n in range(1, facts + 1)), *(f"{prefix}-NS{n}" for n in range(1, gaps + 1))]


def texts(home: Agreement) -> list[tuple[str, str]]:
    """Everything that an agreement can make the bot say, by the statement it belongs to."""
    head = [(home.id, text) for text in (home.silent, home.turn_to, home.caveat, home.after_valid_to, home.called) if text]
    presumed = [(home.id, p.text) for p in home.presume if p.text]
    follow_up = [(home.id, home.follow_up.text)] if home.follow_up else []
    said = [(s.id, text) for s in home.every() for name in SAID if (text := getattr(s, name, None))]
    return [*head, *presumed, *follow_up, *said]


@pytest.mark.parametrize("prefix", COUNTS)
def test_every_fact_and_every_gap_is_there_exactly_once(knowledge: Knowledge, prefix: str) -> None:
    county = COUNTS[prefix][0]
    present = Counter(s.id for home in knowledge.agreements if home.county == county for s in home.every())
    assert present == Counter(expected(prefix))


def test_there_is_nothing_else(knowledge: Knowledge) -> None:
    assert len(knowledge.statements) == 206 + 45
    assert sorted(knowledge.statements) == sorted(identity for prefix in COUNTS for identity in expected(prefix))


def test_the_ids_are_those_of_the_list_of_facts(knowledge: Knowledge) -> None:
    if not FACTS.is_file() and os.environ.get("CI") != "true":
        pytest.skip("the list of facts is not at hand: ../shared/domain/facts.md")
    listed = re.findall(r"^\| ((?:JKP|STH|DAL|KLM)-(?:NS)?\d+) \|", FACTS.read_text(encoding="utf-8"), re.MULTILINE)
    assert Counter(listed) == Counter(list(knowledge.statements))


def test_gaps_are_silences_and_facts_are_not(knowledge: Knowledge) -> None:
    assert {s.id for s in knowledge.statements.values() if isinstance(s, Silence)} == {
        i for i in knowledge.statements if "-NS" in i
    }


def test_every_statement_says_something_in_swedish(knowledge: Knowledge) -> None:
    english = re.compile(r"\b(the|and|with|shall|responsible|municipality)\b", re.IGNORECASE)
    for home in knowledge.agreements:
        for statement in home.every():
            assert len(statement.text.split()) >= 3, statement.id
            assert statement.text[0].isupper() or statement.text[0] in "«0123456789", statement.id
            assert statement.text.endswith((".", "?", "?».", "»", ")")), statement.id
        for identity, text in texts(home):
            assert not english.search(text), f"{identity}: {text}"
            assert "!" not in text.replace("hela livet!", ""), f"{identity}: {text}"  # the county's own motto has one


def test_every_statement_can_be_asked_for(knowledge: Knowledge) -> None:
    assert [identity for identity, s in knowledge.statements.items() if len(s.asked_as) < 2] == []
    assert [identity for identity, s in knowledge.statements.items() if len(set(s.asked_as)) < len(s.asked_as)] == []


def test_every_fact_has_its_passage_pinned(knowledge: Knowledge) -> None:
    facts = [s for s in knowledge.statements.values() if not isinstance(s, Silence)]
    assert [s.id for s in facts if not (s.lines and s.sha256 and s.locator)] == []
    assert [s.id for s in facts if s.lines and s.lines[0] > s.lines[1]] == []


def test_bmb_is_never_spelt_out(knowledge: Knowledge) -> None:
    """No source says what it stands for."""
    spelt = re.compile(
        r"BMB\s*[(=]|\(BMB\)|BMB (står för|betyder|är en)|\bb\w*[- ]+(och )?m\w{3,}[- ]+(och )?b\w{3,}\b", re.IGNORECASE
    )
    said = [pair for home in knowledge.agreements for pair in texts(home)]
    said += [(entry.id, text) for entry in knowledge.law.entries for text in (entry.title, entry.text)]
    said += [(facet.key, text) for facet in knowledge.facets for value in facet.values for text in (value.label, value.short)]
    assert any("BMB" in text for _, text in said)
    assert [(identity, text) for identity, text in said if spelt.search(text)] == []


def test_no_agreement_gives_a_phone_number_or_an_address(knowledge: Knowledge) -> None:
    """Contacts stand in the contacts, with source and date; the documents have none."""
    contact = re.compile(r"(?<!\d)(\+46|0)[\d -]{6,}\d|\S+@\S+|https?://|www\.")
    assert contact.search("ring 036-10 50 00")
    assert [pair for home in knowledge.agreements for pair in texts(home) if contact.search(pair[1])] == []


def test_every_cited_law_may_be_shown_or_is_marked_as_unchecked(knowledge: Knowledge) -> None:
    cited = {name for s in knowledge.statements.values() for name in s.law}
    assert cited <= set(knowledge.law.by_id)
    assert all(knowledge.law[name].shows or knowledge.law[name].note for name in cited)


@pytest.mark.parametrize("county", [county for county, _, _ in COUNTS.values()])
def test_every_example_case_passes(knowledge: Knowledge, county: str) -> None:
    for home in knowledge.agreements:
        if home.county == county:
            assert len(home.cases) >= 20
            assert list(cases(knowledge, home, date(2026, 11, 22))) == []
