"""Cleaning looks only at what may need it, and misses nothing."""

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from knowledge.reading.clean import MARKDOWN, MARKS, UNUSUAL, _visible, clean


def test_every_other_character_stays_as_it_is() -> None:
    usual = [ch for ch in map(chr, range(0x110000)) if not UNUSUAL.match(ch)]
    assert [ch for ch in usual if _visible(ch) != ch] == []


@given(st.text(st.sampled_from("*~`#>_ \n\tab1")))
def test_markdown_has_one_of_its_marks(text: str) -> None:
    assert MARKS.search(text) or not MARKDOWN.search(text)


@given(st.text())
def test_text_is_cleaned_as_if_every_character_were_looked_at(text: str) -> None:
    plain = unicodedata.normalize("NFC", "".join(map(_visible, re.sub("[&<½]", "", text))))
    assert clean(re.sub("[&<½]", "", text)) == re.sub(r"[^\S\n]+", " ", MARKDOWN.sub("", plain)).strip()
