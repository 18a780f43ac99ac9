"""Charts as inline SVG: drawn in percent and em, so that they fit a telephone and grow with the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.reports.markup import Markup, tag

_ROW = 2.8
"""Height of a bar with its label above, in em."""


@dataclass(frozen=True)
class Bar:
    """A label, a length (0 or more) and the figure as it is written."""

    label: str
    length: float
    figure: str


def bars(key: str, title: str, bars: Sequence[Bar]) -> Markup:
    """Horizontal bars, the longest as wide as the page. `key` is unique on the page; the description says every figure."""
    longest = max((bar.length for bar in bars), default=0) or 1
    said = "; ".join(f"{bar.label}: {bar.figure}" for bar in bars)
    drawn = [piece for number, bar in enumerate(bars) for piece in _bar(bar, number * _ROW, 100 * bar.length / longest)]
    return tag(
        "svg",
        tag("title", title, id=f"{key}-title"),
        tag("desc", f"{said}.", id=f"{key}-desc"),
        *drawn,
        class_="chart",
        role="img",
        aria_labelledby=f"{key}-title",
        aria_describedby=f"{key}-desc",
        width="100%",
        height=f"{_ROW * len(bars):g}em",
    )


def _bar(bar: Bar, top: float, percent: float) -> tuple[Markup, ...]:
    return (
        tag("text", bar.label, x=0, y=f"{top + 1:g}em"),
        tag("text", bar.figure, x="100%", y=f"{top + 1:g}em", class_="figure"),
        tag("rect", x=0, y=f"{top + 1.4:g}em", width="100%", height=".6em", class_="track"),
        tag("rect", x=0, y=f"{top + 1.4:g}em", width=f"{percent:.2f}%", height=".6em", class_="bar"),
    )
