"""`ask`: a question in free text."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from datetime import date

from bot.cli.batch import Json, day, run_batch
from bot.cli.contract import to_json
from bot.cli.errors import UsageError
from bot.cli.world import world
from dialogs.message import Message
from dialogs.state import State
from dialogs.turn import Dialog
from dialogs.world import World
from knowledge.answer import answer
from knowledge.enquiry import Answer, Enquiry
from knowledge.facets import suggest
from knowledge.reading import Reading
from knowledge.uncollected import staying


def run(options: argparse.Namespace) -> int:
    """Answer one question, or a batch of them."""
    return _batch(options) if options.batch else _one(options)


def _batch(options: argparse.Namespace) -> int:
    standing = world(options)
    return run_batch(lambda item: _item(standing, item))


@staying()
def _one(options: argparse.Namespace) -> int:
    """Answer the question given, which is all that there is to do."""
    standing = world(options)
    if not (options.text or "").strip():
        raise UsageError('ask takes a question: vem-ansvarar ask "Vem ansvarar för …?" (or --batch)')
    county = known_county(standing, options.county)
    if options.json:
        print(json.dumps(_json(standing, options.text, county, standing.today(), None), ensure_ascii=False, indent=2))
        return 0
    _, replies = Dialog(standing).turn(State(county=county), Message(text=options.text))
    print("\n\n".join(reply.text for reply in replies))
    return 0


def enquire(standing: World, text: str, county: str | None, today: date) -> tuple[Reading, Answer]:
    """Read and answer a text."""
    reading = standing.reader.read(text, today, county)
    enquiry = Enquiry(
        intent=reading.intent,
        day=today,
        county=reading.county or county,
        municipality=reading.municipality,
        said=reading.said,
        text=reading.text,
    )
    return reading, answer(standing.knowledge, enquiry)


def known_county(standing: World, key: str | None) -> str | None:
    """`key` if it is a county's. Raises UsageError, naming the nearest."""
    keys = list(standing.knowledge.counties.by_key)
    if key is not None and key not in keys:
        raise UsageError(f"'{key}' is no county key.{suggest(str(key), keys)} Known: {', '.join(standing.knowledge.covered)}")
    return key


def _json(standing: World, text: str, county: str | None, today: date, identity: object) -> Json:
    dated = replace(standing, today=lambda: today)
    reading, answered = enquire(dated, text, county, today)
    return to_json(dated, answered, reading, identity)


def _item(standing: World, item: Json) -> Json:
    text = item.get("text")
    if not isinstance(text, str):
        raise UsageError("text is missing. Give the question as a string")
    county = known_county(standing, item.get("county"))
    return _json(standing, text, county, day(item, standing.today()), item.get("id"))
