import sys
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.condition import Choice
from knowledge.county import Counties
from knowledge.facets import Facets
from knowledge.lexicon import Lexicon
from knowledge.lexicon_yaml import load_lexicon
from knowledge.problem import KnowledgeError
from knowledge.reading import Reader, Reading, lint

Read = Callable[[str], Reading]
TODAY = date(2026, 11, 22)
HERE = Path(__file__).parent
FILES: dict[str, list[dict[str, Any]]] = {
    name: yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))["questions"]
    # the fresh ones were written by people who had not seen the lexicon
    for name in ("questions", "fresh_a", "fresh_b", "fresh_c", "fresh_d", "fresh_e", "fresh_f")
}
QUESTIONS = [question for questions in FILES.values() for question in questions]
ONLY_INTENT = {"smalltalk", "help", "off_topic", "emergency"}
LONG = 20_000


def as_set(value: object) -> set[Any]:
    return set() if value in (None, [], "") else set(value) if isinstance(value, list) else {value}


def slots(reading: Reading) -> dict[str, set[Any]]:
    def held(facet: str) -> set[str]:
        part = reading.said.get(facet)
        return set(part.all) if isinstance(part, Choice) else set()

    return {
        "county": as_set(reading.county),
        "diagnosis": held("diagnosis"),
        "housing": held("housing"),
        "need": held("need") - reading.topics,
        "age_group": as_set(reading.age_group),
        "age": as_set(reading.age),
    }


def wanted(question: dict[str, Any], name: str, got: set[Any]) -> set[Any]:
    want = as_set(question["county"] if name == "county" else question["slots"].get(name))
    others = (question.get("accept_slots") or {}).get(name, [])
    nested = isinstance(others, list) and any(isinstance(other, list) for other in others)
    accepted = [as_set(other) for other in others] if isinstance(others, list) else []
    accepted += [] if nested else [as_set(others)]
    if got in accepted or (name == "age" and got & as_set(question.get("accept_age"))):
        return got
    return want


@pytest.mark.parametrize("file", FILES)
def test_our_questions_are_understood(read: Read, file: str) -> None:
    """A floor, to notice when a change of the lexicon makes things worse."""
    count: Counter[str] = Counter()
    for question in FILES[file]:
        reading = read(question["text"])
        count["intent"] += reading.intent in {question["intent"], *question.get("accept_intent", ())}
        if question["intent"] in ONLY_INTENT:
            continue
        for name, got in slots(reading).items():
            want = wanted(question, name, got)
            count["hit"] += len(got & want)
            count["miss"] += len(got ^ want)
    assert count["intent"] / len(FILES[file]) >= 0.98
    assert 2 * count["hit"] / (2 * count["hit"] + count["miss"]) >= 0.98


@pytest.mark.parametrize("question", [q for q in QUESTIONS if q.get("mask")], ids=lambda q: q["id"])
def test_nothing_secret_is_left(read: Read, question: dict[str, Any]) -> None:
    reading = repr(read(question["text"]))
    for secret in as_set(question["mask"]):
        digits = "".join(ch for ch in secret if ch.isdigit())
        assert secret not in reading
        assert len(digits) < 10 or digits[-10:] not in "".join(ch for ch in reading if ch.isdigit())


@pytest.mark.parametrize(
    ("text", "facet", "value"),
    [
        ("rullstolsförskrivning", "need", "hjalpmedel"),
        ("hörselnedsatt", "diagnosis", "horselnedsattning"),
        ("sjuksköterska till lssboendet", "housing", "bostad_med_sarskild_service"),
        ("funktons träning", "need", "rehabilitering"),
        ("ryg märgs bråk", "diagnosis", "rorelsenedsattning"),
        ("för värvad hjärn skada", "diagnosis", "forvarvad_hjarnskada"),
        ("c p", "diagnosis", "rorelsenedsattning"),
        ("utv.störning", "diagnosis", "intellektuell_funktionsnedsattning"),
        ("både handfunktion och påklädning", "icf_focus", "bada"),
        ("träna både styrka och kök", "icf_focus", "bada"),
        ("träna styrka och kondition", "icf_focus", "funktion"),
        ("klarar inte frukosten själv", "icf_focus", "vardagsliv"),
        ("gå till affären igen", "need", "rehabilitering"),
        ("träna ena armen", "icf_focus", "funktion"),
        ("fysioterapi samtidigt hos båda", "need", "uppfoljning_insats"),
        ("utvecklings störning", "diagnosis", "intellektuell_funktionsnedsattning"),
        ("kunskapsoverforing", "need", "kunskapsoverforing"),
        ("habilteringg", "need", "habilitering_specialist"),
        ("autismutredning", "need", "utredning"),
        ("läkare till gruppbostaden", "need", "lakarinsats_lakemedel"),
        ("vem bestämmer om vi inte kommer överens", "need", "oenighet"),
        ("träna matlagning", "icf_focus", "vardagsliv"),
        ("kontrakturprofylax", "icf_focus", "funktion"),
        ("träna varje dag på förskolan, Nässjö", "need", "habilitering_vardag"),
        ("Downs syndrom", "onset", "medfodd_eller_uppvaxt"),
        ("ryggmärgsskada som vuxen", "onset", "vuxen"),
        ("kommunens FT", "performed_by", "kommunens_personal"),
        ("CP, styrka i benet inför protes, FT", "need", "arbetsterapi_fysioterapi_sjukskoterska"),
        ("träna på å klä på sä", "icf_focus", "vardagsliv"),
        ("träna på att gå i trappen hemma", "icf_focus", "vardagsliv"),
        ("nedsatt rörlighet i armen som behöver tränas, men orkar inte heller med matlagning", "icf_focus", "bada"),
        ("behöver både kraft i bena och att klara sig i köket, Mora", "icf_focus", "bada"),
        ("styrketräning så att hon kan gå i trappan hemma, Falun", "icf_focus", "bada"),
        ("starkare i armen så han kan äta själv, stroke Mora", "icf_focus", "bada"),
        ("få upp kraften i bena, Falun", "icf_focus", "funktion"),
        ("stryktränin benet, inte vardag, Mora", "icf_focus", "funktion"),
        ("vill inte ha nån samordning alls", "need", "samtycke_sekretess"),
        ("finns tidsgräns för att kalla till SIP?", "need", "sip_samordnare"),
        ("ska över till vuxenhabiliteringen", "need", "overgang_barn_vuxen"),
        ("regionen kommer inte på mötet", "need", "samordning_sip"),
        ("vem ser till att det hänger ihop", "need", "samordning_sip"),
        ("höftop, ingen demens", "diagnosis", "annan"),
        ("6-åring med språkstörning", "diagnosis", "npf"),
        ("intellektuell funkned hos en 6åring", "diagnosis", "intellektuell_funktionsnedsattning"),
        ("efter knäplastik", "diagnosis", "annan"),
        ("handkirurgi gjord", "diagnosis", "annan"),
        ("fallskada höft", "diagnosis", "annan"),
        ("åldershörsel", "diagnosis", "horselnedsattning"),
        ("måttlig synnedsättning", "sight", "lindrigare"),
        ("lätt synskadad", "sight", "lindrigare"),
        ("blind på sitt vänstra öga, ser dåligt på ena ögat", "sight", "lindrigare"),
        ("grav synnedsättning", "sight", "betydande"),
        ("blind sedan födseln", "sight", "betydande"),
        ("behöver specialistinsatser, vem står för dem", "need", "habilitering_specialist"),
        ("vem står för sjuksköterskan på säbo", "need", "arbetsterapi_fysioterapi_sjukskoterska"),
        ("vem står för kostnaden", "need", "kostnad_hjalpmedel"),
        ("personalen behöver lära sej mer om diagnosen", "need", "kunskapsoverforing"),
        ("bor på gruppis", "housing", "bostad_med_sarskild_service"),
    ],
)
def test_words(read: Read, text: str, facet: str, value: str) -> None:
    part = read(text).said[facet]
    assert isinstance(part, Choice)
    assert value in part.all


def test_what_was_seen(read: Read) -> None:
    reading = read("AT till 40-åring med CP i egen lägenhet i Tranås")
    assert ("40-åring", "age", "40") in reading.seen
    assert ("CP", "diagnosis", "rorelsenedsattning") in reading.seen
    assert ("Tranås", "municipality", "0687") in reading.seen


@pytest.mark.parametrize(
    ("text", "facet", "value"),
    [
        ("är det vi på vårdcentralen eller kommunen?", "performed_by", "vardcentralen"),
        ("kommunens FT eller regionens?", "performed_by", "kommunens_personal"),
        ("Jag är samordnare i hemtjänsten. Vem tränar med honom?", "need", "samordning_sip"),
        ("BVC-sköterska i Habo. Vart ska han för habilitering?", "need", "arbetsterapi_fysioterapi_sjukskoterska"),
        ("styrka i benet inför protes", "need", "hjalpmedel"),
    ],
)
def test_not_said(read: Read, text: str, facet: str, value: str) -> None:
    part = read(text).said.get(facet)
    assert not isinstance(part, Choice) or value not in part.all


def test_a_known_county_decides_between_readings(reader: Reader) -> None:
    text = "FT för gångträning efter stroke"
    assert slots(reader.read(text, TODAY, "dalarna"))["need"] == {"rehabilitering"}
    assert slots(reader.read(text, TODAY, "jonkoping"))["need"] == {"arbetsterapi_fysioterapi_sjukskoterska"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n",
        "😊😊😊",
        "\u202e\u200f\u200b",
        "\x00\x01\x07",
        "<at>Vem ansvarar</at>",
        "&nbsp;",
        "<<<>>>",
        "%s %d {0}",
        "'; DROP TABLE x; --",
    ],
)
def test_odd_texts(read: Read, text: str) -> None:
    reading = read(text)
    assert reading.county is None
    assert not reading.said


def test_markup_and_invisible_characters(read: Read) -> None:
    plain = read("rullstol till 8-åring i Nässjö")
    marked = read("<at>Vem ansvarar</at> <p>**rull\u00adstol** till\u200b 8-åring i&nbsp;<b>Na\u0308ssjo\u0308</b></p>")
    assert (marked.said, marked.county, marked.age) == (plain.said, plain.county, plain.age)


@settings(max_examples=200)
@given(text=st.text(max_size=300))
def test_any_text_is_read(reader: Reader, text: str) -> None:
    assert 0 <= reader.read(text, TODAY).confidence <= 1


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "1",
        "8 år ",
        "IF ",
        "inte ",
        "vem ansvarar för sip ",
        "[",
        "<a",
        "830217-9810 ",
        "@",
        "a.",
        "Anna ",
        "0701 ",
        "- ",
        "rullstolsför",
    ],
)
def test_four_times_the_text_is_about_four_times_the_work(reader: Reader, unit: str) -> None:
    short, long = (_calls(reader, (unit * LONG)[:length]) for length in (LONG // 4, LONG))
    assert long < 6 * short


def _calls(reader: Reader, text: str) -> int:
    """How many functions are called to read `text`."""
    reader.read(text, TODAY)  # what is remembered of words does not count
    calls = 0

    def note(_: object, event: str, __: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        reader.read(text, TODAY)
    finally:
        sys.setprofile(None)
    return calls


def test_the_lexicon_has_no_mistakes(lexicon: Lexicon, facets: Facets) -> None:
    assert not [problem for problem in lint(lexicon, facets) if "can never be found" in problem.message]


def test_a_faulty_lexicon_names_file_line_and_fix(tmp_path: Path, facets: Facets) -> None:
    (tmp_path / "lexicon.yaml").write_text(
        "meanings:\n  - means: {housing: sarskillt_boende}\n    words: [säbo]\n", encoding="utf-8"
    )
    with pytest.raises(KnowledgeError) as caught:
        load_lexicon(tmp_path, facets)
    message = str(caught.value)
    assert message.startswith("lexicon.yaml:2 meanings[0].means.housing")
    assert "Did you mean 'sarskilt_boende'?" in message


def test_an_ombud_adds_a_word(tmp_path: Path, facets: Facets, counties: Counties) -> None:
    (tmp_path / "lexicon.yaml").write_text(
        "meanings:\n  - means: {housing: sarskilt_boende}\n    words: [vårdgården]\n", encoding="utf-8"
    )
    reader = Reader(facets, load_lexicon(tmp_path, facets), counties)
    assert slots(reader.read("bor på vårdgården", TODAY))["housing"] == {"sarskilt_boende"}
