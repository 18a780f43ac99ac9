"""The pages that anybody may read: open, true to the settings, safe and accessible."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.pages import Operator, pages
from bot.pages.operator import link
from bot.pages.privacy import LIFETIMES
from bot.settings import SettingsError

OPERATOR = Operator("Region Exempel", "stod@example.org", "https://example.org/dataskydd", "232100-0057")
PAGES = [f"/{name}{language}" for name in ("privacy", "terms", "support") for language in ("", "?lang=en")]
VOID = {"meta", "br", "link"}


@pytest.fixture
async def serve():
    """Serves the pages of an operator."""
    clients: list[Any] = []

    async def serve_(operator: Operator = OPERATOR, **keep: int) -> TestClient:
        app = web.Application()
        app.add_routes(pages(operator, keep))
        clients.append(TestClient(TestServer(app)))
        await clients[-1].start_server()
        return clients[-1]

    yield serve_
    for client in clients:
        await client.close()


class Page(HTMLParser):
    """A page taken apart: its elements with their attributes, and its text. Fails where the elements do not nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self._open: list[str] = []
        self.feed(text)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += "" if self._open[-1:] == ["style"] else data

    def all(self, name: str) -> list[dict[str, str | None]]:
        return [attributes for tag, attributes in self.elements if tag == name]


async def read(client: TestClient, address: str) -> Page:
    response = await client.get(address)
    assert (response.status, response.content_type, response.charset) == (200, "text/html", "utf-8")
    return Page(await response.text())


@pytest.mark.parametrize("address", PAGES)
async def test_a_page_is_open_and_tells_who_runs_the_service(serve, address):
    page = await read(await serve(), address)
    assert "Region Exempel" in page.words
    assert "232100-0057" in page.words
    links = {anchor["href"] for anchor in page.all("a")}
    assert {"mailto:stod@example.org", "https://example.org/dataskydd"} <= links
    assert "har inte fyllt i" not in page.words
    assert "{" not in page.words


@pytest.mark.parametrize("address", PAGES)
async def test_a_page_can_be_used_by_everybody(serve, address):
    page = await read(await serve(), address)
    (html,) = page.all("html")
    assert html["lang"] == ("en" if "en" in address else "sv")
    assert [len(page.all(name)) for name in ("title", "header", "nav", "main", "footer", "h1")] == [1] * 6
    assert page.all("nav")[0]["aria-label"]
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))
    (here,) = [anchor for anchor in page.all("a") if anchor.get("aria-current") == "page"]
    assert here["href"] == address
    assert page.all("meta")[1]["content"] == "width=device-width, initial-scale=1"


@pytest.mark.parametrize("address", PAGES)
async def test_every_link_to_an_own_page_leads_there(serve, address):
    client = await serve()
    own = [str(anchor["href"]) for anchor in (await read(client, address)).all("a") if str(anchor["href"]).startswith("/")]
    assert len(own) == 4
    for target in own:
        await read(client, target)


@pytest.mark.parametrize("address", PAGES)
async def test_a_page_says_the_same_in_the_other_language(serve, address):
    client = await serve()
    page = await read(client, address)
    (other,) = [anchor for anchor in page.all("a") if "hreflang" in anchor]
    assert other["lang"] == other["hreflang"] != page.all("html")[0]["lang"]
    translated = await read(client, str(other["href"]))
    assert [tag for tag, _ in translated.elements] == [tag for tag, _ in page.elements]
    assert translated.words != page.words


@pytest.mark.parametrize("address", PAGES)
async def test_a_page_lets_nothing_in(serve, address):
    client = await serve()
    response = await client.get(address)
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    (style,) = re.findall(r"<style>(.*?)</style>", await response.text(), re.DOTALL)
    assert f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'" in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert not response.cookies
    page = await read(client, address)
    assert not {"script", "img", "link", "iframe", "form"} & {tag for tag, _ in page.elements}
    assert not any(name.startswith("on") or name == "style" for _, attributes in page.elements for name in attributes)


@pytest.mark.parametrize("language", ["", "?lang=sv", "?lang=xx", "?lang=", "?lang=<script>"])
async def test_a_language_that_there_is_not_is_swedish(serve, language):
    assert (await read(await serve(), f"/terms{language}")).all("html")[0]["lang"] == "sv"


@pytest.mark.parametrize("address", PAGES)
async def test_a_page_says_plainly_that_the_operator_is_not_known(serve, address):
    page = await read(await serve(Operator()), address)
    notes = [attributes for attributes in page.all("p") if attributes.get("class") == "note"]
    assert len(notes) == 1
    assert ("not filled in" if "en" in address else "inte fyllt i") in page.words
    assert "None" not in page.words
    assert not [anchor for anchor in page.all("a") if not str(anchor["href"]).startswith("/")]


@pytest.mark.parametrize("address", PAGES)
async def test_what_the_operator_wrote_is_text_and_nothing_else(serve, address):
    name = "<script>alert(1)</script> {operator} & \"'Bolag'"
    page = await read(await serve(Operator(name, "https://example.org/?a=1&b='\"<b>")), address)
    assert name in page.words
    assert "script" not in {tag for tag, _ in page.elements}
    assert "https://example.org/?a=1&b='\"<b>" in {anchor["href"] for anchor in page.all("a")}


async def test_the_lifetimes_are_those_of_the_settings(serve):
    client = await serve(
        KEEP_CONVERSATIONS_DAYS=30, KEEP_TICKETS_DAYS=365, KEEP_REFERENCES_DAYS=1, KEEP_TURNS_HOURS=24, KEEP_COUNTS_DAYS=1100
    )
    swedish, english = [(await read(client, f"/privacy{language}")).words for language in ("", "?lang=en")]
    assert "Samtal: 30 dagar." in swedish
    assert "deras svar: 365 dagar." in swedish
    assert "Adressen till chatten: 1 dag." in swedish
    assert "senaste svar: 24 timmar." in swedish
    assert "Conversations: 30 days." in english
    assert "Counts: 1100 days." in english
    assert "no time is set" not in english


async def test_a_lifetime_that_is_not_set_is_told(serve):
    page = await read(await serve(KEEP_TICKETS_DAYS=10), "/privacy")
    assert page.words.count("ingen tid är bestämd") == len(LIFETIMES) - 1


# The settings


def test_the_settings_are_read():
    environ = {
        "OPERATOR_NAME": " Region Exempel ",
        "OPERATOR_CONTACT": "stod@example.org",
        "OPERATOR_PRIVACY_CONTACT": "https://example.org/dataskydd",
        "OPERATOR_ORG_NUMBER": "2321000057",
    }
    assert Operator.from_environment(environ) == OPERATOR
    assert OPERATOR.filled_in


def test_what_is_not_set_is_not_made_up():
    assert Operator.from_environment({"OPERATOR_NAME": "  "}) == Operator()
    assert not Operator.from_environment({"OPERATOR_NAME": "Region Exempel"}).filled_in


@pytest.mark.parametrize("contact", ["a@b.se", "förnamn.efternamn@region.example", "https://example.org/stod?x=1#y"])
def test_contacts(contact):
    read = Operator.from_environment({"OPERATOR_CONTACT": contact}).contact
    assert read == contact
    assert link(contact) in (contact, f"mailto:{contact}")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OPERATOR_NAME", "a\nb"),
        ("OPERATOR_NAME", "x" * 201),
        ("OPERATOR_CONTACT", "http://example.org"),
        ("OPERATOR_CONTACT", "javascript:alert(1)"),
        ("OPERATOR_CONTACT", "https://"),
        ("OPERATOR_CONTACT", "https://exa mple.org"),
        ("OPERATOR_CONTACT", "stod"),
        ("OPERATOR_CONTACT", "stod@example"),
        ("OPERATOR_CONTACT", "a@b.se?cc=c@d.se"),
        ("OPERATOR_CONTACT", "a@b.se, c@d.se"),
        ("OPERATOR_PRIVACY_CONTACT", "ring"),
        ("OPERATOR_ORG_NUMBER", "12345"),
        ("OPERATOR_ORG_NUMBER", "232100--0057"),
    ],
)
def test_what_cannot_be_used_is_told_on_one_line(name, value):
    with pytest.raises(SettingsError, match=rf"^{name}: write [^\n]+$"):
        Operator.from_environment({name: value})
