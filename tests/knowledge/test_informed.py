"""The reader that knows the agreements: their own words are never small talk, and nothing else is read differently."""

from __future__ import annotations

from datetime import date

import pytest

from bot.cli.world import reader
from knowledge.informed import LEAST, InformedReader
from knowledge.loader import Knowledge

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def reads(knowledge: Knowledge) -> InformedReader:
    return reader(knowledge)


@pytest.mark.parametrize(
    ("county", "text", "intent"),
    [
        ("kalmar", "vilka grupper är i särskilt fokus", "agreement_info"),
        ("stockholm", "hur många exemplar finns", "agreement_info"),
        ("dalarna", "får rehab vara med på lokala samverkansmöten", "faq"),  # an open question
        ("stockholm", "de dyker inte upp fast de är kallade", "faq"),  # a rule tells
    ],
)
def test_the_words_of_an_agreement_are_about_it(reads: InformedReader, county: str, text: str, intent: str) -> None:
    assert reads.read(text, DAY, county).intent in {intent, reads.reader.read(text, DAY, county).intent} - set(LEAST)


def test_any_county_may_be_meant_when_none_is_known(reads: InformedReader) -> None:
    text = "hur många exemplar finns"
    assert reads.read(text, DAY).intent not in LEAST
    assert reads.read(text, DAY).county is None


@pytest.mark.parametrize("county", [None, "uppsala", "stockholm"])
@pytest.mark.parametrize("text", ["hej", "tack!", "vad heter du", "hur lagar man pannkakor", "hjälp", "börja om", ""])
def test_all_else_is_read_as_before(reads: InformedReader, county: str | None, text: str) -> None:
    assert reads.read(text, DAY, county) == reads.reader.read(text, DAY, county)
