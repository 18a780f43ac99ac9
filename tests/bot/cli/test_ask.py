"""`ask`: a question as staff type it, answered as JSON or as the bot would say it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]
Json = dict[str, Any]
QUESTION = "Vem ansvarar för arbetsterapi till en 40-åring med CP i ordinärt boende i Jönköping?"
NUMBER = "811218-9876"  # the tax agency's own example; belongs to nobody
STOCKHOLM = "agreements/stockholm-samordning-sosfs-2007-10.yaml"


def test_a_question_is_read_and_answered(run: Run, keeps_contract: Callable[[Json], None]) -> None:
    answered = run("ask", QUESTION, "--json", "--date", "2026-11-22").answer
    keeps_contract(answered)
    assert (answered["intent"], answered["county"], answered["text"]) == ("who_is_responsible", "jonkoping", QUESTION)
    facets = answered["facets"]
    assert (facets["age"], facets["age_group"], facets["housing"]) == (40, "vuxen", "ordinart_boende")
    assert (facets["diagnosis"], facets["need"]) == (["rorelsenedsattning"], ["arbetsterapi_fysioterapi_sjukskoterska"])
    assert answered["outcome"]["principal"] == "kommun"
    duty = answered["outcome"]["duties"][0]
    assert (duty["fact"], duty["principal"], duty["unit"]) == ("JKP-32", "kommun", "kommunens_halso_och_sjukvard")
    assert (duty["source"]["agreement"], duty["source"]["heading"]) == ("jonkoping-habilitering-2022", "Kommunen ansvarar för:")
    assert duty["source"]["quote"] is None  # the documents are not at hand
    assert answered["facts"][0] == "JKP-32"
    assert answered["ask"] is None


@pytest.mark.parametrize(
    "text",
    [
        QUESTION,
        "rullstol säbo",
        "hörapparat 8 år Kalmar?",
        "Vem gör SIP i Stockholm?",
        "rehab efter stroke i Falun",
        "vilka är parter i överenskommelsen, Jönköping",
        "avvikelse i Jönköping, hur gör vi",
        "telefonnummer till habiliteringen i Nässjö",
        "hej",
        "hjälp",
        "Vad blir det för väder?",
        "patienten andas inte",
        "who is responsible for wheelchairs in Kalmar",
        "?",
        "x" * 5000,
    ],
)
def test_whatever_is_asked_the_answer_keeps_its_form(run: Run, keeps_contract: Callable[[Json], None], text: str) -> None:
    keeps_contract(run("ask", text, "--json").answer)


def test_without_a_place_the_county_is_asked_for(run: Run, keeps_contract: Callable[[Json], None]) -> None:
    answered = run("ask", "Vem ansvarar för hjälpmedel till ett barn?", "--json").answer
    keeps_contract(answered)
    assert answered["county"] is None
    assert answered["outcome"]["principal"] is None
    assert {choice["key"] for choice in answered["ask"]["choices"]} == {"jonkoping", "stockholm", "dalarna", "kalmar"}


def test_the_county_can_be_given(run: Run) -> None:
    answered = run("ask", "Vem ansvarar för hjälpmedel till ett barn?", "--county", "kalmar", "--json").answer
    assert (answered["county"], answered["outcome"]["principal"], answered["facts"][0]) == ("kalmar", "not_settled", "KLM-NS2")


def test_what_the_question_says_of_the_place_counts(run: Run) -> None:
    assert run("ask", "Vem betalar rullstolen i Borlänge?", "--json").answer["county"] == "dalarna"


def test_a_county_without_an_agreement_is_answered_by_law(run: Run, keeps_contract: Callable[[Json], None]) -> None:
    answered = run("ask", "Vem ansvarar för hjälpmedel?", "--county", "uppsala", "--json").answer
    keeps_contract(answered)
    assert (answered["outcome"]["principal"], answered["facts"], answered["agreements"]) == ("not_settled", [], [])
    assert answered["outcome"]["law"]


def test_a_misspelt_county_is_answered_with_the_nearest(run: Run) -> None:
    complaint = run("ask", QUESTION, "--county", "jonkopping", "--json").complaint
    assert complaint.startswith("'jonkopping' is no county key. Did you mean 'jonkoping'?")


def test_the_date_decides_what_is_said_of_validity(run: Run) -> None:
    over = "Planperioden 2025–2026 är slut"
    for day, said in (("2026-12-31", False), ("2027-01-01", True)):
        notes = run("ask", "Vem ansvarar för hjälpmedel?", "--county", "kalmar", "--date", day, "--json").answer["outcome"][
            "notes"
        ]
        assert any(over in note for note in notes) == said, day


@pytest.mark.parametrize("intent", ["emergency", "off_topic", "smalltalk", "help"])
def test_what_no_agreement_answers_names_no_principal_and_nobody_to_call(run: Run, intent: str) -> None:
    texts = {
        "emergency": "patienten andas inte, vad gör jag",
        "off_topic": "Vem vann fotbollsmatchen igår?",
        "smalltalk": "tack så mycket",
        "help": "hjälp",
    }
    answered = run("ask", texts[intent], "--county", "jonkoping", "--json").answer
    assert answered["intent"] == intent
    assert (answered["outcome"]["principal"], answered["ask"], answered["facts"], answered["contacts"]) == (None, None, [], [])


@pytest.mark.parametrize("number", [NUMBER, "19811218-9876", "8112189876", "19811218 9876", "811218+9876", "811218 - 9876"])
@pytest.mark.parametrize("form", [["--json"], []], ids=["json", "text"])
def test_a_personal_number_never_comes_out(run: Run, number: str, form: list[str]) -> None:
    ran = run("ask", f"Vem ansvarar för hjälpmedel till {number}?", "--county", "kalmar", *form)
    assert ran.code == 0
    digits = [char for char in ran.out if char.isdigit()]
    assert number not in ran.out
    assert "9876" not in "".join(digits)
    if form:
        answered = json.loads(ran.out)
        assert answered["masked"] == ["personnummer"]
        assert answered["facets"]["age"] is None  # and no age is taken from it


def test_a_phone_number_and_an_address_are_masked(run: Run) -> None:
    answered = run("ask", "Ring 070-123 45 67 eller anna@example.org om hjälpmedel", "--county", "kalmar", "--json").answer
    assert "070" not in answered["text"]
    assert "anna" not in answered["text"]
    assert len(answered["masked"]) == 2


def test_the_answer_as_text_is_what_the_bot_says(run: Run) -> None:
    ran = run("ask", QUESTION)
    assert ran.code == 0
    assert "Kommunen ansvarar" in ran.out
    assert "Överenskommelse habilitering, Jönköpings län" in ran.out
    assert ran.err == ""


def test_another_folder_of_knowledge_is_answered_from(run: Run, knowledge_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = knowledge_dir / STOCKHOLM
    path.write_text(path.read_text(encoding="utf-8").replace("caveat: Källan är", "caveat: På prov är"), encoding="utf-8")
    asked = ["ask", "Vem ansvarar för hjälpmedel?", "--county", "stockholm", "--json"]
    assert any(note.startswith("På prov är") for note in run(*asked, "--knowledge", knowledge_dir).answer["outcome"]["notes"])
    assert any(note.startswith("Källan är") for note in run(*asked).answer["outcome"]["notes"])
    monkeypatch.setenv("KNOWLEDGE_DIR", str(knowledge_dir))
    assert any(note.startswith("På prov är") for note in run(*asked).answer["outcome"]["notes"])


def test_knowledge_that_cannot_be_used_is_told(run: Run, knowledge_dir: Path, tmp_path: Path) -> None:
    assert "is no folder. Name the folder" in run("ask", QUESTION, "--knowledge", tmp_path / "nowhere").complaint
    (knowledge_dir / "kinds.yaml").unlink()
    assert run("ask", QUESTION, "--knowledge", knowledge_dir).complaint.startswith("kinds.yaml:1: cannot be read")


def test_a_batch_answers_every_line(run: Run, keeps_contract: Callable[[Json], None]) -> None:
    answers = run(
        "ask",
        "--batch",
        "--json",
        "--date",
        "2026-11-22",
        lines=[
            {"id": "a", "text": QUESTION},
            {"id": 2, "text": "Vem betalar rullstolen?", "county": "kalmar", "date": "2027-01-15"},
            {"text": f"hjälpmedel till {NUMBER}", "county": "stockholm"},
        ],
    ).answers
    for answered in answers:
        keeps_contract(answered)
    assert [answered["id"] for answered in answers] == ["a", 2, None]
    assert [answered["county"] for answered in answers] == ["jonkoping", "kalmar", "stockholm"]
    assert any("är slut" in note for note in answers[1]["outcome"]["notes"])
    assert "9876" not in json.dumps(answers[2])


def test_the_installed_command_does_the_same(run: Run) -> None:
    kept = {name: value for name, value in os.environ.items() if name not in ("AGREEMENT_SOURCES", "KNOWLEDGE_DIR")}
    how: Json = {"capture_output": True, "encoding": "utf-8", "timeout": 60, "env": {**kept, "PYTHONIOENCODING": "utf-8"}}
    command = Path(sys.executable).with_name("vem-ansvarar")
    asked = ["ask", QUESTION, "--json", "--date", "2026-11-22"]
    ended = subprocess.run([command, *asked], check=False, **how)  # noqa: S603
    assert (ended.returncode, ended.stderr) == (0, "")
    assert json.loads(ended.stdout) == run(*asked).answer
    wrong = subprocess.run([command, "ask"], check=False, **how)  # noqa: S603
    assert (wrong.returncode, wrong.stdout, wrong.stderr.count("\n")) == (2, "", 1)
