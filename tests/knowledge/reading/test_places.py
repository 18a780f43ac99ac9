from collections.abc import Callable

import pytest

from knowledge.reading import Reading

Read = Callable[[str], Reading]


@pytest.mark.parametrize(
    ("text", "county", "code"),
    [
        ("rehab i Nässjö", "jonkoping", "0682"),
        ("hab jkpg", "jonkoping", "0680"),
        ("hab (Jkpg)", "jonkoping", "0680"),
        ("sip sthlm", "stockholm", "0180"),
        ("hab Jönköpings län", "jonkoping", None),
        ("Region Kalmar län rehab", "kalmar", None),
        ("öland rullstol", "kalmar", None),
        ("Nässjöbo med cp", "jonkoping", "0682"),
        ("Höglandssjukhuset rehab", "jonkoping", "0686"),
        ("Karolinska i Huddinge, rehab", "stockholm", "0126"),
        ("rehab borlenge", "dalarna", "2081"),
        ("rehab oskarsham", "kalmar", "0882"),
        ("sip kalmr län", "kalmar", None),
        ("hab i jönshöping", "jonkoping", "0680"),
        ("rehab smedje backen", "dalarna", "2061"),
        ("hab nesjö", "jonkoping", "0682"),
        ("dalabilderna om rehab", "dalarna", None),
        ("Kalmarplanen om sip", "kalmar", "0880"),
        ("stroke, säter, träning", "dalarna", "2082"),
        ("vem jör sip monsteras", "kalmar", "0861"),
        ("Stockholms läns landsting sip", "stockholm", None),
        ("hab o rehab i Habo", "jonkoping", "0643"),
        ("AT i Ale kommun", "vastra_gotaland", "1440"),
        ("hjälpmedel Umeå", "vasterbotten", "2480"),
        ("rehab i Mora", "dalarna", "2062"),
        ("Malung-Sälen rehab", "dalarna", "2023"),
        ("Upplands Väsby sip", "stockholm", "0114"),
        ("stockholmsöverenskommelsen om sip", "stockholm", "0180"),
        ("flyttar från Uppsala till Nässjö, hjälpmedel", "jonkoping", "0682"),
    ],
)
def test_places(read: Read, text: str, county: str, code: str | None) -> None:
    reading = read(text)
    assert reading.county == county
    if code:
        assert reading.municipality == code


@pytest.mark.parametrize(
    "text",
    [
        "hab o rehab",
        "mor och far vill ha sip",
        "det kan vara adhd",
        "sitter på berget",
        "mark och vatten",
        "nora är 8 år",
        "orsak till rehab",
    ],
)
def test_everyday_words_are_no_places(read: Read, text: str) -> None:
    assert read(text).county is None


def test_two_counties_are_no_answer(read: Read) -> None:
    assert read("hörselskada, bor i Kalmar, studerar i Jönköping").county is None
