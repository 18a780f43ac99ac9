"""`cases`: the example cases of the agreements, and a new one out of an answered ticket."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any, get_args

from bot.cli.ask import known_county
from bot.cli.database import read, settings
from bot.cli.errors import UsageError
from bot.cli.world import folder, world
from bot.storage import tickets
from dialogs.case import told
from dialogs.state import State
from dialogs.ticket import Ticket
from dialogs.world import World
from knowledge.agreement import Agreement, Example
from knowledge.condition import ConditionError
from knowledge.enquiry import Principal
from knowledge.faq_case import FaqCaseError, Settled, as_case
from knowledge.loader import load

Json = dict[str, Any]


def run(options: argparse.Namespace) -> int:
    """List the cases, or write one. `from-ticket`: 1 when the ticket makes no case, and why."""
    return _list(options) if options.action == "list" else _from_ticket(options)


# List


def _list(options: argparse.Namespace) -> int:
    knowledge = load(folder(options))
    chosen = [options.county] if options.county else list(knowledge.covered)
    if options.county and options.county not in knowledge.covered:
        raise UsageError(f"'{options.county}' is no county with an agreement. Known: {', '.join(knowledge.covered)}")
    agreements = [agreement for county in chosen for agreement in knowledge.agreements if agreement.county == county]
    if options.json:
        listed = [_json(agreement, example) for agreement in agreements for example in agreement.cases]
        print(json.dumps(listed, ensure_ascii=False, indent=2, default=str))
    else:
        print("\n\n".join(_told(agreement) for agreement in agreements))
    return 0


def _json(agreement: Agreement, example: Example) -> Json:
    return {"county": agreement.county, "agreement": agreement.id, **example.model_dump()}


def _told(agreement: Agreement) -> str:
    asked = (f"- {each.name}: {each.principal}{f', asks for {each.asks}' if each.asks else ''}" for each in agreement.cases)
    return "\n".join([f"{agreement.county}: {agreement.id}, {len(agreement.cases)} cases", *asked])


# From a ticket


def _from_ticket(options: argparse.Namespace) -> int:
    number = options.number
    ticket = read(settings(), lambda connection: tickets.load(connection, number))
    if ticket is None:
        raise UsageError(f"there is no ticket {number}. Tickets are removed when their time is over")
    standing = world(options)
    known_county(standing, ticket.county)
    try:
        snippet, agreement = _case(standing, ticket, options)
    except (FaqCaseError, ConditionError) as error:
        print(f"ticket {number} makes no case: {error}", file=sys.stderr)
        return 1
    print(f"to add under cases of the agreement {agreement.id}:", file=sys.stderr)
    print(snippet, end="")
    return 0


def _case(standing: World, ticket: Ticket, options: argparse.Namespace) -> tuple[str, Agreement]:
    """The lines, and the agreement to add them to. Raises FaqCaseError, ConditionError."""
    if ticket.given is None:
        raise FaqCaseError("nobody has answered it. Let an ombud answer first")
    named = options.principal or ticket.verdict
    principal: Principal | None = next((each for each in get_args(Principal) if each == named), None)
    if principal is None:
        raise FaqCaseError("it does not say who is responsible. Add --principal")
    facts = tuple(ticket.given.facts if options.facts is None else options.facts)
    agreement = _agreement(standing, ticket, facts)
    settled = Settled(options.name or _name(standing, ticket), ticket.said, principal, facts)
    return as_case(standing.knowledge, agreement, settled, standing.today()), agreement


def _agreement(standing: World, ticket: Ticket, facts: tuple[str, ...]) -> Agreement:
    """The agreement that the facts stand in, else the first that the county answers from."""
    knowledge = standing.knowledge
    homes = {knowledge.home[fact].id: knowledge.home[fact] for fact in facts if fact in knowledge.home}
    candidates = [a for a in knowledge.in_force(ticket.county, standing.today()) if a.id in homes or not homes]
    if strange := [fact for fact in facts if fact not in knowledge.home]:
        raise FaqCaseError(f"{', '.join(strange)} is no statement of any agreement. Name others with --facts")
    if not candidates:
        raise FaqCaseError(f"its facts stand in no agreement that {ticket.county} answers from. Name others with --facts")
    if len(homes) > 1:
        raise FaqCaseError(f"its facts stand in several agreements: {', '.join(homes)}. Name those of one with --facts")
    return candidates[0]


def _name(standing: World, ticket: Ticket) -> str:
    """The case in short words, without anything that somebody wrote."""
    state = State(county=ticket.county, said=dict(ticket.said))
    return ", ".join(text for facet in standing.knowledge.facets for text in told(standing, state, facet))
