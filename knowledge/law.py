"""The law behind the agreements, as data: what it says today, which paragraph it replaced, and how sure we are.

Law never decides an agreement's principal. It is shown apart, as what the law says beside an agreement or where it is silent.
The data stands in `data/law.yaml`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date
from functools import cached_property, lru_cache
from typing import Literal

from pydantic import Field, model_validator

from knowledge.yamlfile import Model

Confidence = Literal["verified", "excerpt", "memory"]
"""How sure the content is: read in the official wording, read in an excerpt of a web page, or recalled and unchecked."""

Plan = Literal["sip", "individuell_plan_hab_rehab", "lss_plan"]
"""The three plans that are easily confused: each has its own law, its own owner and its own condition."""


class Replaced(Model):
    """An older provision whose place the entry has taken. `cite` is shown, `written` are the forms that documents and staff use.

    `until` is the last day it applied. Unless `confidence` is `memory` it may be shown as fact. Source: the same as the entry's.
    """

    cite: str
    written: tuple[str, ...] = ()
    until: date | None = None
    confidence: Confidence = "verified"

    @property
    def shows(self) -> bool:
        """Whether the replacement may be stated as a fact."""
        return self.confidence != "memory"


class LawEntry(Model):
    """One provision. `cite` is the paragraph as it is shown today, `text` what it says in our own words.

    `points` are what the law lists (the content of a plan), `plan` which of the three plans the entry regulates. `written` are
    other forms of the same citation. `in_force` is the day the provision took effect, where the evidence says so; `verified_at`
    the day its wording was last checked, `source` against what. `note` is what to check before relying on it. `topics` are the
    needs (values of the facet `need`) for which the entry helps when the agreement is silent.
    """

    id: str = Field(pattern=r"^[a-z0-9-]+$")
    cite: str
    title: str
    text: str
    points: tuple[str, ...] = ()
    plan: Plan | None = None
    written: tuple[str, ...] = ()
    replaces: tuple[Replaced, ...] = ()
    in_force: date | None = None
    verified_at: date | None = None
    confidence: Confidence
    source: str
    note: str | None = None
    topics: tuple[str, ...] = ()

    @property
    def shows(self) -> bool:
        """Whether the entry may be shown as fact. What is only recalled never is."""
        return self.confidence != "memory"

    @model_validator(mode="after")
    def _dated_when_verified(self) -> LawEntry:
        if (self.confidence == "verified") != (self.verified_at is not None):
            raise ValueError("verified_at is given when confidence is verified, and only then")
        return self


class Law(Model):
    """Every provision that a user or an agreement may meet. `checked` says when and up to which wording, in Swedish.

    `asked_by` are words by which somebody asks for the law, and not for what an agreement says.
    """

    checked: str
    asked_by: tuple[str, ...] = ()
    entries: tuple[LawEntry, ...]

    @model_validator(mode="after")
    def _unique(self) -> Law:
        twice = [key for key, count in Counter(entry.id for entry in self.entries).items() if count > 1]
        if twice:
            raise ValueError(f"declares {', '.join(twice)} twice. Each id is used once")
        return self

    @cached_property
    def by_id(self) -> dict[str, LawEntry]:
        """Every entry by its id."""
        return {entry.id: entry for entry in self.entries}

    def __getitem__(self, key: str) -> LawEntry:
        """The entry with this id. Raises KeyError."""
        return self.by_id[key]

    def for_need(self, need: str) -> tuple[LawEntry, ...]:
        """What the law says about a need: the entries that may be shown, in the order of the file."""
        return tuple(entry for entry in self.entries if entry.shows and need in entry.topics)

    def of_plan(self, plan: Plan) -> tuple[LawEntry, ...]:
        """The entries that regulate one of the three plans."""
        return tuple(entry for entry in self.entries if entry.plan == plan)

    def asked(self, text: str, needs: Iterable[str]) -> tuple[LawEntry, ...]:
        """What answers a question about the law: what `text` cites, else what helps with `needs`, else what all stand on."""
        if self.unlawed(text) == text:
            return ()
        helping = tuple(entry for need in needs for entry in self.for_need(need))
        return self.named(text) or helping or (*self.of_plan("individuell_plan_hab_rehab"), *self.of_plan("sip"))

    def unlawed(self, text: str) -> str:
        """`text` without the words that ask for the law: what it asks about. The text itself when it has none of them."""
        if not names(text, self.asked_by):
            return text
        words, lawful = _words(text), [_form(form) for form in self.asked_by]
        left: list[str] = []
        while words:
            skipped = max((len(form) for form in lawful if words[: len(form)] == form), default=0)
            left += [] if skipped else words[:1]
            words = words[skipped or 1 :]
        return " ".join(left)

    def named(self, text: str) -> tuple[LawEntry, ...]:
        """The entries that `text` cites or calls by name («LSS-plan»), if they may be shown."""
        words = _words(text)
        forms = (form for word in dict.fromkeys(words) for form in self._names.get(word, ()))
        named = {number for number, form in forms if _holds(words, form)}
        return tuple(self.entries[number] for number in sorted(named))

    @cached_property
    def _names(self) -> dict[str, list[tuple[int, tuple[str, ...]]]]:
        """By its first word every citation and other name of an entry that may be shown: the entry's number, and the words."""
        names: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
        for number, entry in enumerate(self.entries):
            for form in map(_words, (entry.cite, *entry.written) if entry.shows else ()):
                names.setdefault(form[0], []).append((number, form))
        return names

    def replacing(self, text: str) -> tuple[tuple[Replaced, LawEntry], ...]:
        """The outdated citations that `text` holds, each with the entry that applies now.

        Told by the wording alone: `SoL 14 kap. 1 §` is a paragraph of the present act too, so read it as the old one only in a
        text older than the change, or from somebody who means the old act.
        """
        words = _words(text)
        found = ((old, entry) for entry in self.entries for old in entry.replaces)
        return tuple(
            (old, entry) for old, entry in found if any(_holds(words, _words(form)) for form in (old.cite, *old.written))
        )


def names(text: str, forms: Collection[str]) -> bool:
    """Whether `text` has the words of one of `forms` next to each other."""
    words = _words(text) if forms else ()
    return any(_holds(words, _form(form)) for form in forms)


@lru_cache(maxsize=500)
def _form(form: str) -> tuple[str, ...]:
    """The words of something that stands in the knowledge."""
    return _words(form)


def _words(text: str) -> tuple[str, ...]:
    """The words, numbers and section signs of `text`, so that `SoL:2 Kap:7§` and `SoL 2 kap. 7 §` are the same."""
    return tuple(re.findall(r"§+|\d+|[^\W\d_]+", text.casefold()))


def _holds(words: tuple[str, ...], sought: tuple[str, ...]) -> bool:
    """Whether `sought` stand in `words` next to each other."""
    return sought[0] in words and any(
        words[start : start + len(sought)] == sought for start in range(len(words) - len(sought) + 1)
    )
