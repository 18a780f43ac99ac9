"""`compare`: a case given as facets, answered from every county's agreements side by side."""

from __future__ import annotations

import argparse
import json

from bot.cli.batch import Json
from bot.cli.case import pairs
from bot.cli.contract import to_json
from bot.cli.errors import UsageError
from bot.cli.world import world
from dialogs.compare import lines_of
from dialogs.reply import Reply
from dialogs.world import World
from knowledge.compare import Comparison, Row, comparable, compare
from knowledge.condition import ConditionError, parse_said
from knowledge.enquiry import Enquiry


def run(options: argparse.Namespace) -> int:
    """Compare one case."""
    standing = world(options)
    today = standing.today()
    try:
        said = parse_said(pairs(options.facet), standing.knowledge.facets, today.year)
    except ConditionError as error:
        raise UsageError(str(error)) from error
    case = Enquiry("who_is_responsible", today, said=said)
    if not comparable(case):
        raise UsageError("compare takes a need: vem-ansvarar compare --facet need=VALUE")
    compared = compare(standing.knowledge, case)
    if options.json:
        print(json.dumps(_json(standing, compared), ensure_ascii=False, indent=2))
    else:
        print(Reply(lines=tuple(lines_of(standing, compared))).text)
    return 0


def _json(standing: World, compared: Comparison) -> Json:
    return {"differs": compared.differs, "counties": [_row(standing, row) for row in compared.rows]}


def _row(standing: World, row: Row) -> Json:
    return {
        "county": row.county,
        "result": row.result,
        "deciding": [statement.id for statement in row.deciding],
        "hangs_on": [{"principal": result.principal, "values": [v.key for v in values]} for result, values in row.hangs_on],
        "answer": to_json(standing, row.answer),
    }
