"""The service with the real knowledge over real HTTP, and users that talk to it. The tools are in tests/people."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import people
import pytest

from bot.settings import HostSdk
from dialogs.turn import Dialog
from dialogs.world import World
from knowledge.sources import Sources

SOURCES = Path(__file__).parents[3] / "shared" / "sources"

MakeUser = Callable[..., Any]
ON_BOTH_SDKS = {"test_bad_input", "test_conversations", "test_extension", "test_together"}
"""Modules whose tests are held once for each SDK that can host the bot."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "host_sdk" in metafunc.fixturenames and Path(metafunc.module.__file__).stem in ON_BOTH_SDKS:
        metafunc.parametrize("host_sdk", get_args(HostSdk), scope="module", indirect=True)


@pytest.fixture(scope="module")
def host_sdk(request: pytest.FixtureRequest) -> str:
    """The SDK that hosts the service."""
    return getattr(request, "param", "botframework")


@pytest.fixture(scope="session")
def client() -> ModuleType:
    """The module with the people."""
    return people


@pytest.fixture(scope="module")
def service(dialog: Dialog, tmp_path_factory: pytest.TempPathFactory, host_sdk: str) -> Iterator[Any]:
    """A service for all tests of a module; every user has a conversation of their own."""
    with people.running(dialog, tmp_path_factory.mktemp("service") / "bot.sqlite", host_sdk=host_sdk) as service:
        yield service


@pytest.fixture
def own_service(dialog: Dialog, tmp_path: Path, host_sdk: str) -> Iterator[Any]:
    """A service for one test, whose storage it may break."""
    with people.running(dialog, tmp_path / "bot.sqlite", host_sdk=host_sdk) as service:
        yield service


@pytest.fixture
def user(service: Any) -> MakeUser:
    """Makes users of `service`."""

    def make(**how: Any) -> Any:
        return people.User(service, **how)

    return make


@pytest.fixture(params=["emulator, expectReplies", "emulator, connector", "msteams, connector"])
def anybody(request: pytest.FixtureRequest, user: MakeUser) -> Any:
    """A user, once for each way of talking to the bot."""
    channel, over = request.param.split(", ")
    return user(channel=channel, over=over)


@pytest.fixture
def with_documents(world: World) -> Dialog:
    """The conversation with the agreements' own wording at hand."""
    if not SOURCES.is_dir():
        pytest.skip("the documents (../shared/sources) are not here")
    return Dialog(replace(world, sources=Sources(SOURCES)))


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Any]:
    """A real `vem-ansvarar serve`, not started yet."""
    made = people.Process(tmp_path)
    yield made
    if made.is_up():
        made.end(signal.SIGKILL)
