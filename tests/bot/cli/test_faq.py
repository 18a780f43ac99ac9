"""`faq`: what ombud have approved goes from the database to the files and back, and nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from faq_entries import DAY, entry
from sqlalchemy import Connection

from bot.storage import faq
from bot.storage.faq import LiveFaq
from dialogs.desk import Proposal, Stage
from dialogs.ticket import Role
from knowledge.faq import FaqEntry
from knowledge.faq_binding import bound
from knowledge.faq_yaml import save_faq
from knowledge.loader import Knowledge, load

Run = Callable[..., Any]
NOW = datetime.now(UTC)
BROKEN = """\
county: kalmar
entries:
  - id: faq-1
    question: Vem lagar rullstolen?
    answer: Den som äger den.
    facts: {KLM-999: abcd-_12}
    approved_by: [kommun, region]
    approved_at: 2026-11-22
"""


def keep(connection: Connection, kept: FaqEntry, stage: Stage = "live") -> None:
    known = faq.load(connection, kept.id)
    faq.keep(connection, Proposal(kept, stage, version=known.version if known else 0), NOW)


def live(connection: Connection) -> list[FaqEntry]:
    kept = LiveFaq()
    return [each for county in ("dalarna", "kalmar") for each in kept.of(connection, county)]


@pytest.fixture
def entries(knowledge: Knowledge) -> list[FaqEntry]:
    """Entries that use every field, of two counties."""
    fact = next(s.id for agreement in knowledge.agreements if agreement.county == "kalmar" for s in agreement.every())
    whole = entry(
        id="faq-1042",
        variants=("Vem reparerar rullstolen?",),
        answer="Den som äger den.\n\nFråga på hjälpmedelscentralen.",
        facts=bound(knowledge, [fact]),
        when={"housing": ["sjukhus"]},
        links=("https://example.se/a",),
        ticket=1042,
    )
    return [entry(id="faq-7", county="dalarna"), entry(id="faq-9", approved_by=["kommun"]), whole]


def fill(database: Any, entries: list[FaqEntry]) -> None:
    for each in entries:
        database.run(lambda connection, each=each: keep(connection, each))


# Round trip


def test_what_goes_out_comes_back_the_same(database: Any, run: Run, knowledge_dir: Path, entries: list[FaqEntry]) -> None:
    fill(database, entries)
    folder = ["--knowledge", knowledge_dir]
    ran = run("faq", "export", *folder)
    files = [knowledge_dir / "faq" / f"{county}.yaml" for county in ("dalarna", "kalmar")]
    assert (ran.code, ran.err) == (0, "")
    assert sorted(ran.out.splitlines()) == [f"{files[0]}: 1 new, 0 changed", f"{files[1]}: 2 new, 0 changed"]
    assert sorted(load(knowledge_dir).faq, key=lambda each: each.id) == sorted(entries, key=lambda each: each.id)
    assert run("faq", "import", *folder).out == "0 new, 0 changed, 3 unchanged, 0 older than in the database\n"
    database.run(lambda connection: connection.execute(faq.faq.delete()))
    assert run("faq", "import", *folder).out == "3 new, 0 changed, 0 unchanged, 0 older than in the database\n"
    assert {each.id: each for each in database.run(live)} == {each.id: each for each in entries}
    kept = database.run(lambda connection: faq.load(connection, "faq-9"))
    assert (kept.stage, kept.approvals) == ("live", {Role("kalmar", "kommun")})


def test_what_stands_there_stays_and_only_what_differs_is_written(
    database: Any, run: Run, knowledge_dir: Path, knowledge: Knowledge, entries: list[FaqEntry]
) -> None:
    save_faq(knowledge_dir, [entry(id="faq-2"), entry(id="faq-9", answer="Det gamla.")], knowledge)
    path = knowledge_dir / "faq" / "kalmar.yaml"
    path.write_text(f"# Granskad av båda.\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    before = path.read_text(encoding="utf-8").splitlines()
    fill(database, entries)
    run("faq", "export", "--county", "kalmar", "--knowledge", knowledge_dir)
    after = path.read_text(encoding="utf-8").splitlines()
    assert [line for line in before if line not in after] == ["    answer: Det gamla."]
    assert [each.id for each in load(knowledge_dir).faq] == ["faq-2", "faq-9", "faq-1042"]
    assert not (knowledge_dir / "faq" / "dalarna.yaml").exists()
    ran = run("faq", "export", "--county", "kalmar", "--knowledge", knowledge_dir)
    assert ran.out == "nothing to write: what is live stands in the files already\n"
    assert path.read_text(encoding="utf-8").splitlines() == after


def test_what_was_approved_later_stays(database: Any, run: Run, knowledge_dir: Path, knowledge: Knowledge) -> None:
    later = entry(answer="Det senare.", approved_at=DAY + timedelta(days=1))
    save_faq(knowledge_dir, [later], knowledge)
    fill(database, [entry()])
    run("faq", "export", "--knowledge", knowledge_dir)
    assert load(knowledge_dir).faq == (later,)
    assert run("faq", "import", "--knowledge", knowledge_dir).out.startswith("0 new, 1 changed")
    save_faq(knowledge_dir, [entry()], knowledge)
    assert run("faq", "import", "--knowledge", knowledge_dir).out.endswith("1 older than in the database\n")
    assert database.run(live) == [later]


def test_another_folder_may_be_named(database: Any, run: Run, tmp_path: Path, entries: list[FaqEntry]) -> None:
    fill(database, entries)
    out = tmp_path / "out"
    assert f"{out / 'faq'} cannot be written" in run("faq", "export", "--out", out).complaint
    out.mkdir()
    assert run("faq", "export", "--out", out).code == 0
    database.run(lambda connection: connection.execute(faq.faq.delete()))
    assert run("faq", "import", out / "faq" / "kalmar.yaml").out.startswith("2 new, ")
    assert run("faq", "import", out / "faq" / "dalarna.yaml", "--county", "kalmar").out.startswith("0 new, ")


# What is left out or refused


def test_what_is_stale_is_left_out_unless_asked_for(
    database: Any, run: Run, knowledge_dir: Path, entries: list[FaqEntry]
) -> None:
    (fact,) = entries[2].facts
    old = entries[2].model_copy(update={"facts": {fact: "abcd-_12"}})
    fill(database, [old])
    ran = run("faq", "export", "--knowledge", knowledge_dir)
    assert ran.code == 1
    assert ran.err.startswith(f"faq-1042 is left out: {fact} changed since it was approved.")
    assert load(knowledge_dir).faq == ()
    assert run("faq", "export", "--stale", "--knowledge", knowledge_dir).code == 0
    assert load(knowledge_dir).faq == (old,)


def test_what_the_knowledge_does_not_have_holds_up_nothing_else(database: Any, run: Run, knowledge_dir: Path) -> None:
    fill(database, [entry(id="faq-1", when={"housing": "slott"}), entry(id="faq-2")])
    ran = run("faq", "export", "--stale", "--knowledge", knowledge_dir)
    assert ran.code == 1
    assert ran.err.startswith("faq-1 is left out: when.housing 'slott' is no value of facet housing.")
    assert [each.id for each in load(knowledge_dir).faq] == ["faq-2"]


def test_only_what_is_live_goes_out(database: Any, run: Run, knowledge_dir: Path) -> None:
    for number, stage in enumerate(("proposed", "rejected", "retired")):
        database.run(lambda connection, n=number, s=stage: keep(connection, entry(id=f"faq-{n}"), s))
    assert run("faq", "export", "--knowledge", knowledge_dir).out.startswith("nothing to write")


def test_an_unknown_fact_is_refused_with_its_line(database: Any, run: Run, knowledge_dir: Path, tmp_path: Path) -> None:
    path = tmp_path / "kalmar.yaml"
    path.write_text(BROKEN, encoding="utf-8")
    said = "entries[0].facts.KLM-999: 'KLM-999' is no statement of the county's agreements."
    assert run("faq", "import", path).complaint.startswith(f"kalmar.yaml:6 {said}")
    path.rename(knowledge_dir / "faq" / "kalmar.yaml")
    assert run("faq", "import", "--knowledge", knowledge_dir).complaint.startswith(f"faq/kalmar.yaml:6 {said}")
    assert database.run(live) == []


def test_an_id_is_of_one_county(database: Any, run: Run, knowledge_dir: Path, knowledge: Knowledge) -> None:
    save_faq(knowledge_dir, [entry(id="faq-0"), entry(id="faq-7")], knowledge)
    fill(database, [entry(id="faq-7", county="dalarna")])
    said = run("faq", "import", "--knowledge", knowledge_dir).complaint
    assert said == "faq-7 is an entry of dalarna in the database. Give one of them another id"
    assert [each.county for each in database.run(live)] == ["dalarna"]
    path = knowledge_dir / "faq" / "kalmar.yaml"
    assert "faq-0 stands in more than one of the files" in run("faq", "import", path, path).complaint
    ran = run("faq", "export", "--knowledge", knowledge_dir)
    assert (ran.code, ran.err) == (1, "faq-7 is left out: it stands in the files of kalmar. Give one of them another id\n")
    assert [each.county for each in load(knowledge_dir).faq] == ["kalmar", "kalmar"]


def test_importing_makes_live_what_was_not(database: Any, run: Run, knowledge_dir: Path, knowledge: Knowledge) -> None:
    save_faq(knowledge_dir, [entry()], knowledge)
    database.run(lambda connection: keep(connection, entry(approved_at=date(2027, 1, 1)), "proposed"))
    assert run("faq", "import", "--knowledge", knowledge_dir).out.startswith("0 new, 1 changed")
    assert database.run(live) == [entry()]


# List


def test_every_entry_is_listed_with_what_is_stale(
    database: Any, run: Run, knowledge_dir: Path, knowledge: Knowledge, entries: list[FaqEntry]
) -> None:
    (fact,) = entries[2].facts
    save_faq(knowledge_dir, [entry(id="faq-9")], knowledge)
    fill(database, [entries[0], entries[1], entries[2].model_copy(update={"facts": {fact: "abcd-_12"}})])
    database.run(lambda connection: keep(connection, entry(id="faq-5"), "proposed"))
    ran = run("faq", "list", "--county", "kalmar", "--knowledge", knowledge_dir)
    asked = "Vem lagar rullstolen?"
    assert ran.out.splitlines()[0] == f"kalmar: faq-9 (live, file): {asked}"
    assert sorted(ran.out.splitlines()[1:]) == [
        f"kalmar: faq-1042 (live, stale: {fact}, database): {asked}",
        f"kalmar: faq-5 (proposed, database): {asked}",
        f"kalmar: faq-9 (live, database, the file goes before): {asked}",
    ]
    assert f"dalarna: faq-7 (live, database): {asked}" in run("faq", "list", "--knowledge", knowledge_dir).out
    assert "'kalmr' is no county key. Did you mean 'kalmar'?" in run("faq", "list", "--county", "kalmr").complaint
