"""The app manifest and the files that translate it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from bot.teams import words
from bot.teams.app import App
from bot.teams.icons import ACCENT
from bot.teams.words import Command, Language, Scope

SCHEMA_VERSION = "1.30"
"""The version of Microsoft's schema that both files follow."""
COLOR_ICON, OUTLINE_ICON = "color.png", "outline.png"
DEFAULT_LANGUAGE: Language = "sv"
TRANSLATED = ("name", "description", "bots", "composeExtensions")
"""The parts of the manifest that hold texts for people."""
TEXTS = frozenset({"short", "full", "title", "description", "prompt"})
"""The fields in them that are such a text."""

_SCHEMAS = f"https://developer.microsoft.com/json-schemas/teams/v{SCHEMA_VERSION}"
Json = dict[str, Any]


def manifest(app: App, language: Language = DEFAULT_LANGUAGE) -> Json:
    """The manifest of `app`, with its texts in a language."""
    others = [other for other in get_args(Language) if other != DEFAULT_LANGUAGE]
    return {
        "$schema": f"{_SCHEMAS}/MicrosoftTeams.schema.json",
        "manifestVersion": SCHEMA_VERSION,
        "version": app.version,
        "id": app.id,
        "localizationInfo": {
            "defaultLanguageTag": DEFAULT_LANGUAGE,
            "defaultLanguageFile": file_name(DEFAULT_LANGUAGE),
            "additionalLanguages": [{"languageTag": other, "file": file_name(other)} for other in others],
        },
        "developer": {
            "name": app.operator,
            "websiteUrl": app.url("/support"),
            "privacyUrl": app.url("/privacy"),
            "termsOfUseUrl": app.url("/terms"),
        },
        "name": {"short": app.name, "full": words.FULL_NAME.in_(language).format(name=app.name)},
        "description": {
            "short": words.SHORT_DESCRIPTION.in_(language),
            "full": words.DESCRIPTION.in_(language).format(support=app.url("/support")),
        },
        "icons": {"color": COLOR_ICON, "outline": OUTLINE_ICON},
        "accentColor": "#{:02X}{:02X}{:02X}".format(*ACCENT),
        "bots": [_bot(app, language)],
        "composeExtensions": [_search(app, language)],
        "validDomains": [app.domain],
        "defaultInstallScope": "personal",
        "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
    }


def localisation(app: App, language: Language) -> Json:
    """The file with the texts of the manifest in a language, each by its place in the manifest."""
    whole = manifest(app, language)
    texts = {place: text for part in TRANSLATED for place, text in _texts(whole[part], part)}
    return {"$schema": f"{_SCHEMAS}/MicrosoftTeams.Localization.schema.json", **texts}


def file_name(language: Language) -> str:
    """The name of the file with the texts in a language."""
    return f"{language}.json"


def _bot(app: App, language: Language) -> Json:
    scopes: tuple[Scope, ...] = get_args(Scope)
    return {
        "botId": app.id,
        "scopes": list(scopes),
        "isNotificationOnly": False,
        "supportsFiles": False,
        "supportsCalling": False,
        "supportsVideo": False,
        "commandLists": [
            {"scopes": [scope], "commands": [_command(command, language) for command in words.commands(scope)]}
            for scope in scopes
        ],
    }


def _command(command: Command, language: Language) -> Json:
    basic = {"title": command.title.in_(language), "description": command.description.in_(language)}
    return {**basic, "type": "prompt", "prompt": command.prompt.in_(language)} if command.prompt else {**basic, "type": "basic"}


def _search(app: App, language: Language) -> Json:
    field = {
        "name": "query",
        "title": words.SEARCH_FIELD.in_(language),
        "description": words.SEARCH_HINT.in_(language),
        "inputType": "text",
    }
    command = {
        "id": "search",
        "type": "query",
        "context": ["compose", "commandBox"],
        "title": words.SEARCH_TITLE.in_(language),
        "description": words.SEARCH_DESCRIPTION.in_(language),
        "initialRun": False,
        "parameters": [field],
    }
    return {"botId": app.id, "canUpdateConfiguration": False, "commands": [command]}


def _texts(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """The texts in a part of the manifest with their places, such as `bots[0].commandLists[1].commands[0].title`."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from _texts(item, f"{place}[{number}]")
    elif isinstance(value, dict):
        for key, item in value.items():
            if key in TEXTS and isinstance(item, str):
                yield f"{place}.{key}", item
            else:
                yield from _texts(item, f"{place}.{key}")
