"""Tables of a report, told alike as a page and as text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.reports.charts import Bar, bars
from bot.reports.markup import Markup, join, tag
from bot.reports.page import table


@dataclass(frozen=True)
class Sheet:
    """A table. The first column names the row; `words` is the number of columns after it that hold words, not numbers.

    `drawn` is the same as bars. Cells among `hidden` stand for a number that is not shown.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    heading: str | None = None
    drawn: tuple[Bar, ...] = ()
    words: int = 0
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """A section: its heading, what is said first, and its tables. `key` is unique on the page."""

    key: str
    heading: str
    notes: tuple[str, ...] = ()
    sheets: tuple[Sheet, ...] = ()


def as_section(part: Part) -> Markup:
    """The part as a landmark of a page."""
    heading = tag("h2", part.heading, id=part.key, class_="first")
    sheets = (_sheet(sheet, f"{part.key}-{number}") for number, sheet in enumerate(part.sheets, 1))
    return tag("section", heading, *(tag("p", note) for note in part.notes), *sheets, aria_labelledby=part.key)


def _sheet(sheet: Sheet, key: str) -> Markup:
    heading = tag("h3", sheet.heading) if sheet.heading else ""
    chart = bars(key, sheet.caption, sheet.drawn) if any(bar.length for bar in sheet.drawn) else ""
    rows = [tag("tr", tag("th", row[0], scope="row"), *_cells(sheet, row)) for row in sheet.rows]
    return join(heading, chart, table(sheet.caption, list(sheet.heads), rows, None if sheet.words else "figures"))


def _cells(sheet: Sheet, row: tuple[str, ...]) -> Iterator[Markup]:
    for number, cell in enumerate(row[1:]):
        dim = " dim" if cell in sheet.hidden else ""
        yield tag("td", cell, class_=None if number < sheet.words else f"number{dim}")


def as_lines(part: Part) -> Iterator[str]:
    """The part as plain lines."""
    yield from ("", part.heading, *part.notes)
    for sheet in part.sheets:
        yield from (["", sheet.heading] if sheet.heading else [])
        for row in sheet.rows:
            yield f"- {row[0]}: {row[1] if len(row) == 2 else '; '.join(_named(sheet, row))}"


def _named(sheet: Sheet, row: tuple[str, ...]) -> Iterator[str]:
    for number, (head, cell) in enumerate(zip(sheet.heads[1:], row[1:], strict=True)):
        yield cell if number < sheet.words else f"{head} {cell}"
