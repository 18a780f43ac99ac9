"""An enquiry and its answer, as plain data: what was asked, what follows for each need, and what is shown."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

from knowledge.agreement import Agreement, Rule, Silence, Statement
from knowledge.axes import Box
from knowledge.condition import Part
from knowledge.law import LawEntry
from knowledge.questions import Question
from knowledge.ruleset import Decision, Ruleset, Verdict

Principal = Literal["region", "kommun", "both", "not_settled"]

NEED = "need"
"""The facet of what is needed; each need is answered on its own."""
SAFE = frozenset({"smalltalk", "help", "off_topic", "emergency"})
"""Intents that no agreement answers."""
SEARCHED = frozenset({"faq", "agreement_info"})
"""Intents answered from what the statements say rather than by matching a case."""


@dataclass(frozen=True)
class Enquiry:
    """A question as understood. `text` is masked and only used to find statements; it is never kept.

    `asked` is the text that the enquiry began with, also when this is an answer to a question of ours. `unanswered` are
    facets the asker could not answer, `at_most` the number of questions promised to be left.
    """

    intent: str
    day: date
    county: str | None = None
    municipality: str | None = None
    said: Mapping[str, Part] = field(default_factory=dict)
    text: str = ""
    unanswered: tuple[str, ...] = ()
    at_most: int | None = None
    asked: str = ""

    @property
    def case(self) -> Hashable:
        """All that the answer hangs on but the text. The municipality only tells whom to reach."""
        return self.intent, self.day, self.county, frozenset(self.said.items()), self.unanswered, self.at_most


@dataclass(frozen=True)
class NeedAnswer:
    """What `rules` say of one of the needs (None: no need was said) in the cases `boxes`, and the numbers that were told."""

    need: str | None
    rules: Ruleset
    boxes: tuple[Box, ...]
    told: tuple[str, ...] = ()

    @cached_property
    def verdict(self) -> Verdict | None:
        """The verdict of the decision, which is not worked out for it."""
        verdicts = self.rules.verdicts(self.boxes)
        return next(iter(verdicts)) if len(verdicts) == 1 else None

    @cached_property
    def decision(self) -> Decision:
        """What follows, with all that it stands on."""
        return self.rules.decide(self.boxes)

    @property
    def named(self) -> bool:
        """Whether a principal is named: the region, the kommun or both."""
        return self.verdict in ("region", "kommun", "both")


@dataclass(frozen=True)
class Answer:
    """All that can be said on an enquiry.

    `principal` is None when something must be asked first (`asks_county`, `question`) or when the enquiry is not about a
    principal. `shown` are the statements that the answer stands on, most relevant first; `duties` and `silences` are
    among them.
    """

    enquiry: Enquiry
    principal: Principal | None = None
    parts: tuple[NeedAnswer, ...] = ()
    asks_county: bool = False
    question: Question | None = None
    shown: tuple[Statement, ...] = ()
    law: tuple[LawEntry, ...] = ()
    notes: tuple[str, ...] = ()
    agreements: tuple[Agreement, ...] = ()

    @property
    def duties(self) -> tuple[Rule, ...]:
        """The rules that name the principal."""
        live = {rule.id for part in self.parts for rule in part.decision.rules}
        return tuple(s for s in self.shown if isinstance(s, Rule) and s.id in live)

    @property
    def maybe(self) -> tuple[Rule, ...]:
        """Rules that hold in some of the cases that are still possible."""
        return tuple({rule.id: rule for part in self.parts for rule in part.decision.maybe}.values())

    @property
    def silences(self) -> tuple[Silence, ...]:
        """The documented gaps that cover the enquiry."""
        covering = {s.id for part in self.parts if part.verdict == "not_settled" for s in part.decision.silences}
        found = {self.shown[0].id} if self.shown and not self.parts else set()
        return tuple(s for s in self.shown if isinstance(s, Silence) and s.id in covering | found)

    @property
    def open(self) -> frozenset[Verdict]:
        """What the cases still possible would get."""
        return frozenset(verdict for part in self.parts for verdict in part.decision.open)
