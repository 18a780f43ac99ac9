"""The common form of what is measured: ours beside the peers', how they compare, the goal, and whether it is met.

A part is `{name, unit, better, rows}`, a row `{label, ours, peers, ratios, ratio, goal, met}`. `ours` and every peer are
`{median, low, high}`. A ratio tells how many times better we are than a peer; `ratio` is the one to the best of them.
"""

from __future__ import annotations

import gc
import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from tests.benchmarks.accuracy import RUNS, say, table

Json = dict[str, Any]
Figure = dict[str, float]


def spread(values: Sequence[float]) -> Figure:
    """The median of some runs, the lowest and the highest, to four digits."""
    return {
        name: float(f"{value:.4g}")
        for name, value in (("median", statistics.median(values)), ("low", min(values)), ("high", max(values)))
    }


def row(
    label: str,
    ours: Figure,
    peers: Mapping[str, Figure] | None = None,
    *,
    goal: str | None = None,
    met: bool | None = None,
    more: bool = False,
) -> Json:
    """One row. `more`: more is better, as of decisions a second or right answers. `goal` in words, `met` what came of it."""
    ratios = {name: _ratio(ours, peer, more) for name, peer in (peers or {}).items()}
    nearest = min((ratio for ratio in ratios.values() if ratio is not None), default=None)
    figures = {"ours": ours, "peers": dict(peers or {})}
    return {"label": label, **figures, "ratios": ratios, "ratio": nearest, "goal": goal, "met": met}


def part(name: str, unit: str, rows: Sequence[Json], more: bool = False) -> Json:
    """One part: rows of one unit."""
    return {"name": name, "unit": unit, "better": "more" if more else "less", "rows": list(rows)}


def times(row: Json, peer: str, least: float) -> Json:
    """`row` with the goal of being at least so many times better than a peer. Without the peer the goal stands open."""
    ratio = row["ratios"].get(peer)
    return {**row, "goal": f"at least {least:g} times {peer}", "met": None if ratio is None else ratio >= least}


def goal(row: Json, words: str, met: bool | None) -> Json:
    """`row` with a goal."""
    return {**row, "goal": words, "met": met}


def alternately(measures: Mapping[str, Callable[[int], float]], runs: int = RUNS) -> dict[str, Figure]:
    """Each measured `runs` times, one after the other, every other run in the opposite order. They are told the run."""
    found: dict[str, list[float]] = {name: [] for name in measures}
    for run in range(runs):
        for name in sorted(measures, reverse=bool(run % 2)):
            gc.collect()
            found[name].append(measures[name](run))
    return {name: spread(values) for name, values in found.items()}


def parts_of(results: Json) -> Iterator[Json]:
    """All parts of the common form in results by module: one, or several in a list."""
    for found in results.values():
        for each in found if isinstance(found, list) else [found]:
            if isinstance(each, dict) and "rows" in each:
                yield each


def show(part: Json) -> None:
    """Print a part as a table."""
    names = list(dict.fromkeys(name for each in part["rows"] for name in each["peers"]))
    rows = [
        [
            each["label"],
            plain(each["ours"]),
            *(plain(each["peers"].get(name)) for name in names),
            *(_times(each["ratios"].get(name)) for name in names),
            verdict(each),
        ]
        for each in part["rows"]
    ]
    heads = ["", "ours", *names, *(f"x {name}" for name in names), "goal"]
    say(table(f"{part['name']} ({part['unit']}: median, lowest and highest of the runs)", heads, rows))


def plain(figure: Figure | None) -> str:
    """A figure as `2.1 (1.9–2.4)`."""
    return "-" if figure is None else f"{_number(figure['median'])} ({_number(figure['low'])}–{_number(figure['high'])})"


def verdict(row: Json) -> str:
    """The goal and what came of it."""
    if row["goal"] is None:
        return ""
    return f"{row['goal']}: {'not measured' if row['met'] is None else 'met' if row['met'] else 'MISSED'}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1_000 else f"{value:.4g}"


def _ratio(ours: Figure, peer: Figure, more: bool) -> float | None:
    over, under = (ours["median"], peer["median"]) if more else (peer["median"], ours["median"])
    return float(f"{over / under:.3g}") if under else None


def _times(ratio: float | None) -> str:
    return "-" if ratio is None else f"{ratio:g}"
