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


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("habiliteringen i Täby nej förresten Åkersberga, vem gör utredningen", "0117"),
        ("gäller Vaggeryd, nej vänta, Värnamo var det. IF, hab", "0683"),
        ("Värnamo, nej Mora menar jag. Vem tränar gång efter stroke?", "2062"),
        ("Eksjö, fel av mig, Mora ska det vara, rehab", "2062"),
        ("hab i Nässjö, jag menar Borlänge, rehab", "2081"),
        ("Täby nej Nacka nej Solna, sip", "0184"),
        ("bor inte i Nässjö utan i Eksjö, hab", "0686"),
        ("det gäller Aneby, inte Nässjö, hab", "0604"),
        ("samma fast i Vetlanda", "0685"),
        ("hur blir det i Vetlanda?", "0685"),
        ("fel kommun, det är Eksjö", "0686"),
        ("hon har flyttat till Stockholm", "0180"),
        ("hon är skriven i Tranås", "0687"),
        ("jag menade Vetlanda", "0685"),
        ("nej, Eksjö", "0686"),
        ("inte Nässjö utan Eksjö", "0686"),
    ],
)
def test_a_place_taken_back(read: Read, text: str, code: str) -> None:
    assert read(text).municipality == code


@pytest.mark.parametrize(
    "text",
    ["samma fast i Vetlanda", "och i Kalmar län?", "fel kommun, det är Eksjö", "samma i Dalarna?", "inte Nässjö utan Eksjö"],
)
def test_a_place_alone_says_nothing_else(read: Read, text: str) -> None:
    reading = read(text)
    assert reading.county
    assert not reading.said
    assert not reading.several_counties


def test_a_corrected_place_denies_no_need(read: Read) -> None:
    need = read("habiliteringen i Täby nej förresten Åkersberga, 8 år").said["need"]
    assert need.all == {"habilitering_specialist"}  # type: ignore[union-attr]


def test_somebody_else_who_says_no_corrects_nothing(read: Read) -> None:
    assert read("Nässjö säger nej och Kalmar säger ja till hab, vem avgör?").several_counties
