"""A Containerfile read as its instructions, and run as steps on this machine."""

# ruff: noqa: S603, S607 - our own commands

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
CONTAINERFILE = ROOT / "deploy" / "Containerfile"
WHERE_IT_LIVES = "/opt/vem-ansvarar"
STATE = "/var/lib/vem-ansvarar"
WITHOUT_PRIVILEGES = ("setpriv", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all")


class Instruction(NamedTuple):
    """One instruction, its lines joined."""

    name: str
    rest: str

    @property
    def exec_form(self) -> list[str]:
        """The words of its JSON list."""
        words: list[str] = json.loads(self.rest[self.rest.index("[") :])
        return words


def stages(text: str) -> list[list[Instruction]]:
    """The instructions of each stage, FROM first."""
    found: list[list[Instruction]] = []
    for line in text.replace("\\\n", " ").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, _, rest = line.partition(" ")
        if name == "FROM":
            found.append([])
        found[-1].append(Instruction(name, " ".join(rest.split())))
    return found


def of(stage: list[Instruction], name: str) -> list[Instruction]:
    return [instruction for instruction in stage if instruction.name == name]


class Image:
    """The image as folders below `folder`: built by the first stage's own commands, run with the last one's settings."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.build, self.final = stages(CONTAINERFILE.read_text("utf-8"))
        self.state = folder / "state"
        self.state.mkdir(parents=True)
        self._moved = {WHERE_IT_LIVES: str(folder / "opt"), STATE: str(self.state)}

    def make(self) -> None:
        """Run the first stage, then take away every right to write."""
        work = self.folder / "build"
        work.mkdir()
        python = self.folder / "base" / "python"
        python.parent.mkdir()
        python.symlink_to(os.environ.get("IMAGE_PYTHON", sys.executable))
        path = f"{python.parent}:{os.environ['PATH']}"
        for instruction in self.build:
            if instruction.name == "COPY":
                *sources, target = instruction.rest.split()
                for source in sources:
                    _copy(ROOT / source, work / target)
            elif instruction.name == "RUN":
                environ = {**os.environ, "PATH": path, "PIP_CACHE_DIR": str(self.folder / "cache")}
                command = ["bash", "-euo", "pipefail", "-c", self.here(instruction.rest)]
                subprocess.run(command, cwd=work, env=environ, check=True, stdout=subprocess.DEVNULL)
        subprocess.run(["chmod", "-R", "a-w", self.here(WHERE_IT_LIVES)], check=True)

    def here(self, text: str) -> str:
        """`text` with this machine's folders in place of the image's."""
        for there, moved in self._moved.items():
            text = text.replace(there, moved)
        return text

    def environment(self, more: Mapping[str, str]) -> dict[str, str]:
        """What a container has: the image's own variables, and `more`."""
        variables = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TMPDIR": str(self.folder)}
        for instruction in of(self.final, "ENV"):
            name, _, value = instruction.rest.partition("=")
            variables[name] = self.here(value).replace("$PATH", variables["PATH"])
        return variables | dict(more)

    def command(self, words: list[str]) -> list[str]:
        """`words` as they run in a container without capabilities."""
        return [*(WITHOUT_PRIVILEGES if os.geteuid() == 0 else ()), *words]

    def remove(self) -> None:
        subprocess.run(["chmod", "-R", "u+w", str(self.folder)], check=True)
        shutil.rmtree(self.folder)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy2(source, target)


def made(folder: Path) -> Iterator[Image]:
    """The image, removed in the end."""
    image = Image(folder)
    try:
        image.make()
        yield image
    finally:
        image.remove()
