"""The answer to an enquiry: who is responsible, by which statements, what the law adds, and what to ask if it is open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from knowledge import asked, shown, validity
from knowledge.agreement import Agreement, Rule, Silence, Statement
from knowledge.asked import found, needs_about
from knowledge.condition import Choice, Part, Span
from knowledge.copies import changed
from knowledge.enquiry import NEED, SAFE, SEARCHED, Answer, Enquiry, NeedAnswer, Principal
from knowledge.law import LawEntry
from knowledge.loader import Knowledge
from knowledge.questions import Question
from knowledge.ruleset import Ruleset, Verdict
from knowledge.search import Hit
from knowledge.shown import STRONG, SURE, TELLING, TIE

MOST_KEPT, MOST_PRINCIPALS = 2_000, 20_000
"""Cases whose answer is remembered, and of which only the principal is."""

MOST_LAW = 4
"""Provisions shown with an answer."""


def answer(knowledge: Knowledge, enquiry: Enquiry) -> Answer:
    """Answer an enquiry from the agreements of its county on its day. Of a case without a text the answer is remembered."""
    lawful = enquiry.intent in SEARCHED or (enquiry.intent in asked.FIXED_NEED and enquiry.county is None)
    law = asked.law(knowledge, enquiry) if lawful else ()
    if law:
        return Answer(enquiry, law=law[:MOST_LAW], agreements=knowledge.in_force(enquiry.county or "", enquiry.day))
    whole = asked.whole(knowledge, enquiry)
    return changed(_answer(knowledge, whole) if whole.text else _of_case(knowledge, whole), enquiry=enquiry)


def _of_case(knowledge: Knowledge, enquiry: Enquiry) -> Answer:
    """The answer to the case of an enquiry, whatever its text says besides. No text is remembered with it."""
    known = knowledge.answers.get(enquiry.case)
    if known is None:
        if len(knowledge.answers) >= MOST_KEPT:
            knowledge.answers.clear()
        known = knowledge.answers[enquiry.case] = _answer(knowledge, changed(enquiry, text="", asked=""))
    return changed(known, enquiry=enquiry)


def _answer(knowledge: Knowledge, enquiry: Enquiry) -> Answer:
    if enquiry.intent in SAFE:
        return Answer(enquiry)
    if enquiry.county is None:
        return Answer(enquiry, asks_county=True)
    if enquiry.county not in knowledge.covered:
        return Answer(enquiry, principal="not_settled", law=_law(knowledge, (), needs_about(enquiry) or ("samordning_sip",)))
    if enquiry.intent in SEARCHED:
        return _searched(knowledge, enquiry, found(knowledge, enquiry))
    return _matched(knowledge, enquiry, found(knowledge, enquiry, STRONG))


def _searched(knowledge: Knowledge, enquiry: Enquiry, hits: Sequence[Hit]) -> Answer:
    """From what the statements say. A faq that a statement decides gets its principal; one left open is not settled."""
    of_somebody = len(enquiry.said) > 1
    if enquiry.intent == "faq" and needs_about(enquiry) and (of_somebody or not _tells(knowledge, enquiry, hits)):
        return _matched(knowledge, enquiry, hits)
    return _by_statements(knowledge, enquiry, hits)


def _tells(knowledge: Knowledge, enquiry: Enquiry, hits: Sequence[Hit]) -> bool:
    """Whether a statement answers: one found surely enough, and for a question of a few words one about what is needed."""
    if not hits or hits[0].score < STRONG:
        return False
    return len(enquiry.text.split()) >= TELLING or bool(
        shown.needs_asked(enquiry) & shown.needs_of(knowledge.statements[hits[0].id])
    )


def _by_statements(knowledge: Knowledge, enquiry: Enquiry, hits: Sequence[Hit]) -> Answer:
    statements = shown.found(knowledge, enquiry, hits)
    told = statements and enquiry.intent != "agreement_info"
    principal = _told(knowledge, enquiry, statements[0]) if told else None
    return _finished(knowledge, Answer(enquiry, principal, shown=statements))


def _told(knowledge: Knowledge, enquiry: Enquiry, statement: Statement) -> Principal | None:
    """What a statement says of the principal. One duty of a shared responsibility does not make it one principal's."""
    if knowledge.is_open(statement):
        return "not_settled"
    needs = shown.needs_of(statement)
    if not isinstance(statement, Rule) or len(needs) != 1:
        return statement.principal
    both = Choice(all=frozenset(needs | {*needs_about(enquiry)}))
    whole = _of_case(knowledge, changed(enquiry, said={**enquiry.said, NEED: both}))
    return None if whole.question else whole.principal


def _matched(knowledge: Knowledge, enquiry: Enquiry, hits: Sequence[Hit]) -> Answer:
    """The answer to the case, with the statements and the law that the text asks for besides."""
    if not enquiry.text:
        return _by_rules(knowledge, enquiry)
    known = _of_case(knowledge, enquiry)
    if known.question and _outright(knowledge, enquiry, hits):
        return _by_statements(knowledge, enquiry, found(knowledge, enquiry))
    hits = shown.fitting(knowledge, enquiry, hits)
    strong = _strong(hits)
    if known.question or not (strong or knowledge.law.named(enquiry.text)):
        return known
    return _finished(knowledge, changed(known, shown=shown.of_case(knowledge, enquiry, known.parts, strong)))


def _by_rules(knowledge: Knowledge, enquiry: Enquiry) -> Answer:
    """The answer that the rules of the agreements give, or the question that they need."""
    parts = _parts(knowledge, enquiry)
    question = _question(knowledge, enquiry, parts)
    if question:
        agreements = knowledge.in_force(enquiry.county or "", enquiry.day)
        return Answer(enquiry, parts=parts, question=question, agreements=agreements)
    return _finished(
        knowledge, Answer(enquiry, _principal(enquiry, parts), parts, shown=shown.of_case(knowledge, enquiry, parts))
    )


def principal_of(knowledge: Knowledge, enquiry: Enquiry) -> Principal | None:
    """The principal that `answer` names for a case without a text in a county that is covered; nothing else is worked out."""
    case = enquiry.case
    try:
        return knowledge.principals[case]
    except KeyError:
        if len(knowledge.principals) >= MOST_PRINCIPALS:
            knowledge.principals.clear()
        principal = knowledge.principals[case] = _principal_of(knowledge, enquiry)
        return principal


def _principal_of(knowledge: Knowledge, enquiry: Enquiry) -> Principal | None:
    if enquiry.intent in SAFE or (enquiry.intent in SEARCHED and not (enquiry.intent == "faq" and needs_about(enquiry))):
        return None
    parts = _parts(knowledge, enquiry)
    return None if _question(knowledge, enquiry, parts) else _principal(enquiry, parts)


def _principal(enquiry: Enquiry, parts: Iterable[NeedAnswer]) -> Principal | None:
    return None if enquiry.intent in ("contacts", "deviation") else _overall(part.verdict for part in parts)


def _parts(knowledge: Knowledge, enquiry: Enquiry) -> tuple[NeedAnswer, ...]:
    """What follows for each need that the question is about."""
    rules = knowledge.rules(enquiry.county or "", enquiry.day)
    return _foremost(knowledge, [_decided(rules, need, said) for need, said in _cases(knowledge, enquiry)])


def _question(knowledge: Knowledge, enquiry: Enquiry, parts: Iterable[NeedAnswer]) -> Question | None:
    """The first question that the parts need."""
    return next(filter(None, (_asked(knowledge, enquiry, part) for part in parts)), None)


def _decided(rules: Ruleset, need: str | None, said: Mapping[str, Part]) -> NeedAnswer:
    boxes = rules.boxes(said) or rules.boxes({NEED: said[NEED]} if NEED in said else {})
    return NeedAnswer(need, rules, boxes, told_numbers(said))


def _asked(knowledge: Knowledge, enquiry: Enquiry, part: NeedAnswer) -> Question | None:
    """The question that an open part needs."""
    if part.verdict is not None:
        return None
    interviewer = knowledge.interviewer(enquiry.county or "", enquiry.day)
    return interviewer.next(part.boxes, enquiry.unanswered, part.told, enquiry.at_most)


def _foremost(knowledge: Knowledge, parts: Sequence[NeedAnswer]) -> tuple[NeedAnswer, ...]:
    """What the question is about: a particular matter that a rule settles, before the listed needs named along with it.

    «Vem ska förmedla kontakten med habiliteringen» asks who brokers the contact, not who gives the habilitation. And no
    question is asked about a particular matter when what was named along with it is settled.
    """
    needs = knowledge.facets[NEED].by_key
    listed = [part for part in parts if part.need is None or needs[part.need].listed]
    particular = [part for part in parts if part not in listed]
    decided = [part for part in particular if part.named]
    settled = any(part.verdict for part in listed)
    foremost = decided or [part for part in parts if part in listed or part.verdict or not settled]
    return tuple(sorted(foremost, key=lambda part: not part.named))


def _strong(hits: Sequence[Hit]) -> list[Hit]:
    """The statements that the text surely asks for, two at most."""
    least = max(STRONG, TIE * hits[0].score) if hits else STRONG
    return [hit for hit in hits[:2] if hit.score >= least]


def _outright(knowledge: Knowledge, enquiry: Enquiry, hits: Sequence[Hit]) -> bool:
    """Whether the question is surely the one that a statement answers.

    With a need and more said it is a case. With a need alone it may be one, which rules and silences are asked about for.
    """
    if not hits or hits[0].score < SURE or len(enquiry.text.split()) <= TELLING:
        return False
    is_case = isinstance(knowledge.statements[hits[0].id], (Rule, Silence)) or enquiry.said.keys() != {NEED}
    return NEED not in enquiry.said or not is_case


def told_numbers(said: Mapping[str, Part]) -> tuple[str, ...]:
    """The number and year facets that were told."""
    return tuple(key for key, part in said.items() if isinstance(part, Span))


def _cases(knowledge: Knowledge, enquiry: Enquiry) -> Iterator[tuple[str | None, dict[str, Part]]]:
    """One case for each need."""
    needs = needs_about(enquiry)
    for need in needs:
        if need in knowledge.facets[NEED].by_key:
            yield need, {**enquiry.said, NEED: Choice(all=frozenset([need]))}
    if not needs:
        yield None, dict(enquiry.said)


def _overall(verdicts: Iterable[Verdict | None]) -> Principal | None:
    """Over all needs: both when they differ. What one need leaves unsettled does not undo what another settles."""
    given = set(verdicts)
    if given == {"routine"}:
        return None
    definite: set[Principal] = {v for v in given if v in ("region", "kommun", "both")}
    if not definite:
        return "not_settled"
    return definite.pop() if len(definite) == 1 else "both"


def _finished(knowledge: Knowledge, answered: Answer) -> Answer:
    """With the law, the notes and the agreements."""
    enquiry = answered.enquiry
    agreements = knowledge.in_force(enquiry.county or "", enquiry.day)
    needs = needs_about(enquiry)
    notes = [note for agreement in agreements for note in _notes(agreement, enquiry.day)]
    presumed = [p.text for part in answered.parts for p in part.decision.presumed if p.text]
    standing = answered.duties or answered.silences or answered.shown[:3]
    law = _law(knowledge, standing, needs, enquiry.text, helps=answered.principal == "not_settled")
    return changed(answered, law=law, notes=tuple(dict.fromkeys([*presumed, *notes])), agreements=agreements)


def _notes(agreement: Agreement, day: date) -> Iterator[str]:
    if agreement.caveat:
        yield agreement.caveat
    yield from validity.notes(agreement, day)


def _law(
    knowledge: Knowledge, statements: Iterable[Statement], needs: Sequence[str], text: str = "", *, helps: bool = True
) -> tuple[LawEntry, ...]:
    """What the law says beside: what the text names, what the statements cite of it, then what helps where they are silent.

    A silence on many things cites the law on all of them; that on others than those asked for is left out.
    """
    named = knowledge.law.named(text) or knowledge.law.asked(text, needs)
    cited = [knowledge.law.by_id[name] for statement in statements for name in statement.law]
    about = [entry for entry in cited if not (needs and entry.topics) or {*needs} & {*entry.topics}]
    helping = [entry for need in needs if helps for entry in knowledge.law.for_need(need)]
    return tuple({entry.id: entry for entry in (*named, *about, *helping) if entry.shows}.values())[:MOST_LAW]
