"""One agreement: its rules, its silences, everything else it says, and the cases that test it."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import Field, model_validator

from knowledge.yamlfile import Model

Principal = Literal["region", "kommun", "both"]
When = dict[str, Any] | tuple[dict[str, Any], ...]


class Statement(Model):
    """One thing the document says, in our own words, with its pinpoint.

    `lines` is the first and last line of the passage in the source text; `sha256` the hash of that passage, normalised.
    `asked_as` holds wordings in which staff ask for it. `law` names entries of `law.yaml`. `mentions` names statements
    that are shown beside it. Statements with the same `group` are shown together when one of them answers a question.
    """

    id: str = Field(pattern=r"^[A-Z]{2,4}-(NS)?\d+[a-z]?$")
    kind: str
    text: str
    heading: str | None = None
    locator: str | None = None
    lines: tuple[int, int] | None = None
    sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    when: When | None = None
    principal: Principal | None = None
    unit: str | None = None
    law: tuple[str, ...] = ()
    mentions: tuple[str, ...] = ()
    group: str | None = None
    asked_as: tuple[str, ...] = ()

    @property
    def alternatives(self) -> tuple[dict[str, Any], ...]:
        """The conditions of which one must hold."""
        if self.when is None:
            return ()
        return (self.when,) if isinstance(self.when, dict) else self.when


class Rule(Statement):
    """A statement that names the responsible principal for the cases in `when`."""

    kind: str = "rule"
    principal: Principal
    when: When
    strength: str | None = None
    overrides: tuple[str, ...] = ()


class Silence(Statement):
    """A documented gap: what the document does not settle, and where to turn instead.

    `named` are words by which a question asks for what is left open, though it is read as a question about something else.
    """

    kind: str = "silence"
    named: tuple[str, ...] = ()
    turn_to: str | None = None
    overrides: tuple[str, ...] = ()


class Presumption(Model):
    """What the agreement takes for granted about a facet that nobody has said anything about. Shown with the answer.

    `when` limits it to some cases; `assume` is the condition assumed; `text` says so in Swedish (none: not worth saying).
    """

    when: dict[str, Any] = Field(default_factory=dict)
    assume: dict[str, Any]
    text: str | None = None


class Example(Model):
    """A case with the answer it must get. `expect.facts` are ids of which every one must be shown."""

    name: str
    facets: dict[str, Any] = Field(default_factory=dict)
    day: date | None = None
    principal: Principal | Literal["not_settled", "routine", "unsettled"]
    facts: tuple[str, ...] = ()
    asks: str | None = None

    @model_validator(mode="after")
    def _asks_when_unsettled(self) -> Example:
        if (self.principal == "unsettled") != (self.asks is not None):
            raise ValueError("asks names the next facet when principal is unsettled, and only then")
        return self


class Document(Model):
    """The source: its file name in `AGREEMENT_SOURCES` and its title."""

    file: str
    title: str


class FollowUp(Model):
    """How often the agreement is to be followed up, and the last time that is known (year and month)."""

    every_months: int | None = Field(default=None, gt=0)
    last_known: date | None = None
    text: str


class Agreement(Model):
    """An agreement, plan or other document that a county answers from. Dates are whole days.

    `cite` names the source in an answer, `called` is what it is called in a sentence («Planen avgör inte det här.»). `silent`
    and `turn_to` are said where neither rule nor silence covers a case; `after_valid_to` once its time is over. `shared` are
    groups of rules that meet on purpose, so that both principals answer.
    """

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    county: str
    title: str
    cite: str
    called: str = "Överenskommelsen"
    caveat: str | None = None
    document: Document
    adopted: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    after_valid_to: str | None = None
    supersedes: tuple[str, ...] = ()
    supplements: str | None = None
    follow_up: FollowUp | None = None
    silent: str
    turn_to: str
    presume: tuple[Presumption, ...] = ()
    shared: tuple[tuple[str, ...], ...] = ()
    rules: tuple[Rule, ...] = ()
    silences: tuple[Silence, ...] = ()
    statements: tuple[Statement, ...] = ()
    cases: tuple[Example, ...] = ()

    def every(self) -> tuple[Statement, ...]:
        """All statements: rules, silences and the rest, each group in document order."""
        return (*self.rules, *self.silences, *self.statements)
