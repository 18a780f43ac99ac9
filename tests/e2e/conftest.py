"""The service in a browser: Debian's Chromium, the clients from npm, real processes.

The tests take minutes, so they are left out unless E2E is set, as `make e2e` does.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from people import Process

HERE = Path(__file__).parent
sys.path += [str(HERE), *(str(HERE.parent / folder) for folder in ("dialogs", "scenarios"))]

from servers import directory_id, install_clients, open_playground  # noqa: E402

SOURCES = HERE.parents[2] / "shared" / "sources"
CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
"""The browser talks to this machine only."""
PLAIN = '* { font-family: "Segoe UI", "Liberation Sans", sans-serif !important; caret-color: transparent !important; }'
"""What a picture is taken in: the fonts of the clients' makers are not on every machine."""
TEAMS_BOX = "div[role=textbox][contenteditable=true]"


if "E2E" not in os.environ:
    collect_ignore = [path.name for path in HERE.glob("test_*.py") if path.name != "test_programs.py"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Last of all: Playwright keeps an event loop running in this thread, so that no asynchronous test may follow."""
    items.sort(key=lambda item: HERE in item.path.parents)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One browser for all tests."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def clients() -> None:
    """The clients from npm are installed."""
    install_clients()


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """A service for all tests of a module, where Olle is ombud; with the documents where they are."""
    sources = {"AGREEMENT_SOURCES": str(SOURCES)} if SOURCES.is_dir() else {}
    ombud = ",".join(f"{who}=jonkoping/kommun" for who in (directory_id("olle"), "olle"))
    process = Process(tmp_path_factory.mktemp("e2e"), LOCAL_OMBUD=ombud, **sources)
    process.start(60)
    yield process
    if process.is_up():
        process.end(signal.SIGTERM)


@pytest.fixture
def page_of(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens a page of its own, and sees to it that no page failed."""
    contexts: list[Any] = []
    errors: list[Any] = []

    def failed(error: Any) -> None:
        errors.append(error)

    def new(url: str, **look: Any) -> Any:
        context = browser.new_context(locale="sv-SE", **look)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", failed)
        page.goto(url)
        return page

    yield new
    for context in contexts:
        context.close()
    assert not errors, errors


@pytest.fixture
def documents() -> None:
    """The agreements' own documents are here."""
    if not SOURCES.is_dir():
        pytest.skip("the documents (../shared/sources) are not here")


@pytest.fixture
def picture() -> Callable[[str, Any], None]:
    """Takes a picture of a page or a part of it into the folder E2E_PICTURES, if that is set."""
    folder = os.environ.get("E2E_PICTURES")

    def take(name: str, seen: Any) -> None:
        if folder:
            seen.screenshot(path=Path(folder) / f"{name}.png", style=PLAIN, animations="disabled")

    return take


@pytest.fixture
def playground(service: Process, clients: None, page_of: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Somebody in Microsoft's Agents Playground, in a conversation of their own."""
    from chat import Chat  # noqa: PLC0415

    started = []

    def sit_down(person: str = "kim", **look: Any) -> Chat:
        server = open_playground(tmp_path, service.url, person)
        started.append(server)
        page = page_of(server.url, **{"viewport": {"width": 1100, "height": 1400}, **look})
        page.get_by_text("Connected.").wait_for()
        return Chat(page, TEAMS_BOX, server)

    yield sit_down
    for server in started:
        server.end()
