"""Identity numbers whose date and last four digits are told apart from each other."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.reading import Reader

MONTHS = ("januari", "feb", "mars", "april", "maj", "juni", "juli", "aug", "september", "okt", "november", "december")
BIRTHDAYS = st.dates(date(1910, 1, 1), date(2026, 12, 31))
LAST = st.integers(0, 9999).map("{:04}".format)
WRITTEN = st.sampled_from(
    [
        lambda born: f"{born:%y%m%d}",
        lambda born: f"{born:%Y%m%d}",
        lambda born: f"{born:%Y-%m-%d}",
        lambda born: f"{born:%y-%m-%d}",
        lambda born: f"{born.day}/{born.month} {born.year}",
        lambda born: f"{born.day}/{born.month}-{born:%y}",
        lambda born: f"{born:%d.%m.%Y}",
        lambda born: f"{born:%d-%m-%Y}",
        lambda born: f"{born:%d/%m %Y}",
        lambda born: f"{born:%d%m%Y}",
        lambda born: f"{born.day} {MONTHS[born.month - 1]} {born.year}",
        lambda born: f"{born.day}:e {MONTHS[born.month - 1]} -{born:%y}",
    ]
)
CLOSE = st.sampled_from([" (", " ( ", "\n", "\n\n", " \n ", "   ", "\t", " / ", "\n- ", ": ", " – (", "\r\n"])
NAMED = st.sampled_from(
    [
        "sista fyra ",
        "sista 4: ",
        "de fyra sista är ",
        "sista siffrorna i personnumret är ",
        "fyra sista siffrorna ",
        "kontrollsiffror ",
        "kontrollnummer ",
        "Kontrollnumret: ",
        "personnumret slutar på ",
        "pnr slutar med -",
        "slutsiffror ",
        "last four digits are ",
    ]
)


@given(BIRTHDAYS, WRITTEN, CLOSE, LAST)
def test_a_date_and_four_digits_close_after_it_are_one_number(reader: Reader, born, written, close, last) -> None:  # type: ignore[no-untyped-def]
    masked = reader.mask(f"Kvinna {written(born)}{close}{last}, stroke, Tranås")
    assert last not in masked.text
    assert written(born) not in masked.text
    assert {"personnummer", "samordningsnummer", "telefonnummer"} & set(masked.kinds)
    assert masked.text.endswith("stroke, Tranås")


@given(BIRTHDAYS, WRITTEN, NAMED, LAST, st.booleans())
def test_the_last_four_by_name_hide_the_date_wherever_it_stands(  # type: ignore[no-untyped-def]
    reader: Reader, born, written, named, last, first
) -> None:
    told = [f"hon är född {written(born)} och bor sedan länge ensam i en lägenhet i Nässjö", f"{named}{last}"]
    masked = reader.mask(". ".join(told if first else reversed(told)))
    assert last not in masked.text
    assert written(born) not in masked.text


@given(NAMED, LAST)
def test_the_last_four_by_name_are_hidden_without_a_date_too(reader: Reader, named: str, last: str) -> None:
    assert reader.mask(f"stroke, {named}{last}, Tranås").text == f"stroke, {named}[personnummer], Tranås"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("född 850709, sista fyra 9805", "född [personnummer], sista fyra [personnummer]"),
        ("850709 (9805) i Nässjö", "[personnummer] i Nässjö"),
        ("850709, 9805", "[personnummer]"),
        ("850769, 9805", "[samordningsnummer]"),
        ("19850709\n9805", "[personnummer]"),
        ("9 juli 1985 9805", "[personnummer]"),
        ("born July 9, 1985, 9805", "born [personnummer]"),
        ("850709, 2015", "[personnummer]"),
        ("född 850709, kvinna i Nässjö, 9805", "född [personnummer], kvinna i Nässjö, [personnummer]"),
        ("850709 Lisa Berg 9805", "[personnummer] [namn] [personnummer]"),
        ("850709 streck 9805", "[personnummer] streck [personnummer]"),
        ("1985-07-09, kontrollnummer 98 05", "[personnummer], kontrollnummer [personnummer]"),
        ("19850709\n\nkvinna\n9805", "[personnummer]\n\nkvinna\n[personnummer]"),
        ("född 850709, sista fyra nio åtta noll fem", "född [personnummer], sista fyra [personnummer]"),
        ("sista fyra TF12, född 850709", "sista fyra [personnummer], född [personnummer]"),
        (
            "Karin 850709, Maria 860809, sista fyra 9805",
            "[namn] [personnummer], [namn] [personnummer], sista fyra [personnummer]",
        ),
    ],
)
def test_parts(text: str, left: str, reader: Reader) -> None:
    assert reader.mask(text).text == left


@pytest.mark.parametrize(
    "text",
    [
        "född 2015-03-12",
        "född 2015-03-12, 11 år, Tranås",
        "född 850709",
        "född 9 juli 1985 i Eksjö",
        "född 09/07 1985 i Eksjö",
        "född 09-07-1985 i Eksjö",
        "född 850709, fick stroke 2015",
        "född 1985-07-09, 2015 fick hon stroke",
        "född 2015-03-12 i rum 2103",
        "född 850709, avd 1234, kl 1330",
        "född 850709, rullstol kostar 4500 kr",
        "född 850709, 4500 kr i avgift",
        "född 850709, vägde 3450 g",
        "född 2015-03-12, HSL 2017:30, SOSFS 2007:10",
        "född 2015-03-12, lag (2022:1250)",
        "född 2015-03-12, 12 kap. 5 §",
        "möte 2026-01-15 kl 1000–1130 i sal 2103",
        "nås på 2026-01-15 i rum 2103",
        "möte 2026-01-15, ärende #1042, ta ärende 1042",
        "| Nässjö | 2022-03-03 | | 0684 | Sävsjö |",
        "barnet saknar personnummer, född 2015",
        "fick personnummer 2015",
        "avtalet slutar på 2026",
        "de sista fyra åren 2015-2018",
        "de fyra sista 12 000 kr",
        "de sista fyra två eller tre dagarna 2015-2018",
        "kommunkod 0680, 0682 och 0686",
        "1a39500faf39f17368fe903e7ac54892825f110485c8f06785d47faf467c2528",
        "870404c9903dfd008949e2943423c47a99926278f91244a6051ada0edf46df36",
    ],
)
def test_decoys_stay(text: str, reader: Reader) -> None:
    assert reader.mask(text).text == text


def test_a_number_far_from_a_date_is_no_part_of_it(reader: Reader) -> None:
    text = f"född 850709 och bor {'mycket ' * 6}långt bort, 9805"
    assert reader.mask(text).text == text
