"""The compose file: nobody's default password, nothing that may be written, no rights that are not needed."""

from __future__ import annotations

import re

import pytest
import yaml
from deploy.containerfile import CONTAINERFILE, ROOT, STATE, of, stages
from deploy.environment import settings_asked_for

from bot.settings import Settings

COMPOSE = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text("utf-8"))
SERVICES = COMPOSE["services"]
BOT, DATABASE = SERVICES["bot"], SERVICES["database"]
EXAMPLE = (ROOT / "deploy" / ".env.example").read_text("utf-8")


def example() -> dict[str, str]:
    return dict(re.findall(r"^(\w+)=(.*)$", EXAMPLE, re.MULTILINE))


@pytest.mark.parametrize("name", SERVICES)
def test_every_service_is_confined(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"] not in ("root", "0", "0:0")
    assert service["healthcheck"]["test"]
    assert service["restart"] == "unless-stopped"
    assert service["tmpfs"]
    assert "privileged" not in service


def test_no_password_is_given_by_default() -> None:
    text = (ROOT / "deploy" / "compose.yaml").read_text("utf-8")
    for name, rest in re.findall(r"\$\{(\w+)(:?[-?][^}]*)?\}", text):
        if "password" in name.lower() or name == "MicrosoftAppId":
            assert rest.startswith(":?"), name
    assert DATABASE["environment"]["POSTGRES_PASSWORD_FILE"].removeprefix("/run/secrets/") in DATABASE["secrets"]
    assert COMPOSE["secrets"] == {"database_password": {"environment": "DATABASE_PASSWORD"}}


def test_the_example_of_settings_holds_no_secret() -> None:
    given = {name: value for name, value in example().items() if value}
    assert given == {"MicrosoftAppType": "SingleTenant"}


def test_every_setting_of_the_example_is_one() -> None:
    """What is misspelt would be ignored."""
    asked = settings_asked_for()
    assert set(example()) - asked == {"DATABASE_PASSWORD"}


def test_the_empty_example_counts_as_not_set() -> None:
    assert Settings.from_environment(example()).local


def test_it_is_ignored_by_git_once_filled_in() -> None:
    assert ".env" in (ROOT / "deploy" / ".gitignore").read_text("utf-8").splitlines()


def test_the_database_is_reached_by_the_service_alone() -> None:
    assert "ports" not in DATABASE
    assert DATABASE["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert set(BOT["networks"]) == {"inside", "outside"}
    assert BOT["ports"] == ["127.0.0.1:3978:3978"]


def test_the_address_of_the_database_can_be_used() -> None:
    address = re.sub(r"\$\{\w+:\?[^}]*\}", "0123abcd", BOT["environment"]["DATABASE_URL"])
    url = Settings.from_environment({"DATABASE_URL": address}).database_url
    assert url == "postgresql+asyncpg://bot:0123abcd@database/bot"
    assert DATABASE["environment"]["POSTGRES_USER"] == DATABASE["environment"]["POSTGRES_DB"] == "bot"
    assert DATABASE["image"] == "postgres:17"


def test_it_fits_the_image() -> None:
    final = stages(CONTAINERFILE.read_text("utf-8"))[-1]
    assert BOT["user"] == of(final, "USER")[0].rest
    assert BOT["build"] == {"context": "..", "dockerfile": "deploy/Containerfile"}
    assert of(final, "EXPOSE")[0].rest == BOT["environment"]["PORT"]
    assert not [volume for volume in BOT["volumes"] if STATE in volume], "nothing is kept outside the database"


def test_volumes_are_declared() -> None:
    named = {volume.partition(":")[0] for service in SERVICES.values() for volume in service["volumes"] if volume[0] not in "./"}
    assert named == set(COMPOSE["volumes"])
