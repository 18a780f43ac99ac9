"""Wordings as patterns, and the words that they note."""

from __future__ import annotations

from knowledge.lexicon import load_lexicon
from knowledge.loader import DATA, load
from knowledge.reading.pattern import Spelling, note, parse

LISTS = {"aid": ("rullstol", "CP", "ra")}


def test_noting_a_wording_notes_what_its_patterns_do() -> None:
    lexicon = load_lexicon(DATA, load().facets)
    parsed, noted = Spelling(), Spelling()
    for meaning in lexicon.meanings:
        for wording in meaning.words:
            parse(wording, lexicon.lists, parsed, meaning.fuzzy)
            note(wording, lexicon.lists, noted, meaning.fuzzy)
    assert noted.inflected == parsed.inflected
    assert noted.exact == parsed.exact


def test_a_piece_met_before_is_noted_by_how_it_may_be_spelt() -> None:
    spelling = Spelling()
    (rigid,) = parse("få <aid>", LISTS, spelling, fuzzy=False)
    assert spelling.inflected == set()
    (loose,) = parse("få <aid>", LISTS, spelling)
    assert rigid.sequences == loose.sequences
    assert spelling.inflected == {"rullstol"}
    assert {"cp", "ra", "få"} <= spelling.exact
