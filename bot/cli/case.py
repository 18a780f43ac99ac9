"""`case`: a case given as facets."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from bot.cli.ask import known_county
from bot.cli.batch import Json, day, run_batch
from bot.cli.contract import to_json
from bot.cli.errors import UsageError
from bot.cli.world import world
from dialogs.answer import answer_reply
from dialogs.case import plain_said
from dialogs.interview import ask
from dialogs.state import State
from dialogs.world import World
from knowledge.answer import answer
from knowledge.condition import ConditionError, parse_said
from knowledge.enquiry import Answer, Enquiry


def run(options: argparse.Namespace) -> int:
    """Answer one case, or a batch of them."""
    standing = world(options)
    if options.batch:
        return run_batch(lambda item: _item(standing, item))
    if options.county is None:
        raise UsageError("case takes --county KEY (or --batch)")
    try:
        answered = _answered(standing, options.county, pairs(options.facet), standing.today())
    except ConditionError as error:
        raise UsageError(str(error)) from error
    if options.json:
        print(json.dumps(to_json(standing, answered), ensure_ascii=False, indent=2))
    else:
        print(_text(standing, answered))
    return 0


def pairs(given: Iterable[str]) -> dict[str, Any]:
    """`NAME=VALUE` options as facets; a name given twice holds both values. Raises UsageError."""
    facets: dict[str, Any] = {}
    for pair in given:
        name, sign, value = pair.partition("=")
        if not sign or not value:
            raise UsageError(f"'{pair}' is no NAME=VALUE. Write for example --facet need=hjalpmedel")
        before = facets.get(name)
        facets[name] = value if before is None else [*(before if isinstance(before, list) else [before]), value]
    return facets


def _answered(standing: World, county: object, facets: Mapping[str, Any], today: date) -> Answer:
    if not isinstance(county, str):
        raise UsageError("county is missing. Give its key")
    said = parse_said(facets, standing.knowledge.facets, today.year)
    return answer(standing.knowledge, Enquiry("who_is_responsible", today, known_county(standing, county), said=said))


def _item(standing: World, item: Json) -> Json:
    facets = item.get("facets", {})
    if not isinstance(facets, dict):
        raise UsageError("facets is an object of facet names and values")
    today = day(item, standing.today())
    dated = replace(standing, today=lambda: today)
    return to_json(dated, _answered(dated, item.get("county"), facets, today), identity=item.get("id"))


def _text(standing: World, answered: Answer) -> str:
    enquiry = answered.enquiry
    state = State(county=enquiry.county, said=plain_said(enquiry.said, enquiry.day.year))
    if answered.question:
        return ask(standing, state, answered)[1].text
    return answer_reply(standing, state, answered).text
