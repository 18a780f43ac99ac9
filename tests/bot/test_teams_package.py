"""The zip that is uploaded."""

from __future__ import annotations

import json
from io import BytesIO
from zipfile import ZipFile

from bot.teams.app import App
from bot.teams.manifest import localisation, manifest
from bot.teams.package import package

APP = App("0a1b2c3d-1111-2222-3333-444444444444", "bot.example.org")


def test_it_holds_what_the_manifest_names_at_its_root() -> None:
    with ZipFile(BytesIO(package(APP))) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist()}
    made = json.loads(files["manifest.json"])
    languages = [
        made["localizationInfo"]["defaultLanguageFile"],
        *(e["file"] for e in made["localizationInfo"]["additionalLanguages"]),
    ]
    assert set(files) == {"manifest.json", *made["icons"].values(), *languages}
    assert made == manifest(APP)
    assert json.loads(files["en.json"]) == localisation(APP, "en")
    assert all(files[icon].startswith(b"\x89PNG") for icon in made["icons"].values())


def test_the_same_app_gives_the_same_bytes() -> None:
    assert package(APP) == package(App(APP.id.upper(), APP.domain))
    assert package(APP) != package(App(APP.id, APP.domain, version="1.0.1"))
