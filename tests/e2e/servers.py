"""What the browser talks to: the service, and the clients' own servers, all on this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import requests
import yaml
from people import free_port

HERE = Path(__file__).parent
PACKAGES = HERE / "node_modules"
INSTALLED = PACKAGES / ".package-lock.json"
"""What npm writes last."""
LOCK = HERE / "package-lock.json"


def install_clients() -> None:
    """Install what the lock file names, unless it is there."""
    if not INSTALLED.exists() or INSTALLED.stat().st_mtime < LOCK.stat().st_mtime:
        npm = str(shutil.which("npm"))
        subprocess.run([npm, "ci", "--no-fund", "--no-audit", "--loglevel=error"], cwd=HERE, check=True, timeout=300)  # noqa: S603
        INSTALLED.touch()


class NodeServer:
    """A server in Node that listens on loopback only. It may be ended and started again."""

    def __init__(self, folder: Path, *command: str, port: int, **environment: str) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._folder = folder
        self._output = folder / f"node-{port}.log"
        self._command = [str(shutil.which("node")), "--require", str(HERE / "loopback.cjs"), *command]
        self._environment = {**os.environ, **environment}

    def start(self, path: str = "/") -> None:
        """Start it, and come back when it answers at `path`."""
        with self._output.open("ab") as output:
            self._process = subprocess.Popen(  # noqa: S603
                self._command, cwd=self._folder, env=self._environment, stdout=output, stderr=output
            )
        self._wait(path)

    def _wait(self, path: str, seconds: float = 30.0) -> None:
        http = requests.Session()
        http.trust_env = False  # no proxies on loopback
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            assert self._process.poll() is None, self._output.read_text("utf-8")
            try:
                if http.get(f"{self.url}{path}", timeout=5).ok:
                    return
            except requests.ConnectionError:
                time.sleep(0.05)
        raise TimeoutError(self._output.read_text("utf-8"))

    def end(self) -> None:
        self._process.kill()
        self._process.wait(10)


def directory_id(person: str) -> str:
    """The id of `person` in the directory, by which Teams and the service know them."""
    return f"00000000-0000-0000-0000-{person.encode().hex():0>12}"


def open_playground(folder: Path, bot: str, person: str) -> NodeServer:
    """Microsoft's Agents Playground as `person`, talking to the service at `bot` as Teams does."""
    port = free_port()
    config = folder / f"{person}-{port}.yml"
    config.write_text(yaml.safe_dump(_people(person, port)), "utf-8")
    cli = str(PACKAGES / "@microsoft/m365agentsplayground/cli.js")
    where = ["-e", f"{bot}/api/messages", "-c", "msteams", "-p", str(port)]
    server = NodeServer(
        folder,
        *(cli, "start", *where, "--disable-telemetry"),
        port=port,
        TEAMSAPPTESTER_BROWSER="none",
        M365_AGENTS_PLAYGROUND_CONFIG_PATH=str(config),
        M365_AGENTS_PLAYGROUND_LOGFILE=str(folder / f"{person}-{port}.log"),
    )
    server.start()
    return server


def direct_line(folder: Path, bot: str) -> NodeServer:
    """A Direct Line for Web Chat, talking to the service at `bot`."""
    port = free_port()
    cli = str(PACKAGES / "offline-directline/dist/cmdutil.js")
    server = NodeServer(folder, cli, "-d", str(port), "-b", f"{bot}/api/messages", port=port)
    server.start("/v3/botstate/webchat/users/nobody")
    return server


def _people(person: str, number: int) -> dict[str, object]:
    """The Playground's configuration with `person` in it, in conversations that nobody has had."""

    def somebody(name: str) -> dict[str, str]:
        email = f"{name}@example.com"
        same = {"name": name.title(), "givenName": name.title(), "surname": "Test", "email": email, "userPrincipleName": email}
        return {"id": name, "aadObjectId": directory_id(name), **same}

    return {
        "version": "0.1.1",
        "tenantId": "00000000-0000-0000-0000-0000000000001",
        "bot": {"id": "00000000-0000-0000-0000-00000000000011", "name": "Vem ansvarar?"},
        "currentUser": somebody(person),
        "users": [somebody(f"user{place}") for place in range(5)],
        "personalChat": {"id": f"personal-{number}"},
        "groupChat": {"id": f"group-{number}", "name": "Gruppen"},
        "team": {
            "id": f"team-{number}",
            "name": "Teamet",
            "aadGroupId": "00000000-0000-0000-0000-000000000030",
            "channels": [{"id": f"channel-{number}", "name": "Kanalen"}],
        },
    }
