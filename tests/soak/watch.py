"""What a process holds, minute by minute, and whether that grows."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

MOST_GROWTH = 0.05
"""Share of the memory that it may grow by over the time that is judged: less is noise."""
LEAST_GROWTH = 8.0
"""MiB that count as growth at all."""
MOST_HANDLES = 10
"""Files and tasks that may be more at the end, when nothing goes on, than at the beginning."""


@dataclass(frozen=True)
class Held:
    """One look: seconds since the start, MiB of memory, open files, threads."""

    at: float
    memory: float
    files: int
    threads: int


def look(pid: int, at: float) -> Held:
    """What the process holds."""
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line)
    memory = int(status["VmRSS"].split()[0]) / 1024
    return Held(at, memory, len(os.listdir(f"/proc/{pid}/fd")), int(status["Threads"]))


def slope(points: Sequence[tuple[float, float]]) -> float:
    """What y grows by for one x: least squares. Raises ValueError for fewer than two different x."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    middle, mean = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((x - middle) ** 2 for x in xs)
    if not spread:
        raise ValueError("a slope needs two moments")
    return sum((x - middle) * (y - mean) for x, y in points) / spread


def settled(looks: Sequence[Held]) -> Sequence[Held]:
    """The looks after the warm-up: caches and pools fill in the first third."""
    return [held for held in looks if held.at >= looks[-1].at / 3]


def grows(looks: Sequence[Held]) -> bool:
    """Whether memory grew steadily after the warm-up: by the line through all looks, and from its first half to its last."""
    late = settled(looks)
    grown = slope([(held.at, held.memory) for held in late]) * (late[-1].at - late[0].at)
    half = len(late) // 2
    first, last = (max(held.memory for held in part) for part in (late[:half], late[half:]))
    return grown > max(LEAST_GROWTH, MOST_GROWTH * late[0].memory) and last > first


def leaks(before: int, after: int) -> bool:
    """Whether there are more files, or tasks, than before."""
    return after > before + MOST_HANDLES
