"""All measurements, one after the other: `make bench`, or some of them by name: `make bench PARTS="matching questions"`.

Prints tables, and at the end one of all ratios; writes var/bench.json and var/bench.html.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from tests.benchmarks import page
from tests.benchmarks.accuracy import ROOT, RUNS, say, table
from tests.benchmarks.baselines import Json
from tests.benchmarks.measure import parts_of, verdict

PARTS = ("matching", "questions", "service", "understanding", "masking", "retrieval", "start", "verification")
"""Modules of this folder, in this order; one that is not there is passed over."""
PEERS = (
    "botbuilder-integration-aiohttp",
    "hassil",
    "microsoft-agents-hosting-aiohttp",
    "scikit-learn",
    "bm25s",
    "personnummer",
    "presidio-analyzer",
    "zen-engine",
)
RESULTS = ROOT / "var" / "bench.json"
PAGE = ROOT / "var" / "bench.html"


def main(wanted: Sequence[str] = ()) -> None:
    """Run the parts that are wanted (none named: all). What was measured is written after each, should a later one fail.

    The other parts keep what was measured of them before, so that the page shows them all.
    """
    unknown = set(wanted).difference(PARTS)
    if unknown:
        sys.exit(f"No such part: {', '.join(sorted(unknown))}. There are {', '.join(PARTS)}.")
    results: Json = json.loads(RESULTS.read_text(encoding="utf-8")) if wanted and RESULTS.exists() else {}
    results["measured"] = _circumstances()
    cores = _cores()
    for part in wanted or PARTS:
        if find_spec(f"tests.benchmarks.{part}"):
            results[part] = import_module(f"tests.benchmarks.{part}").main()
            _use(cores)
            _write(results)
    say(_ratios(results))
    say(f"\nWritten to {RESULTS.relative_to(ROOT)} and {PAGE.relative_to(ROOT)}.")


def _write(results: Json) -> None:
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8")
    PAGE.write_text(page.benchmarks(results), encoding="utf-8")


def _ratios(results: Json) -> str:
    """Every row of the common form: how many times better than each peer, and the goal."""
    rows = [
        [
            f"{part['name']}: {row['label']}",
            ", ".join(f"{ratio:g} x {name}" for name, ratio in row["ratios"].items() if ratio is not None) or "-",
            verdict(row),
        ]
        for part in parts_of(results)
        for row in part["rows"]
    ]
    return table(f"How many times better than the others (medians of {RUNS} runs)", ("", "ratio", "goal"), rows)


def _cores() -> set[int]:
    return os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()


def _use(cores: set[int]) -> None:
    """Undo that a part kept to one core."""
    if cores:
        os.sched_setaffinity(0, cores)


def _circumstances() -> Json:
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "runs": RUNS,
        "peers": {name: _version(name) for name in PEERS},
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


if __name__ == "__main__":
    main(sys.argv[1:])
