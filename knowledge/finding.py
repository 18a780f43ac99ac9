"""What a check found."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Finding:
    """One finding. `where` is an agreement, a statement or a county; an `error` makes the knowledge unsound."""

    level: Level
    where: str
    message: str


def sound(findings: Iterable[Finding]) -> bool:
    """Whether nothing found makes the knowledge unsound."""
    return all(finding.level != "error" for finding in findings)
