"""Pinpoints: proved against the documents, whatever their layout, and stale as soon as the words change."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from engine import agreement

from knowledge.agreement import Agreement, Statement
from knowledge.loader import Knowledge
from knowledge.sources import Sources, digest, normalised, readable

SHARED = Path(__file__).parents[3] / "shared" / "sources"
TEXT = """\
Avtal om grannsamverkan

Ansvar
Grannen svarar för häcken  och
för grinden.

• Ägaren svarar för taket.
"""


@pytest.fixture(scope="module")
def documents() -> Sources:
    """The documents of the real agreements. In CI they lie beside the clone, so there they must be found."""
    folder = Path(os.environ.get("AGREEMENT_SOURCES") or SHARED)
    if not folder.is_dir() and os.environ.get("CI") != "true":
        pytest.skip("the documents are not at hand: set AGREEMENT_SOURCES or put them in ../shared/sources")
    return Sources(folder)


def statement(first: int = 4, last: int = 5, sha256: str | None = None) -> Statement:
    return Statement(id="XX-1", kind="info", text="t", lines=(first, last), sha256=sha256)


def pinned(first: int = 4, last: int = 5, text: str = TEXT) -> Statement:
    return statement(first, last, digest(text.split("\n")[first - 1 : last]))


def sources(folder: Path, text: str) -> Sources:
    (folder / "x.txt").write_text(text, encoding="utf-8")
    return Sources(folder)


@pytest.fixture
def home() -> Agreement:
    return agreement()  # its document is x.txt


def test_a_passage_that_stands_where_it_stood(tmp_path: Path, home: Agreement) -> None:
    passage = sources(tmp_path, TEXT).passage(home, pinned())
    assert (passage.standing, passage.text) == ("exact", "Grannen svarar för häcken och för grinden.")


@pytest.mark.parametrize("above", ["Ny rad\n", "Ny rad\n\n", "\n", "Ny rad\n\nEn till\n\n"])
def test_a_passage_that_moved_is_found(tmp_path: Path, home: Agreement, above: str) -> None:
    passage = sources(tmp_path, above + TEXT).passage(home, pinned())
    assert (passage.standing, passage.text) == ("moved", "Grannen svarar för häcken och för grinden.")


@pytest.mark.parametrize(
    ("old", "new"), [("häcken", "staketet"), ("svarar för häcken", "svarar inte för häcken"), ("för grinden.", "")]
)
def test_a_passage_whose_words_changed_is_stale_and_not_shown(tmp_path: Path, home: Agreement, old: str, new: str) -> None:
    passage = sources(tmp_path, TEXT.replace(old, new)).passage(home, pinned())
    assert (passage.standing, passage.text) == ("stale", None)


def test_a_passage_beyond_the_end_is_stale(tmp_path: Path, home: Agreement) -> None:
    assert sources(tmp_path, "Avtal\n").passage(home, pinned()).standing == "stale"


def test_a_passage_without_a_hash_is_unpinned_but_can_be_read(tmp_path: Path, home: Agreement) -> None:
    passage = sources(tmp_path, TEXT).passage(home, statement())
    assert (passage.standing, passage.text) == ("unpinned", "Grannen svarar för häcken och för grinden.")
    nowhere = Statement(id="XX-1", kind="info", text="t")
    assert sources(tmp_path, TEXT).passage(home, nowhere).standing == "unpinned"


def test_a_document_that_is_not_at_hand(tmp_path: Path, home: Agreement) -> None:
    for absent in (Sources(), Sources(tmp_path), Sources(tmp_path / "nowhere")):
        assert absent.passage(home, pinned()).standing == "absent"
        assert absent.passage(home, pinned()).text is None
        assert absent.hash(home, pinned()) is None
        assert absent.has_heading(home, "Ansvar") is None


def test_a_document_is_only_looked_for_in_its_folder(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "secret.txt").write_text(TEXT, encoding="utf-8")
    away = agreement(document={"file": "../secret.txt", "title": "x"})
    assert Sources(tmp_path / "documents").passage(away, pinned()).standing == "absent"


def test_the_hash_to_pin_is_the_one_that_is_proved(tmp_path: Path, home: Agreement) -> None:
    documents = sources(tmp_path, TEXT)
    sha256 = documents.hash(home, statement())
    assert documents.passage(home, statement(sha256=sha256)).standing == "exact"


@pytest.mark.parametrize(
    "layout",
    [
        "  Grannen   svarar\tför häcken och\n   för grinden.  ",
        "Grannen svarar för häcken och\n\f\nför grinden.",
        "GRANNEN svarar för häcken och\nför grinden.",
        "Grannen svarar för ha\u0308cken och\nfo\u0308r grinden.",
        "• Grannen svarar för häcken och\nför grinden.",
        "\uf0b7 Grannen svarar för häcken och\nför grinden.",
    ],
)
def test_layout_does_not_matter(layout: str) -> None:
    assert digest(layout.split("\n")) == digest(["Grannen svarar för häcken och", "för grinden."])


def test_kinds_of_quotes_and_dashes_do_not_matter() -> None:
    assert normalised(["”Ja” – sa’ han"]) == normalised(["“Ja” - sa' han"]) == '"ja" - sa\' han'


def test_words_and_their_order_matter() -> None:
    passage = ["Grannen svarar för häcken."]
    assert len({digest(passage), digest(["Grannen svarar för häck."]), digest(["Häcken svarar för grannen."]), digest([])}) == 4


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["Kommunen ansva-", "rar för det."], "Kommunen ansvarar för det."),
        (["hälso- och", "sjukvård"], "hälso- och sjukvård"),
        (["barn- eller", "vuxenteam"], "barn- eller vuxenteam"),
        (["åren 2025 -", "2026"], "åren 2025 - 2026"),
        (["  • Ägaren  svarar", "för taket.\f"], "Ägaren svarar för taket."),
    ],
)
def test_a_passage_is_quoted_with_words_made_whole(lines: list[str], text: str) -> None:
    assert readable(lines) == text


def test_a_heading_is_found_however_it_is_set(tmp_path: Path, home: Agreement) -> None:
    documents = sources(tmp_path, TEXT.replace("Avtal om", "AVTAL  om\n"))
    assert documents.has_heading(home, "Avtal om grannsamverkan")
    assert documents.has_heading(home, "Ansvar")
    assert not documents.has_heading(home, "Kostnader")


def test_every_pinpoint_of_the_agreements_holds(knowledge: Knowledge, documents: Sources) -> None:
    standing = {
        f"{home.id} {statement.id}": documents.passage(home, statement).standing
        for home in knowledge.agreements
        for statement in home.every()
        if statement.lines
    }
    assert len(standing) >= 200
    assert {place: how for place, how in standing.items() if how != "exact"} == {}


def test_every_heading_of_the_agreements_is_in_the_document(knowledge: Knowledge, documents: Sources) -> None:
    missing = [
        f"{home.id} {statement.id}: {statement.heading}"
        for home in knowledge.agreements
        for statement in home.every()
        if statement.heading and not documents.has_heading(home, statement.heading)
    ]
    assert missing == []


def test_our_own_words_are_not_those_of_the_documents(knowledge: Knowledge, documents: Sources) -> None:
    """Long sentences are not copied: the texts are our own."""
    long = [
        (home, statement.id, sentence.rstrip("."))
        for home in knowledge.agreements
        for statement in home.every()
        for sentence in statement.text.split(". ")
        if len(sentence.split()) > 14
    ]
    assert long
    assert [identity for home, identity, sentence in long if documents.has_heading(home, sentence)] == []
