"""The runbook is true: its blocks can be read, name what exists, and those for backup, restore and knowledge are run."""

# ruff: noqa: S603, S607 - our own commands

from __future__ import annotations

import asyncio
import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import databases
import pytest
import yaml
from databases import migrate, on_server
from deploy.containerfile import ROOT
from sqlalchemy import JSON, Boolean, Column, Connection, Date, Integer, insert, select
from sqlalchemy.engine import URL, make_url

from bot.cli.parser import parser
from bot.ombud import read_ombud
from bot.settings import Settings
from bot.storage.engine import open_engine
from bot.storage.lifetimes import Lifetimes
from bot.storage.schema import Moment, metadata, tickets
from knowledge.loader import DATA, Knowledge

RUNBOOK = (ROOT / "docs" / "runbook.md").read_text("utf-8")
COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text("utf-8"))
BLOCK = re.compile(r"(?:^<!-- run: ([a-z ]+) -->\n\n)?^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
KNOWN = {"az", "chmod", "cp", "docker", "echo", "export", "make", "mkdir", "openssl", "python3", "rm", "vem-ansvarar"}
BY_A_HUMAN = {"deploy/azure/main.bicepparam", "deploy/azure/ombud.yaml", "deploy/config", "deploy/.env"}
"""Files that the runbook has somebody make."""

BLOCKS = [text for _, text in BLOCK.findall(RUNBOOK)]
MARKED = {mark: text for mark, text in BLOCK.findall(RUNBOOK) if mark}


def commands(block: str) -> Iterator[list[str]]:
    """The words of every command in a block, without what is set before it."""
    for line in block.replace("\\\n", " ").replace("|\n", "| ").splitlines():
        lexer = shlex.shlex(line, posix=True, punctuation_chars="|<>")
        lexer.whitespace_split = True
        words: list[str] = []
        for word in [*lexer, "|"]:
            if word != "|":
                words.append(word)
            elif words:
                yield [*_without_settings(words)]
                words = []


def _without_settings(words: list[str]) -> Iterator[str]:
    begun = False
    for word in words:
        begun = begun or not re.match(r"[A-Z_]+=", word)
        if begun:
            yield word


ALL = [words for block in BLOCKS for words in commands(block) if words]


def test_blocks_are_found() -> None:
    expected = {"sqlite backup", "sqlite restore", "postgresql", "postgresql backup", "postgresql restore", "knowledge"}
    assert set(MARKED) == expected
    assert len(BLOCKS) >= 15


@pytest.mark.parametrize("block", BLOCKS)
def test_every_block_can_be_read(block: str) -> None:
    ended = subprocess.run(["bash", "-n", "-c", block], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("words", ALL, ids=" ".join)
def test_every_command_names_what_exists(words: list[str]) -> None:
    assert words[0] in KNOWN
    for word in words:
        if word.startswith("deploy/"):
            assert (ROOT / word).exists() or word in BY_A_HUMAN
    if words[0] == "vem-ansvarar":
        parser().parse_args(words[1:])
    if words[0] == "make":
        assert f"\n{words[1]}:" in (ROOT / "Makefile").read_text("utf-8")
    if words[0] == "docker":
        _check_compose(words)


def _check_compose(words: list[str]) -> None:
    assert words[1:4] == ["compose", "--file", "deploy/compose.yaml"]
    action, *rest = words[4:]
    assert action in ("exec", "kill", "logs", "run", "start", "stop", "up")
    services = [word for word in rest if word in COMPOSE["services"]]
    assert services or action == "up"
    if "vem-ansvarar" in rest:
        parser().parse_args(rest[rest.index("vem-ansvarar") + 1 :])
    elif action == "run":
        parser().parse_args(rest[rest.index("bot") + 1 :])


def test_the_commands_in_tables_name_what_exists() -> None:
    quoted = [words for line in re.findall(r"`((?:az|docker|vem-ansvarar|make) [^`]+)`", RUNBOOK) for words in commands(line)]
    assert len(quoted) >= 6
    for words in quoted:
        test_every_command_names_what_exists(words)


def test_the_first_ombud_can_be_read(tmp_path: Path, knowledge: Knowledge) -> None:
    (block,) = re.findall(r"^```yaml\n(.*?)^```$", RUNBOOK, re.MULTILINE | re.DOTALL)
    (tmp_path / "ombud.yaml").write_text(block, "utf-8")
    written = read_ombud(tmp_path / "ombud.yaml", knowledge.covered)
    example = read_ombud(ROOT / "deploy" / "azure" / "ombud.example.yaml", knowledge.covered)
    assert written == example
    assert len(written.roles) == 2
    assert len(written.admins) == 1


def test_every_lifetime_stands_with_its_default() -> None:
    rows = re.findall(r"^\| `(KEEP_\w+)` \| (\d+) \|", RUNBOOK, re.MULTILINE)
    given = {name: str(int(value) + 1) for name, value in rows}
    changed = vars(Settings.from_environment(given).lifetimes)
    default = vars(Lifetimes())
    assert {name: value - 1 for name, value in changed.items()} == default


# What is run


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder with `docker`, which does here what it would do in the container."""
    folder = tmp_path / "programs"
    folder.mkdir()
    stub = folder / "docker"
    stub.write_text(
        '#!/bin/bash\nset -eu\nshift 3\ncase "$1 $2 ${3:-}" in\n'
        '  "exec -T database") shift 3; exec "$@" ;;\n'
        '  "run --rm bot") shift 3; exec vem-ansvarar "$@" ;;\n'
        '  "stop bot " | "start bot ") ;;\n'
        '  *) echo "not expected: $*" >&2; exit 64 ;;\nesac\n',
        "utf-8",
    )
    stub.chmod(0o755)
    return folder


def run(mark: str, folder: Path, **environ: str) -> str:
    """What the block with this mark writes, run in `folder`."""
    path = f"{folder / 'programs'}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    command = ["bash", "-euo", "pipefail", "-c", MARKED[mark]]
    ended = subprocess.run(
        command, cwd=folder, env={**os.environ, "PATH": path, **environ}, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def fill(connection: Connection) -> None:
    """Two rows in tables that allow it, one in the others."""
    for table in metadata.sorted_tables:
        for number in range(2 if not table.foreign_keys else 1):
            row = {column.name: _value(column, number) for column in table.columns if not _counted(column)}
            connection.execute(insert(table).values(row))


def _counted(column: Column[Any]) -> bool:
    """Whether the database gives its value."""
    return column.primary_key and isinstance(column.type, Integer) and not column.foreign_keys


def _value(column: Column[Any], number: int) -> object:
    if column.name == "ticket":
        return 1001
    by_type: dict[type[Any], object] = {
        JSON: {"ord": ["åäö", number, None]},
        Moment: datetime(2026, 11, 22, 8, number, tzinfo=UTC),
        Date: date(2026, 11, 22 - number),
        Boolean: bool(number),
        Integer: number,
    }
    return next((value for kind, value in by_type.items() if isinstance(column.type, kind)), f"å{number}")


def everything(connection: Connection) -> dict[str, list[Any]]:
    return {
        table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
        for table in metadata.sorted_tables
    }


def spoil(connection: Connection) -> None:
    """Lose much, change some, and have something left over."""
    connection.execute(metadata.tables["events"].delete())
    connection.execute(tickets.update().values(county="fel"))
    connection.execute(metadata.tables["faq"].delete())
    metadata.tables["happenings"].drop(connection)


def over(url: URL, work: Any) -> Any:
    async def done() -> Any:
        engine = open_engine(url.render_as_string(hide_password=False))
        try:
            async with engine.begin() as connection:
                return await connection.run_sync(work)
        finally:
            await engine.dispose()

    return asyncio.run(done())


def one_more(connection: Connection) -> int:
    row = {column.name: _value(column, 3) for column in tickets.columns if not _counted(column)}
    return int(connection.execute(insert(tickets).values(row)).inserted_primary_key[0])


def test_backup_and_restore_on_sqlite(tmp_path: Path) -> None:
    file, copy = tmp_path / "bot.sqlite", tmp_path / "backup.sqlite"
    url = make_url(f"sqlite+aiosqlite:///{file}")
    asyncio.run(migrate(url))
    over(url, fill)
    before = over(url, everything)
    assert all(before.values())
    names = {"DATABASE": str(file), "BACKUP": str(copy)}
    with sqlite3.connect(file) as used:  # the service goes on meanwhile
        used.execute("SELECT * FROM tickets").fetchone()
        run("sqlite backup", tmp_path, **names)
    used.close()
    over(url, spoil)
    assert "sound" in run("sqlite restore", tmp_path, **names)
    assert over(url, everything) == before
    assert over(url, one_more) == 1003


@pytest.fixture
def own_database() -> Iterator[URL]:
    """A database that only one test uses."""
    if shutil.which("pg_dump") is None and not os.environ.get("CI"):
        pytest.skip("pg_dump is not installed")
    with databases.own_database() as url:
        yield url


def in_the_container(url: URL) -> dict[str, str]:
    """What the two containers have in their environment."""
    assert url.username
    assert url.database
    return {
        "POSTGRES_USER": url.username,
        "POSTGRES_DB": url.database,
        "PGHOST": str(url.host),
        "PGPORT": str(url.port),
        "DATABASE_URL": url.set(drivername="postgresql").render_as_string(hide_password=False),
    }


def test_backup_and_restore_on_postgresql(own_database: URL, programs: Path, tmp_path: Path) -> None:
    over(own_database, fill)
    before = over(own_database, everything)
    names = {"BACKUP": str(tmp_path / "backup.dump"), **in_the_container(own_database)}
    run("postgresql backup", tmp_path, **names)
    over(own_database, spoil)
    assert "sound" in run("postgresql restore", tmp_path, **names)
    assert over(own_database, everything) == before
    assert over(own_database, one_more) == 1003


def test_a_changed_password_is_the_new_one(own_database: URL, programs: Path, tmp_path: Path) -> None:
    role = f"test_{uuid4().hex}"
    asyncio.run(on_server(f'CREATE ROLE "{role}" LOGIN'))

    def password(connection: Connection) -> str | None:
        found = connection.exec_driver_sql(f"SELECT rolpassword FROM pg_authid WHERE rolname = '{role}'")  # noqa: S608
        return found.scalar_one()  # type: ignore[no-any-return]

    try:
        assert over(own_database, password) is None
        run("postgresql", tmp_path, ROLE=role, NEW_PASSWORD=uuid4().hex, **in_the_container(own_database))
        assert over(own_database, password)
    finally:
        asyncio.run(on_server(f'DROP ROLE "{role}"'))


def test_knowledge_is_looked_at_before(tmp_path: Path) -> None:
    run("knowledge", tmp_path, OLD=str(DATA), NEW=str(DATA))
    assert "<html" in (tmp_path / "diff.html").read_text("utf-8")
