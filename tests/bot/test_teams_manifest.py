"""The manifest and its translations, held against Microsoft's own schemas."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest

from bot.teams.app import LONGEST_DOMAIN, LONGEST_NAME, LONGEST_OPERATOR, App
from bot.teams.manifest import SCHEMA_VERSION, localisation, manifest
from bot.teams.words import COMMANDS, Language

SCHEMAS = Path(__file__).parent / "teams_schema"
ID = "0a1b2c3d-1111-2222-3333-444444444444"
LANGUAGES = get_args(Language)
APP = App(ID, "bot.example.org", operator="Region Exempel")
FULLEST = App(
    ID,
    f"{'a' * 63}.{'b' * 63}.{'c' * 63}.example.org",
    name="å" * LONGEST_NAME,
    operator="ö" * LONGEST_OPERATOR,
    version="123456789.0.1",
)
"""As long as Teams takes it."""


def check(data: Any, kind: str) -> None:
    schema = json.loads((SCHEMAS / f"{kind}-{SCHEMA_VERSION}.json").read_text("utf-8-sig"))
    jsonschema.Draft4Validator(schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER).validate(data)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("app", [APP, FULLEST], ids=["usual", "fullest"])
def test_the_manifest_is_valid(app: App, language: Language) -> None:
    check(manifest(app, language), "manifest")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("app", [APP, FULLEST], ids=["usual", "fullest"])
def test_the_translations_are_valid(app: App, language: Language) -> None:
    check(localisation(app, language), "localization")


@pytest.mark.parametrize(("kind", "data"), [("manifest", manifest(APP)), ("localization", localisation(APP, "sv"))])
def test_the_schemas_refuse_what_is_wrong(kind: str, data: dict[str, Any]) -> None:
    for wrong in ({**data, "unknown": 1}, {key: value for key, value in data.items() if not key.startswith("description")}):
        with pytest.raises(jsonschema.ValidationError):
            check(wrong, kind)


def at(data: Any, place: str) -> Any:
    """What lies at a place such as `bots[0].commandLists[1]`."""
    for key, number in re.findall(r"(\w+)|\[(\d+)\]", place):
        data = data[key] if key else data[int(number)]
    return data


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_translation_has_its_place_in_the_manifest(language: Language) -> None:
    """A text that does not differ from its place in that language, and in the manifest itself for the default one."""
    translated = {place: text for place, text in localisation(APP, language).items() if place != "$schema"}
    assert len(translated) > 40
    assert all(at(manifest(APP, language), place) == text for place, text in translated.items())
    assert all(isinstance(at(manifest(APP), place), str) for place in translated)


def test_nothing_swedish_is_left_in_the_english_file() -> None:
    swedish, english = localisation(APP, "sv"), localisation(APP, "en")
    assert swedish.keys() == english.keys()
    assert {place for place in swedish if swedish[place] == english[place]} == {"$schema", "name.short"}


def test_the_languages_are_declared_with_their_files() -> None:
    declared = manifest(APP)["localizationInfo"]
    assert (declared["defaultLanguageTag"], declared["defaultLanguageFile"]) == ("sv", "sv.json")
    assert declared["additionalLanguages"] == [{"languageTag": "en", "file": "en.json"}]


def test_only_the_own_domain_is_trusted() -> None:
    made = manifest(APP)
    assert made["validDomains"] == ["bot.example.org"]
    assert len(manifest(FULLEST)["validDomains"][0]) <= LONGEST_DOMAIN
    assert not {"permissions", "devicePermissions", "authorization", "webApplicationInfo"} & made.keys()
    links = [made["developer"][name] for name in ("websiteUrl", "privacyUrl", "termsOfUseUrl")]
    assert links == [f"https://bot.example.org/{page}" for page in ("support", "privacy", "terms")]


def test_the_bot_is_a_bot_to_talk_to_in_every_scope() -> None:
    (bot,) = manifest(APP)["bots"]
    assert bot["botId"] == ID
    assert bot["scopes"] == ["personal", "team", "groupChat"]
    assert not any(bot[name] for name in ("isNotificationOnly", "supportsFiles", "supportsCalling", "supportsVideo"))


@pytest.mark.parametrize("number", range(3))
def test_every_scope_has_its_own_commands(number: int) -> None:
    scopes = manifest(APP)["bots"][0]["commandLists"]
    assert [entry["scopes"] for entry in scopes] == [["personal"], ["team"], ["groupChat"]]
    commands = scopes[number]["commands"]
    titles = [command["title"] for command in commands]
    assert len(titles) == len(set(titles)) <= 10
    assert {"basic", "prompt"} == {command["type"] for command in commands}
    assert all(("prompt" in command) == (command["type"] == "prompt") for command in commands)
    assert "Hjälp" in titles


def test_titles_are_short_enough_to_be_read_on_a_phone() -> None:
    assert all(len(title) <= 32 for command in COMMANDS for title in (command.title.sv, command.title.en))


def test_the_search_is_one_command_with_one_field() -> None:
    (search,) = manifest(APP)["composeExtensions"]
    (command,) = search["commands"]
    (field,) = command["parameters"]
    assert (search["botId"], command["id"], command["type"], field["name"]) == (ID, "search", "query", "query")
    assert field["description"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_descriptions_keep_to_the_rules_of_the_store(language: Language) -> None:
    described = manifest(APP, language)["description"]
    assert "Vem ansvarar" not in described["short"]
    assert not re.search(r"\b(app|appen)\b", described["short"], re.IGNORECASE)
    assert len(described["full"].split()) <= 500
    assert "Microsoft Teams" in described["full"]
    assert "https://bot.example.org/support" in described["full"]
