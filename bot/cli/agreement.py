"""`agreement`: help with writing agreements."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

from bot.cli.errors import UsageError
from bot.cli.world import sources
from dialogs.world import swedish_today
from knowledge.agreement import Agreement
from knowledge.scaffold import ScaffoldError, begin
from knowledge.sources import Sources
from knowledge.yamlfile import YamlFile

_LINES = re.compile(r"^(?P<indent>\s+)lines: \[\d+, *\d+\]\s*$")
_HASH = re.compile(r"^\s+sha256: [0-9a-f]+\s*$")
_ID = re.compile(r"^\s*- id: (\S+)\s*$")


def run(options: argparse.Namespace) -> int:
    """`pin`: note the hash of every passage beside its lines, in the files themselves; all else stays as it is.

    `new`: begin an agreement in a knowledge folder.
    """
    return _new(options) if options.action == "new" else _pin(options)


def _new(options: argparse.Namespace) -> int:
    try:
        written = begin(options.folder, options.county, options.id, swedish_today())
    except ScaffoldError as error:
        raise UsageError(str(error)) from error
    except OSError as error:
        raise UsageError(f"{error.filename} cannot be written ({error.strerror})") from error
    for path in written:
        print(f"{path} written")
    return 0


def _pin(options: argparse.Namespace) -> int:
    documents = Sources(options.sources) if options.sources else sources()
    for path in options.files:
        pinned = pin(path, documents)
        print(f"{path}: {pinned} passages pinned")
    return 0


def pin(path: Path, documents: Sources) -> int:
    """Write the hashes into the file at `path`. Returns how many. Raises UsageError when the document is not at hand."""
    file = YamlFile.read(path, path.parent)
    agreement = file.parse(Agreement)
    hashes = {s.id: documents.hash(agreement, s) for s in agreement.every() if s.lines}
    if None in hashes.values():
        raise UsageError(f"{agreement.document.file} is not at hand. Name its folder with --sources or AGREEMENT_SOURCES")
    written: list[str] = []
    identity = ""
    for line in file.text.split("\n"):
        named = _ID.match(line)
        identity = named.group(1) if named else identity
        if _HASH.match(line):
            continue
        written.append(line)
        place = _LINES.match(line)
        if place and identity in hashes:
            written.append(f"{place.group('indent')}sha256: {hashes[identity]}")
    path.write_text("\n".join(written), encoding="utf-8")
    return len(hashes)
