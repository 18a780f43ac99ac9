"""Questions that ombud have answered: the entry, and how it is kept clean. Each is bound to what it stands on and holds for."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from knowledge.contacts import Text, looks_like_identity_number
from knowledge.yamlfile import Model

LONGEST_QUESTION = 500
LONGEST_ANSWER = 4000
MOST_VARIANTS = 20
MOST_LINKS = 10
MOST_FACTS = 30

Approver = Literal["region", "kommun"]


def _prose(raw: Any) -> Any:
    """Text of several lines without invisible characters and trailing spaces; anything else as it is."""
    if not isinstance(raw, str):
        return raw
    lines = ["".join(map(_visible, line)).rstrip() for line in raw.splitlines()]
    text = "\n".join(lines).strip("\n")
    if not all(line.isprintable() for line in lines):
        raise PydanticCustomError("control_character", "holds a control character. Type the text anew")
    if looks_like_identity_number(text):
        raise PydanticCustomError("identity_number", "looks like a personal identity number. Remove it")
    return text


def _visible(char: str) -> str:
    return "" if unicodedata.category(char) == "Cf" else " " if char.isspace() else char


def _each_once(names: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(names)) < len(names):
        raise PydanticCustomError("twice", "names the same twice. Each counts once")
    return names


def _whole_day(raw: Any) -> Any:
    """A number is no day, though it could be counted as seconds."""
    if isinstance(raw, int | float):
        raise PydanticCustomError("no_day", "is no day. Write it as 2026-11-22")
    return raw


Question = Annotated[Text, StringConstraints(max_length=LONGEST_QUESTION)]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_ANSWER), BeforeValidator(_prose)]
Link = Annotated[str, StringConstraints(pattern=r"^https://[^\s\x00-\x20\x7f<>\"']+$", max_length=500)]
Fact = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2,4}-(NS)?\d{1,6}[a-z]?$")]
Fingerprint = Annotated[str, StringConstraints(pattern=r"^[\w-]{8}$")]


class FaqEntry(Model):
    """A question with the answer that ombud have approved.

    `facts` are the statements that the answer stands on, each with its `knowledge.receipt.fingerprint` as it was when the
    answer was approved. `when` is the condition it holds for, written as in a rule; empty means always. `ticket` is the
    number of the question it came from.
    """

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)
    county: str = Field(pattern=r"^[a-z_]+$")
    question: Question
    variants: tuple[Question, ...] = Field(default=(), max_length=MOST_VARIANTS)
    answer: Prose
    facts: dict[Fact, Fingerprint] = Field(default_factory=dict, max_length=MOST_FACTS)
    when: dict[str, Any] = Field(default_factory=dict)
    links: tuple[Link, ...] = Field(default=(), max_length=MOST_LINKS)
    approved_by: Annotated[tuple[Approver, ...], AfterValidator(_each_once)] = Field(min_length=1)
    approved_at: Annotated[date, BeforeValidator(_whole_day)]
    ticket: int | None = Field(default=None, ge=1)

    @property
    def wordings(self) -> tuple[str, ...]:
        """The question and its variants."""
        return (self.question, *self.variants)
