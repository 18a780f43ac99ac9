"""What an installation is told, and what is said when Teams would not take it."""

from __future__ import annotations

import pytest

from bot.teams.app import App, AppError

ID = "0a1b2c3d-1111-2222-3333-444444444444"


def test_values_are_tidied() -> None:
    app = App(" {0A1B2C3D-1111-2222-3333-444444444444} ", " Bot.Example.ORG ", name=" Vem  ansvarar ", version=" 1.2.3 ")
    assert (app.id, app.domain, app.name, app.version) == (ID, "bot.example.org", "Vem ansvarar", "1.2.3")
    assert app.operator == "bot.example.org"
    assert app.url("/terms") == "https://bot.example.org/terms"


@pytest.mark.parametrize(
    "domain", ["bot.example.org", "xn--rnskld-buad.se", "a-b.c1.example.xn--p1ai", "ansvar.azurewebsites.net"]
)
def test_domains(domain: str) -> None:
    assert App(ID, domain).domain == domain


@pytest.mark.parametrize(
    "domain",
    [
        "",
        "https://bot.example.org",
        "bot.example.org/",
        "bot.example.org:443",
        "*.example.org",
        "localhost",
        "127.0.0.1",
        "[::1]",
        "bot..org",
        "-bot.example.org",
        "örnsköld.se",
        "bot.example.org\n",
        "user@example.org",
        f"{'a' * 64}.org",
        f"{'a.' * 130}org",
    ],
)
def test_what_is_no_domain(domain: str) -> None:
    if domain.strip() != domain:
        assert App(ID, domain).domain == domain.strip()
        return
    with pytest.raises(AppError, match=r"is no domain\. Write "):
        App(ID, domain)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"id": "42"}, "'42' is no app id"),
        ({"name": "  "}, "the name is empty"),
        ({"name": "a\x07b"}, "the name is empty or has characters"),
        ({"name": "x" * 31}, "has 31 characters and Teams takes 30. Shorten it with --name"),
        ({"operator": "x" * 33}, "has 33 characters and Teams takes 32. Shorten it with --operator"),
        ({"domain": f"{'a' * 30}.example.org"}, "has 42 characters and Teams takes 32. Shorten it with --operator"),
        ({"version": "1.0"}, "'1.0' is no version"),
        ({"version": "v1.0.0"}, "'v1.0.0' is no version"),
        ({"version": "01.0.0"}, "'01.0.0' is no version"),
    ],
)
def test_what_teams_would_not_take_is_told(changes: dict[str, str], said: str) -> None:
    with pytest.raises(AppError) as told:
        App(**{"id": ID, "domain": "bot.example.org", **changes})
    assert said in str(told.value)
    assert "\n" not in str(told.value)
