"""`db`: the schema brought up to date, what needs somebody's hand, and what is removed, on SQLite and PostgreSQL."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from databases import on_server, server
from sqlalchemy import Connection, func, select, text, update

from bot.storage import conversations, outbox, places, tickets
from bot.storage.conversations import Where, fingerprint
from bot.storage.outbox import Parcel
from bot.storage.schema import metadata
from bot.storage.upgrade import HEAD
from dialogs.state import State
from dialogs.ticket import Event, Role, Ticket

Run = Callable[..., Any]
NOW = datetime.now(UTC)
LONG_AGO = NOW - timedelta(days=5000)
REGION = Role("kalmar", "region")
OBJECT = "00000000-0000-0000-0000-00000000000a"


@pytest.fixture(params=["sqlite", "postgresql"])
def nothing(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a database without tables: a file that is not there, an empty one on the server."""
    if request.param == "sqlite":
        monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'var' / 'bot.sqlite'}")
        yield "sqlite"
        return
    request.getfixturevalue("postgresql_url")
    name = f"test_{uuid4().hex}"
    asyncio.run(on_server(f'CREATE DATABASE "{name}"'))
    try:
        monkeypatch.setenv("DATABASE_URL", server().set(database=name).render_as_string(hide_password=False))
        yield "postgresql"
    finally:
        asyncio.run(on_server(f'DROP DATABASE "{name}" WITH (FORCE)'))


@pytest.fixture
def set_back(database: Any) -> Iterator[Callable[[str], None]]:
    """Writes another migration into the database, until the test is over."""

    def write(version: str) -> None:
        database.run(lambda connection: connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version}))

    yield write
    write(HEAD)


def rows(connection: Connection) -> dict[str, int]:
    counted = {table.name: select(func.count()).select_from(table) for table in metadata.sorted_tables}
    return {name: connection.execute(query).scalar_one() for name, query in counted.items()}


def opened(connection: Connection, at: datetime = NOW) -> Ticket:
    return tickets.open_ticket(connection, Ticket("kalmar", "Vem lagar rullstolen?"), "asker", "place", at)


def answered(connection: Connection, at: datetime = NOW, **changes: Any) -> Ticket:
    ticket = opened(connection, at)
    return tickets.keep(connection, ticket.with_(status="answered", round=1, **changes), Event("answered", REGION), at)


def parcel(connection: Connection, once: str, at: datetime = NOW) -> Parcel:
    put = Parcel(once, {"channelId": "test"}, {"activities": []})
    return put.numbered(outbox.put(connection, put, at, later=True), at)


# Upgrade


def test_a_database_is_made_and_then_left_alone(nothing: str, run: Run) -> None:
    ran = run("db", "upgrade")
    assert (ran.code, ran.out, ran.err) == (0, f"from migration none to {HEAD}\n", "")
    assert run("db", "upgrade").out == f"at migration {HEAD} already\n"
    assert run("db", "check").code == 0


def test_nothing_is_made_by_looking(nothing: str, run: Run, tmp_path: Path) -> None:
    ran = run("db", "check")
    if nothing == "sqlite":
        assert "there is no database" in ran.complaint
        assert "vem-ansvarar db upgrade" in ran.complaint
        assert list(tmp_path.iterdir()) == []
    else:
        assert ran.code == 1
        assert f"to do: the schema is at migration none and {HEAD} is needed. Run: vem-ansvarar db upgrade" in ran.out


def test_a_schema_that_is_behind_is_told_by_every_command(set_back: Callable[[str], None], run: Run) -> None:
    set_back("0001")
    ran = run("db", "check", "--json")
    found = json.loads(ran.out)
    assert (ran.code, found["sound"], found["schema"]) == (1, False, {"at": "0001", "needed": HEAD})
    assert found["problems"] == [f"the schema is at migration 0001 and {HEAD} is needed. Run: vem-ansvarar db upgrade"]
    for command in (["db", "purge"], ["faq", "list"], ["person", "forget", "--object-id", OBJECT], ["report", "usage"]):
        assert f"the database is at migration 0001 and {HEAD} is needed" in run(*command).complaint


def test_a_schema_that_is_newer_is_told(set_back: Callable[[str], None], run: Run) -> None:
    set_back("9999")
    assert "newer than this version (migration 9999). Install the newer version" in run("db", "check").out
    for action in ("upgrade", "purge"):
        assert run("db", action).complaint == (
            "the database is at migration 9999, which this version does not know. Install the newer version"
        )


def test_a_database_that_does_not_answer_is_one_line(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody:hemligt@127.0.0.1:1/none")
    for command in (["db", "upgrade"], ["db", "check"], ["db", "purge"]):
        said = run(*command).complaint
        assert said.startswith("the database postgresql+asyncpg://somebody:***@127.0.0.1:1/none cannot be used: ")
        assert said.endswith("Check DATABASE_URL")
        assert "hemligt" not in said
    spoilt = tmp_path / "bot.sqlite"
    spoilt.write_text("this is no database, however long it may be" * 100)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{spoilt}")
    assert "file is not a database" in run("db", "check").complaint


def test_a_setting_that_cannot_be_used_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://x")
    assert run("db", "check").complaint.startswith("DATABASE_URL: write sqlite:///")


# Check


def test_an_empty_database_is_sound(database: Any, run: Run) -> None:
    ran = run("db", "check")
    assert ran.code == 0
    assert ran.out.endswith("oldest open ticket: none\nparcels: 0 waiting, 0 of them late, 0 failed\nsound\n")
    found = run("db", "check", "--json").answer
    assert found["rows"] == dict.fromkeys(metadata.tables, 0)
    assert found["problems"] == []


def test_what_waits_is_told(database: Any, run: Run) -> None:
    first = database.run(lambda connection: opened(connection, NOW - timedelta(days=3)))
    database.run(opened)
    database.run(lambda connection: parcel(connection, "fresh"))
    found = run("db", "check", "--json").answer
    assert found["oldest_open_ticket"]["number"] == first.number
    assert found["oldest_open_ticket"]["created_at"] == (NOW - timedelta(days=3)).isoformat()
    assert found["parcels"] == {"waiting": 1, "late": 0, "failed": 0}
    assert (found["rows"]["tickets"], found["rows"]["events"], found["rows"]["outbox"]) == (2, 2, 1)
    assert f"oldest open ticket: {first.number} in kalmar, since {NOW - timedelta(days=3):%Y-%m-%d}" in run("db", "check").out


def test_what_nobody_sends_and_what_failed_is_to_be_done(database: Any, run: Run) -> None:
    def work(connection: Connection) -> int:
        parcel(connection, "late", NOW - timedelta(hours=1))
        outbox.finished(connection, parcel(connection, "failed"), "failed")
        lost = answered(connection)
        tickets.note_delivery(connection, lost.number, 1, "failed", NOW)
        closed = answered(connection)
        tickets.mark_delivery(connection, closed.number, "failed")
        connection.execute(update(metadata.tables["tickets"]).filter_by(number=closed.number).values(status="closed"))
        return lost.number

    number = database.run(work)
    ran = run("db", "check")
    assert ran.code == 1
    assert [line for line in ran.out.splitlines() if line.startswith("to do: ")] == [
        "to do: 1 parcels should have been sent more than 15 minutes ago. See that the service is running",
        "to do: 1 parcels could not be sent. Look for channel_failed in the log",
        f"to do: answers that did not reach the asker: tickets {number}. Let an ombud reopen or close them",
    ]


# Purge


def fill(connection: Connection) -> None:
    """A conversation, a ticket and a chat of an ombud from long ago, and a conversation of today."""
    conversations.save(connection, Where("old", "asker"), State(), 0, LONG_AGO)
    conversations.save(connection, Where("fresh", "asker"), State(), 0, NOW)
    answered(connection, LONG_AGO)
    person = fingerprint(json.dumps(["msteams", OBJECT]))
    places.remember(connection, "chat", person, {"channelId": "msteams"}, LONG_AGO)
    places.reach_person(connection, person, "chat", [REGION], LONG_AGO)


GONE = {"conversations": 1, "tickets": 1, "places": 0, "references": 0}


def test_a_dry_run_removes_nothing_and_a_purge_what_it_said(database: Any, run: Run) -> None:
    database.run(fill)
    before = database.run(rows)
    told = run("db", "purge", "--dry-run", "--json").answer
    assert told["dry_run"]
    assert {name: told["removed"][name] for name in GONE} == GONE
    assert database.run(rows) == before
    assert run("db", "purge", "--dry-run").out.startswith("would remove: 1 conversations, ")
    assert run("db", "purge", "--json").answer == {"dry_run": False, "removed": told["removed"]}
    after = database.run(rows)
    assert (after["conversations"], after["tickets"], after["events"], after["places"]) == (1, 0, 0, 1)
    assert run("db", "purge").out.startswith("removed: 0 conversations, ")


def test_the_lifetimes_are_those_of_the_settings(database: Any, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    database.run(lambda connection: conversations.save(connection, Where("x"), State(), 0, NOW - timedelta(days=3)))
    assert run("db", "purge", "--json").answer["removed"]["conversations"] == 0
    monkeypatch.setenv("KEEP_CONVERSATIONS_DAYS", "2")
    assert run("db", "purge", "--json").answer["removed"]["conversations"] == 1


def test_chats_of_former_ombud_go_only_when_it_is_known_who_they_are(
    database: Any, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    database.run(fill)
    people = tmp_path / "ombud.yaml"
    monkeypatch.setenv("OMBUD_FILE", str(people))
    people.write_text(f"ombud: {{kalmar: {{region: ['{OBJECT}']}}}}\n", encoding="utf-8")
    assert run("db", "purge", "--json").answer["removed"]["places"] == 0
    people.write_text("ombud: {}\n", encoding="utf-8")
    removed = run("db", "purge", "--json").answer["removed"]
    assert (removed["places"], removed["references"]) == (1, 1)


def test_people_who_cannot_be_read_stop_a_purge(database: Any, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCAL_OMBUD", "kim=nowhere/region")
    assert "'nowhere' is no county with an agreement" in run("db", "purge").complaint
