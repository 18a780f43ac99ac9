"""An answered question: what an entry may hold, and how what is typed is cleaned."""

from __future__ import annotations

from typing import Any

import pytest
from faq_entries import DAY, entry
from pydantic import ValidationError

from knowledge.faq import LONGEST_ANSWER, LONGEST_QUESTION, MOST_FACTS, MOST_LINKS, MOST_VARIANTS, FaqEntry

LINK = "https://example.com/sida"


def refused(**fields: Any) -> set[str | int]:
    """The fields that stop an entry."""
    with pytest.raises(ValidationError) as caught:
        entry(**fields)
    return {fault["loc"][0] for fault in caught.value.errors()}


@pytest.mark.parametrize(
    "fields",
    [
        {"question": "å" * LONGEST_QUESTION},
        {"answer": "å" * LONGEST_ANSWER},
        {"variants": ["å" * LONGEST_QUESTION] * MOST_VARIANTS},
        {"links": [LINK] * MOST_LINKS},
        {"facts": {f"XX-{n}": "abcd-_12" for n in range(MOST_FACTS)}},
        {"ticket": 1},
        {"ticket": None},
        {"approved_by": ["region"]},
        {"approved_at": "2026-11-22"},
    ],
    ids=lambda fields: next(iter(fields)),
)
def test_the_most_that_an_entry_holds(fields: dict[str, Any]) -> None:
    assert entry(**fields).approved_at == DAY


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("question", "å" * (LONGEST_QUESTION + 1)),
        ("question", "  \n "),
        ("question", "Vem?\x07"),
        ("question", "Vem har 19121212-1212?"),
        ("answer", "å" * (LONGEST_ANSWER + 1)),
        ("answer", "\n \n"),
        ("answer", "Ring\x00"),
        ("answer", "Det gäller\n20121212-1212."),
        ("variants", ["Vem?"] * (MOST_VARIANTS + 1)),
        ("variants", [""]),
        ("links", [LINK] * (MOST_LINKS + 1)),
        ("links", ["http://example.com"]),
        ("links", ["javascript:alert(1)"]),
        ("links", ["https://example.com/ <b>"]),
        ("links", ["https://"]),
        ("facts", {f"XX-{n}": "abcd-_12" for n in range(MOST_FACTS + 1)}),
        ("facts", {"XX-1": "abc"}),
        ("facts", {"xx1": "abcd-_12"}),
        ("approved_by", []),
        ("approved_by", ["lasarettet"]),
        ("approved_by", ["region", "region"]),
        ("approved_at", 20261122),
        ("approved_at", None),
        ("ticket", 0),
        ("id", "Faq 1"),
        ("county", "../kalmar"),
        ("owner", "x"),
    ],
)
def test_what_an_entry_does_not_hold(field: str, value: object) -> None:
    assert refused(**{field: value}) == {field}


def test_a_question_stands_on_one_line() -> None:
    assert entry(question=" Vem\n lagar\u00a0 rull\u200bstolen? ").question == "Vem lagar rullstolen?"


def test_an_answer_keeps_its_lines_and_nothing_that_cannot_be_seen() -> None:
    assert entry(answer="\n Ring:\r\n\r\n- A \u202e\n  - B\u00a0C\u2028D\n\n").answer == " Ring:\n\n- A\n  - B C\nD"


def test_the_wordings_begin_with_the_question() -> None:
    assert entry(question="Vem?", variants=["Vilken?", "Vilka?"]).wordings == ("Vem?", "Vilken?", "Vilka?")


def test_an_entry_comes_back_from_json() -> None:
    given = entry(when={"age": {"to": 17}}, facts={"XX-1": "abcd-_12"}, links=[LINK], variants=["Vilken?"], ticket=7)
    assert FaqEntry.model_validate_json(given.model_dump_json()) == given
