"""What is remembered of a conversation between two turns: plain data, nothing that says who somebody is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from knowledge.copies import changed

VERSION = 1
"""Version of the stored form. An older one is upgraded on reading, an unknown one starts over."""

Phase = Literal["idle", "interview", "answered", "sip"]


class UnreadableStateError(ValueError):
    """Stored state that this version cannot read."""


@dataclass(frozen=True)
class State:
    """One conversation.

    `said` is the case in the JSON form of the command line (`{facet: value | {any, all, not} | {from, to}}`);
    `unknown` the facets answered with "vet ej"; `order` the facets in the order in which they were answered, for going
    back; `asking` the facet that the last question was about ("county" for the place); `serial` numbers the questions and
    answers, so that a press on an older card is recognised; `offered` the actions by which a typed label or number is
    understood; `left` the number of questions promised to be left at most; `facts` the ids last shown; `asked` the last
    question in its masked words, for the ombud, with what was added to it; `draft` what is about to be sent there; `counted`
    what of the enquiry has been counted; `wants` the verb that the questions are asked for (empty: the answer itself);
    `edition` the name of the knowledge that the enquiry began with (empty: none yet, or the only one).
    """

    phase: Phase = "idle"
    county: str | None = None
    municipality: str | None = None
    intent: str | None = None
    said: dict[str, Any] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    asking: str | None = None
    serial: int = 0
    offered: tuple[dict[str, Any], ...] = ()
    facts: tuple[str, ...] = ()
    left: int | None = None
    asked: str = ""
    draft: dict[str, Any] = field(default_factory=dict)
    counted: tuple[str, ...] = ()
    wants: str = ""
    edition: str = ""
    welcomed: bool = False

    def with_(self, **changes: Any) -> State:
        """A copy with `changes`."""
        return changed(self, **changes)

    def to_json(self) -> dict[str, Any]:
        """As JSON, with the version."""
        return {"version": VERSION, **vars(self)}

    @classmethod
    def from_json(cls, data: Any) -> State:
        """From `to_json`. Raises UnreadableStateError when the data are of no known form."""
        if not isinstance(data, dict) or data.get("version") != VERSION:
            raise UnreadableStateError(f"state of version {data.get('version') if isinstance(data, dict) else None!r}")
        fields = {key: value for key, value in data.items() if key in cls.__dataclass_fields__}
        for name in ("unknown", "order", "offered", "facts", "counted"):
            if not isinstance(fields.get(name, []), list | tuple):
                raise UnreadableStateError(f"{name} is no list")
            fields[name] = tuple(fields.get(name, ()))
        for name in ("asked", "edition", "wants"):
            if not isinstance(fields.get(name, ""), str):
                raise UnreadableStateError(f"{name} is no text")
        for name in ("said", "draft"):
            if not isinstance(fields.get(name, {}), dict):
                raise UnreadableStateError(f"{name} is no mapping")
        return cls(**fields)
