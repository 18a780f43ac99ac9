"""A receipt of an answer: how the case was read, and the statements it stood on. Short enough to keep in a note.

It holds keys and hashes only: no text that somebody wrote, no municipality, nothing that names a person. Its checksum
refuses what was mangled on the way; it is no signature, so opening one always works the answer out anew.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

import orjson
from pydantic import Field, StringConstraints, ValidationError

from knowledge.agreement import Silence, Statement
from knowledge.answer import answer
from knowledge.condition import Choice, ConditionError, Part, Span, parse_clause, parse_said, plain
from knowledge.enquiry import SEARCHED, Answer, Enquiry, Principal
from knowledge.explain import deciding
from knowledge.loader import Knowledge
from knowledge.yamlfile import Model

VERSION = 1
PREFIX = f"VA{VERSION}-"
LONGEST = 1200
"""Characters of a reference. A case that needs more gets none."""
LARGEST = 8192
"""Bytes of its content; what unpacks to more is refused."""
_REFERENCE = re.compile(r"(?<![\w-])VA\d{1,3}-[\w-]+", re.ASCII | re.IGNORECASE)
_CHECK = 6

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,60}$")]
Year = Annotated[int, Field(ge=0, le=9999)]
Told = Year | dict[Literal["from", "to"], Year] | dict[Literal["any", "all", "not"], tuple[Key, ...]]
Changed = Literal["answer", "case", "decides", "words", "gone", "replaced", "dropped", "added"]


class ReceiptError(ValueError):
    """A reference that cannot be read: mangled, cut short, or of another version."""


class Receipt(Model):
    """What is kept of an answer. `said` has the form of a case on the command line; `statements` the hashes by id."""

    intent: Key
    county: Key
    day: date
    principal: Principal | None
    said: dict[Key, Told]
    unanswered: tuple[Key, ...]
    statements: dict[
        Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,4}-(NS)?\d{1,6}[a-z]?$")],
        Annotated[str, StringConstraints(pattern=r"^[\w-]{8}$")],
    ]


@dataclass(frozen=True)
class Change:
    """One thing that is no longer as it was. `statement` is what it is about, as it is now; `id` also where it is gone."""

    kind: Changed
    id: str = ""
    statement: Statement | None = None


@dataclass(frozen=True)
class Recheck:
    """A receipt held against today's knowledge. `now` is today's answer (none: the case can no longer be read)."""

    receipt: Receipt
    now: Answer | None
    changes: tuple[Change, ...]

    @property
    def holds(self) -> bool:
        """Whether the answer and all that it stood on is as it was."""
        return not self.changes


# What is kept


def receipt(knowledge: Knowledge, answered: Answer) -> Receipt | None:
    """The receipt of a finished answer from a county's agreements; None for anything else."""
    enquiry = answered.enquiry
    if answered.question or enquiry.county not in knowledge.covered or not (answered.parts or answered.shown):
        return None
    said = dict(plain(key, part, enquiry.day.year) for key, part in enquiry.said.items() if isinstance(part, Span) or part)
    return Receipt(
        intent=enquiry.intent,
        county=enquiry.county,
        day=enquiry.day,
        principal=answered.principal,
        said=said,
        unanswered=enquiry.unanswered,
        statements={statement.id: fingerprint(knowledge, statement) for statement in deciding(knowledge, answered)},
    )


def fingerprint(knowledge: Knowledge, statement: Statement) -> str:
    """Four characters for what a statement decides, four for how it is worded and where it stands."""
    decides = [statement.kind, statement.principal, getattr(statement, "strength", None), _conditions(knowledge, statement)]
    decides += [sorted(getattr(statement, "overrides", ()))]
    turn_to = statement.turn_to if isinstance(statement, Silence) else None
    words = [statement.text, turn_to, statement.unit, statement.heading, statement.locator, statement.sha256]
    return _hash(decides) + _hash(words)


def _conditions(knowledge: Knowledge, statement: Statement) -> list[str]:
    clauses = [parse_clause(raw, knowledge.facets) for raw in statement.alternatives]
    return sorted(_canonical({key: _condition(part) for key, part in clause.items()}) for clause in clauses)


def _condition(part: Part) -> list[Any]:
    if isinstance(part, Choice):
        return [sorted(part.any), sorted(part.all), sorted(part.none)]
    return [part.low, part.high]


def _hash(content: object) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(_canonical(content).encode()).digest()[:3]).decode()


def _canonical(content: object) -> str:
    return orjson.dumps(content, option=orjson.OPT_SORT_KEYS).decode()


# The reference


def encode(kept: Receipt) -> str | None:
    """The reference of a receipt; None when it would be longer than anybody can keep."""
    packed = zlib.compress(_canonical(list(kept.model_dump(mode="json").values())).encode(), 9)
    code = PREFIX + base64.urlsafe_b64encode(_sealed(packed)).decode().rstrip("=")
    return code if len(code) <= LONGEST else None


def decode(code: str) -> Receipt:
    """The receipt behind a reference. Raises ReceiptError for one that is not exactly as it was given out."""
    if not code.startswith(PREFIX) or len(code) > LONGEST:
        raise ReceiptError("is no reference of this version")
    try:
        body = code.removeprefix(PREFIX)
        raw = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
        packed = raw[1 + _CHECK :]
        if _sealed(packed) != raw or base64.urlsafe_b64encode(raw).decode().rstrip("=") != body:
            raise ReceiptError("does not match its checksum")
        values = json.loads(_unpacked(packed))
        return Receipt.model_validate(dict(zip(Receipt.model_fields, values, strict=True)))
    except (binascii.Error, zlib.error, ValidationError, ValueError, TypeError, RecursionError) as error:
        raise ReceiptError("is no reference that was given out") from error


def named(text: str) -> str | None:
    """The first reference in a text, also one that was mangled; None when there is none."""
    found = _REFERENCE.search(text)
    return found.group() if found else None


def _sealed(packed: bytes) -> bytes:
    """The version, a checksum and the content."""
    version = bytes([VERSION])
    return version + hashlib.sha256(version + packed).digest()[:_CHECK] + packed


def _unpacked(packed: bytes) -> bytes:
    unpacking = zlib.decompressobj()
    content = unpacking.decompress(packed, LARGEST)
    if not unpacking.eof or unpacking.unused_data:
        raise ReceiptError("holds more than a receipt does")
    return content


# Opened later


def case_of(knowledge: Knowledge, kept: Receipt, today: date) -> Enquiry:
    """The case of a receipt, as it is today. Raises ConditionError when the facets no longer say it."""
    said: Mapping[str, Part] = parse_said(kept.said, knowledge.facets, today.year)
    for key in kept.unanswered:
        if key not in knowledge.facets:
            raise ConditionError((key,), f"'{key}' is no declared facet")
    return Enquiry(kept.intent, today, kept.county, said=said, unanswered=kept.unanswered)


def recheck(knowledge: Knowledge, kept: Receipt, today: date) -> Recheck:
    """Hold a receipt against what the agreements say today."""
    changed = _statements(knowledge, kept, today)
    if kept.intent in SEARCHED or kept.county not in knowledge.covered:
        return Recheck(kept, None, changed)
    try:
        now = answer(knowledge, case_of(knowledge, kept, today))
    except ConditionError:
        return Recheck(kept, None, (Change("case"), *changed))
    standing = deciding(knowledge, now)
    named_already = {change.id for change in changed}
    current = {statement.id for statement in standing}
    dropped = [
        Change("dropped", name, knowledge.statements[name])
        for name in kept.statements
        if name not in current and name not in named_already
    ]
    added = [Change("added", statement.id, statement) for statement in standing if statement.id not in kept.statements]
    same = now.principal == kept.principal and now.question is None
    return Recheck(kept, now, (*([] if same else [Change("answer")]), *changed, *dropped, *added))


def _statements(knowledge: Knowledge, kept: Receipt, today: date) -> tuple[Change, ...]:
    """The statements of the receipt that are gone, replaced by another agreement, or no longer say what they said."""
    live = {statement.id for agreement in knowledge.in_force(kept.county, today) for statement in agreement.every()}
    found = []
    for name, before in kept.statements.items():
        statement = knowledge.statements.get(name)
        if statement is None:
            found.append(Change("gone", name))
        elif name not in live:
            found.append(Change("replaced", name, statement))
        elif (now := fingerprint(knowledge, statement)) != before:
            found.append(Change("words" if now[:4] == before[:4] else "decides", name, statement))
    return tuple(found)
