"""The knowledge with a fifth, made-up county laid over a copy of it: see tests/fifth_county/README.md."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

from knowledge.loader import DATA

OVERLAY = Path(__file__).parents[1] / "fifth_county"
SOURCES = OVERLAY / "sources"


def lay(root: Path) -> Path:
    """Make the knowledge folder `root`."""
    shutil.copytree(DATA, root)
    for folder in ("agreements", "contacts", "lexicon"):
        shutil.copytree(OVERLAY / folder, root / folder, dirs_exist_ok=True)
    _append(root / "counties.yaml", "counties", [_read(OVERLAY / "county.yaml")])
    _append(root / "facets.yaml", "facets", _read(OVERLAY / "facets.yaml"))
    return root


def _read(path: Path) -> object:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _append(path: Path, section: str, entries: list[object]) -> None:
    data = _read(path)
    data[section] += entries
    path.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
