"""Who writes, where they work, who said something and who disagrees is only mentioned: none of it is what is asked for."""

from collections.abc import Callable

import pytest

from knowledge.condition import Choice
from knowledge.reading import Reading

Read = Callable[[str], Reading]
HAB, AT = "habilitering_specialist", "arbetsterapi_fysioterapi_sjukskoterska"


def needs(reading: Reading) -> set[str]:
    part = reading.said.get("need")
    return set(part.all) if isinstance(part, Choice) else set()


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("Jobbar som kurator på elevhälsan i Nässjö, elev 14 år med autism och IF, vem ansvarar för hab?", HAB),
        ("LSS-handläggare i Eksjö: vem ska ge habilitering på specialistnivå till en 30-åring med IF?", HAB),
        ("elevhälsan Vallentuna, vem kallar till samordning för en elev 12 år med CP?", "samordning_sip"),
        ("vårdcentralsläkare i Ludvika, patient 70 år efter stroke behöver träna balans, vem?", "rehabilitering"),
        ("Läkaren undrar om arbetsterapeuten ska åka hem till en kvinna med CP i Nässjö, vems ansvar?", AT),
        ("Jag jobbar på BUP i Jönköping, vem tar hab för en 15-åring med IF?", HAB),
        ("Kurator på geriatriken, patient 80 år med stroke ska träna gång, Falun. vem?", "rehabilitering"),
        ("neurologen skickade remiss, vem tar hab? MMC 5 år Eksjö", HAB),
        ("rektor på särskolan Nässjö, vem handleder lärarna om CP?", "kunskapsoverforing"),
        ("habläkaren ger botox men det är inte det jag undrar, vem gör sjukgymnastiken hemma? CP Nässjö", AT),
        ("mamman slår larm om att hab inte hört av sig, IF 12 Nässjö", HAB),
    ],
)
def test_only_what_is_asked_for_is_a_need(read: Read, text: str, need: str) -> None:
    assert needs(read(text)) == {need}


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("läkare till gruppbostaden", "lakarinsats_lakemedel"),
        ("vem ansvarar för läkare och FT på gruppbostaden", "lakarinsats_lakemedel"),
        ("ansvarar psykiatrin eller hab för en 20-åring med IF", "psykiatrisk_vard"),
        ("vem ansvarar för daglig verksamhet till 30-åring med IF", "lss_skola_assistans"),
        ("botox 12 år CP Nässjö vem", "lakarinsats_lakemedel"),
        ("Depression o ångest, 26 år, Nässjö. Vem ansvarar för behandlingen?", "psykiatrisk_vard"),
    ],
)
def test_what_is_asked_for_counts(read: Read, text: str, need: str) -> None:
    assert need in needs(read(text))


@pytest.mark.parametrize(
    "text",
    [
        "kommun och hab är inte överens om vem som gör vad kring en kille m IF 31 år i Gislaved. Vem avgör?",
        "Kommunen och regionen kommer inte överens om vem som ska ge FT till en kvinna med CP i Nässjö. Vem bestämmer?",
        "hab säger nej och vi säger nej, vi är oense, IF 20 år, Tranås, vem bestämmer",
        "vi och hab tvistar om träningen för en 20-åring med IF i Eksjö, vem har sista ordet",
    ],
)
def test_a_disagreement_is_asked_about_not_its_parties(read: Read, text: str) -> None:
    assert needs(read(text)) == {"oenighet"}


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("vem bestämmer vilken AT-insats det ska bli? CP 40 Nässjö", AT),
        ("hab säger nej, IF 20 år Tranås, vem ansvarar för habiliteringen?", HAB),
        ("är det vi på hab som tar en 20-åring med IF i Eksjö?", HAB),
        ("Solna. Vi på hab tog initiativ till möte men soc säger att de inte har tid.", "samordning_sip"),
    ],
)
def test_a_need_beside_a_party_stays(read: Read, text: str, need: str) -> None:
    assert need in needs(read(text))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("är AT i hemsjukvården Nässjö, ska jag eller hab göra bedömningen av en kvinna 30 med IF?", {AT, "utredning"}),
        ("vi arbetsterapeuter i hemsjukvården Sävsjö bedömer förflyttningar, eller gör hab det? CP 28", {AT, "utredning"}),
        ("ADL-bedömning IF 25 Nässjö vem", {AT, "utredning"}),
        ("bedömning på hab, CP 5 år Nässjö", {"utredning"}),
        ("10 år CP Vetlanda, behandling hos sjukgymnast på habiliteringen, vem?", {HAB}),
        ("FT via habiliteringen, muskeldystrofi 16 år Tranås", {HAB}),
        ("kurator till förälder till barn med CP Nässjö", {HAB}),
        ("psykolog till en person med IF Eksjö vem", {HAB}),
        ("CP 40 Nässjö. Vem står för arbetsterapeuten?", {AT}),
        ("vem står för utbildning av personal, IF Nässjö", {"kunskapsoverforing"}),
        ("Han behöver rullstol, CP Nässjö. Vem står för den?", {"kostnad_hjalpmedel"}),
        ("Personalen behöver lära sej mer om hur han funkar, IF 22 Nässjö, vem?", {"kunskapsoverforing"}),
        ("Vem ansvarar för AT för en 50-åring med CP i Jönköping och vem betalar hans rullstol?", {AT, "kostnad_hjalpmedel"}),
        ("vem gör utredningen och vem lär personalen? IF 10 Nässjö", {"utredning", "kunskapsoverforing"}),
        ("vem är fast vårdkontakt, IF 30 Nässjö", set()),
    ],
)
def test_who_gives_it_decides_what_it_is(read: Read, text: str, wanted: set[str]) -> None:
    assert needs(read(text)) == wanted


@pytest.mark.parametrize(
    ("text", "municipal"),
    [
        ("Hemtjänstpersonal i Habo ska hjälpa en 25-åring med IF träna på att åka buss o laga mat, vem ansvarar?", True),
        ("vår personal på daglig verksamhet tränar förflyttning med IF 40 Nässjö, vems ansvar", True),
        ("boendestödjarna övar matlagning hemma med 25-åring med IF Eksjö, vem ansvarar", True),
        ("assistenterna tränar honom varje dag, CP 20 Nässjö, vems ansvar", False),
    ],
)
def test_municipal_staff_who_train(read: Read, text: str, municipal: bool) -> None:
    reading = read(text)
    assert needs(reading) == {"habilitering_vardag"}
    assert ("performed_by" in reading.said) == municipal


@pytest.mark.parametrize(
    "text",
    [
        "Kommunens ssk ser att IF-brukare behöver hab, ska vi kontakta dem? Eksjö",
        "vem ska kontakta hab när vi i hemsjukvården ser behov? Eksjö",
        "vem hör av sig till hab? Aneby, är det vi som ska ta kontakten",
    ],
)
def test_brokering_a_contact(read: Read, text: str) -> None:
    assert "formedla_kontakt" in needs(read(text))
