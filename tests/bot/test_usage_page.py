"""`report usage`: how the bot was used, as a page and as text."""

from __future__ import annotations

import itertools
import re
from datetime import date

import pytest
from parsed import Page

from bot.reports.charts import Bar, bars
from bot.reports.usage import usage_page, usage_text
from dialogs.figures import KINDS, Count, Figures, Rated, Sent
from dialogs.statistics import ENDINGS
from knowledge.loader import Knowledge

SINCE, UNTIL = date(2026, 10, 1), date(2026, 11, 22)


@pytest.fixture(scope="module")
def figures(knowledge: Knowledge) -> Figures:
    first, second, *_ = knowledge.covered
    silences = [silence.id for agreement in knowledge.agreements for silence in agreement.silences]
    return Figures(
        SINCE,
        UNTIL,
        asked=(
            Count(first, "2026-10", "hjalpmedel", "settled", 1200),
            Count(first, "2026-11", "agreement_info", "statement", 60),
            Count(first, "2026-11", "egenvard", "not_settled", 31),
            Count(first, "2026-11", "utredning", "conditional", 3),
            Count(second, "2026-10", "hjalpmedel", "settled", 2),
            Count("", "2026-11", "contacts", "uncovered", 6),
        ),
        sent_on=(Sent(first, "2026-10", 23),),
        silences={silences[0]: 8, silences[1]: 44, silences[2]: 4},
        sip={first: 13, second: 3},
        asked_back={first: 17, second: 4},
        feedback=(Rated(first, None, 52), Rated(first, "wrong", 9), Rated(first, "<b>", 6)),
        hours_to_answer={first: (1, 2, 30, 40, 50), second: (9,)},
        open_tickets={first: 2, second: 1},
        overdue_tickets={first: 1},
        undelivered={second: 1},
        stale_faq=("an-entry",),
        stale_contacts={first: 4},
    )


@pytest.fixture(scope="module")
def text(knowledge: Knowledge, figures: Figures) -> str:
    return usage_page(knowledge, figures, {"wrong": "Fel svar"})


@pytest.fixture(scope="module")
def empty(knowledge: Knowledge) -> str:
    return usage_page(knowledge, Figures(SINCE, UNTIL))


def cells(text: str, caption: str) -> list[list[str]]:
    """The rows of the table with this caption."""
    found = re.search(rf"<caption>{re.escape(caption)}</caption>(.*?)</table>", text, re.DOTALL)
    assert found, caption
    rows = re.findall(r"<tr>(.*?)</tr>", found[1], re.DOTALL)
    return [
        [re.sub("<.*?>", "", cell).replace("\N{NO-BREAK SPACE}", " ") for cell in re.findall(r"<t[hd].*?</t[hd]>", row)]
        for row in rows
    ]


def test_the_page_stands_on_its_own(text: str) -> None:
    made = Page(text)
    assert text.startswith('<!doctype html>\n<html lang="sv">')
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in made.seen}
    assert not re.search(r"https?://|url\(|@import", text)
    assert "prefers-color-scheme: dark" in text
    assert "@media print" in text


@pytest.mark.parametrize("which", ["text", "empty"])
def test_the_page_can_be_heard(which: str, request: pytest.FixtureRequest) -> None:
    made = Page(request.getfixturevalue(which))
    ids = [attributes["id"] for _, attributes in made.seen if "id" in attributes]
    assert len(set(ids)) == len(ids)
    levels = [int(tag[1]) for tag, _ in made.seen if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert len(made.all("main")) == 1
    assert len(made.all("section")) == levels.count(2)
    assert all(section["aria-labelledby"] in ids for section in made.all("section"))
    assert all((link["href"] or "").removeprefix("#") in ids for link in made.all("a"))
    assert len(made.all("caption")) == len(made.all("table"))
    assert {head.get("scope") for head in made.all("th")} == {"col", "row"}


def test_every_chart_has_its_words_and_a_table(text: str) -> None:
    made = Page(text)
    charts = made.all("svg")
    assert len(charts) == 5
    for chart in charts:
        assert chart["role"] == "img"
        title = re.search(rf'<title id="{chart["aria-labelledby"]}">(.*?)</title>', text)
        said = re.search(rf'<desc id="{chart["aria-describedby"]}">(.*?)\.</desc>', text)
        assert title
        assert said
        rows = {row[0]: row[-1] for row in cells(text, title[1])}
        if title[1] != "Frågor efter hur de slutade, per län":
            figures = dict(each.rsplit(": ", 1) for each in said[1].replace("\N{NO-BREAK SPACE}", " ").split("; "))
            assert figures == {label: rows[label] for label in figures}


def test_the_tables_hold_what_may_be_shown(knowledge: Knowledge, text: str) -> None:
    first, second, third, fourth = (knowledge.counties.by_key[key].name for key in knowledge.covered)
    few = "färre än 5"
    assert cells(text, "Frågor per län")[1:] == [
        [first, "1 291"],
        *([name, "för få att visa"] for name in (second, third, fourth)),
        ["Okänt län", "6"],
        ["Alla", "minst 1 297"],
    ]
    assert cells(text, "Frågor per månad")[1:] == [
        ["Oktober 2026", "1 200", few, few, few, few, "1 200"],
        ["November 2026", "91", few, few, few, "6", "97"],
    ]
    topics = cells(text, "Frågor per behov eller ämne")
    assert [row[0] for row in topics[1:]] == ["Hjälpmedel", "Om överenskommelsen", "Egenvård", "Kontakter"]
    ended = cells(text, "Frågor efter hur de slutade, per län")
    assert ended[0] == ["Län", *ENDINGS.values()]
    assert ended[1] == [first, "1 200", "31", few, "60", few]
    assert len(ended[-1]) == len(KINDS) + 1
    ombud = cells(text, "Frågor till ombud per län, och ärendena som de står nu")
    assert ombud[1] == [first, "20", "omkring 30 timmar", "2", "1", "0"]
    assert ombud[2] == [second, few, "färre än 5 svar", "1", "0", "1"]
    assert ombud[-1] == ["Alla", "minst 20", "omkring 20 timmar", "3", "1", "1"]
    assert cells(text, "Följdfrågor, startade SIP-länkar och omdömen per län")[1] == [first, "15", "10", "50", "10"]
    assert cells(text, "Skäl till att svaret inte hjälpte")[1:] == [["Fel svar", "5"], ["&lt;b&gt;", "5"]]
    assert cells(text, "Kontakter som ingen har kontrollerat på länge")[1:] == [[first, "4"]]
    assert "FAQ-svar där källan har ändrats: an-entry." in text


def test_the_silences_are_named_with_text_and_source(knowledge: Knowledge, text: str, figures: Figures) -> None:
    rows = cells(text, "Luckor som mötte frågor")[1:]
    often, seldom, hidden = sorted(figures.silences, key=lambda identity: -figures.silences[identity])
    assert [(row[0], row[-1]) for row in rows] == [(often, "minst 40"), (seldom, "minst 5")]
    assert rows[0][1] == knowledge.statements[often].text
    assert rows[0][2].startswith(knowledge.home[often].cite)
    assert f">{hidden}<" not in text


def test_an_empty_period_gets_a_whole_page(empty: str, knowledge: Knowledge) -> None:
    words = " ".join(Page(empty).words)
    for said in (
        "för få att visa",
        "Ingen lucka har mött 5 frågor",
        "Inget FAQ-svar behöver ses över.",
        "Så är siffrorna räknade",
    ):
        assert said in words
    assert "<svg" not in empty
    assert "- Frågor: för få att visa" in usage_text(knowledge, Figures(SINCE, UNTIL))


def test_a_small_number_leaves_no_trace(knowledge: Knowledge) -> None:
    county = knowledge.covered[0]

    def made(number: int) -> Figures:
        asked = (Count(county, "2026-10", "hjalpmedel", "settled", 20), Count(county, "2026-11", "egenvard", "settled", number))
        rated = (Rated(county, None, number), Rated(county, "wrong", number))
        return Figures(SINCE, UNTIL, asked, (Sent(county, "2026-11", number),), sip={county: number}, feedback=rated)

    assert len({usage_page(knowledge, made(number)) for number in range(5)}) == 1
    assert len({usage_text(knowledge, made(number)) for number in range(5)}) == 1
    assert usage_page(knowledge, made(5)) != usage_page(knowledge, made(4))


def test_the_report_of_one_county_names_no_other(knowledge: Knowledge, figures: Figures) -> None:
    first, second, *_ = knowledge.covered
    text = usage_page(knowledge, figures.of([first], knowledge))
    name = knowledge.counties.by_key[first].name
    assert f"Så används Vem ansvarar? {name}</h1>" in text
    assert knowledge.counties.by_key[second].name not in text
    assert cells(text, "Frågor per månad") == [["Månad", name], ["Oktober 2026", "1 200"], ["November 2026", "91"]]


def test_the_text_says_the_same(knowledge: Knowledge, figures: Figures) -> None:
    said = usage_text(knowledge, figures).replace("\N{NO-BREAK SPACE}", " ")
    name = knowledge.counties.by_key[knowledge.covered[0]].name
    assert "Från och med 1 oktober 2026 till och med 22 november 2026." in said
    assert "- Frågor: minst 1 297" in said
    assert f"- {name}: 1 291" in said
    assert f"- {name}: Skickade frågor 20; Mediantid till svar omkring 30 timmar; Öppna ärenden 2; Försenade 1" in said
    assert "Det här bör parterna förhandla om härnäst\n" in said
    assert "- <b>: 5" in said


def test_bars_are_as_long_as_their_numbers() -> None:
    drawn = bars("key", "Title", [Bar("a", 10, "10"), Bar("b", 5, "5"), Bar("c & d", 0, "few")])
    assert re.findall(r'width="([\d.]+)%" height=".6em" class="bar"', drawn) == ["100.00", "50.00", "0.00"]
    assert "a: 10; b: 5; c &amp; d: few." in drawn
    assert 'width="0.00%"' in bars("key", "Title", [Bar("a", 0, "few")])
