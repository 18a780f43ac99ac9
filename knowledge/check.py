"""Proof that the knowledge is sound: cases, pinpoints, contacts and words, each finding with its place and the way to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from knowledge.agreement import Agreement, Example, Rule, Silence
from knowledge.answer import answer
from knowledge.condition import parse_said
from knowledge.enquiry import Answer, Enquiry
from knowledge.faq_binding import bound, stale
from knowledge.finding import Finding, Level
from knowledge.loader import Knowledge
from knowledge.proof import Proof
from knowledge.sources import Sources

Result = Literal["region", "kommun", "both", "not_settled", "routine", "unsettled"]


def check(knowledge: Knowledge, sources: Sources, today: date) -> list[Finding]:
    """Every finding, errors first."""
    found: list[Finding] = []
    for agreement in knowledge.agreements:
        found += cases(knowledge, agreement, today)
        found += pinpoints(sources, agreement)
        found += units(knowledge, agreement)
        found += repeats(knowledge, agreement, today)
    found += strays(knowledge)
    found += answered_questions(knowledge, today)
    found += proofs(knowledge, today)
    order: list[Level] = ["error", "warning", "note"]
    return sorted(found, key=lambda finding: order.index(finding.level))


def cases(knowledge: Knowledge, agreement: Agreement, today: date) -> Iterator[Finding]:
    """Cases that get another answer than they should, and rules and silences that no case tests."""
    met: set[str] = set()
    for example in agreement.cases:
        answered = worked(knowledge, agreement, example, today)
        met |= {s.id for s in answered.shown}
        met |= {rule.id for part in answered.parts for rule in part.decision.rules}
        if agreement in knowledge.in_force(agreement.county, answered.enquiry.day):
            yield from _case(agreement, example, answered)
        else:
            where = f"{agreement.id} case «{example.name}»"
            yield Finding("warning", where, "is put on a day when another agreement answers. Give it another day")
    for statement in agreement.every():
        if isinstance(statement, Rule | Silence) and statement.when and statement.id not in met:
            yield Finding("error", f"{agreement.id} {statement.id}", "no case tests it. Add one under cases")


def worked(knowledge: Knowledge, agreement: Agreement, example: Example, today: date) -> Answer:
    """The answer that an example case gets on its day (default: `today`, or when its agreement is answered from)."""
    day = example.day or day_of(knowledge, agreement, today)
    said = parse_said(example.facets, knowledge.facets, day.year)
    return answer(knowledge, Enquiry("who_is_responsible", day, agreement.county, said=said))


def day_of(knowledge: Knowledge, agreement: Agreement, today: date) -> date:
    """`today`, or the nearest of the days around its validity on which the county answers from `agreement`."""
    starts = [other.valid_from for other in knowledge.agreements if agreement.id in other.supersedes and other.valid_from]
    ends = [start - timedelta(1) for start in starts]
    days = sorted(filter(None, (agreement.valid_from, agreement.valid_to, *ends)), key=lambda day: abs(day - today))
    return next((day for day in (today, *days) if agreement in knowledge.in_force(agreement.county, day)), today)


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


def answered_questions(knowledge: Knowledge, today: date) -> Iterator[Finding]:
    """Answered questions that stand on statements which have changed or are not answered from any more."""
    for entry in knowledge.faq:
        for name in stale(knowledge, entry, today):
            present = bound(knowledge, [name])[name]
            if present == entry.facts[name]:
                message = f"is stale: {name} is not answered from today. Read the answer anew, and bind it to what holds"
            else:
                message = (
                    f"is stale: {name} changed. Read the answer anew; when it still holds, write {name}: {present} under facts"
                )
            yield Finding("warning", f"faq/{entry.county}.yaml {entry.id}", message)


def repeats(knowledge: Knowledge, agreement: Agreement, today: date) -> Iterator[Finding]:
    """Cases that get the same, from the same rules and silences, as an earlier one."""
    first: dict[object, str] = {}
    again = []
    for example in agreement.cases:
        answered = worked(knowledge, agreement, example, today)
        told = (result(answered), example.asks, _standing(answered))
        if told in first:
            again.append(f"«{example.name}» (as «{first[told]}»)")
        first.setdefault(told, example.name)
    if again:
        few = ", ".join(again[:3]) + (" …" if len(again) > 3 else "")
        yield Finding("note", agreement.id, f"{len(again)} of {len(agreement.cases)} cases test nothing new: {few}")


def _standing(answered: Answer) -> frozenset[str]:
    decisions = [part.decision for part in answered.parts]
    return frozenset(s.id for d in decisions for s in (*d.rules, *d.silences))


def proofs(knowledge: Knowledge, today: date) -> Iterator[Finding]:
    """What the proof over every cell finds, for every set of agreements that is in force today or begins later."""
    for county in knowledge.covered:
        begins = {a.valid_from for a in knowledge.agreements if a.county == county and a.valid_from and a.valid_from > today}
        in_force = {id(rules): rules for rules in (knowledge.rules(county, day) for day in (today, *sorted(begins)))}
        for rules in in_force.values():
            yield from Proof(rules).findings()
