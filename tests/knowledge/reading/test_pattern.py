"""Wordings as patterns, and the words that they note."""

from __future__ import annotations

from knowledge.lexicon_yaml import load_lexicon
from knowledge.loader import DATA, load
from knowledge.reading.pattern import Spelling, parse, words_of

LISTS = {"aid": ("rullstol", "CP", "ra")}


def test_the_words_of_patterns_are_those_that_were_noted() -> None:
    lexicon = load_lexicon(DATA, load().facets)
    spelling = Spelling()
    wordings = [(wording, meaning.fuzzy) for meaning in lexicon.meanings for wording in (*meaning.words, "^vem ^ska")]
    patterns = [pattern for wording, fuzzy in wordings for pattern in parse(wording, lexicon.lists, spelling, fuzzy)]
    assert words_of(patterns) == spelling.inflected | spelling.exact


def test_a_piece_met_before_is_noted_by_how_it_may_be_spelt() -> None:
    spelling = Spelling()
    (rigid,) = parse("få <aid>", LISTS, spelling, fuzzy=False)
    assert spelling.inflected == set()
    (loose,) = parse("få <aid>", LISTS, spelling)
    assert rigid.sequences == loose.sequences
    assert spelling.inflected == {"rullstol"}
    assert {"cp", "ra", "få"} <= spelling.exact
