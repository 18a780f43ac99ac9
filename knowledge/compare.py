"""The same case in every county side by side: where they differ, and which statements make the difference."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from knowledge.agreement import Statement
from knowledge.answer import answer
from knowledge.asked import FIXED_NEED
from knowledge.check import Result, result
from knowledge.enquiry import NEED, Answer, Enquiry
from knowledge.explain import by_value, deciding
from knowledge.facets import Facet, Value
from knowledge.loader import Knowledge


@dataclass(frozen=True)
class Row:
    """What one county answers, from its own agreements.

    `deciding` are the statements that make it so, one for each principal. Where the county must know more, `asks` is what
    it would ask for and `hangs_on` what the values of that would give.
    """

    county: str
    answer: Answer
    deciding: tuple[Statement, ...]
    asks: Facet | None = None
    hangs_on: tuple[tuple[Answer, tuple[Value, ...]], ...] = ()

    @property
    def result(self) -> Result:
        """What the answer amounts to; counties with the same one agree."""
        return result(self.answer)


@dataclass(frozen=True)
class Comparison:
    """One row for each county, the asker's own first."""

    rows: tuple[Row, ...]

    @property
    def groups(self) -> tuple[tuple[Row, ...], ...]:
        """The counties that agree, together."""
        results = dict.fromkeys(row.result for row in self.rows)
        return tuple(tuple(row for row in self.rows if row.result == each) for each in results)

    @property
    def differs(self) -> bool:
        """Whether some county answers otherwise than another."""
        return len(self.groups) > 1


def comparable(enquiry: Enquiry) -> bool:
    """Whether there is a case to compare: something that somebody needs."""
    return NEED in enquiry.said or enquiry.intent in FIXED_NEED


def compare(knowledge: Knowledge, enquiry: Enquiry) -> Comparison:
    """Answer the case of `enquiry` from every county's agreements. What the asker does not know counts as not yet asked."""
    intent = enquiry.intent if enquiry.intent in FIXED_NEED else "who_is_responsible"
    case = replace(enquiry, intent=intent, municipality=None, text="", unanswered=(), at_most=None)
    keys = sorted(knowledge.covered, key=lambda key: key != enquiry.county)
    return Comparison(tuple(_row(knowledge, replace(case, county=key), key) for key in keys))


def _row(knowledge: Knowledge, case: Enquiry, county: str) -> Row:
    answered = answer(knowledge, case)
    statements = _first_of_each(deciding(knowledge, answered))
    if answered.question is None:
        return Row(county, answered, statements)
    facet = answered.question.facet
    stuck = replace(answered, enquiry=replace(case, unanswered=(facet.key,)))
    groups = [tuple((result_, tuple(values)) for result_, values in groups) for _, groups in by_value(knowledge, stuck)]
    return Row(county, answered, statements, facet, groups[0] if groups else ())


def _first_of_each(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """The first statement of each principal, in their order."""
    first: dict[str | None, Statement] = {}
    for statement in statements:
        first.setdefault(statement.principal, statement)
    return tuple(first.values())
