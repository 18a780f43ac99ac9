"""What CI runs can be read, and checks all that `make check` does."""

# ruff: noqa: S603, S607 - our own commands

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
from contextlib import closing

import pytest
from deploy.containerfile import ROOT

RUN = ROOT / ".ci" / "run"
SCRIPT = RUN.read_text("utf-8")


def function(name: str) -> str:
    found = re.search(rf"^{name}\(\) .*?(?:}}$|^}}$)", SCRIPT, re.MULTILINE | re.DOTALL)
    assert found
    return found.group()


def called(name: str, arguments: str) -> subprocess.CompletedProcess[str]:
    script = f"set -euo pipefail\n{function(name)}\n{name} {arguments}"
    return subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=False)


def test_it_can_be_run() -> None:
    assert os.access(RUN, os.X_OK)
    assert subprocess.run(["bash", "-n", str(RUN)], check=False).returncode == 0


def test_nothing_is_said_against_it() -> None:
    shellcheck = shutil.which("shellcheck")
    if shellcheck is None:
        assert not os.environ.get("CI"), "CI installs shellcheck"
        pytest.skip("shellcheck is not installed")
    ended = subprocess.run([shellcheck, str(RUN)], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout


def test_it_ends_with_the_checks() -> None:
    assert SCRIPT.rstrip().endswith('make check\n\nstep "browser tests"\nmake e2e')
    assert "export CI=true" in SCRIPT
    for target in re.findall(r"^make ([a-z0-9]+)", SCRIPT, re.MULTILINE):
        assert f"\n{target}:" in (ROOT / "Makefile").read_text("utf-8")


def test_only_what_is_missing_is_installed() -> None:
    assert called("missing", "bash package").stdout == ""
    assert called("missing", "no-such-program package another").stdout == "package\nanother\n"


def test_it_sees_whether_something_listens() -> None:
    with closing(socket.socket()) as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        assert called("listens", str(port)).returncode == 0
    assert called("listens", str(port)).returncode != 0
