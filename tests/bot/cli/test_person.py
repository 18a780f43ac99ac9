"""`person`: all that is held about somebody, and nothing of it left afterwards."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from bot.incoming import Conversation, Incoming, Person
from bot.ombud import person_of
from bot.storage import conversations, places, tickets
from bot.storage.conversations import Where
from bot.storage.schema import metadata
from dialogs.state import State
from dialogs.ticket import Event, Role, Ticket

Run = Callable[..., Any]
NOW = datetime.now(UTC)
OBJECT = "0a1b2c3d-1111-2222-3333-444444444444"
WHO = ["--object-id", OBJECT]
ROLE = Role("kalmar", "region")


def came(channel: str = "msteams", person: Person | None = None) -> Incoming:
    """A message of the person, as the service sees it."""
    return Incoming("message", Conversation("chat"), channel, sender=person or Person("29:x", OBJECT))


def fill(connection: Connection, incoming: Incoming) -> int:
    person = person_of(incoming)
    conversations.save(connection, Where(incoming.key, incoming.owner), State(county="kalmar"), 0, NOW)
    places.remember(connection, f"{incoming.channel} chat", person, incoming.reference, NOW)
    ticket = tickets.open_ticket(connection, Ticket("kalmar", "Vem hjälper min granne?"), person, f"{incoming.channel} chat", NOW)
    return tickets.keep(connection, ticket.with_(status="answered", round=1), Event("answered", ROLE), NOW).number


def everything(connection: Connection) -> str:
    return repr([connection.execute(select(table)).all() for table in metadata.sorted_tables])


def test_all_that_is_held_is_exported(database: Any, run: Run) -> None:
    number = database.run(lambda connection: fill(connection, came()))
    held = run("person", "export", *WHO).answer
    assert set(held) == {"tickets", "handled", "references", "conversations", "places", "roles"}
    assert [(each["number"], each["question"]) for each in held["tickets"]] == [(number, "Vem hjälper min granne?")]
    assert held["references"][0]["reference"]["user"]["aadObjectId"] == OBJECT
    assert held["conversations"][0]["state"]["county"] == "kalmar"
    assert run("person", "export", "--object-id", OBJECT.upper()).answer == held


def test_the_file_is_for_its_owner_alone(database: Any, run: Run, tmp_path: Path) -> None:
    database.run(lambda connection: fill(connection, came()))
    path = tmp_path / "person.json"
    assert run("person", "export", *WHO, "--out", path).out.startswith(f"{path} written")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text(encoding="utf-8")) == run("person", "export", *WHO).answer
    missing = tmp_path / "missing" / "person.json"
    assert run("person", "export", *WHO, "--out", missing).complaint.startswith(f"{missing} cannot be written")


def test_who_is_forgotten_is_nowhere(database: Any, run: Run) -> None:
    database.run(lambda connection: fill(connection, came()))
    assert person_of(came()) in database.run(everything)
    assert run("person", "forget", *WHO).out == "forgotten: 1 tickets, 1 references, 1 conversations, 0 places\n"
    left = database.run(everything)
    assert not any(word in left for word in (person_of(came()), OBJECT, "granne"))
    assert not any(run("person", "export", *WHO).answer.values())
    assert run("person", "forget", *WHO).out == "forgotten: 0 tickets, 0 references, 0 conversations, 0 places\n"


def test_others_and_other_channels_are_left_alone(database: Any, run: Run) -> None:
    database.run(lambda connection: fill(connection, came("emulator", Person("kim"))))
    before = database.run(everything)
    run("person", "forget", *WHO)
    assert database.run(everything) == before
    elsewhere = ["--object-id", "kim", "--channel", "emulator"]
    assert len(run("person", "export", *elsewhere).answer["tickets"]) == 1
    assert "1 tickets" in run("person", "forget", *elsewhere).out


def test_the_roles_of_the_configuration_are_told(
    database: Any, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = tmp_path / "ombud.yaml"
    people.write_text(f"ombud: {{kalmar: {{region: ['{OBJECT}']}}}}\n", encoding="utf-8")
    monkeypatch.setenv("OMBUD_FILE", str(people))
    assert run("person", "export", *WHO).answer["roles"] == [{"county": "kalmar", "principal": "region"}]
    assert "take the id away there too" in run("person", "forget", *WHO).err
    other = ["--object-id", OBJECT.replace("4", "5")]
    assert run("person", "forget", *other).err == ""


@pytest.mark.parametrize("action", ["export", "forget"])
def test_what_is_no_object_id_is_told(run: Run, action: str) -> None:
    assert run("person", action, "--object-id", "kim").complaint == (
        "'kim' is no object id. Write the GUID that Entra shows for the person"
    )
    assert "the following arguments are required: --object-id" in run("person", action).complaint
