"""The image: what its file says, and its steps run on this machine in a folder that cannot be written to."""

# ruff: noqa: S603 - our own commands

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import requests
from deploy.containerfile import CONTAINERFILE, ROOT, STATE, Image, Instruction, made, of, stages

BUILD, FINAL = stages(CONTAINERFILE.read_text("utf-8"))
INSTALLS = [instruction.rest for instruction in of(BUILD, "RUN") if "pip install" in instruction.rest]


def words(name: str) -> str:
    (instruction,) = of(FINAL, name)
    return instruction.rest


def test_two_stages_on_the_same_slim_python() -> None:
    bases = [re.fullmatch(r"python:(3\.\d+)-slim( AS build)?", stage[0].rest) for stage in (BUILD, FINAL)]
    assert all(bases)
    assert {base.group(1) for base in bases if base} == {"3.12"}


def test_nothing_is_installed_that_the_lock_does_not_hold() -> None:
    locked, own = INSTALLS
    assert "--require-hashes --requirement requirements.lock" in locked
    assert {"--no-deps", "--no-build-isolation", "--no-index"} <= set(own.split())
    assert not [step.rest for step in FINAL if re.search(r"\b(pip|apt-get|curl|wget)\b", step.rest)]


def test_it_runs_as_an_ordinary_user_by_number() -> None:
    assert words("USER") == "10001:10001"
    names = [instruction.name for instruction in FINAL]
    assert names.index("USER") > max(index for index, name in enumerate(names) if name in ("RUN", "COPY"))


def test_its_state_lies_in_one_folder() -> None:
    assert words("VOLUME") == words("WORKDIR") == STATE
    assert f"DATABASE_URL=sqlite:///{STATE}/vem-ansvarar.sqlite" in [env.rest for env in of(FINAL, "ENV")]


def test_no_secret_stands_in_it() -> None:
    given = " ".join(instruction.rest for stage in (BUILD, FINAL) for instruction in stage if instruction.name in ("ENV", "ARG"))
    assert not re.search(r"password|secret|token", given, re.IGNORECASE)


def test_the_context_holds_what_is_copied_and_nothing_else() -> None:
    ignored = CONTAINERFILE.with_name("Containerfile.dockerignore").read_text("utf-8").splitlines()
    assert ignored[1] == "*"
    kept = {line[1:] for line in ignored if line.startswith("!")}
    copied = {word for instruction in of(BUILD, "COPY") for word in instruction.rest.split()[:-1]}
    assert kept == copied
    assert [path for path in copied if not (ROOT / path).exists()] == []


def test_lines_that_go_on_are_one_instruction() -> None:
    assert stages("# x\nFROM a\nRUN b \\\n    && c\n") == [[Instruction("FROM", "a"), Instruction("RUN", "b && c")]]


# The steps


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Image]:
    if not os.environ.get("CI"):
        pytest.skip("installs every locked package, half a minute: set CI=true")
    yield from made(tmp_path_factory.mktemp("image"))


@contextmanager
def served(image: Image, **more: str) -> Iterator[str]:
    """The address of the image's own command, running until the end of the block."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (entry,), (command,) = of(FINAL, "ENTRYPOINT"), of(FINAL, "CMD")
    words = image.command([*entry.exec_form, *command.exec_form])
    environ = image.environment({"PORT": str(port), **more})
    output = image.folder / f"output-{port}"
    with (
        output.open("wb") as written,
        subprocess.Popen(words, env=environ, cwd=image.state, stdout=written, stderr=written) as run,
    ):
        try:
            url = f"http://127.0.0.1:{port}"
            for _ in range(200):
                assert run.poll() is None, output.read_text("utf-8")
                if ready(url):
                    break
                time.sleep(0.1)
            yield url
        finally:
            run.send_signal(signal.SIGTERM)
            assert run.wait(30) == 0, output.read_text("utf-8")


def ready(url: str) -> bool:
    try:
        return requests.get(f"{url}/readyz", timeout=5).status_code == 200
    except requests.ConnectionError:
        return False


def test_the_steps_give_a_sound_program(image: Image) -> None:
    command = image.command(["vem-ansvarar", "check"])
    ended = subprocess.run(command, env=image.environment({}), cwd=image.state, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr


def test_it_holds_no_installer(image: Image) -> None:
    there = {path.name for path in Path(image.here("/opt/vem-ansvarar")).glob("lib/python3*/site-packages/*")}
    assert {"aiohttp", "asyncpg", "bot"} <= there
    assert not there & {"pip", "setuptools", "wheel"}


def test_it_serves_and_writes_to_its_state_alone(image: Image) -> None:
    before = set(Path(image.here("/opt/vem-ansvarar")).rglob("*"))
    with served(image) as url:
        assert requests.get(f"{url}/readyz", timeout=5).json()["ready"] is True
        (health,) = of(FINAL, "HEALTHCHECK")
        environ = image.environment({"PORT": url.rpartition(":")[2]})
        subprocess.run(image.command(health.exec_form), env=environ, check=True)
    assert {path.name for path in image.state.iterdir()} >= {"vem-ansvarar.sqlite"}
    assert set(Path(image.here("/opt/vem-ansvarar")).rglob("*")) == before


def test_a_dead_service_is_seen(image: Image) -> None:
    (health,) = of(FINAL, "HEALTHCHECK")
    command = image.command(health.exec_form)
    assert subprocess.run(command, env=image.environment({"PORT": "9"}), capture_output=True, check=False).returncode == 1


def test_it_serves_on_postgresql(image: Image, postgresql: str) -> None:
    with served(image, DATABASE_URL=postgresql.replace("+asyncpg", "")) as url:
        assert requests.get(f"{url}/readyz", timeout=5).json()["parts"]["storage"].startswith("ok")
