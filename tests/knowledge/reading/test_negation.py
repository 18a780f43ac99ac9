from collections.abc import Callable

import pytest

from knowledge.condition import Choice
from knowledge.reading import Reading

Read = Callable[[str], Reading]
IF, NPF, BOTH, CP = "intellektuell_funktionsnedsattning", "npf", "npf_med_if", "rorelsenedsattning"
BRAIN, MIND, HEARING, SIGHT = "forvarvad_hjarnskada", "psykisk_ohalsa", "horselnedsattning", "synnedsattning"


def choice(reading: Reading, facet: str) -> Choice:
    part = reading.said.get(facet, Choice())
    assert isinstance(part, Choice)
    return part


@pytest.mark.parametrize(
    ("text", "held", "denied"),
    [
        ("inte IF men adhd", {NPF}, {IF}),
        ("har adhd men inte IF", {NPF}, {IF}),
        ("autism utan utvecklingsstörning", {NPF}, {IF}),
        ("varken autism eller IF men psykos", {MIND}, {NPF, IF}),
        ("hon har inte autism utan CP", {CP}, {NPF}),
        ("utan adhd, autism eller IF, bara CP", {CP}, {NPF, IF}),
        ("han har ingen IF", set(), {IF}),
        ("IF är utesluten, autism klar", {NPF}, {IF}),
        ("IF har hon inte, men autism", {NPF}, {IF}),
        ("hjärnskadad, IF? nej inte IF", {BRAIN}, {IF}),
        ("inte bara autism utan även IF", {BOTH}, set()),
        ("ingen hörselnedsättning, bara synskada", {SIGHT}, {HEARING}),
        ("adhd och IF", {BOTH}, set()),
        ("autism without intellectual disability", {NPF}, {IF}),
        ("hon är inte utredd, autism", {NPF}, set()),
        ("misstänkt CP", {CP}, set()),
        ("vet inte om hon har autism", set(), set()),
        ("hon har inte CP utan autism utan IF", {NPF}, {CP, IF}),
        ("inte adhd utan autism utan utvecklingsstörning", {NPF}, {IF}),
        ("inte CP, utan autism, utan IF", {NPF}, {CP, IF}),
        ("inte CP utan autism och IF", {BOTH}, {CP}),
        ("inte CP men autism utan IF", {NPF}, {CP, IF}),
        ("inte CP, det är autism utan IF", {NPF}, {CP, IF}),
        ("hon är inte utredd men har autism utan IF", {NPF}, {IF}),
        ("inte bara autism, utan IF", {BOTH}, set()),
        ("autism utan IF utan adhd", {NPF}, {IF}),
    ],
)
def test_diagnoses(read: Read, text: str, held: set[str], denied: set[str]) -> None:
    said = choice(read(f"{text}. Hab i Värnamo?"), "diagnosis")
    assert (said.all, said.none) == (held, denied)


def test_a_comparison_is_no_diagnosis(read: Read) -> None:
    reading = read("förvärvad hjärnskada med kognitiv nedsättning som vid IF, Värnamo")
    assert choice(reading, "diagnosis").all == {BRAIN}
    assert choice(reading, "cognition").all == {"motsvarar_if"}


@pytest.mark.parametrize(
    "text",
    [
        "kognitiv nedsättning men den motsvarar inte IF",
        "svår kognitiv nedsättning men inte som IF",
        "kognitionen långt ifrån IF",
        "kognition klart under IF-nivå",
        "kognitiva svårigheter men inte i nivå med utvecklingsstörning",
        "varaktig kognitiv nedsättning, dock inte motsvarande intellektuell funktionsnedsättning",
        "den kognitiva nedsättningen når inte upp till IF",
        "motsvarar inte IF",
    ],
)
def test_a_comparison_that_is_denied(read: Read, text: str) -> None:
    reading = read(f"hjärnskada, 50 år, {text}, hab Eksjö")
    assert choice(reading, "diagnosis").all == {BRAIN}
    assert choice(reading, "cognition").all == {"lindrigare"}


@pytest.mark.parametrize("text", ["ingen IF men svår kognitiv nedsättning", "varaktig kognitiv nedsättning"])
def test_a_comparison_that_nobody_made(read: Read, text: str) -> None:
    assert not choice(read(f"hjärnskada, 50 år, {text}, hab Eksjö"), "cognition").all


def test_what_follows_from_a_denied_diagnosis_is_not_denied_with_it(read: Read) -> None:
    reading = read("inte CP utan muskelsjukdom, 30 år, hab Nässjö")
    assert choice(reading, "onset") == Choice()


def test_no_cognitive_impairment(read: Read) -> None:
    assert choice(read("stroke, ingen kognitiv påverkan, Mullsjö"), "cognition").all == {"lindrigare"}


def test_what_a_relative_has(read: Read) -> None:
    assert choice(read("mamman har demens och sonen CP, hjälpmedel till sonen"), "diagnosis").all == {CP}


@pytest.mark.parametrize(
    ("text", "housing"),
    [
        ("bor inte längre hemma utan på korttids", {"korttidsboende"}),
        ("int bor han hemma utan på gruppboende", {"bostad_med_sarskild_service"}),
        ("bor inte på säbo", set()),
    ],
)
def test_housing(read: Read, text: str, housing: set[str]) -> None:
    assert choice(read(text), "housing").all == housing


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("patienten samtycker inte till samordning", "samordning_sip"),
        ("får inte sin rullstol", "hjalpmedel"),
        ("kommunen vill inte betala rullstolen", "kostnad_hjalpmedel"),
        ("inte hjälpmedel utan utredning", "utredning"),
    ],
)
def test_needs_are_denied_only_at_once(read: Read, text: str, need: str) -> None:
    assert need in choice(read(text), "need").all
