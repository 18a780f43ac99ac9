"""Endings and near words are looked up, and none is missed that going through all of them would find."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from knowledge.reading.forms import Endings, Near, fold, folds

WORDS = st.text("abe", max_size=9)


@given(st.lists(st.text("abe", min_size=1, max_size=4)), WORDS, st.integers(1, 4))
def test_endings_are_those_that_the_word_has(endings: list[str], word: str, least: int) -> None:
    slowly = [ending for ending in dict.fromkeys(endings) if word.endswith(ending) and len(word) - len(ending) >= least]
    assert Endings(endings, least).of(word) == slowly
    assert Endings(endings, least).stems(word) == [word[: -len(ending)] for ending in slowly]


@given(st.lists(WORDS, max_size=40, unique=True), WORDS, st.integers(1, 3))
def test_every_word_with_so_many_letters_wrong_is_near(words: list[str], written: str, wrong: int) -> None:
    for length in range(len(written) - wrong, len(written) + wrong + 1):
        near = Near(words).to(written, length, wrong)
        assert [w for w in near if OSA.distance(w, written) <= wrong] == [
            w for w in words if len(w) == length and OSA.distance(w, written) <= wrong
        ]


def test_words_that_sound_the_same_fold_to_one() -> None:
    for one, other in (("rullstoll", "rulstol"), ("chef", "kef"), ("sjuksköterska", "sjukskoterska"), ("växel", "vaksel")):
        assert fold(one) == fold(other)


@given(st.text("abcdghjlkstqwxzåäö", max_size=12))
def test_a_folded_word_has_no_letter_twice_in_a_row(word: str) -> None:
    folded = fold(word)
    assert all(one != two for one, two in pairwise(folded))


@given(st.lists(st.text("abcdghjlkpqstuwxzåäö-^", max_size=9), max_size=9))
def test_many_words_fold_as_each_of_them_does(words: list[str]) -> None:
    assert folds(words) == list(map(fold, words))
