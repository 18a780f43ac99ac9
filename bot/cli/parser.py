"""The commands and their options."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from bot.cli.errors import UsageError
from knowledge.uncollected import staying

PACKAGE = "vem-ansvarar-teams.zip"

COMMANDS = {
    "serve": "start the service (settings by environment)",
    "chat": "hold a conversation in the terminal",
    "ask": "answer a question in free text",
    "case": "answer a case given as facets",
    "compare": "compare what the counties answer to a case given as facets",
    "receipt": "open the reference of an answer: does it still hold?",
    "check": "prove the knowledge: every case there can be, pinpoints, contacts, words",
    "report": "report what the agreements leave open (gaps), how many questions the bot asks (questions), how it is used (usage)",
    "diff": "tell which cases get another answer in a new version of the rules",
    "agreement": "help with writing agreements (new: begin one, pin: note the hashes of the passages)",
    "contacts": "move contacts between YAML and a CSV, list the stale ones",
    "faq": "list answered questions, move them between the database and YAML",
    "cases": "list the example cases of the agreements, make one out of an answered ticket (from-ticket)",
    "person": "export all that is held about a person, or forget it",
    "db": "bring the database up to date (upgrade), look it over (check), remove what is kept long enough (purge)",
    "teams-package": "build the app package to upload to Teams",
}


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message}. See {self.prog} --help")


def parser(given: Sequence[str] = ()) -> argparse.ArgumentParser:
    """The parser of the whole command line; `run` in its result is the function to call.

    When it is to parse `given`, and that begins with a command, it knows no other: to make them all takes longer than to parse.
    """
    known = [name for name in given[:1] if name in COMMANDS] or COMMANDS
    top = _Parser(prog="vem-ansvarar", description="Who is responsible, the region or the municipality?")
    commands = top.add_subparsers(metavar="COMMAND", required=True, parser_class=_Parser)
    for name in known:
        meaning = COMMANDS[name]
        command = commands.add_parser(name, help=meaning, description=meaning[0].upper() + meaning[1:] + ".")
        command.set_defaults(run=_lazily(name))
        _OPTIONS[name](command)
    return top


def _lazily(name: str) -> Callable[[argparse.Namespace], int]:
    """The command's `run`, imported only when it is called: a short command starts fast."""

    def run(options: argparse.Namespace) -> int:
        with staying():
            command = import_module(f"bot.cli.{name.replace('-', '_')}")
        result: int = command.run(options)
        return result

    return run


def _knowledge(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--knowledge", type=Path, metavar="DIR", help="folder of the knowledge (default: KNOWLEDGE_DIR or the built-in)"
    )


def _answering(command: argparse.ArgumentParser) -> None:
    _dated(command)
    command.add_argument("--county", metavar="KEY", help="county key, as in counties.yaml")
    command.add_argument(
        "--batch", action="store_true", help="read JSON Lines on standard input, write JSON Lines in the same order"
    )


def _ask(command: argparse.ArgumentParser) -> None:
    command.add_argument("text", nargs="?", help="the question")
    _answering(command)


def _case(command: argparse.ArgumentParser) -> None:
    command.add_argument("--facet", action="append", default=[], metavar="NAME=VALUE", help="may be given several times")
    _answering(command)


def _compare(command: argparse.ArgumentParser) -> None:
    command.add_argument("--facet", action="append", default=[], metavar="NAME=VALUE", help="may be given several times")
    _dated(command)


def _receipt(command: argparse.ArgumentParser) -> None:
    command.add_argument("code", metavar="CODE", help="the reference, as the bot gave it")
    _dated(command)


def _dated(command: argparse.ArgumentParser) -> None:
    _knowledge(command)
    command.add_argument("--date", type=_day, metavar="YYYY-MM-DD", help="answer as of this day (default: today)")
    command.add_argument("--json", action="store_true", help="answer as JSON")


def _check(command: argparse.ArgumentParser) -> None:
    _knowledge(command)
    command.add_argument("--json", action="store_true", help="findings as JSON")


def _report(command: argparse.ArgumentParser) -> None:
    command.add_argument("about", choices=["gaps", "questions", "usage"])
    command.add_argument("--county", metavar="KEY", help="county key, as in counties.yaml (default: all that have an agreement)")
    command.add_argument("--rows", default="need", metavar="FACET", help="gaps: the facet down the map (default: need)")
    command.add_argument(
        "--columns", default="diagnosis", metavar="FACET", help="gaps: the facet across the map (default: diagnosis)"
    )
    command.add_argument(
        "--from", dest="since", type=_day, metavar="YYYY-MM-DD", help="usage: the first day (default: 12 months)"
    )
    command.add_argument("--to", dest="until", type=_day, metavar="YYYY-MM-DD", help="usage: the last day (default: today)")
    _html(command, "gaps.html or usage.html", Path())
    command.add_argument("--json", action="store_true", help="questions, usage: figures as JSON")
    command.add_argument("--date", type=_day, metavar="YYYY-MM-DD", help="the rules as of this day (default: today)")
    _knowledge(command)


def _diff(command: argparse.ArgumentParser) -> None:
    command.add_argument("old", type=Path, metavar="OLD", help="folder of knowledge, or agreement file")
    command.add_argument("new", type=Path, metavar="NEW", help="the same of the new version")
    _html(command, "diff.html", Path("diff.html"))
    command.add_argument("--json", action="store_true", help="changes as JSON")
    command.add_argument("--date", type=_day, metavar="YYYY-MM-DD", help="the rules as of this day (default: today)")
    _knowledge(command)


def _html(command: argparse.ArgumentParser, name: str, unnamed: Path) -> None:
    meaning = f"write a page (default: {name}; - for standard output)"
    command.add_argument("--html", nargs="?", const=unnamed, type=Path, metavar="FILE", help=meaning)


def _actions(command: argparse.ArgumentParser) -> argparse._SubParsersAction[_Parser]:
    return command.add_subparsers(dest="action", metavar="ACTION", required=True, parser_class=_Parser)


def _agreement(command: argparse.ArgumentParser) -> None:
    actions = _actions(command)
    new = actions.add_parser("new", help="begin an agreement: a commented file that is valid as it stands")
    new.add_argument("--county", required=True, metavar="KEY", help="county key, as in counties.yaml")
    new.add_argument("--id", required=True, metavar="ID", help="the new agreement's id: small letters, digits, hyphens")
    new.add_argument("folder", type=Path, metavar="DIR", help="folder of the knowledge")
    pin = actions.add_parser("pin", help="note the hashes of the passages")
    pin.add_argument("files", nargs="+", type=Path, metavar="FILE", help="agreement files")
    pin.add_argument("--sources", type=Path, metavar="DIR", help="folder of the documents (default: AGREEMENT_SOURCES)")


def _contacts(command: argparse.ArgumentParser) -> None:
    command.add_argument("action", choices=["import", "export", "stale"])
    command.add_argument("file", nargs="?", type=Path, metavar="CSV", help="the table, as Excel saves it")
    command.add_argument(
        "--months", type=int, help="a contact verified longer ago counts as stale (default: CONTACT_MONTHS, else 12)"
    )
    _knowledge(command)


def _faq(command: argparse.ArgumentParser) -> None:
    actions = _actions(command)
    listing = actions.add_parser("list", help="every entry of the files and of the database, with what is stale")
    export = actions.add_parser("export", help="write the live entries of the database into faq/COUNTY.yaml")
    export.add_argument("--out", type=Path, metavar="DIR", help="write into faq/ of this folder (default: that of the knowledge)")
    export.add_argument("--stale", action="store_true", help="also those that stand on passages which have changed")
    importing = actions.add_parser("import", help="make entries live in the database")
    importing.add_argument("files", nargs="*", type=Path, metavar="FILE", help="COUNTY.yaml (default: those of the knowledge)")
    for action in (listing, export, importing):
        action.add_argument("--county", metavar="KEY", help="county key, as in counties.yaml (default: all)")
        _knowledge(action)


def _cases(command: argparse.ArgumentParser) -> None:
    actions = _actions(command)
    listing = actions.add_parser("list", help="name, county and expected principal of every example case")
    listing.add_argument("--county", metavar="KEY", help="county key, as in counties.yaml (default: all that have an agreement)")
    listing.add_argument("--json", action="store_true", help="cases as JSON, with their facets")
    making = actions.add_parser(
        "from-ticket", help="the YAML of an answered ticket as an example case, proved by the rules of today"
    )
    making.add_argument("number", type=int, metavar="NUMBER", help="number of the ticket")
    principals = ["region", "kommun", "both", "not_settled"]
    making.add_argument("--principal", choices=principals, help="who is responsible (default: as the bot answered)")
    making.add_argument("--facts", nargs="*", metavar="ID", help="statements to show (default: those that the ombud chose)")
    making.add_argument("--name", metavar="TEXT", help="what the case shows (default: made of its facets)")
    for action in (listing, making):
        _knowledge(action)


def _person(command: argparse.ArgumentParser) -> None:
    actions = _actions(command)
    export = actions.add_parser("export", help="all that is held, as JSON")
    export.add_argument("--out", type=Path, metavar="FILE", help="write to a file that only its owner may read")
    forget = actions.add_parser("forget", help="remove how to reach the person, anonymise the person's tickets")
    for action in (export, forget):
        action.add_argument("--object-id", required=True, metavar="GUID", help="the person's object id in Entra")
        action.add_argument("--channel", default="msteams", metavar="NAME", help="the channel (default: msteams)")
        _knowledge(action)


def _db(command: argparse.ArgumentParser) -> None:
    actions = _actions(command)
    actions.add_parser("upgrade", help="take the migrations that are missing")
    check = actions.add_parser("check", help="schema, rows, waiting tickets and parcels. 0: sound, 1: something is to be done")
    check.add_argument("--json", action="store_true", help="what was found, as JSON")
    purge = actions.add_parser("purge", help="remove what is older than its lifetime, as is done every night")
    purge.add_argument("--dry-run", action="store_true", help="only tell what would be removed")
    purge.add_argument("--json", action="store_true", help="the numbers as JSON")
    _knowledge(purge)


def _teams_package(command: argparse.ArgumentParser) -> None:
    from bot.teams.app import NAME, VERSION  # noqa: PLC0415 - no other command needs them

    command.add_argument("--app-id", required=True, metavar="GUID", help="the bot's app id")
    command.add_argument("--domain", required=True, metavar="HOST", help="the host that serves the bot and its pages")
    command.add_argument("--name", default=NAME, help=f"the name that Teams shows (default: {NAME})")
    command.add_argument("--operator", metavar="NAME", help="who runs the bot (default: OPERATOR_NAME, else the domain)")
    command.add_argument("--version", default=VERSION, dest="app_version", metavar="N.N.N", help=f"default: {VERSION}")
    command.add_argument("--out", type=Path, default=Path(PACKAGE), metavar="FILE", help=f"default: {PACKAGE}")


def _plain(command: argparse.ArgumentParser) -> None:
    _knowledge(command)


_OPTIONS: dict[str, Callable[[argparse.ArgumentParser], None]] = {
    "serve": _plain,
    "chat": _plain,
    "ask": _ask,
    "case": _case,
    "compare": _compare,
    "receipt": _receipt,
    "check": _check,
    "report": _report,
    "diff": _diff,
    "agreement": _agreement,
    "contacts": _contacts,
    "faq": _faq,
    "cases": _cases,
    "person": _person,
    "db": _db,
    "teams-package": _teams_package,
}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no day. Write it as 2026-11-22") from None
