"""What the service is told by its environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args
from uuid import UUID

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.storage.lifetimes import Lifetimes

AppType = Literal["SingleTenant", "UserAssignedMSI", "MultiTenant"]
HostSdk = Literal["botframework", "agents"]
"""Microsoft's libraries that can host the bot: the Bot Framework SDK, or the Microsoft 365 Agents SDK."""

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

AGENTS_PACKAGE = "microsoft_agents.hosting.aiohttp"
"""What the extra `agents` installs."""

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
    database_pool: int = 10
    messages_per_minute: int = 60
    metrics_token: str | None = field(default=None, repr=False)
    traces: str | None = None
    ombud_file: Path | None = None
    local_ombud: str = ""
    faq_approvals: int = 2
    overdue_days: int = 5
    delivery_hours: int = 48
    host_sdk: HostSdk = "botframework"
    lifetimes: Lifetimes = field(default_factory=Lifetimes)

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
        env = Reader(environ)
        app_id = env.read("MicrosoftAppId", _guid)
        given: dict[str, Any] = {
            "app_id": app_id,
            "app_password": env.read("MicrosoftAppPassword", str),
            "app_type": env.read("MicrosoftAppType", _app_type),
            "tenant_id": env.read("MicrosoftAppTenantId", _guid),
            "port": env.read("PORT", _from(1, 65535)),
            "host": LOOPBACK if app_id is None else env.read("HOST", str) or ANY_ADDRESS,
            "database_url": env.read("DATABASE_URL", _database_url),
            "allowed_tenants": env.read("ALLOWED_TENANTS", _guids),
            "knowledge_dir": env.read("KNOWLEDGE_DIR", _directory),
            "agreement_sources": env.read("AGREEMENT_SOURCES", _directory),
            "public_url": env.read("PUBLIC_URL", _https),
            "database_pool": env.read("DATABASE_POOL", _from(1, 200)),
            "metrics_token": env.read("METRICS_TOKEN", str),
            "traces": env.read("OTEL_EXPORTER_OTLP_ENDPOINT", _address),
            "messages_per_minute": env.read("MESSAGES_PER_MINUTE", _from(1, 100_000)),
            "ombud_file": env.read("OMBUD_FILE", _file),
            "local_ombud": env.read("LOCAL_OMBUD", str) if app_id is None else None,
            "faq_approvals": env.read("FAQ_APPROVALS", _from(1, 2)),
            "overdue_days": env.read("OVERDUE_DAYS", _from(1, 365)),
            "delivery_hours": env.read("DELIVERY_HOURS", _from(1, 24 * 30)),
            "host_sdk": env.read("HOST_SDK", _host_sdk),
            "lifetimes": _lifetimes(env),
        }
        settings = cls(**_set(given))
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


class Reader:
    """Reads settings one by one; an empty value counts as not set."""

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        self._environ = os.environ if environ is None else environ

    def read(self, name: str, parse: Callable[[str], T]) -> T | None:
        """The setting `name`, None when it is not set. Raises SettingsError when `parse` raises ValueError."""
        value = self._environ.get(name, "").strip()
        if not value:
            return None
        try:
            return parse(value)
        except ValueError as error:
            raise SettingsError(f"{name}: {error}") from None


def _lifetimes(env: Reader) -> Lifetimes:
    """How long what is kept."""
    days = _from(1, 3_650)
    given = {
        "conversations_days": env.read("KEEP_CONVERSATIONS_DAYS", days),
        "references_days": env.read("KEEP_REFERENCES_DAYS", days),
        "tickets_days": env.read("KEEP_TICKETS_DAYS", days),
        "counts_days": env.read("KEEP_COUNTS_DAYS", days),
        "turns_hours": env.read("KEEP_TURNS_HOURS", _from(1, 24 * 30)),
    }
    return Lifetimes(**_set(given))


def _set(given: Mapping[str, T | None]) -> dict[str, T]:
    """What is set; the rest keeps its default."""
    return {name: value for name, value in given.items() if value is not None}


def _guid(value: str) -> str:
    try:
        return str(UUID(value))
    except ValueError:
        raise ValueError("write a GUID, such as 00000000-0000-0000-0000-000000000000") from None


def _guids(value: str) -> frozenset[str]:
    return frozenset(_guid(part) for part in value.replace(",", " ").split())


def _app_type(value: str) -> AppType:
    return _one_of(AppType, value)  # type: ignore[no-any-return]


def _host_sdk(value: str) -> HostSdk:
    known: HostSdk = _one_of(HostSdk, value)
    if known == "agents" and not _is_installed(AGENTS_PACKAGE):
        raise ValueError("the Microsoft 365 Agents SDK is not installed, write pip install vem-ansvarar[agents]")
    return known


def _is_installed(module: str) -> bool:
    """Whether `module` could be imported."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # its package is missing
        return False


def _one_of(kind: Any, value: str) -> Any:
    """The word of `kind` that is meant, whatever the case of its letters."""
    for known in get_args(kind):
        if value.lower() == known.lower():
            return known
    raise ValueError(f"write one of {', '.join(get_args(kind))}")


def _from(least: int, most: int) -> Callable[[str], int]:
    def number(value: str) -> int:
        if not value.isdecimal() or not least <= int(value) <= most:
            raise ValueError(f"write a number from {least} to {most}")
        return int(value)

    return number


def _file(value: str) -> Path:
    path = Path(value)
    if not path.is_file():
        raise ValueError("there is no such file")
    return path


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


def _address(value: str) -> str:
    if not value.startswith(("https://", "http://")):
        raise ValueError("write the address of the collector, such as http://127.0.0.1:4318")
    return value


def _https(value: str) -> str:
    if not value.startswith("https://"):
        raise ValueError("write the address that begins with https://")
    return value.rstrip("/")


def _directory(value: str) -> Path:
    path = Path(value)
    if not path.is_dir():
        raise ValueError("there is no such folder")
    return path
