"""The page of the benchmarks, and the form that the figures have."""

from __future__ import annotations

from tests.benchmarks.measure import alternately, goal, part, parts_of, row, spread, times
from tests.benchmarks.page import benchmarks

MEASURED = {"at": "2026-11-22T12:00:00", "python": "3.11", "machine": "Linux", "runs": 5, "peers": {"zen": "1", "gone": None}}


def figures() -> list[dict[str, object]]:
    rows = [
        row(f"5 facets, {size:,} rules", spread([1.0 * size, 2.0, 3.0]), {"zen": spread([900.0])}) for size in (50, 500, 5_000)
    ]
    return [
        part("Matching <b>", "ms", [times(each, "zen", 400) for each in rows]),
        part("Memory", "KiB", [row("all", spread([4.0]))]),
    ]


def test_a_row_tells_how_many_times_better_ours_is() -> None:
    slow, fast = spread([9.0, 8.0, 10.0]), spread([2.0])
    assert slow == {"median": 9.0, "low": 8.0, "high": 10.0}
    assert row("x", fast, {"a": slow, "b": spread([5.0])})["ratios"] == {"a": 4.5, "b": 2.5}
    assert row("x", fast, {"a": slow, "b": spread([5.0])})["ratio"] == 2.5
    assert row("x", slow, {"a": fast}, more=True)["ratio"] == 4.5
    assert row("x", slow)["ratio"] is None


def test_a_goal_without_its_peer_stands_open() -> None:
    assert times(row("x", spread([1.0]), {"a": spread([99.0])}), "a", 100)["met"] is False
    assert times(row("x", spread([1.0])), "a", 100)["met"] is None
    assert goal(row("x", spread([1.0])), "under 2", True)["goal"] == "under 2"


def test_runs_alternate() -> None:
    order: list[tuple[str, int]] = []
    found = alternately({name: lambda run, name=name: float(order.append((name, run)) or run) for name in ("a", "b")}, runs=3)
    assert order == [("a", 0), ("b", 0), ("b", 1), ("a", 1), ("a", 2), ("b", 2)]
    assert found["a"] == {"median": 1.0, "low": 0.0, "high": 2.0}


def test_parts_are_found_alone_and_in_lists() -> None:
    alone, two = figures()[0], figures()
    assert list(parts_of({"measured": MEASURED, "one": alone, "many": two, "other": {"figures": 1}})) == [alone, *two]


def test_the_page_holds_every_figure_in_a_chart_in_words_and_in_a_table() -> None:
    html = benchmarks({"measured": MEASURED, "matching": figures()})
    assert '<html lang="en">' in html
    assert html.count("<svg") == html.count('role="img"') == 2
    assert "<polyline" in html
    assert "zen: 900 at 50, 900 at 500, 900 at 5,000" in html
    assert html.count("<table") == 2
    assert "Matching &lt;b&gt;" in html
    assert "<b>" not in html
    assert "0 of 3 goals are met" in html
    assert "http" not in html
