from __future__ import annotations

import pytest

from bot.settings import ANY_ADDRESS, Settings, SettingsError, settings_or_exit

APP, TENANT, OTHER = (f"{n * 8}-1111-2222-3333-444444444444" for n in "abc")
SINGLE = {"MicrosoftAppId": APP, "MicrosoftAppPassword": "hemlig", "MicrosoftAppTenantId": TENANT}


def test_local_mode_is_bound_to_loopback():
    settings = Settings.from_environment({"HOST": "192.0.2.1", "MicrosoftAppId": " "})
    assert (settings.local, settings.host, settings.port) == (True, "127.0.0.1", 3978)
    assert settings.database_url == "sqlite+aiosqlite:///var/vem-ansvarar.sqlite"


def test_a_single_tenant_app_allows_its_own_tenant():
    settings = Settings.from_environment(SINGLE)
    assert (settings.local, settings.app_type, settings.allowed_tenants) == (False, "SingleTenant", {TENANT})
    assert settings.host == ANY_ADDRESS
    assert "hemlig" not in repr(settings)


def test_more_tenants_can_be_named():
    settings = Settings.from_environment({**SINGLE, "ALLOWED_TENANTS": f"{TENANT}, {OTHER.upper()}", "PORT": "80", "HOST": "::"})
    assert settings.allowed_tenants == {TENANT, OTHER}
    assert (settings.port, settings.host) == (80, "::")


def test_other_app_types():
    managed = Settings.from_environment(
        {"MicrosoftAppId": APP, "MicrosoftAppType": "userassignedmsi", "MicrosoftAppTenantId": TENANT}
    )
    assert managed.app_type == "UserAssignedMSI"
    multi = Settings.from_environment({"MicrosoftAppId": APP, "MicrosoftAppType": "MultiTenant", "MicrosoftAppPassword": "x"})
    assert multi.allowed_tenants == frozenset()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("sqlite:///x.sqlite", "sqlite+aiosqlite:///x.sqlite"),
        ("postgresql://u:p%40@h/d", "postgresql+asyncpg://u:p%40@h/d"),
        ("postgres://h/d", "postgresql+asyncpg://h/d"),
    ],
)
def test_database_addresses_get_their_driver(written, read):
    assert Settings.from_environment({"DATABASE_URL": written}).database_url == read


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"PORT": "http"}, "PORT"),
        ({"PORT": "70000"}, "PORT"),
        ({"DATABASE_URL": "nonsense"}, "DATABASE_URL"),
        ({"DATABASE_URL": "mysql://h/d"}, "DATABASE_URL"),
        ({"MicrosoftAppId": "x"}, "MicrosoftAppId"),
        ({"MicrosoftAppType": "x"}, "MicrosoftAppType"),
        ({"ALLOWED_TENANTS": "x"}, "ALLOWED_TENANTS"),
        ({"KNOWLEDGE_DIR": "/no/such/folder"}, "KNOWLEDGE_DIR"),
        ({"AGREEMENT_SOURCES": "/no/such/folder"}, "AGREEMENT_SOURCES"),
        ({"MicrosoftAppId": APP}, "MicrosoftAppPassword"),
        ({"MicrosoftAppId": APP, "MicrosoftAppPassword": "x"}, "MicrosoftAppTenantId"),
        ({"MicrosoftAppId": APP, "MicrosoftAppType": "UserAssignedMSI"}, "MicrosoftAppTenantId"),
    ],
)
def test_a_bad_value_is_one_clear_line_and_exit_2(environ, named, capsys):
    with pytest.raises(SettingsError, match=named):
        Settings.from_environment(environ)
    with pytest.raises(SystemExit) as caught:
        settings_or_exit(environ)
    assert caught.value.code == 2
    error = capsys.readouterr().err
    assert error.startswith(named)
    assert error.count("\n") == 1
