import pytest

from dialogs.removed import removed


@pytest.mark.parametrize(
    ("kinds", "said"),
    [
        ((), ""),
        (("personnummer",), "personnumret"),
        (("namn", "personnummer"), "personnumret och namnet"),
        (("e-post", "telefonnummer", "namn"), "telefonnumret, e-postadressen och namnet"),
        (("samordningsnummer", "namn"), "samordningsnumret och namnet"),
    ],
)
def test_what_was_taken_out_as_a_sentence_says_it(kinds: tuple[str, ...], said: str) -> None:
    assert removed(kinds) == said
