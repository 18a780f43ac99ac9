"""The commands and options, and what is said when they are used wrongly: one line on stderr, exit code 2."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from bot.cli.errors import UsageError
from bot.cli.parser import COMMANDS, parser


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_module(command: str) -> None:
    assert callable(import_module(f"bot.cli.{command.replace('-', '_')}").run)


@pytest.mark.parametrize("arguments", [["--help"], *([command, "--help"] for command in COMMANDS)], ids=" ".join)
def test_every_command_explains_itself(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0
    assert "usage: vem-ansvarar" in capsys.readouterr().out


def test_the_help_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    shown = capsys.readouterr().out
    assert all(command in shown for command in COMMANDS)


def test_options_are_read() -> None:
    options = parser().parse_args(
        ["case", "--county", "x", "--facet", "a=1", "--facet", "b=2", "--date", "2026-01-31", "--knowledge", "k", "--json"]
    )
    assert (options.county, options.facet, options.date) == ("x", ["a=1", "b=2"], date(2026, 1, 31))
    assert (options.knowledge, options.json, options.batch) == (Path("k"), True, False)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_is_given_explains_itself_as_among_all(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    for made in (parser(), parser([command, "--help"])):
        with pytest.raises(SystemExit):
            made.parse_args([command, "--help"])
    shown = capsys.readouterr().out
    assert shown[: len(shown) // 2] == shown[len(shown) // 2 :]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["aks"], "invalid choice: 'aks'"),
        (["ask", "Hej", "--colour"], "unrecognized arguments: --colour"),
        (["ask", "Hej", "--date", "igår"], "'igår' is no day. Write it as 2026-11-22"),
        (["ask", "Hej", "--date", "2026-02-30"], "'2026-02-30' is no day"),
        (["ask", "Hej", "--county"], "expected one argument"),
        (["ask"], "ask takes a question"),
        (["ask", "   "], "ask takes a question"),
        (["case"], "case takes --county KEY (or --batch)"),
        (["agreement", "pin"], "the following arguments are required: FILE"),
        (["agreement", "unpin", "x.yaml"], "invalid choice: 'unpin'"),
    ],
)
def test_wrong_usage_is_told_in_one_line(run: Callable[..., Any], arguments: list[str], said: str) -> None:
    assert said in run(*arguments).complaint


def test_an_interrupted_command_ends_quietly(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("bot.cli.case.run", interrupted)
    assert main(["case"]) == 130
    assert capsys.readouterr().err == ""


def test_a_usage_error_raised_by_a_command_is_told(monkeypatch: pytest.MonkeyPatch, run: Callable[..., Any]) -> None:
    def wrong(*_: object) -> None:
        raise UsageError("turn it the other way")

    monkeypatch.setattr("bot.cli.case.run", wrong)
    assert run("case").complaint == "turn it the other way"
