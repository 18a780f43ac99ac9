"""What every answering command stands on, made from options and the environment."""

from __future__ import annotations

import argparse
import os
from datetime import date
from pathlib import Path

from bot.cli.errors import UsageError
from dialogs.world import World, swedish_today
from knowledge.informed import InformedReader
from knowledge.lexicon_yaml import load_lexicon
from knowledge.loader import DATA, Knowledge, load
from knowledge.reading import Reader
from knowledge.sources import Sources
from knowledge.uncollected import uncollected


def folder(options: argparse.Namespace) -> Path:
    """The folder of the knowledge: the option, else KNOWLEDGE_DIR, else the built-in."""
    return getattr(options, "knowledge", None) or Path(os.environ.get("KNOWLEDGE_DIR") or DATA)


def sources() -> Sources:
    """The documents in AGREEMENT_SOURCES, if that is set. Raises UsageError when there is no such folder."""
    named = os.environ.get("AGREEMENT_SOURCES")
    if named and not Path(named).is_dir():
        raise UsageError(f"AGREEMENT_SOURCES is '{named}', which is no folder. Name the folder with the documents, or unset it")
    return Sources(Path(named) if named else None)


def reader(knowledge: Knowledge) -> InformedReader:
    """The reader of free text that belongs to `knowledge`."""
    plain = Reader(knowledge.facets, load_lexicon(knowledge.root, knowledge.facets), knowledge.counties)
    return InformedReader(plain, knowledge)


@uncollected()
def world(options: argparse.Namespace) -> World:
    """Everything a conversation needs. Raises KnowledgeError when the knowledge is unsound."""
    knowledge = load(folder(options))
    day: date | None = getattr(options, "date", None)
    today = (lambda: day) if day else swedish_today
    return World(knowledge, reader(knowledge), sources(), today, contact_months=contact_months())


def contact_months() -> int:
    """CONTACT_MONTHS: a contact verified longer ago than this is shown as possibly old. Raises UsageError."""
    given = os.environ.get("CONTACT_MONTHS") or "12"
    if not given.isdecimal() or not 1 <= int(given) <= 120:
        raise UsageError(f"CONTACT_MONTHS is '{given}'. Write a number of months from 1 to 120")
    return int(given)
