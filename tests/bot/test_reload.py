"""Knowledge and ombud read anew: what is sound is taken in use, what is not is refused with its reason."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import shutil
import signal
from collections.abc import Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine

from bot import reload as module
from bot.cli.world import reader
from bot.edition import Edition, fingerprint, read_edition
from bot.library import Library
from bot.ombud import Ombud, read_ombud
from bot.reload import Reload, Watch, reread_ombud
from bot.storage.conversations import fingerprint as fingerprint_of_person
from bot.storage.faq import LiveFaq
from bot.storage.schema import metadata
from bot.telemetry import Metrics
from dialogs.ticket import Role
from dialogs.world import World
from knowledge.faq import FaqEntry
from knowledge.loader import DATA, load

AGREEMENT = "agreements/jonkoping-habilitering-2022.yaml"
RULE = "Regionen svarar för habilitering på specialistnivå."
LINE = (DATA / AGREEMENT).read_text("utf-8").partition(RULE)[0].count("\n") + 1
ANNA, BO = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(DATA, tmp_path / "data")
    return tmp_path / "data"


@pytest.fixture
def make(folder: Path) -> Callable[[], World]:
    def read() -> World:
        knowledge = load(folder)
        return World(knowledge, reader(knowledge))

    return read


@pytest.fixture
def library(folder: Path, make: Callable[[], World]) -> Library:
    return Library(read_edition(folder, make))


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def reload(library: Library, folder: Path, make: Callable[[], World], metrics: Metrics) -> Reload:
    return Reload(library, folder, make, metrics)


def edit(folder: Path, old: str, new: str, name: str = AGREEMENT) -> None:
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), "utf-8")


def logged(caplog: pytest.LogCaptureFixture, event: str) -> dict[str, Any]:
    """The data of the only line about `event`."""
    (record,) = [record for record in caplog.records if record.msg == event]
    return dict(record.data)


@pytest.fixture(autouse=True)
def _heard(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "bot")


async def test_a_sound_edit_is_taken_in_use(reload, library, folder, metrics, caplog) -> None:
    before = library.current.name
    edit(folder, RULE, "Ny regel.")
    assert await reload.again() == "reloaded"
    assert library.current.name == fingerprint(folder) != before
    assert library.names == (library.current.name, before)
    assert any(s.text.startswith("Ny regel.") for s in library.current.world.knowledge.statements.values())
    assert reload.standing == f"ok, edition {library.current.name}"
    assert logged(caplog, "knowledge_reloaded").keys() == {"edition", "seconds"}
    text = metrics.text().decode()
    assert f'bot_knowledge_info{{edition="{library.current.name}"}} 1.0' in text
    assert before not in text
    assert 'bot_reloads_total{result="reloaded"} 1.0' in text


WRONG_CASE = "\ncases:\n  - {name: Fel, facets: {need: samordning_sip}, principal: region}\n"
BAD = {
    "no YAML": (RULE, "]: [", f"{AGREEMENT}:{LINE}: is no valid YAML"),
    "a misspelt value": ("need: [habilitering_specialist,", "need: [habilitering_spesialist,", "is no value of facet need"),
    "another answer than a case says": ("\ncases:\n", WRONG_CASE, "expected region"),
    "a unit without contacts": ("    unit: ", "    unit: x", "does not list"),
}


@pytest.mark.parametrize("fault", BAD)
async def test_a_bad_edit_is_refused_with_its_reason(reload, library, folder, metrics, caplog, fault) -> None:
    before = library.current
    old, new, reason = BAD[fault]
    good = (folder / AGREEMENT).read_text("utf-8")
    edit(folder, old, new)
    assert await reload.again() == "rejected"
    assert library.current is before
    told = logged(caplog, "knowledge_rejected")
    assert any(reason in problem for problem in told["problems"])
    assert told["edition"] == before.name
    assert reload.standing == f"ok, edition {before.name}, the latest edit was rejected"
    assert f'bot_knowledge_info{{edition="{before.name}"}} 1.0' in metrics.text().decode()
    assert 'bot_reloads_total{result="rejected"} 1.0' in metrics.text().decode()
    (folder / AGREEMENT).write_text(good, "utf-8")
    assert await reload.again() == "unchanged"
    assert reload.standing == f"ok, edition {before.name}"
    assert library.names == (before.name,)


@pytest.mark.parametrize("gone", ["facets.yaml", "."])
async def test_files_that_are_gone_are_a_bad_edit(reload, library, folder, caplog, gone) -> None:
    before = library.current
    shutil.move(folder / gone if gone != "." else folder, folder.parent / "elsewhere")
    assert await reload.again() == "rejected"
    assert library.current is before
    assert logged(caplog, "knowledge_rejected")["problems"]


async def test_whatever_reading_raises_the_old_knowledge_answers(library, folder, metrics, caplog) -> None:
    def broken() -> World:
        raise MemoryError("too much")

    reload = Reload(library, folder, broken, metrics)
    assert await reload.again() == "rejected"
    assert logged(caplog, "knowledge_rejected")["problems"] == ("data: cannot be read (MemoryError: too much)",)


async def test_turns_go_on_while_the_knowledge_is_read(reload, library, folder) -> None:
    edit(folder, RULE, "Ny regel.")
    reading = asyncio.create_task(reload.again())
    turns = 0
    while not reading.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns > 10
    assert await reading == "reloaded"


async def test_what_hangs_on_the_knowledge_comes_after_it(library, folder, make, metrics) -> None:
    seen: list[str] = []
    reload = Reload(library, folder, make, metrics, lambda: seen.append(library.current.name))
    edit(folder, RULE, "Ny regel.")
    await reload.again()
    edit(folder, "Ny regel.", "]: [")
    await reload.again()
    assert seen == [library.current.name] * 2


@asynccontextmanager
async def running(*works: Any):
    tasks = [asyncio.create_task(work(None)) for work in works]
    await asyncio.sleep(0)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not holds():
            await asyncio.sleep(0.01)


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="the system has no SIGHUP")
async def test_sighup(reload, library, folder, metrics) -> None:
    def results(result: str) -> float:
        return metrics.registry.get_sample_value("bot_reloads_total", {"result": result}) or 0.0

    inherited = signal.signal(signal.SIGHUP, signal.SIG_DFL)  # another one where the tests outlive their terminal
    async with running(reload.run):
        edit(folder, RULE, "Ny regel.")
        os.kill(os.getpid(), signal.SIGHUP)
        await until(lambda: results("reloaded") == 1)
        assert library.current.name == fingerprint(folder)
        for _ in range(5):
            os.kill(os.getpid(), signal.SIGHUP)
        await until(lambda: results("unchanged") >= 1)
    assert signal.getsignal(signal.SIGHUP) == signal.SIG_DFL
    signal.signal(signal.SIGHUP, inherited)


async def test_the_watch_tells_of_changes_once_they_are_over(folder, monkeypatch) -> None:
    monkeypatch.setattr(module, "EVERY", 0.02)
    people = folder.parent / "ombud.yaml"
    changes: list[int] = []
    async with running(Watch(folder, [people], lambda: changes.append(1)).run):
        for act in (
            lambda: edit(folder, RULE, "Ny regel."),
            lambda: (folder / "faq" / "jonkoping.yaml").write_text("[]"),
            (folder / "faq" / "jonkoping.yaml").unlink,
            lambda: people.write_text("administrators: []"),
        ):
            told = len(changes)
            act()
            await until(lambda told=told: len(changes) > told)
            await asyncio.sleep(0.2)
            assert len(changes) == told + 1
        (folder / "notes.txt").write_text("no knowledge")
        await asyncio.sleep(0.2)
        assert len(changes) == 4


async def test_a_change_before_the_watch_runs_is_seen(folder, monkeypatch) -> None:
    monkeypatch.setattr(module, "EVERY", 0.02)
    changes: list[int] = []
    watch = Watch(folder, [], lambda: changes.append(1))
    edit(folder, RULE, "Ny regel.")
    async with running(watch.run):
        await until(lambda: bool(changes))


async def test_an_edit_in_local_mode_needs_no_signal(reload, library, folder, monkeypatch) -> None:
    monkeypatch.setattr(module, "EVERY", 0.02)
    before = library.current.name
    async with running(reload.run, Watch(folder, [], reload.want).run):
        edit(folder, RULE, "Ny regel.")
        await until(lambda: library.current.name != before)
        assert library.current.name == fingerprint(folder)


ENTRY = {
    "id": "faq-1",
    "county": "jonkoping",
    "question": "Vem?",
    "answer": "Kommunen.",
    "approved_by": ["kommun"],
    "approved_at": "2026-01-01",
}


def test_the_reviewed_answers_follow_the_knowledge(library, folder, make) -> None:
    live = LiveFaq(lambda: library.faq)
    connection = create_engine("sqlite://").connect()
    metadata.create_all(connection)
    assert live.of(connection, "jonkoping") == ()
    entry = FaqEntry.model_validate(ENTRY)
    world = library.current.world
    known = replace(world, knowledge=replace(world.knowledge, faq=(entry,)))
    library.take_in(Edition("with an answer", type(library.current.dialog)(known)))
    assert live.of(connection, "jonkoping") == (entry,)
    connection.close()
    connection.engine.dispose()


def person(object_id: str) -> str:
    return fingerprint_of_person(json.dumps(["msteams", object_id]))


PEOPLE = f"administrators: [{ANNA}]\nombud:\n  jonkoping:\n    kommun: [{ANNA}, {BO}]\n"


@pytest.fixture
def people(tmp_path: Path) -> Path:
    (tmp_path / "ombud.yaml").write_text(PEOPLE)
    return tmp_path / "ombud.yaml"


def test_an_ombud_who_is_gone_from_the_file_is_refused(people, library, caplog) -> None:
    counties = library.current.world.knowledge.covered
    ombud = read_ombud(people, counties)
    roles_of = ombud.roles_of
    role = Role("jonkoping", "kommun")
    assert roles_of(person(BO)) == {role}
    people.write_text(PEOPLE.replace(f", {BO}", "").replace(f"[{ANNA}]\nombud", "[]\nombud"))
    reread_ombud(people, ombud, counties)
    assert roles_of(person(BO)) == frozenset()
    assert roles_of(person(ANNA)) == {role}
    assert not ombud.is_admin(person(ANNA))
    assert logged(caplog, "ombud_reloaded") == {"people": 1, "administrators": 0}


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("ombud: {jonkoping: {kommun: [anna@kommun.example]}}", "ombud.yaml:1: Input should be a valid UUID"),
        ("ombud: {jonkoping: {anna@kommun.example: []}}", "ombud.yaml:1: "),
        ("ombud: {atlantis: {}}", "ombud.yaml:1: is no county with an agreement"),
        ("ombud: [", "ombud.yaml:2: is no valid YAML"),
        (None, "ombud.yaml:1: cannot be read"),
    ],
)
def test_a_bad_file_leaves_the_ombud_who_they_were(people, library, caplog, written, reason) -> None:
    counties = library.current.world.knowledge.covered
    ombud = read_ombud(people, counties)
    before = Ombud(**vars(ombud))
    if written is None:
        people.unlink()
    else:
        people.write_text(written)
    reread_ombud(people, ombud, counties)
    assert ombud == before
    (problem,) = logged(caplog, "ombud_rejected")["problems"]
    assert problem.startswith(reason)
    assert "anna" not in problem
