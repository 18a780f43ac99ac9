"""`report`: pages and figures for those who look after the agreements."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from bot.reports.markup import Markup, join, tag
from bot.reports.terms import MEANINGS, SIGNS, WORDS, capital, decimal, number, share

Run = Callable[..., Any]
EMPTY = {"meta"}


class Page(HTMLParser):
    """The tags of a page, each closed where it should be, and what stands between them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.seen if name == tag]


@pytest.fixture
def page(run: Run, tmp_path: Path) -> Callable[..., tuple[Page, str]]:
    def made(*options: str) -> tuple[Page, str]:
        path = tmp_path / "x.html"
        ran = run("report", "gaps", "--html", path, "--date", "2026-11-22", *options)
        assert (ran.code, ran.out.strip(), ran.err) == (0, str(path), "")
        text = path.read_text(encoding="utf-8")
        return Page(text), text

    return made


def test_the_page_stands_on_its_own(page: Callable[..., tuple[Page, str]]) -> None:
    made, text = page()
    assert text.startswith('<!doctype html>\n<html lang="sv">')
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in made.seen}
    assert not re.search(r"https?://|url\(|@import", text)
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text


def test_all_counties_are_on_one_page_or_one_alone(page: Callable[..., tuple[Page, str]]) -> None:
    made, _ = page()
    assert len([h for h in made.all("h2") if h.get("id")]) == 4
    alone, text = page("--county", "jonkoping")
    assert len(alone.all("h2")) == 1
    assert "Jönköpings län: vad överenskommelsen avgör" in text
    assert alone.all("nav") == []


def test_the_map_is_a_table_that_can_be_heard(page: Callable[..., tuple[Page, str]]) -> None:
    made, _ = page("--county", "jonkoping")
    tables = made.all("table")
    assert len(made.all("caption")) == len(tables) == 2
    assert {head.get("scope") for head in made.all("th")} == {"col", "row"}
    columns = 10
    fields = [cell for cell in made.all("td") if cell.get("class") in WORDS]
    assert sum(int(cell.get("colspan") or 1) for cell in fields) == 26 * columns
    assert all(
        frame.get("aria-label") and frame.get("tabindex") == "0" for frame in made.all("div") if frame.get("role") == "region"
    )


def test_colour_is_never_alone(page: Callable[..., tuple[Page, str]]) -> None:
    _, text = page("--county", "jonkoping")
    for mark, inside in re.findall(r'<td class="(\w+)"[^>]*>(.*?)</td>', text):
        if mark in WORDS:
            assert f'aria-hidden="true">{SIGNS[mark]}</span> {WORDS[mark]}' in inside
    assert set(WORDS) == set(SIGNS) == set(MEANINGS)
    assert len(set(SIGNS.values())) == len(SIGNS)


def test_the_report_says_what_is_open(page: Callable[..., tuple[Page, str]]) -> None:
    made, _ = page("--county", "dalarna")
    words = " ".join(made.words)
    for said in ("Det som är oklart mellan huvudmännen", "DAL-NS3", "DAL-46:", "Utan NPF, psykiatrisk vård", "DAL-30 (regionen)"):
        assert said in words


def test_the_map_may_show_other_facets(page: Callable[..., tuple[Page, str]]) -> None:
    made, _ = page("--county", "dalarna", "--rows", "housing", "--columns", "icf_focus")
    assert "boende (rader) och mål med insatsen (kolumner)" in " ".join(made.words)


def test_the_text_says_the_same(run: Run) -> None:
    ran = run("report", "gaps", "--county", "stockholm")
    assert ran.code == 0
    assert "- Hjälpmedel: avgörs inte." in ran.out
    assert "Luckor som ingen har beskrivit\n- Samtycke och sekretess, utskrivning" in ran.out
    assert "Det som aldrig avgör något\n- Ålder" in ran.out


def test_a_page_may_go_to_standard_output(run: Run) -> None:
    assert run("report", "gaps", "--county", "kalmar", "--html", "-").out.startswith("<!doctype html>")


def test_the_page_gets_a_name_of_its_own(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("report", "gaps", "--county", "kalmar", "--html").out == "gaps.html\n"
    assert (tmp_path / "gaps.html").is_file()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["gaps", "--county", "kalmr"], "'kalmr' is no county with an agreement. Did you mean 'kalmar'?"),
        (["gaps", "--rows", "diagnos"], "'diagnos' is no facet of a map. Did you mean 'diagnosis'?"),
        (["gaps", "--rows", "birth_year"], "'birth_year' is no facet of a map"),
        (["gaps", "--rows", "need", "--columns", "need"], "--rows and --columns name the same facet"),
        (["gaps", "--county", "kalmar", "--html", "/nowhere/at/all.html"], "cannot write /nowhere/at/all.html"),
        (["holes"], "invalid choice: 'holes'"),
    ],
)
def test_wrong_usage_is_told(run: Run, options: list[str], said: str) -> None:
    assert said in run("report", *options).complaint


def test_the_questions_of_every_county(run: Run) -> None:
    ran = run("report", "questions", "--json", "--date", "2026-11-22")
    figures = json.loads(ran.out)
    assert [each["county"] for each in figures] == ["stockholm", "jonkoping", "kalmar", "dalarna"]
    for each in figures:
        assert set(each) == {"county", "agreements", "guided", "script", "optimum"}
        assert each["guided"]["mean"] <= 1.05 * each["optimum"]["mean"]
        assert each["guided"]["mean"] <= each["script"]["mean"]
        assert each["script"]["facets"] == ["age", "diagnosis", "housing", "need"]


def test_the_questions_as_text(run: Run) -> None:
    ran = run("report", "questions", "--county", "jonkoping", "--date", "2026-11-22")
    assert (
        "Jönköpings län\n- Boten: i snitt 1,18 frågor, som mest 3; klart svar i 100,0\N{NO-BREAK SPACE}% av samtalen" in ran.out
    )
    assert "- Fast formulär (ålder, funktionsnedsättning, boende, behov): i snitt 4,00 frågor" in ran.out


def test_what_is_text_is_escaped_and_what_is_markup_stays() -> None:
    assert tag("p", "a < b & c", tag("b", "x"), class_="n", aria_label='"q"', id=None) == (
        '<p class="n" aria-label="&quot;q&quot;">a &lt; b &amp; c<b>x</b></p>'
    )
    assert join("<", Markup("<hr>")) == "&lt;<hr>"


def test_figures_are_written_in_swedish() -> None:
    space = "\N{NO-BREAK SPACE}"
    assert (number(958464), decimal(1.184), share(0.1222), capital("under 18 år")) == (
        f"958{space}464",
        "1,18",
        f"12,2{space}%",
        "Under 18 år",
    )
    assert (share(0), share(0.0004)) == (f"0,0{space}%", f"mindre än 0,1{space}%")
