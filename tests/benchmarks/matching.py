"""Matching: which rules hold for a case, beside zen-engine and json-rules-engine: the same rules and cases, the same hits.

Ours is what the product runs: the models of an agreement, compiled by Ruleset. For half known cases the peers can only tell
which rules hold for certain; ours tells in the same time which may hold besides. To learn that, a peer has to be asked
about every completion of the case. Run: python -m tests.benchmarks.matching
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from knowledge.agreement import Rule
from knowledge.condition import parse_said
from knowledge.ruleset import Ruleset
from tests.benchmarks import synthetic
from tests.benchmarks.accuracy import ROOT, RUNS, one_core, say, seconds
from tests.benchmarks.measure import Json, alternately, goal, part, row, show, spread, times
from tests.benchmarks.peers import Case, JsonRules, Peer, Zen, engines, install

SIZES = {50: 2_000, 500: 1_000, 5_000: 400, 20_000: 200}
"""Rules, and the cases that ours decides in a run; a peer decides as many of the same as its `most` tells."""
FACETS = (5, 8)
TIMES_ZEN = 100
MEMORY_SIZE = 5_000
OURS = {"compiled": "compiled", "models": "with the models and texts of the agreement"}
"""What of ours is held to the peers' memory."""
YEAR = 2026


def main() -> list[Json]:
    """Measure and print. Returns the parts. Raises RuntimeError when an engine finds other rules than ours."""
    one_core()
    install()
    found = [each for facets in FACETS for size in SIZES for each in _size(size, facets)]
    hits, whole = [each for each, _ in found], [each for _, each in found]
    memory = [each for facets in FACETS for each in _memory(facets)]
    parts = [
        part("Matching: the rules of a case", "microseconds a decision", hits),
        part("Matching: decisions", "decisions a second", [_inverse(each) for each in hits], more=True),
        part("Matching: the whole decision, from the values as they came", "microseconds a decision", whole),
        part(f"Matching: growth from {min(SIZES):,} to {max(SIZES):,} rules", "times the time", list(_growth(hits))),
        part(f"Matching: memory, at {MEMORY_SIZE:,} rules", "KiB for 1,000 rules", memory),
    ]
    for each in parts:
        show(each)
    say("All found the same rules. Of half known cases the peers tell which rules hold for certain; ours tells in the time given")
    say("also which may. The whole decision adds reading the values, the verdict over every completion, and the silences.")
    say("Memory: the peers hold ids and conditions. Ours compiled knows numbers of statements; the models hold every text.")
    return parts


def _size(size: int, facets: int) -> Iterator[tuple[Json, Json]]:
    """The rows of one size: matching, and the whole decision."""
    given = synthetic.agreement(size, count=facets)
    rules = Ruleset(synthetic.facets(facets), synthetic.KINDS, [given])
    with engines(given, facets) as peers:
        for known in (facets, facets // 2):
            label = f"{facets} facets, {size:,} rules, {'all' if known == facets else 'half'} known"
            cases = list(synthetic.cases(SIZES[size] * RUNS, facets, known))
            boxes = [rules.boxes(parse_said(case, rules.facets, YEAR))[0] for case in cases]
            _agree(rules, boxes, peers, cases, size)
            others = {peer.name: partial(_theirs, peer, cases, size) for peer in peers}
            measured = alternately(
                {
                    "ours": partial(_ours, size, lambda box: rules.chosen(rules.matcher.match(box).certain), boxes),
                    "whole": partial(
                        _ours, size, lambda case: rules.decide(rules.boxes(parse_said(case, rules.facets, YEAR))), cases
                    ),
                    **others,
                }
            )
            matching, whole = measured.pop("ours"), measured.pop("whole")
            yield times(row(label, matching, measured), Zen.name, TIMES_ZEN), row(label, whole, measured)


def _agree(rules: Ruleset, boxes: Sequence[Any], peers: Sequence[Peer], cases: Sequence[Case], size: int) -> None:
    """Every engine finds the same rules."""
    for peer in peers:
        few = peer.most[size]
        ours = [{s.id for s in rules.chosen(rules.matcher.match(box).certain) if isinstance(s, Rule)} for box in boxes[:few]]
        if peer.run(cases[:few])[1] != ours:
            raise RuntimeError(f"{peer.name} finds other rules than ours among {size}")


def _ours(size: int, decide: Callable[[Any], object], cases: Sequence[Any], run: int) -> float:
    """Microseconds a decision, over cases of which none was met before."""
    own = cases[run * SIZES[size] : (run + 1) * SIZES[size]]
    return 1e6 * seconds(lambda: [decide(case) for case in own]) / len(own)


def _theirs(peer: Peer, cases: Sequence[Case], size: int, run: int) -> float:
    own = cases[run * SIZES[size] : run * SIZES[size] + peer.most[size]]
    return 1e6 * peer.run(own)[0] / len(own)


def _inverse(each: Json) -> Json:
    """Microseconds as decisions a second."""

    def turned(figure: Json) -> Json:
        low, high = 1e6 / figure["high"], 1e6 / figure["low"]
        return {name: round(value) for name, value in (("median", 1e6 / figure["median"]), ("low", low), ("high", high))}

    return row(each["label"], turned(each["ours"]), {name: turned(peer) for name, peer in each["peers"].items()}, more=True)


def _growth(hits: Sequence[Json]) -> Iterator[Json]:
    """How many times longer the most rules take than the fewest."""
    proportional = max(SIZES) // min(SIZES)
    per_size = 2  # rows: all known, half known
    for facets, first in zip(FACETS, range(0, len(hits), per_size * len(SIZES)), strict=True):
        for offset, known in enumerate(("all", "half")):
            few, many = hits[first + offset], hits[first + offset + per_size * (len(SIZES) - 1)]
            grown = {
                name: spread([b["median"] / a["median"]])
                for name, a, b in [("ours", few["ours"], many["ours"])]
                + [(name, few["peers"][name], many["peers"][name]) for name in few["peers"]]
            }
            ours = grown.pop("ours")
            met = ours["median"] < proportional
            yield goal(row(f"{facets} facets, {known} known", ours, grown), f"less than {proportional} times", met)


# Memory, in processes of their own


def _memory(facets: int) -> Iterator[Json]:
    """What 1,000 rules take in a fresh process: compiled, as at the peers; and with the models of the agreement, which hold
    every text and its place in the source. The peers know only ids and conditions.
    """
    given = synthetic.agreement(MEMORY_SIZE, count=facets)
    with engines(given, facets) as peers:
        names = [peer.name for peer in peers if peer.name != JsonRules.name]
        node = [peer.kib for peer in peers if isinstance(peer, JsonRules)]
    figures = {name: spread([_fresh(name, facets) for _ in range(3)]) for name in (*OURS, *names)}
    figures |= {JsonRules.name: spread([1000 * node[0] / MEMORY_SIZE])} if node else {}
    ours = [(name, figures.pop(name)) for name in OURS]
    for name, figure in ours:
        yield row(f"{facets} facets, {OURS[name]}", figure, figures)


def _fresh(name: str, facets: int) -> float:
    command = [sys.executable, "-m", "tests.benchmarks.matching", name, str(facets)]
    return float(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)  # noqa: S603


def _grown(name: str, facets: int) -> float:
    """KiB that an engine with the rules adds to this process, for 1,000 rules."""
    shapes, given = synthetic.facets(facets), synthetic.agreement(50, count=facets)
    held: list[object] = [_engine(name, shapes, given, facets)]
    gc.collect()
    before = _resident()
    given = synthetic.agreement(MEMORY_SIZE, count=facets)
    between = before if name == "models" else _resident()
    held.append(_engine(name, shapes, given, facets))
    gc.collect()
    return (_resident() - between) * 1000 / MEMORY_SIZE


def _engine(name: str, shapes: Any, given: Any, facets: int) -> object:
    return Ruleset(shapes, synthetic.KINDS, [given]) if name in OURS else Zen(given, facets)


def _resident() -> float:
    """KiB of memory that this process has."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024


if __name__ == "__main__":
    if len(sys.argv) > 1:
        say(str(_grown(sys.argv[1], int(sys.argv[2]))))
    else:
        main()
