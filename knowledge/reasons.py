"""Why a rule holds for a case, and why another one does not: in the facets that were told."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge.agreement import Rule, Statement
from knowledge.condition import Choice
from knowledge.enquiry import NEED, Answer, NeedAnswer
from knowledge.facets import Facet
from knowledge.loader import Knowledge
from knowledge.ruleset import Ruleset

MOST_RULED_OUT = 3


@dataclass(frozen=True)
class RuledOut:
    """A rule for what is needed that does not hold, and the facet whose answer ruled it out."""

    rule: Rule
    facet: Facet


def met(knowledge: Knowledge, answered: Answer, statement: Statement) -> tuple[Facet, ...]:
    """The facets that the condition of `statement` speaks of and that were told, in their declared order."""
    named = {key for clause in statement.alternatives for key in clause}
    groups = knowledge.facets.groups
    keys = {groups[key].key if key in groups else key for key in named}
    return tuple(facet for facet in knowledge.facets if facet.key in keys and facet.key in answered.enquiry.said)


def ruled_out(knowledge: Knowledge, answered: Answer) -> tuple[RuledOut, ...]:
    """The rules for the same need that one told facet alone keeps from holding; one for each principal and facet."""
    if answered.enquiry.county not in knowledge.covered:
        return ()
    rules = knowledge.rules(answered.enquiry.county, answered.enquiry.day)
    found = [out for part in answered.parts for out in _of_part(knowledge, rules, answered, part)]
    return tuple({(out.rule.principal, out.facet.key): out for out in reversed(found)}.values())[:MOST_RULED_OUT]


def _of_part(knowledge: Knowledge, rules: Ruleset, answered: Answer, part: NeedAnswer) -> list[RuledOut]:
    said = {**answered.enquiry.said, **({NEED: Choice(all=frozenset([part.need]))} if part.need else {})}
    possible = _possible(rules, part.boxes)
    told = [facet for facet in knowledge.facets if facet.key in said and facet.key != NEED]
    freed = [(facet, _possible(rules, rules.boxes({k: v for k, v in said.items() if k != facet.key}))) for facet in told]
    return [
        RuledOut(rule, facet)
        for number, rule in enumerate(rules.statements)
        for facet, open_ in freed
        if isinstance(rule, Rule) and open_ >> number & 1 and not possible >> number & 1
    ]


def _possible(rules: Ruleset, boxes: tuple[tuple[int, ...], ...]) -> int:
    """The statements that may hold somewhere in `boxes`."""
    found = 0
    for box in boxes:
        for each in rules.effective(box)[0]:
            found |= rules.matcher.match(each).possible
    return found
