"""An edition: the knowledge as it was when its files were read, and the conversation that stands on it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dialogs.turn import Dialog
from dialogs.world import World
from knowledge.check import check
from knowledge.problem import KnowledgeError, Problem

NAME = 12
"""Characters of an edition's name."""
ATTEMPTS = 3
"""How often files are read that change meanwhile."""

MakeWorld = Callable[[], World]


@dataclass(frozen=True)
class Edition:
    """The conversation over one reading of the knowledge. `name` is the same for the same files, wherever they are read."""

    name: str
    dialog: Dialog

    @property
    def world(self) -> World:
        """What the conversation stands on."""
        return self.dialog.world


def read_edition(root: Path, make: MakeWorld) -> Edition:
    """The edition in the folder `root`, out of which `make` reads a world.

    Raises KnowledgeError when the knowledge cannot be used, or is written to again and again while it is read.
    """
    for _ in range(ATTEMPTS):
        name = fingerprint(root)
        world = make()
        if fingerprint(root) == name:
            return Edition(name, Dialog(world))
    raise KnowledgeError([Problem(root.name, 1, "", "is written to while it is read. Try again when that is done")])


def fingerprint(root: Path) -> str:
    """The name of the knowledge in `root`: a hash over its files."""
    found = hashlib.sha256()
    for path in files(root):
        content = path.read_bytes()
        found.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode())
        found.update(content)
    return found.hexdigest()[:NAME]


def files(root: Path) -> list[Path]:
    """The files of the knowledge in `root`, in the order of their names."""
    return sorted(path for path in root.rglob("*.yaml") if path.is_file())


def errors(edition: Edition, before: Edition) -> tuple[str, ...]:
    """What `vem-ansvarar check` calls an error in `edition`, each with its place; less what it says of `before` as well."""
    found = _errors(edition, edition)
    known = _errors(before, edition) if found else []
    return tuple(error for error in found if error not in known)


def _errors(edition: Edition, beside: Edition) -> list[str]:
    """The errors of `edition`, with the documents and on the day of `beside`."""
    found = check(edition.world.knowledge, beside.world.sources, beside.world.today())
    return [f"{finding.where}: {finding.message}" for finding in found if finding.level == "error"]
