"""All measurements, one after the other: `make bench`. Prints the tables and writes var/bench.json."""

from __future__ import annotations

import json
import os
import platform
from datetime import UTC, datetime
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from tests.benchmarks.accuracy import ROOT, RUNS, say
from tests.benchmarks.baselines import Json

PARTS = ("accuracy", "masking", "growth", "retrieval")
PEERS = ("scikit-learn", "personnummer", "presidio-analyzer")
RESULTS = ROOT / "var" / "bench.json"


def main() -> None:
    """Run every part there is. What was measured is written after each, should a later one fail."""
    results: Json = {"measured": _circumstances()}
    for part in PARTS:
        if find_spec(f"tests.benchmarks.{part}"):
            results[part] = import_module(f"tests.benchmarks.{part}").main()
            RESULTS.parent.mkdir(exist_ok=True)
            RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1, default=str) + "\n", encoding="utf-8")
    say(f"\nWritten to {RESULTS.relative_to(ROOT)}.")


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
    main()
