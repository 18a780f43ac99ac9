"""A FAQ entry as it is made of a ticket: what can be changed in the form, which case it holds for, and what it is bound to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from dialogs.case import summary
from dialogs.ombud import cards, faq_texts, texts, writing
from dialogs.ombud.work import Post, RefusedError, Work, message
from dialogs.reply import Pick, Writing
from dialogs.state import State
from knowledge.condition import ConditionError, parse_clause
from knowledge.faq import LONGEST_ANSWER, LONGEST_QUESTION, MOST_VARIANTS, FaqEntry
from knowledge.faq_binding import bound

Form = tuple[Writing | Pick, ...]
When = dict[str, Any]


def from_ticket(work: Work, identity: str, question: str, answer: str) -> FaqEntry:
    """The entry that an answered ticket makes, with what stands in the form. Raises RefusedError where it makes none."""
    ticket, given = work.ticket, work.ticket.given
    facts = list(writing.ticked(work.data, "facts")) if "facts" in work.data else list(given.facts if given else ())
    home = work.world.knowledge.home
    text = answer or (given.text if given else "")
    return entry(
        id=identity,
        county=ticket.county,
        question=one_line(question or ticket.question),
        answer=text,
        facts=bound(work.world.knowledge, [name for name in facts if name in home and home[name].county == ticket.county]),
        when=chosen(work, when_of(work, ticket.said)),
        links=writing.links(text, *(given.links if given else ())),
        ticket=ticket.number,
        approved_by=(work.role.principal,),
        approved_at=work.world.today(),
    )


def entry(**fields: Any) -> FaqEntry:
    """The entry of these fields. Raises RefusedError where they make none."""
    try:
        return FaqEntry(**fields)
    except ValidationError as error:
        at = {str(fault["loc"][0]) for fault in error.errors() if fault["loc"]}
        faults = ", ".join(sorted(faq_texts.FIELDS.get(name, name) for name in at))
        raise RefusedError(message(faq_texts.UNFIT.format(faults=faults))) from None


def changed(before: FaqEntry, **changes: Any) -> FaqEntry:
    """`before` with `changes`, checked again. Raises RefusedError."""
    return entry(**{**before.model_dump(), **changes})


def one_line(text: str) -> str:
    """A question as an entry holds it."""
    return writing.short(text, LONGEST_QUESTION)


def with_wording(before: FaqEntry, asked: str) -> tuple[str, ...]:
    """The variants of an entry, with the words in which it was asked."""
    known = {wording.casefold() for wording in before.wordings}
    new = [asked] if asked and asked.casefold() not in known else []
    return (*before.variants, *new)[:MOST_VARIANTS]


# The case


def when_of(post: Post, said: Mapping[str, Any]) -> When:
    """The case of a ticket as the condition of an entry: whole age groups, and nothing that a condition cannot say."""
    facets = post.world.knowledge.facets
    when: When = {}
    for key, part in said.items():
        facet = facets.by_key.get(key)
        if facet is None or facet.kind == "year":
            continue
        if isinstance(part, Mapping) and {"from", "to"} <= part.keys():
            group = facet.group_of(int(part["from"]), int(part["to"]))
            part = {"from": group.low, "to": group.high} if group else part  # noqa: PLW2901 - the wider one
        if _is_condition(post, key, part):
            when[key] = part
    return when


def _is_condition(post: Post, key: str, part: Any) -> bool:
    try:
        return bool(parse_clause({key: part}, post.world.knowledge.facets))
    except ConditionError:
        return False


def chosen(post: Post, when: Mapping[str, Any]) -> When:
    """The parts of the condition that are ticked; all of them where nobody could tick."""
    if "when" not in post.data:
        return dict(when)
    kept = set(writing.ticked(post.data, "when"))
    return {key: part for key, part in when.items() if key in kept}


def case(post: Post, when: Mapping[str, Any], county: str | None = None) -> str:
    """The condition in short words, with the county where it is named."""
    try:
        return summary(post.world, State(said=dict(when), county=county))
    except ConditionError:
        return ", ".join(when)


# The form


def form(post: Post, question: str, answer: str, facts: Iterable[str], when: Mapping[str, Any]) -> Form:
    """The fields of an entry: question, answer, what it stands on, what it holds for."""
    facts = [name for name in facts if name in post.world.knowledge.statements]
    options = tuple(
        (name, writing.short(post.world.knowledge.statements[name].text, cards.LONGEST_PICK)) for name in _offered(post, facts)
    )
    facets = post.world.knowledge.facets
    parts: list[Writing | Pick] = [
        Writing("question", faq_texts.FIELD_QUESTION, one_line(question), longest=LONGEST_QUESTION),
        Writing("answer", faq_texts.FIELD_ANSWER, answer, longest=LONGEST_ANSWER),
    ]
    if options:
        parts.append(Pick("facts", texts.TICKET_FORM_FACTS, options, value=",".join(facts)))
    if when:
        held = tuple((key, f"{facets[key].label}: {case(post, {key: part})}") for key, part in when.items())
        parts.append(Pick("when", faq_texts.FIELD_WHEN, held, value=",".join(when)))
    return tuple(parts)


def _offered(post: Post, facts: list[str]) -> list[str]:
    """The statements to choose among: those of a ticket's card. An entry keeps those that it has."""
    if not isinstance(post, Work):
        return []
    return list(dict.fromkeys([*facts, *(statement.id for statement in cards.relevant(post.world, post.ticket))]))
