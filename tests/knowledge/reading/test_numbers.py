from collections.abc import Callable

import pytest

from knowledge.condition import Span, aged, born
from knowledge.reading import Reading

Read = Callable[[str], Reading]


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("8 år", 8),
        ("8år cp", 8),
        ("9årig pojke", 9),
        ("8-åring i Umeå", 8),
        ("77 åring", 77),
        ("sjuåring", 7),
        ("åttaåring", 8),
        ("tvååring", 2),
        ("fyrtiosjuårig kvinna", 47),
        ("tjugo fem år", 25),
        ("trettiofem år gammal", 35),
        ("3 mån", 0),
        ("18 månader", 1),
        ("fyra månader gammal", 0),
        ("2,5 år", 2),
        ("17½ år", 17),
        ("stroke 55", 55),
        ("dotter 8 autism", 8),
        ("kvinna (33) med cp", 33),
        ("syn o hörsel nedsatt 50", 50),
        ("en pojke på 5 år", 5),
        ("8 years old", 8),
        ("forty year old", 40),
        ("70 ar stroke", 70),
        ("17 år fyller snart 18", 17),
        ("snart 18", 17),
        ("stroke för 3 år sedan, 58 år", 58),
        ("hjärnskada vid 16 års ålder, nu 24", 24),
        ("en man 34 år", 34),
        ("kvinna 77 m parkinson", 77),
        ("flicka på fyra", 4),
        ("kvinna, sextioåtta, stroke", 68),
        ("6 år, nej förlåt 16", 16),
        ("diabetes, 61, ssk", 61),
        ("född 1958", 68),
        ("född -15", 11),
        ("f. 2009", 17),
        ("född 2015-03-02", 11),
        ("född 151224", 10),
    ],
)
def test_ages(read: Read, text: str, age: int) -> None:
    assert read(f"{text}, hab i Falun").age == age


@pytest.mark.parametrize(
    "text",
    [
        "10 kap. 8 § SoL",
        "HSL 16:4",
        "SOSFS 2007:10",
        "3 rullstolar till säbo",
        "2 assistenter",
        "500 kr",
        "avd 34",
        "kl 13",
        "18 mars",
        "trisomi 21",
        "diabetes typ 2",
        "om 3 månader",
        "för 2 år sedan",
        "ICD F84",
        "50 %",
        "2025–2026",
        "avtalet från 2019",
        "åk 3",
        "GMFCS 4",
        "en man",
        "vecka 45",
        "bilaga 1",
        "2 a § HSL",
        "gå 50 m utan stöd",
    ],
)
def test_other_numbers_are_no_ages(read: Read, text: str) -> None:
    assert read(f"habilitering, {text}, Falun").age is None


def test_birth_year_leaves_two_ages_open(read: Read) -> None:
    reading = read("född 2015, cp, Nässjö")
    assert reading.said["age"] == born(2015, 2026)
    assert (reading.age, reading.age_group) == (11, "barn")


@pytest.mark.parametrize(
    ("text", "span", "group"),
    [
        ("13-17 år", aged(13, 17), "ungdom"),
        ("i 40-årsåldern", aged(40, 49), "vuxen"),
        ("över 65 år", aged(65, 120), "aldre"),
        ("under 18 år", aged(0, 17), None),
        ("tonåring", aged(13, 17), "ungdom"),
        ("pensionär", aged(65, 120), "aldre"),
        ("bebis", aged(0, 12), "barn"),
        ("vuxn", aged(18, 64), "vuxen"),
        ("barn 80+", aged(80, 120), "aldre"),
        ("mellan 30 och 40, bor själv", aged(30, 40), "vuxen"),
        ("mellan 30 och 40 år", aged(30, 40), "vuxen"),
    ],
)
def test_spans(read: Read, text: str, span: Span, group: str | None) -> None:
    reading = read(f"{text} med cp i Falun")
    assert (reading.said["age"], reading.age, reading.age_group) == (span, None, group)


def test_an_age_is_never_taken_from_an_identity_number(read: Read) -> None:
    assert read("20150302-2384 hab Nässjö").age is None


@pytest.mark.parametrize("text", ["ett halvt år kvar till 18", "tre månader kvar till 18", "8 veckor kvar till 18 år"])
def test_not_yet_that_age(read: Read, text: str) -> None:
    assert read(f"{text}, IF, hab Nässjö").age == 17
