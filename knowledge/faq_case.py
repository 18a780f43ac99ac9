"""An answered question made a permanent example case: written as under `cases` of the agreement, and proved to hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from knowledge.agreement import Agreement, Example
from knowledge.check import result, worked
from knowledge.condition import ConditionError, parse_said
from knowledge.enquiry import Principal
from knowledge.facets import Facets
from knowledge.faq_yaml import Brief, Row, dumped
from knowledge.loader import Knowledge


class FaqCaseError(ValueError):
    """A question that is no example case: what the rules say instead, and what to do."""


@dataclass(frozen=True)
class Settled:
    """What was answered. `name` says what the case shows, on one line, naming nobody and no answer.

    `said` is the case as a conversation keeps it (`parse_said` reads it), `facts` the statements that the answer stands on.
    """

    name: str
    said: Mapping[str, Any]
    principal: Principal
    facts: tuple[str, ...] = ()


def as_case(knowledge: Knowledge, agreement: Agreement, settled: Settled, today: date) -> str:
    """The lines to add under `cases` of the agreement's file. Raises FaqCaseError unless today's rules answer the same."""
    example = _example(knowledge.facets, settled, today)
    if example.name in {other.name for other in agreement.cases}:
        raise FaqCaseError(f"{agreement.id} has already a case «{example.name}». Choose another name")
    for fault in _faults(knowledge, agreement, example, today):
        raise FaqCaseError(fault)
    snippet = _written(example)
    if Example.model_validate(yaml.safe_load(snippet)[0]) != example:
        raise FaqCaseError(f"the case cannot be written as YAML. Choose another name than «{example.name}»")
    return snippet


def _example(facets: Facets, settled: Settled, today: date) -> Example:
    name = " ".join(settled.name.split())
    if not name or not name.isprintable():
        raise FaqCaseError("the case has no name that can be read. Say what it shows")
    try:
        said, dated = _readable(settled.said, facets, today.year)
    except ConditionError as error:
        raise FaqCaseError(f"{'.'.join(error.path)}: {error}") from error
    return Example(name=name, facets=said, day=today if dated else None, principal=settled.principal, facts=settled.facts)


def _faults(knowledge: Knowledge, agreement: Agreement, example: Example, today: date) -> Iterator[str]:
    """Why the rules do not bear the case out."""
    answered = worked(knowledge, agreement, example, today)
    if agreement not in knowledge.in_force(agreement.county, answered.enquiry.day):
        yield f"{agreement.id} is not answered from on {answered.enquiry.day}. Name the agreement that is"
    if answered.question:
        yield f"the rules ask for {answered.question.facet.key} first, so {example.principal} does not follow. Add it to the case"
    got = result(answered)
    if got != example.principal:
        yield f"the rules give {got}, not {example.principal}. Mend the rules, or correct the answer"
    shown = {statement.id for statement in answered.shown}
    missing = [fact for fact in example.facts if fact not in shown]
    if missing:
        yield f"the answer does not show {', '.join(missing)}. Leave out what it does not stand on, or mend the rules"


def _readable(said: Mapping[str, Any], facets: Facets, year: int) -> tuple[dict[str, Any], bool]:
    """`said` as one would write it, and whether it holds for its year only."""
    written: dict[str, Any] = {}
    meant = parse_said(said, facets, year)
    for key, value in said.items():
        plainer = next((short for short in _shorter(value) if parse_said({**said, key: short}, facets, year) == meant), value)
        if plainer not in (None, [], {}):
            written[key] = plainer
    return written, any(facets[key].kind == "year" for key in meant)


def _shorter(value: Any) -> Iterator[Any]:
    """What may say the same in fewer words."""
    if not isinstance(value, dict):
        return
    if set(value) == {"all"}:
        yield value["all"][0] if len(value["all"]) == 1 else list(value["all"])
    if set(value) == {"from", "to"} and value["from"] == value["to"]:
        yield value["from"]


def _written(example: Example) -> str:
    fields = {
        "name": example.name,
        "facets": Brief(example.facets),
        "day": example.day,
        "principal": example.principal,
        "facts": Row(example.facts),
    }
    given = {name: value for name, value in fields.items() if value is not None and value != []}
    return dumped({"cases": [given]}).partition("\n")[2]
