"""Kinds of statement, declared in `data/kinds.yaml`, so that a new kind of document needs no code."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

from knowledge.yamlfile import Model

Role = Literal["rule", "silence", "context", "routine", "open"]


class Kind(Model):
    """One kind: how it is headed when shown, and its role (see the head of `data/kinds.yaml`)."""

    key: str
    label: str
    role: Literal["context", "routine", "open"]


class Kinds(Model):
    """All declared kinds; `rule` and `silence` are built in."""

    kinds: tuple[Kind, ...]

    @cached_property
    def by_key(self) -> dict[str, Kind]:
        """The kinds by their keys."""
        return {kind.key: kind for kind in self.kinds}

    def role(self, key: str) -> Role:
        """The role of a kind. Raises KeyError for an undeclared one."""
        return key if key in ("rule", "silence") else self.by_key[key].role  # type: ignore[return-value]
