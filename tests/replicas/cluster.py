"""A PostgreSQL of the test's own, which may be stopped and started: made in a temporary folder, on a free port."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import Any

OWNERS = ("postgres", "nobody")
"""Users that may run the server where root may not."""


class NoServerError(RuntimeError):
    """PostgreSQL's programs are not here, or could not be started. The message says what to do."""


class Cluster:
    """One server with one database, `bot`. Everybody on this machine may connect."""

    def __init__(self) -> None:
        self._bin = binaries()
        self._owner = owner()
        self.port = free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="cluster-"))
        if self._owner:
            shutil.chown(self._folder, self._owner)
        self._run("initdb", "--pgdata", str(self._data), "--username", "postgres", "--auth", "trust", "--encoding", "UTF8")
        self.start()
        self._run("createdb", "--host", "127.0.0.1", "--port", str(self.port), "--username", "postgres", "bot")

    @property
    def url(self) -> str:
        """What DATABASE_URL is set to."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/bot"

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-p {self.port} -k {self._folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=100"
        log = str(self._folder / "log")
        self._run("pg_ctl", "start", "--pgdata", str(self._data), "--log", log, "--options", options, "--wait")

    def stop(self, mode: str = "fast") -> None:
        """Stop it: `fast` closes all connections, `immediate` is as a crash."""
        self._run("pg_ctl", "stop", "--pgdata", str(self._data), "--mode", mode, "--wait")

    def close(self) -> None:
        """Stop it for good, and remove its folder."""
        with contextlib.suppress(NoServerError):
            self.stop("immediate")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        with tempfile.TemporaryFile() as said:  # no pipe: the server would hold it open
            done = subprocess.run(self._command(program, *arguments), **self._how(), stderr=said)  # noqa: S603, PLW1510
            said.seek(0)
            if done.returncode:
                raise NoServerError(f"{program}: {said.read().decode(errors='replace').strip()}")

    def _command(self, program: str, *arguments: str) -> list[str]:
        return [str(self._bin / program), *arguments]

    def _how(self) -> dict[str, Any]:
        how = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "cwd": self._folder, "timeout": 60, "check": False}
        return {**how, "user": self._owner} if self._owner else how


def binaries() -> Path:
    """The folder with PostgreSQL's programs, the newest. Raises NoServerError."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found = str(installed[-1]) if installed else shutil.which("initdb")
    if not found:
        raise NoServerError("PostgreSQL's programs (initdb, pg_ctl) are not here: install Debian's postgresql")
    return Path(found).resolve().parent


def owner() -> str | None:
    """Who runs the server: this user, but never root. Raises NoServerError."""
    if os.geteuid():
        return None
    for name in OWNERS:
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    raise NoServerError("root may not run PostgreSQL: make a user postgres")


def free_port() -> int:
    """A port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
