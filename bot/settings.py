"""What the service is told by its environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Literal, TypeVar, get_args
from uuid import UUID

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

AppType = Literal["SingleTenant", "UserAssignedMSI", "MultiTenant"]

DEFAULT_PORT = 3978
DEFAULT_DATABASE_URL = "sqlite+aiosqlite:///var/vem-ansvarar.sqlite"
LOOPBACK = "127.0.0.1"
ANY_ADDRESS = "0.0.0.0"  # noqa: S104 - behind a reverse proxy, and every request needs a token

DRIVERS: Mapping[str, str] = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
    "postgresql+asyncpg": "postgresql+asyncpg",
}
"""Database schemes that may be written, and the asynchronous driver that each means."""

T = TypeVar("T")


class SettingsError(ValueError):
    """A setting has a value that cannot be used. The message names the setting and what to write."""


@dataclass(frozen=True)
class Settings:
    """The settings of one process. Without an app id it is in local mode: loopback only, no authentication."""

    app_id: str | None = None
    app_password: str | None = field(default=None, repr=False)
    app_type: AppType = "SingleTenant"
    tenant_id: str | None = None
    port: int = DEFAULT_PORT
    host: str = LOOPBACK
    database_url: str = field(default=DEFAULT_DATABASE_URL, repr=False)
    allowed_tenants: frozenset[str] = frozenset()
    knowledge_dir: Path | None = None
    agreement_sources: Path | None = None
    public_url: str | None = None

    @property
    def address(self) -> str | None:
        """Where the service's own pages are found; in local mode this machine, else PUBLIC_URL."""
        return self.public_url or (f"http://{self.host}:{self.port}" if self.local else None)

    @property
    def local(self) -> bool:
        """Whether this is local mode."""
        return self.app_id is None

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Settings from `environ` (default: the process environment). Raises SettingsError."""
        env = _Reader(os.environ if environ is None else environ)
        app_id = env.read("MicrosoftAppId", _guid)
        settings = cls(
            app_id=app_id,
            app_password=env.read("MicrosoftAppPassword", str),
            app_type=env.read("MicrosoftAppType", _app_type) or "SingleTenant",
            tenant_id=env.read("MicrosoftAppTenantId", _guid),
            port=env.read("PORT", _port) or DEFAULT_PORT,
            host=LOOPBACK if app_id is None else env.read("HOST", str) or ANY_ADDRESS,
            database_url=env.read("DATABASE_URL", _database_url) or DEFAULT_DATABASE_URL,
            allowed_tenants=env.read("ALLOWED_TENANTS", _guids) or frozenset(),
            knowledge_dir=env.read("KNOWLEDGE_DIR", _directory),
            agreement_sources=env.read("AGREEMENT_SOURCES", _directory),
            public_url=env.read("PUBLIC_URL", _https),
        )
        return settings if settings.local else _complete(settings)


def settings_or_exit(environ: Mapping[str, str] | None = None) -> Settings:
    """As `Settings.from_environment`, but a bad value ends the process: one line on stderr, exit code 2."""
    try:
        return Settings.from_environment(environ)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(2) from None


def _complete(settings: Settings) -> Settings:
    """`settings` with an app id, when what its app type needs is there; its own tenant is allowed if no other is."""
    if settings.app_type != "UserAssignedMSI" and not settings.app_password:
        raise SettingsError(f"MicrosoftAppPassword is missing: app type {settings.app_type} needs the secret of MicrosoftAppId")
    if settings.app_type == "MultiTenant":
        return settings
    if not settings.tenant_id:
        raise SettingsError(f"MicrosoftAppTenantId is missing: app type {settings.app_type} needs the tenant of MicrosoftAppId")
    allowed = settings.allowed_tenants or frozenset({settings.tenant_id})
    return Settings(**{**vars(settings), "allowed_tenants": allowed})


class _Reader:
    """Reads settings one by one; an empty value counts as not set."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def read(self, name: str, parse: Callable[[str], T]) -> T | None:
        value = self._environ.get(name, "").strip()
        if not value:
            return None
        try:
            return parse(value)
        except ValueError as error:
            raise SettingsError(f"{name}: {error}") from None


def _guid(value: str) -> str:
    try:
        return str(UUID(value))
    except ValueError:
        raise ValueError("write a GUID, such as 00000000-0000-0000-0000-000000000000") from None


def _guids(value: str) -> frozenset[str]:
    return frozenset(_guid(part) for part in value.replace(",", " ").split())


def _app_type(value: str) -> AppType:
    for known in get_args(AppType):
        if value.lower() == known.lower():
            return known  # type: ignore[no-any-return]
    raise ValueError(f"write one of {', '.join(get_args(AppType))}")


def _port(value: str) -> int:
    if not value.isdecimal() or not 1 <= int(value) <= 65535:
        raise ValueError("write a number from 1 to 65535")
    return int(value)


def _database_url(value: str) -> str:
    hint = "write sqlite:///path/to/file.sqlite or postgresql://user:password@host/database"
    try:
        url = make_url(value)
    except (ArgumentError, ValueError):
        raise ValueError(hint) from None
    driver = DRIVERS.get(url.drivername)
    if driver is None:
        raise ValueError(hint)
    if find_spec(driver.partition("+")[2]) is None:
        raise ValueError("PostgreSQL needs the package asyncpg, write pip install vem-ansvarar[postgres]")
    return url.set(drivername=driver).render_as_string(hide_password=False)


def _https(value: str) -> str:
    if not value.startswith("https://"):
        raise ValueError("write the address that begins with https://")
    return value.rstrip("/")


def _directory(value: str) -> Path:
    path = Path(value)
    if not path.is_dir():
        raise ValueError("there is no such folder")
    return path
