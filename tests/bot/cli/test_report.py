"""`report`: pages and figures for those who look after the agreements."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from faq_entries import entry
from parsed import Page
from sqlalchemy import Connection

from bot.cli.report import _twelve_months
from bot.reports.markup import Markup, join, tag
from bot.reports.terms import MEANINGS, SIGNS, WORDS, capital, decimal, number, share
from bot.storage import counts, faq, tickets
from bot.storage.counts import Happening, Rating
from dialogs.desk import Proposal
from dialogs.ticket import Ticket

Run = Callable[..., Any]


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


# How it is used

PERIOD = ["--from", "2026-10-01", "--to", "2026-11-22"]


def at(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(12), UTC)


@pytest.fixture
def used(database: Any) -> Any:
    """A database in which two counties have asked, one of them too little to be told."""

    def fill(connection: Connection) -> None:
        for county, often in (("kalmar", 12), ("dalarna", 3)):
            for _ in range(often):
                counts.count(connection, at("2026-10-15"), Happening("settled", county, "hjalpmedel"))
                counts.count(connection, at("2026-10-15"), Happening("silence", county, "hjalpmedel", "KLM-NS1"))
                counts.rate(connection, at("2026-10-15"), Rating(False, county, reason="wrong_principal"))
            tickets.open_ticket(connection, Ticket(county, "Vem hjälper min granne?"), "asker", "place", at("2026-10-16"))
        counts.count(connection, at("2025-11-30"), Happening("settled", "kalmar", "egenvard"))
        faq.keep(connection, Proposal(entry(id="faq-9", facts={"KLM-NS1": "abcd-_12"}), "live"), at("2026-10-16"))
        faq.keep(connection, Proposal(entry(id="faq-8"), "live"), at("2026-10-16"))

    database.run(fill)
    return database


def test_the_figures_hold_no_small_number(used: Any, run: Run) -> None:
    ran = run("report", "usage", "--json", *PERIOD)
    figures = json.loads(ran.out)
    assert (figures["since"], figures["until"], figures["counties"]) == ("2026-10-01", "2026-11-22", [])
    assert figures["kinds"] == {"kalmar": {"settled": 12}}
    assert figures["topics"] == {"kalmar": {"hjalpmedel": 12}}
    assert (figures["unhelpful"], figures["silences"]) == ({"kalmar": {"wrong_principal": 10}}, {"KLM-NS1": 15})
    assert (figures["sent_on"], figures["hours"], figures["median"]) == ({}, {}, None)
    assert not {"asked", "feedback", "hours_to_answer"} & set(figures)
    own = json.loads(run("report", "usage", "--json", "--county", "dalarna", *PERIOD).out)
    assert own["counties"] == ["dalarna"]
    assert not any(own[name] for name in ("kinds", "topics", "months", "unhelpful", "helpful", "silences", "sip", "sent_on"))


def test_what_is_to_be_looked_after_is_exact(used: Any, run: Run) -> None:
    figures = json.loads(run("report", "usage", "--json", *PERIOD).out)
    assert figures["open_tickets"] == {"dalarna": 1, "kalmar": 1}
    assert figures["overdue_tickets"] == ({"dalarna": 1, "kalmar": 1} if datetime.now(UTC) > at("2026-10-22") else {})
    assert figures["stale_faq"] == ["faq-9"]
    stale = run("contacts", "stale").out.splitlines()
    assert sum(figures["stale_contacts"].values()) == len(stale)
    assert figures["stale_contacts"]["kalmar"] == sum(line.startswith("kalmar: ") for line in stale)
    own = json.loads(run("report", "usage", "--json", "--county", "dalarna", *PERIOD).out)
    assert (own["open_tickets"], own["stale_faq"], list(own["stale_contacts"])) == ({"dalarna": 1}, [], ["dalarna"])


def test_overdue_is_what_the_setting_says(database: Any, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = datetime.now(UTC) - timedelta(days=3)
    database.run(lambda connection: tickets.open_ticket(connection, Ticket("kalmar", "Vem?"), "asker", "place", sent))
    assert run("report", "usage", "--json").answer["overdue_tickets"] == {}
    monkeypatch.setenv("OVERDUE_DAYS", "2")
    assert run("report", "usage", "--json").answer["overdue_tickets"] == {"kalmar": 1}


def test_the_usage_as_page_and_as_text(used: Any, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("report", "usage", "--html", *PERIOD).out == "usage.html\n"
    text = (tmp_path / "usage.html").read_text(encoding="utf-8")
    words = " ".join(Page(text).words)
    said = run("report", "usage", *PERIOD).out
    for told in ("Från och med 1 oktober 2026 till och med 22 november 2026.", "Kalmar län", "Fel ansvarig", "faq-9"):
        assert told in words
        assert told in said
    assert "granne" not in text + said
    assert run("report", "usage", "--html", "-", *PERIOD).out.startswith("<!doctype html>")
    both = run("report", "usage", "--json", "--html", "x.html", *PERIOD).out
    assert both.endswith("}\nx.html\n")


def test_the_period_is_twelve_months_up_to_today(used: Any, run: Run) -> None:
    figures = json.loads(run("report", "usage", "--json", "--date", "2026-11-22").out)
    assert (figures["since"], figures["until"]) == ("2025-12-01", "2026-11-22")
    assert [_twelve_months(date(2026, month, 28)) for month in (1, 12)] == [date(2025, 2, 1), date(2026, 1, 1)]
    figures = json.loads(run("report", "usage", "--json", "--to", "2026-09-30").out)
    assert (figures["since"], figures["until"]) == ("2025-10-01", "2026-09-30")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--from", "2026-11-22", "--to", "2026-11-21"], "--from 2026-11-22 lies after --to 2026-11-21"),
        (["--from", "igår"], "'igår' is no day. Write it as 2026-11-22"),
        (["--county", "kalmr"], "'kalmr' is no county with an agreement. Did you mean 'kalmar'?"),
    ],
)
def test_a_period_that_cannot_be_is_told(run: Run, options: list[str], said: str) -> None:
    assert said in run("report", "usage", *options).complaint


def test_the_figures_need_a_database(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'none.sqlite'}")
    assert "there is no database" in run("report", "usage").complaint
