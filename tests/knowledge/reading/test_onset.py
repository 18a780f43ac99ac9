from collections.abc import Callable

import pytest

from knowledge.condition import Choice
from knowledge.reading import Reading

Read = Callable[[str], Reading]
EARLY, ADULT = "medfodd_eller_uppvaxt", "vuxen"


@pytest.mark.parametrize(
    ("text", "age", "onset"),
    [
        ("ryggmärgsskada vid 40 års ålder", None, ADULT),
        ("muskeldystrofi debut vid 45 års ålder", None, ADULT),
        ("muskeldystrofi som debuterade vid 50, nu 61 år", 61, ADULT),
        ("hon insjuknade i muskeldystrofi först i 30-årsåldern", None, ADULT),
        ("limb-girdle muskeldystrofi, symtom sedan hon var 38", None, ADULT),
        ("muskeldystrofi, insjuknade som 45-åring", None, ADULT),
        ("muskeldystrofi sedan 40 års ålder, 52 år", 52, ADULT),
        ("muskeldystrofi, fick symtom först när hon fyllt 40", None, ADULT),
        ("muskeldystrofi med debut i vuxen ålder, 61 år", 61, ADULT),
        ("förlamad efter olycka när han var 8, nu 33", 33, EARLY),
        ("förlamad efter trafikolycka när hon var 42, nu 50", 50, ADULT),
        ("ryggmärgsskada sedan hon var 6, 25 år", 25, EARLY),
        ("muskeldystrofi, 20 år", 20, EARLY),
    ],
)
def test_the_stated_onset_holds_before_the_usual_one(read: Read, text: str, age: int | None, onset: str) -> None:
    reading = read(f"{text}, hab Gislaved")
    assert reading.age == age
    assert reading.said["onset"] == Choice(all=frozenset({onset}))


@pytest.mark.parametrize(
    ("text", "onset"),
    [
        ("CP, rullstol sedan 30 års ålder, 43 år", EARLY),
        ("muskeldystrofi, gruppbostad sedan hon var 38, nu 43 år", EARLY),
        ("rörelsehindrad, bor hemma sedan hon var 20, nu 43 år", None),
    ],
)
def test_what_began_later_is_no_onset(read: Read, text: str, onset: str | None) -> None:
    reading = read(f"{text}, hab Nässjö")
    assert reading.age == 43
    assert reading.said.get("onset") == (Choice(all=frozenset({onset})) if onset else None)


def test_someone_of_that_age_with_symptoms(read: Read) -> None:
    assert read("kvinna i 50-årsåldern med symtom efter stroke, rehab Mora").age_group == "vuxen"
