"""A real `vem-ansvarar serve`."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def command(*arguments: str) -> list[str]:
    """`vem-ansvarar` as it is installed beside this Python, else from the source."""
    installed = Path(sys.executable).with_name("vem-ansvarar")
    if installed.exists():
        return [str(installed), *arguments]
    return [sys.executable, "-c", "from bot.cli import main; raise SystemExit(main())", *arguments]


def environment(database: Path, port: int, **more: str) -> dict[str, str]:
    """The environment of a service in local mode."""
    own = ("MicrosoftApp", "ALLOWED_TENANTS", "KNOWLEDGE_DIR", "AGREEMENT_SOURCES", "PUBLIC_URL", "HOST", "CONTACT_MONTHS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    return {**kept, "PORT": str(port), "DATABASE_URL": f"sqlite:///{database}", "PYTHONWARNINGS": "default", **more}


class Process:
    """A real `vem-ansvarar serve`. It may be killed and started again on the same port and file."""

    def __init__(self, folder: Path, **more: str) -> None:
        self.database = folder / "bot.sqlite"
        self.output = folder / "output"
        self._environment = environment(self.database, free_port(), **more)
        self.url = f"http://127.0.0.1:{self._environment['PORT']}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, seconds: float = 20.0) -> None:
        with self.output.open("ab") as output:
            self._process = subprocess.Popen(command("serve"), env=self._environment, stdout=output, stderr=output)  # noqa: S603
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            assert self._process.poll() is None, self.written()
            try:
                if requests.get(f"{self.url}/readyz", timeout=2).status_code == 200:
                    return
            except requests.ConnectionError:
                time.sleep(0.02)
        raise TimeoutError(self.written())

    def end(self, number: int) -> int:
        """Send the signal `number` to the process; its exit code."""
        assert self._process
        self._process.send_signal(number)
        return self._process.wait(10)

    def is_up(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def written(self) -> str:
        """All that it wrote on stdout and stderr."""
        return self.output.read_text("utf-8")
