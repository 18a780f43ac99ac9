"""What a new version of the agreements changes, in words."""

from __future__ import annotations

from collections.abc import Iterator

from bot.reports.markup import Markup, join, tag
from bot.reports.page import page, table
from bot.reports.terms import PAST, PRESENT, SIGNS, capital, number, share
from knowledge.diff import Difference, Move

TITLE = "Vad som ändras mellan två versioner"
NOTHING = "Inget fall byter svar."


def as_text(differences: list[Difference], names: dict[str, str]) -> str:
    """One line per box of cases, county by county."""
    return "\n".join(line for each in differences for line in _lines(each, names[each.county]))


def _lines(difference: Difference, name: str) -> Iterator[str]:
    yield f"{name}: {_summary(difference)}"
    for move in difference.moves:
        for words, cells in _boxes(move):
            yield f"- {words}: {PAST[move.before]} → {PRESENT[move.after]} ({_cases(cells)})"


def _summary(difference: Difference) -> str:
    if not difference.changed:
        return NOTHING
    part = share(difference.changed / difference.cells)
    return f"{number(difference.changed)} av {number(difference.cells)} tänkbara fall byter svar ({part})."


def _boxes(move: Move) -> Iterator[tuple[str, int]]:
    yield from ((part.words, part.cells) for part in move.area.parts)
    if not move.area.whole:
        yield "övriga fall", move.area.cells - sum(part.cells for part in move.area.parts)


def _cases(cells: int) -> str:
    return f"{number(cells)} fall"


def as_page(differences: list[Difference], names: dict[str, str]) -> str:
    """The same as one page."""
    return page(TITLE, tag("h1", TITLE), *(_section(each, names[each.county]) for each in differences))


def _section(difference: Difference, name: str) -> Markup:
    rows = [_row(move, words, cells) for move in difference.moves for words, cells in _boxes(move)]
    shown = table(f"{name}: fall som byter svar", ["Fall", "Förut", "Nu", "Antal"], rows) if rows else ""
    return join(tag("h2", name, class_="first"), tag("p", _summary(difference)), shown)


def _row(move: Move, words: str, cells: int) -> Markup:
    before, after = (
        tag("td", tag("span", SIGNS[verdict], class_="sign", aria_hidden="true"), " ", terms[verdict], class_=verdict)
        for verdict, terms in ((move.before, PAST), (move.after, PRESENT))
    )
    return tag("tr", tag("th", capital(words), scope="row"), before, after, tag("td", number(cells), class_="number"))
