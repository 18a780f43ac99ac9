"""The command line run in this process, and the contract that its answers keep."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from databases import migrate
from sqlalchemy import Connection
from sqlalchemy.engine import URL, make_url

from bot.cli import main
from bot.cli.world import reader
from bot.storage.engine import open_engine
from dialogs.world import World
from knowledge.loader import DATA

TOP = {"id", "intent", "text", "masked", "county", "agreements", "facets", "outcome", "ask", "facts", "contacts", "sip"}
FACETS = {"age", "age_group", "diagnosis", "housing", "need", "topic", "not"}
OUTCOME = {"principal", "duties", "silences", "law", "notes"}
DUTY = {"fact", "principal", "unit", "strength", "text", "source"}
SOURCE = {"agreement", "heading", "locator", "quote"}
ASK = {"facet", "question", "choices", "remaining_at_most"}
CONTACT = {"unit", "name", "phone", "email", "url", "verified_at", "source"}
NO_PRINCIPAL = {"contacts", "deviation", "faq", "agreement_info", "smalltalk", "help", "off_topic", "emergency"}
Json = dict[str, Any]


@dataclass(frozen=True)
class Ran:
    """What a command returned and wrote."""

    code: int
    out: str
    err: str

    @property
    def answer(self) -> Json:
        assert self.code == 0, self.err
        answered: Json = json.loads(self.out)
        return answered

    @property
    def answers(self) -> list[Json]:
        assert self.code == 0, self.err
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def complaint(self) -> str:
        """The one line on stderr of a command that could not be run as asked."""
        assert (self.code, self.out) == (2, "")
        (line,) = self.err.splitlines()
        return line.removeprefix("vem-ansvarar: ")


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, world: World) -> Run:
    """`vem-ansvarar` with these arguments, and with lines (text, or objects as JSON) on standard input.

    The reader that belongs to the built-in knowledge is made once for all tests.
    """
    monkeypatch.setattr("bot.cli.world.reader", lambda known: world.reader if known.root == DATA else reader(known))
    monkeypatch.delenv("AGREEMENT_SOURCES", raising=False)
    monkeypatch.delenv("KNOWLEDGE_DIR", raising=False)

    def run_(*arguments: str | Path, lines: list[Any] | None = None) -> Ran:
        written = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines or []]
        monkeypatch.setattr("sys.stdin", StringIO("".join(f"{line}\n" for line in written)))
        code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return run_


@pytest.fixture
def knowledge_dir(tmp_path: Path) -> Path:
    """A copy of the knowledge, to be changed."""
    return Path(shutil.copytree(DATA, tmp_path / "knowledge"))


@dataclass(frozen=True)
class Stored:
    """The database that DATABASE_URL names."""

    url: str

    def run(self, work: Callable[[Connection], Any]) -> Any:
        """What `work` returns, done in one transaction."""
        return asyncio.run(self._run(work))

    async def _run(self, work: Callable[[Connection], Any]) -> Any:
        engine = open_engine(self.url)
        try:
            async with engine.begin() as connection:
                return await connection.run_sync(work)
        finally:
            await engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stored:
    """A database with empty tables."""
    if request.param == "sqlite":
        url = URL.create("sqlite+aiosqlite", database=str(tmp_path / "bot.sqlite")).render_as_string()
        asyncio.run(migrate(make_url(url)))
    else:
        url = request.getfixturevalue("postgresql")
    for name in ("MicrosoftAppId", "OMBUD_FILE", "LOCAL_OMBUD"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATABASE_URL", url)
    return Stored(url)


@pytest.fixture
def keeps_contract() -> Callable[[Json], None]:
    """Whether an answer has the form that scripts rely on: section 6 of the design."""
    return check_contract


def check_contract(answered: Json) -> None:
    assert set(answered) == TOP
    assert set(answered["facets"]) >= FACETS
    assert set(answered["outcome"]) == OUTCOME
    assert set(answered["sip"]) == {"url", "kind"}
    assert answered["sip"]["kind"] in ("configured", "meeting", "information")
    assert answered["sip"]["url"].startswith("https://")
    for name in ("masked", "agreements", "facts", "contacts"):
        assert isinstance(answered[name], list), name
    for name in ("diagnosis", "need", "topic"):
        assert isinstance(answered["facets"][name], list), name
    for contact in answered["contacts"]:
        assert set(contact) == CONTACT
    _check_outcome(answered)
    _check_ask(answered["ask"])


def _check_outcome(answered: Json) -> None:
    outcome = answered["outcome"]
    assert outcome["principal"] in ("region", "kommun", "both", "not_settled", None)
    for duty in outcome["duties"]:
        assert set(duty) == DUTY
        assert set(duty["source"]) == SOURCE
        assert duty["principal"] in ("region", "kommun", "both")
        assert duty["source"]["agreement"] in answered["agreements"]
    assert len(answered["facts"]) == len(set(answered["facts"])) <= 8
    assert {*(duty["fact"] for duty in outcome["duties"]), *outcome["silences"]} <= set(answered["facts"])
    if answered["ask"]:
        assert (outcome["principal"], outcome["duties"], answered["facts"]) == (None, [], [])
    elif outcome["principal"] is None:
        assert answered["intent"] in NO_PRINCIPAL or "avvikelse" in answered["facets"]["need"]
    elif outcome["principal"] != "not_settled":
        assert outcome["duties"] or answered["intent"] == "faq"


def _check_ask(ask: Json | None) -> None:
    if ask is not None:
        assert set(ask) == ASK
        assert ask["question"].endswith("?")
        assert ask["remaining_at_most"] >= 1
        assert all(set(choice) == {"key", "label"} for choice in ask["choices"])
