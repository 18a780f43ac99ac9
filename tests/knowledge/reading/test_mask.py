import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.lexicon import Lexicon
from knowledge.reading import Masked, Reader, mask
from knowledge.reading.clean import clean
from knowledge.reading.digits import LONG_RUN, PHONES, RESERVE, RUN, SHAPE, cued_phone
from knowledge.reading.mask import EMAILS, LEAST_DIGITS

BIRTHDAYS = st.dates(date(1910, 1, 1), date(2026, 12, 31))
SEPARATORS = st.sampled_from(["", "-", "+", "–", " ", "-", "−", ".", " - ", "‑", "\u00a0", "\u200b-", "\u00ad"])
INNER = st.sampled_from(["", "-", " ", "."])
GLUE = st.text(string.ascii_letters + "åäöÅÄÖ ,:;()?!", max_size=8)


@st.composite
def numbers(draw: st.DrawFn) -> tuple[str, str]:
    """An identity number as somebody might write it, and its last ten digits. The check digit need not be right."""
    born = draw(BIRTHDAYS)
    day = born.day + (60 if draw(st.booleans()) else 0)
    last = f"{draw(st.integers(0, 9999)):04}"
    year = f"{born.year}" if draw(st.booleans()) else f"{born.year % 100:02}"
    inner = draw(INNER)
    digits = f"{born.year % 100:02}{born.month:02}{day:02}{last}"
    return f"{year}{inner}{born.month:02}{inner}{day:02}{draw(SEPARATORS)}{last}", digits


def digits_of(text: str) -> str:
    return "".join(ch for ch in text if ch.isdigit())


@given(before=GLUE, number=numbers(), after=GLUE)
def test_no_written_form_survives(before: str, number: tuple[str, str], after: str) -> None:
    masked = mask(before + number[0] + after)
    assert number[1] not in digits_of(masked.text)
    assert set(masked.kinds) & {"personnummer", "samordningsnummer", "telefonnummer"}


@given(st.lists(numbers(), min_size=2, max_size=5), st.sampled_from([", ", " och ", "; ", "\n", " samt "]))
def test_several_in_one_text(found: list[tuple[str, str]], between: str) -> None:
    text = digits_of(mask(between.join(written for written, _ in found)).text)
    assert not [digits for _, digits in found if digits in text]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("19830217-9810", "personnummer"),
        ("830217+9810", "personnummer"),
        ("8302179811", "personnummer"),
        ("19930469-2388", "samordningsnummer"),
        ("19900101-TF12", "personnummer"),
        ("900101-T123", "personnummer"),
        ("TF850709980R", "personnummer"),
        ("850709-980R", "personnummer"),
        ("1 9 8 3 0 2 1 7 9 8 1 0", "personnummer"),
        ("1983 02 17 98 10", "personnummer"),
        ("１９８３０２１７-９８１０", "personnummer"),
        ("1983<b>0217</b>-9810", "personnummer"),
        ("19830217&#45;9810", "personnummer"),
        ("830217-XXXX", "personnummer"),
        ("070-123 45 67", "telefonnummer"),
        ("0701234567", "telefonnummer"),
        ("+46 70 123 45 67", "telefonnummer"),
        ("0046701234567", "telefonnummer"),
        ("036-32 10 00", "telefonnummer"),
        ("(036) 32 10 00", "telefonnummer"),
        ("08 123 456 78", "telefonnummer"),
        ("036123456", "telefonnummer"),
        ("036 123456", "telefonnummer"),
        ("08-12345678", "telefonnummer"),
        ("anna.testsson@example.se", "e-post"),
        ("anna.testsson (at) example.se", "e-post"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    masked = mask(f"gäller {text} i Nässjö")
    assert masked.kinds == (kind,)
    assert masked.text == f"gäller [{kind}] i Nässjö"


@pytest.mark.parametrize(
    "text",
    [
        "8 år, född 2015",
        "född 1983-02-17",
        "10 kap. 8 § SoL",
        "HSL 16 kap. 4 §",
        "SOSFS 2007:10 och 2008:20",
        "lag 2022:1250, SFS 2017:30",
        "2025-11-26 - 2026-12-31",
        "2025-07-26 - 2026-12-18",
        "2025-07-26–2026-12-18",
        "2025-11-26–2026-12-31",
        "möte 2025-11-26 10.00",
        "ICD-10 F84.0, ISO 9999:2022",
        "12 000 kr och 3 rullstolar",
        "kommunkod 0680, 0682 och 0686",
        "0680 0682",
        "2013, 2019 och 2022",
        "2025–2026",
        "organisationsnummer 232100-0057",
        "ring 112 eller 1177",
        "0–12 år och 13-17 år",
        "avd 34, rum 12, kl 13.30",
        "90 % av 1 250 brukare",
        "född 850709 och väger 120 kg",
        "850709 120g",
        "nå målet på 10 000 kr",
        "nås på 2026-01-15",
    ],
)
def test_decoys_stay(text: str, reader: Reader) -> None:
    assert mask(text).text == text
    assert reader.mask(text).kinds == ()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Karin Testsson, 19830217 9810, 43 år", "[namn], [personnummer], 43 år"),
        ("19830217-9810 Karin Testsson Värnamo", "[personnummer] [namn] Värnamo"),
        ("Patienten heter Gudrun Exempelsson, 84 år", "Patienten heter [namn], 84 år"),
        ("Samordning för 197812249832 i Huddinge", "Samordning för [personnummer] i Huddinge"),
        ("hjälpmedel till 1710112390 Nacka vem", "hjälpmedel till [personnummer] Nacka vem"),
        ("Habilitering Värnamo 830217-9810", "Habilitering Värnamo [personnummer]"),
        ("Ang. Britt-Marie Exempelgren pnr 830217 9810 Habo", "Ang. [namn] pnr [personnummer] Habo"),
        ("Fru Mora Falunsson 72 år", "Fru [namn] 72 år"),
        ("kollegan Gunborg Exempelkvist undrar", "kollegan [namn] undrar"),
        ("pat 19 83 02 17 - 9810, afasi", "pat [personnummer], afasi"),
        ("mvh Lisa Andersson", "mvh [namn]"),
        ("erik provsson 830217-9810", "[namn] [personnummer]"),
    ],
)
def test_names(text: str, left: str, reader: Reader) -> None:
    assert reader.mask(text).text == left


def test_words_are_not_names(reader: Reader) -> None:
    text = "Habilitering i Vardagen för Downs Syndrom på Gruppbostad i Habo"
    assert reader.mask(text).text == text


NUMBERLIKE = st.lists(
    st.one_of(
        st.sampled_from(["0", "7", "19", "20", "98", "01", "12", "+46", "0047", "tel ", "X", "TF", "(0)", "٤", "²"]),
        st.sampled_from("-+–./ ()*AB"),
    ),
    max_size=14,
).map("".join)


@given(NUMBERLIKE)
def test_no_shape_has_fewer_digits_than_are_looked_for(lexicon: Lexicon, text: str) -> None:
    shapes = (SHAPE, RESERVE, LONG_RUN, PHONES, RUN, cued_phone(lexicon.masking))
    digits = sum(map(str.isdigit, text))
    assert digits >= LEAST_DIGITS or not any(shape.search(text) for shape in shapes)


@given(st.one_of(NUMBERLIKE, st.tuples(GLUE, NUMBERLIKE, GLUE).map("".join), numbers().map(lambda found: found[0]), st.text()))
def test_all_is_masked_as_if_every_shape_were_looked_for(reader: Reader, text: str) -> None:
    kinds: dict[str, None] = {}

    def put(kind: str) -> str:
        kinds[kind] = None
        return f"[{kind}]"

    slow = reader.masker
    masked = slow.names.hide(slow.numbers(EMAILS.sub(lambda _: put("e-post"), clean(text)), put), put)
    assert reader.mask(text) == Masked(masked, tuple(kinds))
