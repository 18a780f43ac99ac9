"""What a date means for an agreement, said only when there is something to say."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from engine import agreement

from knowledge.loader import Knowledge
from knowledge.validity import notes, written


def said(day: date, **head: Any) -> list[str]:
    return list(notes(agreement(**head), day))


def follow_up(**fields: Any) -> dict[str, Any]:
    return {"valid_from": date(2022, 5, 1), "follow_up": {"text": "Den ska följas upp vartannat år.", **fields}}


@pytest.mark.parametrize(
    ("day", "text"),
    [(date(2027, 1, 1), "1 januari 2027"), (date(2026, 5, 31), "31 maj 2026"), (date(2026, 12, 9), "9 december 2026")],
)
def test_a_day_is_written_in_swedish(day: date, text: str) -> None:
    assert written(day) == text


@pytest.mark.parametrize("day", [date(2025, 1, 1), date(2026, 6, 1), date(2026, 12, 31)])
def test_nothing_is_said_while_an_agreement_is_valid(day: date) -> None:
    assert said(day, valid_from=date(2025, 1, 1), valid_to=date(2026, 12, 31)) == []
    assert said(day) == []


def test_before_its_time() -> None:
    assert said(date(2024, 12, 31), valid_from=date(2025, 1, 1)) == ["X börjar gälla först 1 januari 2025."]


def test_after_its_time_in_general_and_in_its_own_words() -> None:
    assert said(date(2027, 1, 1), valid_to=date(2026, 12, 31)) == ["X gällde till och med 31 december 2026."]
    assert said(date(2027, 1, 1), valid_to=date(2026, 12, 31), after_valid_to="Det är slut.") == ["Det är slut."]


@pytest.mark.parametrize(
    ("day", "overdue"), [(date(2024, 5, 1), False), (date(2024, 5, 2), True), (date(2022, 5, 1), False), (date(2030, 1, 1), True)]
)
def test_a_follow_up_is_overdue_when_its_interval_has_passed(day: date, overdue: bool) -> None:
    notes_ = said(day, **follow_up(every_months=24))
    late = ["Den ska följas upp vartannat år. Någon uppföljning efter maj 2022 känner jag inte till."]
    assert notes_ == (late if overdue else [])


def test_the_interval_counts_from_the_last_follow_up_known() -> None:
    head = follow_up(every_months=24, last_known=date(2024, 10, 31))
    assert said(date(2026, 10, 28), **head) == []
    (note,) = said(date(2026, 11, 22), **head)
    assert "efter oktober 2024" in note


@pytest.mark.parametrize("months", [1, 2, 12, 13])
def test_an_interval_of_any_number_of_months_counts_from_any_day(months: int) -> None:
    for month in range(1, 13):
        head = follow_up(every_months=months, last_known=date(2023, month, 28))
        year, index = divmod(2023 * 12 + month - 1 + months, 12)
        assert said(date(year, index + 1, 28), **head) == []
        assert len(said(date(year, index + 1, 29 if index != 1 else 28), **head)) == (index != 1)


def test_without_an_interval_or_a_beginning_nothing_is_overdue() -> None:
    assert said(date(2099, 1, 1), **follow_up(every_months=None)) == []
    assert said(date(2099, 1, 1), follow_up={"every_months": 24, "text": "Vartannat år."}) == []


def real(knowledge: Knowledge, county: str, day: date) -> list[str]:
    return [note for home in knowledge.agreements if home.county == county for note in notes(home, day)]


def test_kalmars_plan_ends_with_2026(knowledge: Knowledge) -> None:
    assert real(knowledge, "kalmar", date(2026, 12, 31)) == []
    (note,) = real(knowledge, "kalmar", date(2027, 1, 1))
    assert "Planperioden 2025–2026 är slut" in note
    (early,) = real(knowledge, "kalmar", date(2024, 12, 31))
    assert early.endswith("börjar gälla först 1 januari 2025.")


def test_jonkopings_follow_up_is_overdue(knowledge: Knowledge) -> None:
    assert real(knowledge, "jonkoping", date(2024, 5, 1)) == []
    (note,) = real(knowledge, "jonkoping", date(2026, 11, 22))
    assert "följas upp" in note
    assert note.endswith("Någon uppföljning efter maj 2022 känner jag inte till.")


@pytest.mark.parametrize("county", ["stockholm", "dalarna"])
def test_undated_documents_are_neither_over_nor_overdue(knowledge: Knowledge, county: str) -> None:
    for day in (date(1999, 1, 1), date(2026, 11, 22), date(2099, 1, 1)):
        assert real(knowledge, county, day) == []
