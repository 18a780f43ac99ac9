"""Answered questions for the tests: one at a time with the fields that matter, and the made-up set that judges the search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from knowledge.faq import FaqEntry

DAY = date(2026, 11, 22)
_SET: Mapping[str, Sequence[Mapping[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "faq_questions.yaml").read_text(encoding="utf-8")
)
LISTED, UNRELATED, TWINS = _SET["entries"], _SET["unrelated"], _SET["twins"]


def entry(**fields: Any) -> FaqEntry:
    """An entry with these fields."""
    given = {"id": "faq-1", "county": "kalmar", "question": "Vem lagar rullstolen?", "answer": "Den som äger den."}
    return FaqEntry.model_validate({**given, "approved_by": ["region", "kommun"], "approved_at": DAY, **fields})


def listed() -> list[FaqEntry]:
    """The made-up set."""
    return [entry(**{name: value for name, value in each.items() if name != "asked"}) for each in LISTED]
