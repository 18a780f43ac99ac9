"""Names beside numbers, after a word for whom to ring, and first names with a surname that is a place or a word too."""

from collections.abc import Callable
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.lexicon import Lexicon
from knowledge.reading import Reader, Reading

SURNAMES = st.sampled_from(
    ["Berg", "Lund", "Mark", "Norberg", "Hallberg", "Ek", "Stark", "Persson", "Lindqvist", "Kovac", "Bergs"]
)
AROUND = st.sampled_from(
    ["{} behöver rullstol", "hej, {}", "Hej {} har stroke", "Vem hjälper {}?", "{} tel 0708123456", "mvh {}"]
)


@given(st.data(), SURNAMES, AROUND)
def test_a_first_name_and_a_surname_are_a_name(
    lexicon: Lexicon, reader: Reader, data: st.DataObject, last: str, around: str
) -> None:
    first = data.draw(st.sampled_from(lexicon.masking.first_names))
    masked = reader.mask(around.format(f"{first} {last}"))
    assert "[namn]" in masked.text
    assert not {first, last} & set(masked.text.split())


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Lisa Berg tel 0708123456", "[namn] tel [telefonnummer]"),
        ("lisa berg tel 0708123456", "[namn] tel [telefonnummer]"),
        ("LISA BERG tel 0708123456", "[namn] tel [telefonnummer]"),
        ("tel 036-123456, Lisa Berg", "tel [telefonnummer], [namn]"),
        ("0708123456 (Lisa Berg)", "[telefonnummer] ([namn])"),
        ("ring Maria på 036123456", "ring [namn] på [telefonnummer]"),
        ("ring maria på 036 123456", "ring [namn] på [telefonnummer]"),
        ("nå Maria Berg på 36 12 34", "nå [namn] på [telefonnummer]"),
        ("Kontakta Marias mamma", "Kontakta [namn] mamma"),
        ("maria@example.se (Maria)", "[e-post] ([namn])"),
        ("Lisa Maria Berg", "[namn]"),
        ("Lisa von Berg behöver", "[namn] behöver"),
        ("Lisa M. Berg behöver", "[namn] behöver"),
        ("Anna-Karin Lund och Eva Hallberg", "[namn] och [namn]"),
        ("Hans Berg", "[namn]"),
        ("hans bror Kalle 850709-9805", "hans bror [namn] [personnummer]"),
        ("Lisa Berg i Berg", "[namn] i Berg"),
        ("mvh Lisa Berg", "mvh [namn]"),
    ],
)
def test_names(text: str, left: str, reader: Reader) -> None:
    assert reader.mask(text).text == left


@pytest.mark.parametrize(
    "text",
    [
        "hans bror {} har stroke",
        "Hans bror {} har stroke",
        "hans mormor {}",
        "Pat {} 38 år",
        "Pat 38 år {} stroke",
        "Pt {} med afasi",
        "Patienten {} har stroke",
        "Elev {} med autism",
        "per {} betalas",
        "ska bo {} hemma",
        "Nässjö {} Rullstol",
        "Kontrollnummer {}",
    ],
)
def test_beside_a_number_words_are_not_names(text: str, reader: Reader) -> None:
    masked = reader.mask(text.format("850709-9805"))
    assert masked.text == text.format("[personnummer]")
    assert masked.kinds == ("personnummer",)


@pytest.mark.parametrize(
    "text",
    [
        "Lisa i Berg behöver rullstol",
        "Bor Lisa i Berg?",
        "Lisa Berg kommun",
        "Anna Nässjö",
        "hjälpmedel i Berg kommun",
        "Hans Habilitering i Habo",
        "Per Brukare betalar kommunen",
        "hans rehab, hans hab",
        "vem ska bo på Lund",
        "i maj och i juni, Maj eller Juni",
        "Maj-juni 2026",
        "Hej Anna Jag undrar",
        "Eva Vem ansvarar",
        "Sara Kan kommunen",
        "Karin BPSD",
        "Maria Ungdom i Stockholm",
        "Astrid Lindgrens barnsjukhus",
        "ring habiliteringen, kontakta Kommunen, prata med hans mamma",
        "Kontakta Försäkringskassan",
        "tala med Humana",
        "decision per case, kostnad per månad",
    ],
)
def test_words_and_places_stay(text: str, reader: Reader) -> None:
    assert reader.mask(text).text == text


@pytest.mark.parametrize("office", ["Habiliteringen", "Vårdcentralen", "Humana", "Nässjö kommun"])
def test_an_office_with_a_phone_number_is_no_person(office: str, reader: Reader) -> None:
    assert reader.mask(f"Ring {office} på 036-123456").text == f"Ring {office} på [telefonnummer]"


def test_a_long_chain_of_hyphens_takes_no_longer_than_as_much_other_text(reader: Reader) -> None:
    def seconds(text: str) -> float:
        start = process_time()
        reader.mask(text)
        return process_time() - start

    assert seconds("Åsa-" * 5000) < 20 * seconds("Åsa " * 5000) + 0.1


def test_a_surname_does_not_say_where(read: Callable[[str], Reading]) -> None:
    reading = read("Lisa Berg tel 0708123456 behöver rullstol i Tranås")
    assert (reading.municipality, reading.several_counties) == ("0687", False)
