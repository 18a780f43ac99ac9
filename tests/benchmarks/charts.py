"""Charts as inline SVG: lines where the rows tell of growing numbers of rules, else bars. Every chart has its table beside it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.reports.markup import Markup, tag

Json = dict[str, Any]
OURS = "ours"
WIDTH, LEFT, RIGHT = 720, 90, 150
HEIGHT, TOP, BOTTOM = 260, 16, 34
BAR, GAP, NAMES = 16, 14, 300
_RULES = re.compile(r"([\d,]+) rules(?:, )?")
STYLE = Markup("""
:root { --ours: #0b5cad; --peer0: #b3541e; --peer1: #5b7a1d; --peer2: #7a4a9c; --peer3: #80701a; --peer4: #4e6a75; }
@media screen and (prefers-color-scheme: dark) { :root { --ours: #7cb8f2; --peer0: #f0a072; --peer1: #b3d272; --peer2: #cfa4ee;
  --peer3: #e0cf78; --peer4: #a9c5d0; } }
figure { margin: 1rem 0; } figcaption { font-size: .92rem; color: var(--dim); } svg { max-width: 100%; height: auto; }
svg text { fill: var(--ink); font: 12px system-ui, sans-serif; } svg .grid { stroke: var(--line); stroke-width: 1; }
svg polyline { fill: none; stroke-width: 2; } svg .goal { stroke: var(--dim); stroke-dasharray: 2 4; }
""")


@dataclass(frozen=True)
class Scale:
    """Values to places along a line, by their logarithm."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The place of a value."""
        share = math.log(value / self.low) / math.log(self.high / self.low) if self.high > self.low else 0.5
        return round(self.start + share * (self.end - self.start), 1)

    @property
    def ticks(self) -> list[float]:
        """The powers of ten within."""
        first, last = math.ceil(math.log10(self.low) - 1e-9), math.floor(math.log10(self.high) + 1e-9)
        return [10.0**power for power in range(first, last + 1)]


def charts(part: Json) -> Iterator[Markup]:
    """The charts of a part."""
    by_size: dict[str, dict[float, Json]] = {}
    for row in part["rows"]:
        found = _RULES.search(row["label"])
        if found:
            rest = _RULES.sub("", row["label"]).strip(", ")
            by_size.setdefault(rest, {})[float(found[1].replace(",", ""))] = row
    if by_size and all(len(rows) > 2 for rows in by_size.values()):
        yield from (_lines(part, name, rows) for name, rows in by_size.items())
    else:
        yield _bars(part)


def _figures(row: Json) -> dict[str, float]:
    """The medians of a row, by who: ours first."""
    return {OURS: row["ours"]["median"], **{name: peer["median"] for name, peer in row["peers"].items()}}


def _colour(name: str, names: Sequence[str]) -> str:
    return "var(--ours)" if name == OURS else f"var(--peer{(names.index(name) - 1) % 5})"


def _range(values: Sequence[float]) -> tuple[float, float]:
    positive = [value for value in values if value > 0] or [1.0]
    low, high = min(positive), max(positive)
    return 10 ** math.floor(math.log10(low)), 10 ** math.ceil(math.log10(high) + 1e-9)


def _lines(part: Json, name: str, rows: Mapping[float, Json]) -> Markup:
    names = list(dict.fromkeys(who for row in rows.values() for who in _figures(row)))
    across = Scale(min(rows), max(rows), LEFT, WIDTH - RIGHT)
    up = Scale(*_range([value for row in rows.values() for value in _figures(row).values()]), HEIGHT - BOTTOM, TOP)
    by_size = [(size, _figures(row)) for size, row in sorted(rows.items())]
    drawn = [*_grid(up), *(_text(across(size), HEIGHT - 12, f"{size:,.0f}", "middle") for size in rows)]
    for who in names:
        points = [(across(size), up(value)) for size, figures in by_size if (value := figures.get(who))]
        dashes = None if who == OURS else "6 3"
        line = " ".join(f"{x},{y}" for x, y in points)
        drawn.append(tag("polyline", points=line, stroke=_colour(who, names), stroke_dasharray=dashes))
        drawn += [tag("circle", cx=str(x), cy=str(y), r=3, fill=_colour(who, names)) for x, y in points]
        drawn.append(_text(points[-1][0] + 8, points[-1][1] + 4, who, "start"))
    told = (
        f"{who}: " + ", ".join(f"{figures[who]:.4g} at {size:,.0f}" for size, figures in by_size if who in figures)
        for who in names
    )
    words = f"{name}: {part['unit']} by number of rules, both axes logarithmic. {'. '.join(told)}"
    return _figure(drawn, HEIGHT, words, f"{name or part['name']}, {part['unit']} by number of rules")


def _grid(up: Scale) -> Iterator[Markup]:
    for tick in up.ticks:
        y = up(tick)
        yield tag("line", x1=LEFT, x2=WIDTH - RIGHT, y1=str(y), y2=str(y), class_="grid")
        yield _text(LEFT - 8, y + 4, f"{tick:,.10g}", "end")


def _bars(part: Json) -> Markup:
    names = list(dict.fromkeys(who for row in part["rows"] for who in _figures(row)))
    low, high = _range([value for row in part["rows"] for value in _figures(row).values()])
    along = Scale(low, high, NAMES, WIDTH - 110)
    drawn: list[Markup] = []
    y = 4
    for row in part["rows"]:
        drawn.append(_text(NAMES - 8, y + 12, row["label"], "end"))
        for who, value in _figures(row).items():
            width = max(2.0, along(value) - NAMES) if value > 0 else 2.0
            drawn.append(tag("rect", x=NAMES, y=y, width=str(width), height=BAR - 2, fill=_colour(who, names)))
            drawn.append(_text(NAMES + width + 5, y + 12, f"{value:.4g} {who}", "start"))
            y += BAR
        y += GAP
    words = f"{part['unit']}, logarithmic. " + ". ".join(
        f"{row['label']}: " + ", ".join(f"{who} {value:.4g}" for who, value in _figures(row).items()) for row in part["rows"]
    )
    return _figure(drawn, y, words, f"{part['unit']}, logarithmic from {low:g}")


def _figure(drawn: Sequence[Markup], height: int, words: str, caption: str) -> Markup:
    """A chart with its words for those who do not see it."""
    size = {"viewBox": f"0 0 {WIDTH} {height}", "width": WIDTH, "height": height}
    svg = tag("svg", tag("title", words), *drawn, **size, role="img", aria_label=words)
    return tag("figure", svg, tag("figcaption", caption))


def _text(x: float, y: float, words: str, anchor: str) -> Markup:
    return tag("text", words, x=str(round(x, 1)), y=str(round(y, 1)), text_anchor=anchor)


def legend(names: Sequence[str]) -> Markup:
    """Who has which colour."""
    marks = (tag("dt", Markup("&#9632;"), style=f"color: {_colour(name, names)}; border: 0") for name in names)
    return tag("dl", *(tag("div", mark, tag("dd", name)) for mark, name in zip(marks, names, strict=True)), class_="key")
