"""What was measured as one self-contained page, from var/bench.json. Run: python -m tests.benchmarks.page

Charts, with the same figures in words and in tables, for light and dark screens.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from bot.reports.markup import Markup, join, tag
from bot.reports.page import bullets, page, table
from tests.benchmarks.charts import OURS, STYLE, Json, charts, legend
from tests.benchmarks.measure import parts_of, plain, verdict


def benchmarks(results: Json) -> str:
    """The page."""
    parts = list(parts_of(results))
    content = [tag("style", STYLE), tag("h1", "Measured side by side"), tag("p", _circumstances(results["measured"]))]
    content += [tag("p", "Ratios tell how many times better ours is than the other in the same run: above 1 ours is ahead.")]
    content += [_goals(parts), *(section for part in parts for section in _part(part))]
    return page("Vem ansvarar? Benchmarks", *content).replace('lang="sv"', 'lang="en"', 1)


def _circumstances(measured: Json) -> str:
    peers = ", ".join(f"{name} {version}" for name, version in measured["peers"].items() if version)
    where = f"Python {measured['python']}, {measured['machine']}"
    when = f"Measured {measured['at']} on {where}."
    return f"{when} Medians of at least {measured['runs']} runs, with the lowest and highest. {peers}."


def _goals(parts: list[Json]) -> Markup:
    """The goals that are missed, and how many are met."""
    rows = [(part, row) for part in parts for row in part["rows"] if row["goal"]]
    missed = [f"{part['name']}, {row['label']}: {row['goal']}, is {_found(row)}" for part, row in rows if row["met"] is False]
    met = sum(row["met"] is True for _, row in rows)
    words = tag("p", f"{met} of {len(rows)} goals are met" + ("; missed are these:" if missed else "."))
    return join(tag("h2", "Goals", class_="first"), words, bullets(missed) if missed else Markup(""))


def _found(row: Json) -> str:
    ratios = ", ".join(f"{ratio:g} times {name}" for name, ratio in row["ratios"].items() if ratio is not None)
    return f"{plain(row['ours'])}{f' ({ratios})' if ratios else ''}"


def _part(part: Json) -> Iterator[Markup]:
    """A part: its charts, and all its figures."""
    names = list(dict.fromkeys(name for row in part["rows"] for name in row["peers"]))
    yield tag("h2", part["name"])
    if names:
        yield legend([OURS, *names])
    yield from charts(part)
    heads = ["", f"ours, {part['unit']}", *names, *(f"times {name}" for name in names), "goal"]
    yield table(f"{part['name']}: {part['unit']}, {part['better']} is better", heads, [_row(row, names) for row in part["rows"]])


def _row(row: Json, names: list[str]) -> Markup:
    figures = [plain(row["ours"]), *(plain(row["peers"].get(name)) for name in names)]
    ratios = ["-" if row["ratios"].get(name) is None else f"{row['ratios'][name]:g}" for name in names]
    cells = (tag("td", figure, class_="number") for figure in (*figures, *ratios))
    return tag("tr", tag("th", row["label"], scope="row"), *cells, tag("td", verdict(row)))


if __name__ == "__main__":
    folder = Path(__file__).parents[2] / "var"
    read = json.loads((folder / "bench.json").read_text(encoding="utf-8"))
    (folder / "bench.html").write_text(benchmarks(read), encoding="utf-8")
    sys.stdout.write(f"Written to {folder / 'bench.html'}.\n")
