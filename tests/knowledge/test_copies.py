"""A copy differs in what was changed, and in nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from knowledge.copies import changed
from knowledge.enquiry import Enquiry

ASKED = Enquiry("faq", date(2026, 11, 27), "kalmar", text="vem betalar rullstolen")


def test_it_is_what_replace_makes() -> None:
    assert changed(ASKED, county=None, text="") == replace(ASKED, county=None, text="")
    assert changed(ASKED) == ASKED
    assert changed(ASKED) is not ASKED


def test_the_original_stays_as_it_is() -> None:
    changed(ASKED, county="dalarna")
    assert ASKED.county == "kalmar"


def test_what_is_no_field_is_refused() -> None:
    with pytest.raises(TypeError, match="Enquiry has no field municipal, txt"):
        changed(ASKED, txt="", municipal=None)
