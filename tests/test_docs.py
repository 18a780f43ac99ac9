"""The manuals are true: nothing is left out of them, nothing in them is gone, and their examples work."""

from __future__ import annotations

import argparse
import io
import json
import re
import shlex
import shutil
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from pydantic import BaseModel

from bot.cli import main
from bot.cli.parser import parser
from bot.telemetry import Metrics
from dialogs.desk import Desk
from dialogs.message import Message
from dialogs.ombud.commands import meant
from dialogs.pressed import VERBS
from dialogs.state import State
from dialogs.ticket import Caller, Role
from dialogs.turn import Dialog
from knowledge.agreement import Agreement, Document, Example, FollowUp, Presumption, Rule, Silence, Statement
from knowledge.check import cases, check, pinpoints, units
from knowledge.contacts import CountyContacts, Entry, LocalEntry, Page, Sip, Unit
from knowledge.facets import Facet, Group, Implication, Value
from knowledge.faq import FaqEntry
from knowledge.faq_binding import stale
from knowledge.faq_yaml import FaqFile
from knowledge.kinds import Kind
from knowledge.law import LawEntry, Replaced
from knowledge.loader import DATA, Knowledge, load
from knowledge.sources import Sources

DAY = date(2026, 11, 22)
ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
KNOWLEDGE_MANUAL = (ROOT / "docs" / "kunskap.md").read_text(encoding="utf-8")
PAGES = {path: path.read_text(encoding="utf-8") for path in (*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"))}
EVERYTHING = "\n".join(PAGES.values())

MODELS: dict[type[BaseModel], type[BaseModel] | None] = {
    Agreement: None,
    Statement: None,
    Rule: Statement,
    Silence: Statement,
    Presumption: None,
    Example: None,
    Facet: None,
    Value: None,
    Kind: None,
    LawEntry: None,
    Entry: None,
    Unit: None,
    FaqEntry: None,
}
"""What an editor writes, each with the model whose fields are described apart."""
IN_PASSING = (CountyContacts, Document, FaqFile, FollowUp, Group, Implication, LocalEntry, Page, Replaced, Sip)
"""Smaller models, described where they are used."""
STATEMENTS = (Statement, Rule, Silence)
EXAMPLE = "vasterbotten-exempel"
SETTING = re.compile(r"""(?:env\.read|environ\.get|getenv)\(\s*["'](\w+)["']|environ\[["'](\w+)["']\]""")


def fenced(text: str, language: str) -> list[str]:
    """The blocks of `text` that are fenced as `language`, also those inside a list."""
    return re.findall(rf"^ *```{language}\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)


def code(text: str) -> set[str]:
    """Every `word` of `text` that is set as code."""
    return set(re.findall(r"`([^`\n]+)`", text))


def rows(table: str) -> Iterator[str]:
    """The first cells of a table, without the heading."""
    for line in table.splitlines():
        if line.startswith("| `"):
            yield line.split("|")[1]


# Nothing is left out


def settings() -> set[str]:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.py")]
    return {name for source in sources for pair in SETTING.findall(source) for name in pair if name}


def test_settings_are_found() -> None:
    assert {"MicrosoftAppId", "PORT", "HOST", "DATABASE_URL", "AGREEMENT_SOURCES"} <= settings()


def test_every_setting_stands_in_the_table_and_nothing_else() -> None:
    table = README.partition("## Settings")[2].partition("\n## ")[0]
    assert {name for cell in rows(table) for name in code(cell)} == settings()


def test_every_figure_stands_in_the_manual_and_nothing_else() -> None:
    manual = (ROOT / "docs" / "drift.md").read_text(encoding="utf-8")
    table = manual.partition("## Figures")[2].partition("\n## ")[0]
    kept = {f"{family.name}_total" if family.type == "counter" else family.name for family in Metrics().registry.collect()}
    assert {name for cell in rows(table) for name in code(cell)} == kept


def test_every_verb_of_a_card_stands_in_a_manual() -> None:
    manual = (ROOT / "docs" / "samtal.md").read_text(encoding="utf-8")
    assert set(VERBS) - code(manual) == set()
    assert {word for word in code(manual) if re.fullmatch(r"[a-z_]+", word)} - set(VERBS) == set()


def test_every_command_of_the_ombud_manual_is_understood() -> None:
    manual = (ROOT / "docs" / "ombud.md").read_text(encoding="utf-8")
    caller = Caller("kim", "here", frozenset({Role("jonkoping", "kommun")}))
    desk = cast(Desk, SimpleNamespace(caller=caller, ticket=lambda number: None))
    typed = [each for cell in rows(manual) for each in code(cell)]
    assert len(typed) > 15
    reader = [text for text in typed if meant(text, State(), desk) is None]
    assert set(reader) <= {"skicka till ombud", "glöm mig"}, "those are commands of the lexicon"


def commands() -> dict[str, argparse.ArgumentParser]:
    found = next(action for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    return dict(found.choices)


def usable(command: argparse.ArgumentParser) -> Iterator[str]:
    """The options and the fixed words that a command takes."""
    for action in command._actions:
        yield from (option for option in action.option_strings if option not in ("-h", "--help"))
        yield from action.choices or ()


@pytest.mark.parametrize("name", commands())
def test_every_command_is_described_with_all_it_takes(name: str) -> None:
    text = README.partition("## Command line")[2].partition("\n## ")[0]
    assert any(f"`{name}" in cell for cell in rows(text)), f"the table of commands in README lacks `{name}`"
    words = {word for quoted in code(text) for word in quoted.split()}
    assert [word for word in usable(commands()[name]) if word not in words] == []


def test_every_make_target_is_described() -> None:
    targets = re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert "run" in targets
    assert [target for target in targets if not re.search(rf"\bmake {target}\b", EVERYTHING)] == []


def table_of(model: type[BaseModel]) -> str:
    marked = re.search(rf"^<!-- {model.__name__} -->\n\n((?:\|.*\n)+)", KNOWLEDGE_MANUAL, re.MULTILINE)
    assert marked, f"docs/kunskap.md has no table marked <!-- {model.__name__} -->"
    return marked.group(1)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_is_described_and_no_other(model: type[BaseModel]) -> None:
    apart = MODELS[model]
    fields = {field.alias or name for name, field in model.model_fields.items()}
    own = fields - ({field.alias or name for name, field in apart.model_fields.items()} if apart else set())
    described = {name for cell in rows(table_of(model)) for name in code(cell)}
    assert own - described == set(), "fields that the table lacks"
    assert described - fields == set(), "described fields that are gone"


@pytest.mark.parametrize("model", IN_PASSING, ids=lambda model: model.__name__)
def test_every_smaller_field_is_mentioned(model: type[BaseModel]) -> None:
    assert {field.alias or name for name, field in model.model_fields.items()} - code(KNOWLEDGE_MANUAL) == set()


def starred(model: type[BaseModel]) -> set[str]:
    """The fields that the table marks as required: an asterisk after the name."""
    return {name for cell in rows(table_of(model)) for name in re.findall(r"`(\w+)` \*", cell)}


@pytest.mark.parametrize("model", [model for model in MODELS if model not in STATEMENTS], ids=lambda model: model.__name__)
def test_required_fields_are_marked(model: type[BaseModel]) -> None:
    assert starred(model) == {field.alias or name for name, field in model.model_fields.items() if field.is_required()}


def test_required_fields_of_statements_are_marked() -> None:
    required = {name for model in (Statement, Rule) for name, field in model.model_fields.items() if field.is_required()}
    assert starred(Statement) == required
    assert starred(Rule) == starred(Silence) == set()


# The example agreement


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the built-in knowledge and the manual's example in `data`, and its document in `sources`."""
    folder = tmp_path_factory.mktemp("example")
    shutil.copytree(DATA, folder / "data")
    for block in fenced(KNOWLEDGE_MANUAL, "yaml"):
        (folder / "data" / block.split("\n")[0].removeprefix("# ")).write_text(block, encoding="utf-8")
    (folder / "sources").mkdir()
    (folder / "sources" / f"{EXAMPLE}.txt").write_text(fenced(KNOWLEDGE_MANUAL, "text")[0], encoding="utf-8")
    pin = ["agreement", "pin", str(folder / "data" / "agreements" / f"{EXAMPLE}.yaml"), "--sources", str(folder / "sources")]
    assert main(pin) == 0
    return folder


@pytest.fixture(scope="module")
def extended(example: Path) -> Knowledge:
    return load(example / "data")


@pytest.fixture(scope="module")
def written(extended: Knowledge) -> Agreement:
    return next(agreement for agreement in extended.agreements if agreement.id == EXAMPLE)


def test_the_example_county_has_no_agreement_of_its_own(knowledge: Knowledge, written: Agreement) -> None:
    assert written.county not in knowledge.covered


def test_the_cases_of_the_example_get_their_answers(extended: Knowledge, written: Agreement) -> None:
    assert len(written.cases) >= 6
    assert list(cases(extended, written, DAY)) == []


def test_the_pinpoints_and_units_of_the_example_hold(example: Path, extended: Knowledge, written: Agreement) -> None:
    assert list(pinpoints(Sources(example / "sources"), written)) == []
    assert list(units(extended, written)) == []


def test_the_example_disturbs_no_other_county(extended: Knowledge) -> None:
    assert [finding for finding in check(extended, Sources(), DAY) if finding.level == "error"] == []


def test_the_answered_question_of_the_example_stands_on_what_holds(extended: Knowledge) -> None:
    (entry,) = extended.faq
    assert entry.facts
    assert stale(extended, entry, DAY) == ()


def test_the_example_answers_as_the_manual_says(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = str(example / "data")
    assert main(["ask", "hjälpmedel till 40-åring i Umeå", "--knowledge", data]) == 0
    assert "Främst kommunen." in capsys.readouterr().out
    assert main(["ask", "hjälpmedel till 19-åring i Umeå", "--knowledge", data, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["ask"]["facet"] == "birth_year"


def test_the_example_of_an_error_is_what_is_said(example: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(example / "data", tmp_path / "data")
    spoilt = tmp_path / "data" / "agreements" / f"{EXAMPLE}.yaml"
    good = spoilt.read_text(encoding="utf-8")
    spoilt.write_text(good.replace("when: {need: hjalpmedel, housing: sjukhus}", "when: {need: hjalpmedel, housing: sjukhuss}"))
    assert main(["case", "--county", "jonkoping", "--knowledge", str(tmp_path / "data")]) == 2
    said = capsys.readouterr().err.partition(" ")[2].partition(" ")[2].strip()
    assert said in KNOWLEDGE_MANUAL


# The examples of README


def examples() -> list[str]:
    lines = [line.partition("  #")[0].strip() for block in fenced(README, "sh") for line in block.splitlines()]
    return [line for line in lines if re.match(r"vem-ansvarar (ask|case|check)\b", line)]


@pytest.mark.parametrize("line", examples())
def test_example_runs(line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    lines = fenced(README, "json")[0]
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    arguments = shlex.split(re.split(r" [<>]", line)[0])[1:]
    assert main(arguments) == 0
    out = capsys.readouterr().out
    assert out.strip()
    if "--batch" in arguments:
        answers = [json.loads(answer) for answer in out.splitlines()]
        assert len(answers) == len(lines.splitlines())
        assert not any("error" in answer for answer in answers)


def test_there_are_examples() -> None:
    assert {line.split()[1] for line in examples()} == {"ask", "case", "check"}


def flat(text: str) -> str:
    """One line, as said without the documents at hand."""
    return re.sub(r"\s+", " ", text.replace("Visa ordalydelsen · ", "")).strip()


def test_the_conversation_is_what_the_bot_says(dialog: Dialog) -> None:
    """Run `vem-ansvarar chat` again and paste what it says when this fails."""
    parts = re.split(r"^> (.*)$", fenced(README, "text")[0], flags=re.MULTILINE)[1:]
    assert len(parts) >= 6
    state, _ = dialog.turn(State(), Message(verb="welcome"))
    for said, shown in zip(parts[::2], parts[1::2], strict=True):
        state, replies = dialog.turn(state, Message(text=said))
        assert flat(shown) == flat("\n".join(reply.text for reply in replies))


# The pages themselves


def test_links_lead_somewhere() -> None:
    for path, text in PAGES.items():
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", text):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"


def test_tables_are_whole() -> None:
    """Every row has as many cells as the one before it, so that the page shows what was written."""
    for path, text in PAGES.items():
        for above, below in pairwise(text.splitlines()):
            if above.startswith("|") and below.startswith("|"):
                cells = [len(re.findall(r"(?<!\\)\|", line)) for line in (above, below)]
                assert cells[0] == cells[1], f"{path.name}: {below}"
