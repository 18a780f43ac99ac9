"""Proof that the knowledge is sound: cases, pinpoints, contacts and words, each finding with its place and the way to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from knowledge.agreement import Agreement, Example, Rule, Silence
from knowledge.answer import Answer, Enquiry, answer
from knowledge.condition import parse_said
from knowledge.loader import Knowledge
from knowledge.sources import Sources

Level = Literal["error", "warning", "note"]
Result = Literal["region", "kommun", "both", "not_settled", "routine", "unsettled"]


@dataclass(frozen=True)
class Finding:
    """One finding. `where` is an agreement, a statement or a county; an `error` makes the knowledge unsound."""

    level: Level
    where: str
    message: str


def check(knowledge: Knowledge, sources: Sources, today: date) -> list[Finding]:
    """Every finding, errors first."""
    found: list[Finding] = []
    for agreement in knowledge.agreements:
        found += cases(knowledge, agreement, today)
        found += pinpoints(sources, agreement)
        found += units(knowledge, agreement)
    found += strays(knowledge)
    order: list[Level] = ["error", "warning", "note"]
    return sorted(found, key=lambda finding: order.index(finding.level))


def cases(knowledge: Knowledge, agreement: Agreement, today: date) -> Iterator[Finding]:
    """Cases that get another answer than they should, and rules and silences that no case tests."""
    met: set[str] = set()
    for example in agreement.cases:
        answered = worked(knowledge, agreement, example, today)
        met |= {s.id for s in answered.shown}
        met |= {rule.id for part in answered.parts for rule in part.decision.rules}
        yield from _case(agreement, example, answered)
    for statement in agreement.every():
        if isinstance(statement, Rule | Silence) and statement.when and statement.id not in met:
            yield Finding("error", f"{agreement.id} {statement.id}", "no case tests it. Add one under cases")


def worked(knowledge: Knowledge, agreement: Agreement, example: Example, today: date) -> Answer:
    """The answer that an example case gets on its day (default: `today`)."""
    day = example.day or today
    said = parse_said(example.facets, knowledge.facets, day.year)
    return answer(knowledge, Enquiry("who_is_responsible", day, agreement.county, said=said))


def result(answered: Answer) -> Result:
    """What an answer amounts to, in the words of the cases."""
    return "unsettled" if answered.question else answered.principal or "routine"


def _case(agreement: Agreement, example: Example, answered: Answer) -> Iterator[Finding]:
    where = f"{agreement.id} case «{example.name}»"
    got = result(answered)
    if got != example.principal:
        yield Finding("error", where, f"gets {got}, expected {example.principal}. Mend the rule or the case")
    if answered.question and answered.question.facet.key != example.asks:
        yield Finding("error", where, f"asks for {answered.question.facet.key}, expected {example.asks}")
    missing = [name for name in example.facts if name not in {statement.id for statement in answered.shown}]
    if missing:
        yield Finding("error", where, f"does not show {', '.join(missing)}")


def pinpoints(sources: Sources, agreement: Agreement) -> Iterator[Finding]:
    """Passages that changed, headings that are not in the document, pinpoints without a hash."""
    headings = {statement.heading for statement in agreement.every() if statement.heading}
    if any(sources.has_heading(agreement, heading) is None for heading in headings):
        yield Finding("note", agreement.id, f"the document {agreement.document.file} is not at hand: no pinpoint was proved")
        return
    for heading in sorted(headings):
        if not sources.has_heading(agreement, heading):
            yield Finding("error", agreement.id, f"the heading «{heading}» is not in the document")
    for statement in agreement.every():
        standing = sources.passage(agreement, statement).standing
        where = f"{agreement.id} {statement.id}"
        if standing == "stale":
            yield Finding("error", where, "is stale: its passage changed in the document. Read it anew, then pin it")
        elif standing == "moved":
            yield Finding("warning", where, "its passage moved to other lines. Correct lines")
        elif standing == "unpinned" and not isinstance(statement, Silence):
            yield Finding("warning", where, "has no pinned passage. Give lines, then run: vem-ansvarar agreement pin FILE")


def units(knowledge: Knowledge, agreement: Agreement) -> Iterator[Finding]:
    """Units that statements name and the county's contacts do not list."""
    known = knowledge.contacts.get(agreement.county)
    for statement in agreement.every():
        if statement.unit and (known is None or statement.unit not in known.by_key):
            message = f"names the unit '{statement.unit}', which contacts/{agreement.county}.yaml does not list"
            yield Finding("error", f"{agreement.id} {statement.id}", message)


def strays(knowledge: Knowledge) -> Iterator[Finding]:
    """Contacts filed under a municipality of another county; counties with an agreement and no contacts."""
    for key, contacts in knowledge.contacts.items():
        for stray in contacts.strays(knowledge.counties.by_key[key]):
            yield Finding("error", f"contacts/{key}.yaml", f"{stray} does not belong to the county")
    for key in knowledge.covered:
        if key not in knowledge.contacts:
            yield Finding("warning", key, "has an agreement but no contacts file")


def sound(findings: Iterable[Finding]) -> bool:
    """Whether nothing found makes the knowledge unsound."""
    return all(finding.level != "error" for finding in findings)
