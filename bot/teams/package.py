"""The file that is uploaded to Teams."""

from __future__ import annotations

import json
from io import BytesIO
from typing import get_args
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from bot.teams.app import App
from bot.teams.icons import color_icon, outline_icon
from bot.teams.manifest import COLOR_ICON, OUTLINE_ICON, Json, file_name, localisation, manifest
from bot.teams.words import Language

_WHEN = (2026, 1, 1, 0, 0, 0)
"""The time on every file in it, so that the same app always gives the same bytes."""


def files(app: App) -> dict[str, bytes]:
    """The files of the package by name."""
    texts = {file_name(language): _json(localisation(app, language)) for language in get_args(Language)}
    return {"manifest.json": _json(manifest(app)), COLOR_ICON: color_icon(), OUTLINE_ICON: outline_icon(), **texts}


def package(app: App) -> bytes:
    """The zip. It is stored, not compressed: it is small, and its bytes hang on nothing but `app`."""
    written = BytesIO()
    with ZipFile(written, "w", ZIP_STORED) as archive:
        for name, content in files(app).items():
            entry = ZipInfo(name, _WHEN)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return written.getvalue()


def _json(data: Json) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()
