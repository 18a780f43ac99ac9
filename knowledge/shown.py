"""Which statements an answer shows, the most telling first. All of them are said; so there are few."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from knowledge.agreement import Silence, Statement
from knowledge.condition import Choice
from knowledge.enquiry import NEED, SEARCHED, Enquiry, NeedAnswer
from knowledge.loader import Knowledge
from knowledge.search import Hit

MOST_FACTS = 8
"""Statements shown with an answer."""
MOST_DUTIES, MOST_SILENCES = 3, 2
"""Of these, the rules or silences that decide a part."""
TARGET = "target"
"""The kind of statements that say whom an agreement is about."""
MOST_FOUND = 5
"""Statements shown of those found by their words, unless they belong to one group."""
NEAR_BEST = 0.70
"""Share of the best score from which a further statement is worth showing."""
TIE = 0.85
"""Share of the best score from which a further statement is shown before the others of the best one's group."""
TELLING = 4
"""Words from which a text tells more than what is needed and for whom."""
SURE, STRONG = 0.58, 0.40
"""Search scores from which a statement answers although the question was read as another one, and by itself."""


def found(knowledge: Knowledge, enquiry: Enquiry, hits: Sequence[Hit]) -> tuple[Statement, ...]:
    """The statements found, the best with what it mentions and, after those found as surely, with its group."""
    ranked = [(knowledge.statements[hit.id], hit.score) for hit in fitting(knowledge, enquiry, hits)]
    if not ranked:
        return ()
    first, most = ranked[0]
    tied = [statement for statement, score in ranked if score >= TIE * most]
    near = [statement for statement, score in ranked if score >= max(NEAR_BEST * most, STRONG)]
    group = _possible(knowledge, enquiry, knowledge.together(first))
    mentioned = [s for s in _mentioned(knowledge, enquiry, [first]) if not (is_silence(first) and is_silence(s))]
    asked = needs_asked(enquiry)
    strict = bool(asked & needs_of(first))
    about = [s for s in (*tied, *group, *near) if not asked or asked & needs_of(s) or not (strict or needs_of(s))]
    whole = _unique([first, *mentioned, *about])
    return whole[: MOST_FACTS if len(group) > 1 else MOST_FOUND]


def of_case(
    knowledge: Knowledge, enquiry: Enquiry, parts: Sequence[NeedAnswer], strong: Sequence[Hit] = ()
) -> tuple[Statement, ...]:
    """What decides the case, what the text asks for besides (first, what is sure), and what is worth knowing with it."""
    first: list[Statement] = []
    context: list[Statement] = []
    for part in parts:
        first += part.decision.rules[:MOST_DUTIES] if part.named else part.decision.silences[:MOST_SILENCES]
        context += part.decision.context
    decided = [*(s for s in context if knowledge.kinds.role(s.kind) == "routine"), *first]
    named = any(part.named for part in parts)
    asked = _asked_besides(knowledge, enquiry, strong)
    before = [s for s, sure in asked if sure and (enquiry.intent in SEARCHED or s.kind != TARGET)]
    beside = [s for s, _ in asked if not (named and is_silence(s))]
    targets = [s for s in context if s.kind == TARGET]
    rest = [rule for part in parts for rule in part.decision.rules] + [s for s in context if s not in targets]
    return _unique([*before, *decided, *beside, *_mentioned(knowledge, enquiry, decided), *targets, *rest])[:MOST_FACTS]


def _asked_besides(knowledge: Knowledge, enquiry: Enquiry, strong: Sequence[Hit]) -> list[tuple[Statement, bool]]:
    """The statements that a text asks for, and whether it surely does; none about a gap in something else than is needed."""
    wanted = needs_asked(enquiry)
    telling = not wanted or len(enquiry.text.split()) >= TELLING
    found = [(knowledge.statements[hit.id], telling and hit.score >= SURE) for hit in strong]
    found = [(s, sure) for s, sure in found if telling or knowledge.kinds.role(s.kind) != "open"]
    return [(s, sure) for s, sure in found if not (is_silence(s) and wanted and wanted.isdisjoint(needs_of(s)))]


def fitting(knowledge: Knowledge, enquiry: Enquiry, hits: Sequence[Hit]) -> list[Hit]:
    """The hits that may hold for whom the question is about, and those that its words surely ask for all the same."""
    statements = knowledge.statements
    fit = {s.id for s in _possible(knowledge, enquiry, [statements[hit.id] for hit in hits])}
    return [hit for hit in hits if hit.id in fit or hit.score >= SURE]


def _possible(knowledge: Knowledge, enquiry: Enquiry, statements: Sequence[Statement]) -> Sequence[Statement]:
    """Those of `statements` that what was told of the person does not contradict. What is needed does not matter."""
    told = {key: part for key, part in enquiry.said.items() if key != NEED}
    if not told:
        return statements
    rules = knowledge.rules(enquiry.county or "", enquiry.day)
    conditional = {s.id: rules.numbers[s.id] for s in statements if s.id in rules.numbers}
    if not conditional:
        return statements
    possible = 0
    for box in rules.boxes(told):
        for each in rules.effective(box)[0]:
            possible |= rules.matcher.match(each).possible
    return [s for s in statements if s.id not in conditional or possible >> conditional[s.id] & 1]


def needs_asked(enquiry: Enquiry) -> frozenset[str]:
    """The needs that were read in the question."""
    said = enquiry.said.get(NEED)
    return said.all if isinstance(said, Choice) else frozenset()


def is_silence(statement: Statement) -> bool:
    """Whether a statement says what is not settled."""
    return isinstance(statement, Silence)


def needs_of(statement: Statement) -> frozenset[str]:
    """The needs that the conditions of a statement name."""
    return frozenset(needs_in_order(statement))


def needs_in_order(statement: Statement) -> list[str]:
    """These needs, as they stand there."""
    return [need for clause in statement.alternatives for need in _listed(clause.get(NEED))]


def _listed(value: object) -> list[str]:
    """The values of a plain condition: one, or any of several."""
    return [value] if isinstance(value, str) else list(value) if isinstance(value, list | tuple) else []


def _mentioned(knowledge: Knowledge, enquiry: Enquiry, statements: Iterable[Statement]) -> list[Statement]:
    """What `statements` mention, without what cannot hold; a target group is named also to those whom it leaves out."""
    mentioned = [knowledge.statements[name] for statement in statements for name in statement.mentions]
    fit = {statement.id for statement in _possible(knowledge, enquiry, mentioned)}
    return [statement for statement in mentioned if statement.id in fit or statement.kind == "target"]


def _unique(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    return tuple({statement.id: statement for statement in statements}.values())
