"""The commands and their options."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from bot.cli.errors import UsageError

COMMANDS = {
    "serve": "start the service (settings by environment)",
    "chat": "hold a conversation in the terminal",
    "ask": "answer a question in free text",
    "case": "answer a case given as facets",
    "check": "prove the knowledge: cases, pinpoints, contacts, words",
    "agreement": "help with writing agreements (pin: note the hashes of the passages)",
    "contacts": "move contacts between YAML and a CSV, list the stale ones",
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}. See {self.prog} --help")


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line; `run` in its result is the function to call."""
    top = _Parser(prog="vem-ansvarar", description="Who is responsible, the region or the municipality?")
    commands = top.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)
    for name, meaning in COMMANDS.items():
        command = commands.add_parser(name, help=meaning, description=meaning[0].upper() + meaning[1:] + ".")
        command.set_defaults(run=_lazily(name))
        _OPTIONS[name](command)
    return top


def _lazily(name: str) -> Callable[[argparse.Namespace], int]:
    """The command's `run`, imported only when it is called: a short command starts fast."""

    def run(options: argparse.Namespace) -> int:
        result: int = import_module(f"bot.cli.{name}").run(options)
        return result

    return run


def _knowledge(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--knowledge", type=Path, metavar="DIR", help="folder of the knowledge (default: KNOWLEDGE_DIR or the built-in)"
    )


def _answering(command: argparse.ArgumentParser) -> None:
    _knowledge(command)
    command.add_argument("--county", metavar="KEY", help="county key, as in counties.yaml")
    command.add_argument("--date", type=_day, metavar="YYYY-MM-DD", help="answer as of this day (default: today)")
    command.add_argument("--json", action="store_true", help="answer as JSON")
    command.add_argument(
        "--batch", action="store_true", help="read JSON Lines on standard input, write JSON Lines in the same order"
    )


def _ask(command: argparse.ArgumentParser) -> None:
    command.add_argument("text", nargs="?", help="the question")
    _answering(command)


def _case(command: argparse.ArgumentParser) -> None:
    command.add_argument("--facet", action="append", default=[], metavar="NAME=VALUE", help="may be given several times")
    _answering(command)


def _check(command: argparse.ArgumentParser) -> None:
    _knowledge(command)
    command.add_argument("--json", action="store_true", help="findings as JSON")


def _agreement(command: argparse.ArgumentParser) -> None:
    command.add_argument("action", choices=["pin"])
    command.add_argument("files", nargs="+", type=Path, metavar="FILE", help="agreement files")
    command.add_argument("--sources", type=Path, metavar="DIR", help="folder of the documents (default: AGREEMENT_SOURCES)")


def _contacts(command: argparse.ArgumentParser) -> None:
    command.add_argument("action", choices=["import", "export", "stale"])
    command.add_argument("file", nargs="?", type=Path, metavar="CSV", help="the table, as Excel saves it")
    command.add_argument(
        "--months", type=int, help="a contact verified longer ago counts as stale (default: CONTACT_MONTHS, else 12)"
    )
    _knowledge(command)


def _plain(command: argparse.ArgumentParser) -> None:
    _knowledge(command)


_OPTIONS: dict[str, Callable[[argparse.ArgumentParser], None]] = {
    "serve": _plain,
    "chat": _plain,
    "ask": _ask,
    "case": _case,
    "check": _check,
    "agreement": _agreement,
    "contacts": _contacts,
}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no day. Write it as 2026-11-22") from None
