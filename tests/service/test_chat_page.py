"""The test page as a browser without scripts sees it: only what stands there is filled in and pressed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise

import pytest
import requests
from sqlalchemy import select

from bot.app import DATABASE, Parts, create_app
from bot.desk import Office
from bot.desks import Desks
from bot.ombud import local_ombud
from bot.pages.chat import COOKIE, ChatPage
from bot.pages.chat_session import MOST_ENTRIES, said_on
from bot.pages.chat_shell import PRIVACY, TOO_OLD
from bot.settings import Settings
from bot.storage.schema import outbox
from dialogs import texts

QUESTION = "Vem ansvarar för arbetsterapi till en 40-åring med CP i ordinärt boende i Jönköping?"
NUMBER = "19121212-1212"
VOID = {"meta", "input", "link", "br"}


@dataclass
class Node:
    """An element of a page."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    def all(self, *tags: str) -> Iterator[Node]:
        """The elements below with one of these tags."""
        for child in self.children:
            if isinstance(child, Node):
                if child.tag in tags:
                    yield child
                yield from child.all(*tags)

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    @property
    def title(self) -> str:
        return next((head.text for head in self.all("h3")), "")

    @property
    def buttons(self) -> list[str]:
        return [button.text for button in self.all("button")]


class Parser(HTMLParser):
    """Fails where the elements do not nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.root = Node("")
        self._open = [self.root]
        self.feed(text)
        self.close()
        assert self._open == [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


class Browser:
    """Somebody with a browser, under a name of the page's own."""

    def __init__(self, url: str, name: str = "") -> None:
        self.url = url
        self.http = requests.Session()
        self.http.trust_env = False
        self.page = self.get("/", **{"as": name} if name else {})

    def get(self, path: str, **query: str) -> Node:
        return self.take(self.http.get(f"{self.url}{path}", params=query, timeout=15))

    def take(self, response: requests.Response, status: int = 200) -> Node:
        assert response.status_code == status, response.text
        self.page = Parser(response.text).root
        identities = [node.attributes["id"] for node in self.page.all(*TAGS) if "id" in node.attributes]
        assert len(identities) == len(set(identities))
        return self.page

    @property
    def said(self) -> list[Node]:
        return list(self.page.all("article"))

    @property
    def newest(self) -> Node:
        [newest] = [node for node in self.said if node.attributes.get("id") == "senaste"]
        return newest

    @property
    def own(self) -> list[str]:
        """What the page says that the user did."""
        return [next(node.all("p")).text for node in self.said if node.attributes["class"] == "mine"]

    def write(self, text: str) -> Node:
        [form] = [form for form in self.page.all("form") if form.attributes.get("class") == "write"]
        self.send([(name, text if name == "text" else value) for name, value in self.values(form)])
        return self.newest

    def press(self, label: str, on: Node | None = None, **filled: str) -> Node:
        """Press a button with `filled` by the labels of fields and alternatives (given as any text)."""
        form, button = self.button(label, on)
        self.send([*self.values(form, **filled), (button.attributes["name"], button.attributes["value"])])
        return self.newest

    def button(self, label: str, on: Node | None = None) -> tuple[Node, Node]:
        forms = list((on or self.newest).all("form"))
        return next((form, button) for form in forms for button in form.all("button") if button.text == label)

    def values(self, form: Node, **filled: str) -> list[tuple[str, str]]:
        """What the browser sends of a form, filled in by labels (spaces are underscores)."""
        labels = {label.attributes["for"]: label.text for label in form.all("label")}
        chosen = {name.replace("_", " "): value for name, value in filled.items()}
        found, left = [], set(chosen)
        for node in form.all("input", "textarea"):
            label = labels.get(node.attributes.get("id", ""), "")
            assert label or node.attributes.get("type") == "hidden", "every field has a label"
            left -= {label}
            if node.attributes.get("type") in ("radio", "checkbox"):
                if label in chosen or "checked" in node.attributes:
                    found.append((node.attributes["name"], node.attributes["value"]))
            else:
                text = node.text.removeprefix("\n") if node.tag == "textarea" else node.attributes.get("value", "")
                found.append((node.attributes["name"], chosen.get(label, text)))
        assert not left, f"no field or alternative {left}"
        return found

    def send(self, data: object, status: int = 200, **options: object) -> Node:
        origin = {"Origin": self.url}
        return self.take(self.http.post(f"{self.url}/", data=data, headers=origin, timeout=15, **options), status)


TAGS = ("article", "h2", "h3", "input", "textarea", "p", "span", "a")


@pytest.fixture(scope="module")
def page(dialog, client, tmp_path_factory):
    """A service with the page; its address, its application and its loop."""
    loop = client.Loop()
    people = local_ombud("robin=jonkoping/kommun", dialog.world.knowledge.covered)
    office = Office(render=said_on, roles_of=people.roles_of)
    read = dialog.world.reader.read
    page = ChatPage(lambda text: read(text, dialog.world.today()).text)
    database = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('page') / 'bot.sqlite'}"
    settings = Settings(database_url=database, messages_per_minute=100_000)
    app = create_app(
        settings, dialog, Parts(routes=page.routes(), way=page.way, desks=Desks(office, people)), patience=client.IMPATIENT
    )
    try:
        yield loop.serve(app), app, loop
    finally:
        loop.close()


@pytest.fixture
def url(page):
    return page[0]


@pytest.fixture
def kim(url):
    return Browser(url)


def choose(browser: Browser, label: str) -> Node:
    """Press a choice, or tick it in the list and send it."""
    if label in browser.newest.buttons:
        return browser.press(label)
    return browser.press("Svara", **{label.replace(" ", "_"): "x"})


# conversations


def test_the_first_visit_says_what_this_is(kim):
    assert kim.newest.title == texts.WELCOME_TITLE
    assert kim.newest.buttons == ["Guida mig", "Hjälp"]
    assert PRIVACY in next(kim.page.all("main")).text
    kim.get("/")
    assert [node.title for node in kim.said] == [texts.WELCOME_TITLE]


TAPS = {
    "Jönköping": (["Jönköpings län", "Habilitering på specialistnivå", "Dövblindhet"], "■ Regionen ansvarar."),
    "Dalarna": (["Dalarnas län", "Rehabilitering eller träning", "Både och"], "●■ Delat ansvar: kommunen och regionen"),
}


@pytest.mark.parametrize("name", TAPS)
def test_the_interview_by_pressing_only(kim, name):
    taps, title = TAPS[name]
    kim.press("Guida mig")
    for tap in taps:
        assert kim.newest.title.endswith("?")
        choose(kim, tap)
    assert kim.newest.title.startswith(title)
    assert kim.own == ["Guida mig", *taps]


def test_the_place_can_be_written_in_its_line(kim):
    kim.press("Guida mig")
    assert kim.press("Svara", Kommun_eller_län="Tranås").title == "Vad behövs?"
    assert kim.own[-1] == "Tranås"
    assert kim.press("Tillbaka").title == texts.ASK_PLACE


def test_the_first_button_after_a_line_sends_that_line(kim):
    """The Enter key presses it."""
    question = kim.press("Guida mig")
    [form] = [form for form in question.all("form") if "in.place" in {node.attributes.get("name") for node in form.all("input")}]
    assert [button.text for button in form.all("button")] == ["Svara"]


def test_nothing_chosen_asks_again(kim):
    kim.press("Guida mig")
    choose(kim, "Jönköpings län")
    assert kim.press("Svara").title == "Vad behövs?"


def test_a_choice_is_not_sent_with_a_button_that_leads_elsewhere(kim):
    kim.press("Guida mig")
    need = choose(kim, "Jönköpings län")
    form, button = kim.button("Avbryt", need)
    assert button.attributes["name"] == "press"
    assert not any("in." in name for name, _ in kim.values(form))
    assert kim.press("Avbryt").title == texts.CANCELLED


def test_own_words_and_what_lies_behind_the_answer(kim):
    answer = kim.write(QUESTION)
    assert answer.title == "● Kommunen ansvarar."
    assert "Överenskommelse habilitering, Jönköpings län (maj 2022), «Kommunen ansvarar för:», punkt 2" in answer.text
    assert kim.own == [QUESTION]
    assert kim.press("Varför?").title == texts.WHY_TITLE
    assert "036-10 50 00" in kim.press("Kontakt").text
    assert kim.press("Kontakt", on=kim.said[2]).title.startswith("Kontakt"), "the answer's buttons stay"
    assert next(kim.page.all("title")).text.startswith("Kontakt")


def test_a_correction(kim):
    kim.write("Vem ansvarar för habilitering på specialistnivå till en dövblind i Tranås?")
    assert "14 år" in kim.write("nej, 14 år").text
    assert kim.press("Ändra").title == texts.CHANGE_TITLE


def test_a_sip_with_its_links(kim):
    kim.write(QUESTION)
    assert kim.press("Starta SIP").title == texts.SIP_TITLE
    started = kim.press("Ja")
    assert started.title == texts.SIP_START_TITLE
    links = [link.attributes["href"] for link in started.all("a")]
    assert links
    assert all(re.match(r"(https?|msteams):", link) for link in links)


def test_an_emergency(kim):
    kim.press("Guida mig")
    assert kim.write("oj hon svimmade och andas inte").title == texts.EMERGENCY_TITLE
    assert kim.press(texts.RESUME).title == texts.ASK_PLACE


@pytest.fixture
def browser_of(client, tmp_path):
    """Makes a browser for a service of its own, whose page shows again whatever is written."""
    loop = client.Loop()
    settings = Settings(database_url=f"sqlite+aiosqlite:///{tmp_path / 'bot.sqlite'}")
    yield lambda dialog: Browser(loop.serve(create_app(settings, dialog, Parts(routes=ChatPage(str).routes()))))
    loop.close()


def test_the_wording_is_a_quotation(browser_of, with_documents):
    wording = browser_of(with_documents)
    wording.write(QUESTION)
    shown = wording.press(texts.WORDING)
    assert shown.title == texts.WORDING_TITLE
    assert "arbetsterapeut" in next(shown.all("blockquote")).text


def test_forgetting_empties_the_page(kim):
    kim.write(QUESTION)
    kim.write("glöm mig")
    assert kim.press(texts.FORGET_SURE).title == texts.FORGOTTEN
    assert QUESTION not in kim.page.text
    assert len(kim.said) == 2


# the ombud


def test_a_question_goes_to_the_ombud_and_the_answer_comes_back(url):
    robin, kim = Browser(url, "robin"), Browser(url, "kim")
    assert robin.write("ärenden").title == "Det finns inga öppna ärenden hos dig."
    kim.write("kostnad för hjälpmedel 14 år adhd Värnamo")
    kim.press(texts.SEND)
    sent = kim.press("Skicka till båda ombuden", Din_fråga_till_ombudet="Vem betalar?\n1 < 2 & 'så'")
    number = re.search(r"\d{4}", sent.title)[0]
    card = fetched(robin, f"Ärende {number}, Värnamo")
    assert "1 < 2 & 'så'" in next(card.all("blockquote")).text
    answer = "Skolan betalar."
    assert f"ärende {number} är skickat" in robin.press("Svara", Ditt_svar=answer).title
    given = fetched(kim, "Svar från ombud (kommunen)")
    assert answer in given.text
    assert kim.press("Ja, svaret hjälpte").title
    assert "robin" not in next(kim.page.all("main")).text


def fetched(browser: Browser, title: str) -> Node:
    """What comes by itself: it is there some time after it was asked for."""
    for _ in range(200):
        browser.get("/?nytt")
        if browser.newest.title.startswith(title):
            return browser.newest
    raise AssertionError(f"{title} did not come: {[node.title for node in browser.said]}")


def test_a_browser_may_change_its_name_and_come_back(url):
    kim = Browser(url, "kim")
    kim.write(QUESTION)
    kim.get("/", **{"as": "robin"})
    assert kim.own == []
    kim.get("/", **{"as": "kim"})
    assert kim.own == [QUESTION]
    assert "«kim»" in next(kim.page.all("footer")).text


def test_a_name_is_no_key_to_what_others_wrote(url):
    Browser(url, "kim").write(QUESTION)
    assert Browser(url, "kim").own == []


def test_the_number_of_messages_tells_that_there_is_something_new(kim):
    def count():
        return kim.http.get(f"{kim.url}/?antal", timeout=15).text

    [status] = [node for node in kim.page.all("span") if node.attributes.get("id") == "nytt"]
    assert (status.attributes["role"], status.attributes["data-count"]) == ("status", count())
    before = count()
    kim.write("hej")
    assert count() != before


# what is sent


HOSTILE = "<script>alert(1)</script> \"' & <b onclick=x>"


def test_what_is_written_is_text_and_nothing_else(browser_of, dialog):
    kim = browser_of(dialog)
    kim.write(HOSTILE)
    assert kim.own[-1] == HOSTILE
    assert kim.newest.title == texts.ASK_PLACE
    kim.press("Svara", Kommun_eller_län=HOSTILE)
    assert kim.own[-1] == HOSTILE
    kim.get("/", **{"as": HOSTILE})
    assert len(list(kim.page.all("script"))) == 1
    assert not list(kim.page.all("b"))


def test_an_identity_number_is_not_shown_again(kim):
    kim.write(f"Vem ansvarar för hab till {NUMBER} i Tranås?")
    assert NUMBER not in kim.page.text
    assert "jag har tagit bort personnumret" in kim.page.text.lower()


def test_a_text_that_is_too_long_is_answered(kim):
    assert kim.write("ord " * 2_000).title == texts.TOO_LONG.format(most=4000)
    assert len(kim.own[-1]) <= 4_000


def test_a_body_that_is_too_large_is_refused(kim):
    assert kim.http.post(f"{kim.url}/", data={"text": "x" * 300_000}, timeout=15).status_code == 413


def test_the_same_form_sent_twice_counts_once(kim):
    [form] = [form for form in kim.page.all("form") if form.attributes.get("class") == "write"]
    data = [(name, "hej" if name == "text" else value) for name, value in kim.values(form)]
    kim.send(data)
    kim.send(data)
    assert kim.own == ["hej"]
    kim.write("hej")
    assert kim.own == ["hej", "hej"]


TAMPERED = [
    "",
    "x",
    "[]",
    "{}",
    "[1, 2]",
    '["a"]',
    '["a", []]',
    '["a", {"verb": 7}]',
    '["a", {"verb": "welcome"}]',
    '["a", {"verb": "nothing"}]',
    '["\\ud800", {"verb": "answer", "facet": "\\ud800", "value": "\\u0000"}]',
    '["a", {"verb": "answer", "choice": "{\\"verb\\": \\"guide\\"}"}]',
    "[" * 5_000,
    json.dumps(["x" * 9_000, {"verb": "x" * 9_000}]),
]


@pytest.mark.parametrize("name", ["press", "send"])
@pytest.mark.parametrize("value", TAMPERED)
def test_a_tampered_button_gets_a_friendly_answer(kim, name, value):
    hidden = kim.values(kim.button("Guida mig")[0])
    kim.send([*hidden, ("card", "?"), ("in.choice", value), ("in.in.place", "\x00"), ("in.", "x"), (name, value)])
    assert kim.newest.text.strip()
    assert kim.newest.buttons
    assert kim.write(QUESTION).title == "● Kommunen ansvarar."


@pytest.mark.parametrize("token", [None, "", "å", "0" * 64])
def test_a_form_of_another_page_does_nothing(kim, token):
    data = {"text": HOSTILE, **({} if token is None else {"token": token})}
    kim.send(data, 403)
    assert TOO_OLD in kim.page.text
    assert kim.own == []
    box = next(kim.page.all("textarea"))
    assert box.text == f"\n{HOSTILE}", "nothing written is lost"
    assert "autofocus" in box.attributes
    assert kim.write(QUESTION).title == "● Kommunen ansvarar."


def test_without_the_cookie_a_form_does_nothing(kim):
    [form] = [form for form in kim.page.all("form") if form.attributes.get("class") == "write"]
    data = kim.values(form)
    kim.http.cookies.clear()
    kim.send(data, 403)
    assert COOKIE in kim.http.cookies


@pytest.mark.parametrize("cookie", ["x", "å" * 32, "a" * 31, "a" * 33, f"{'a' * 32}.{'b' * 121}"])
def test_a_cookie_of_something_else_is_no_visitor(url, cookie):
    response = requests.get(url, headers={"Cookie": f"{COOKIE}={cookie}".encode()}, timeout=15)
    assert response.status_code == 200
    assert response.cookies[COOKIE] != cookie


@pytest.mark.parametrize("headers", [{"Origin": "https://example.org"}, {"Origin": "null"}, {"Host": "example.org"}])
def test_another_site_may_not_send_a_form(kim, headers):
    [form] = [form for form in kim.page.all("form") if form.attributes.get("class") == "write"]
    answer = kim.http.post(f"{kim.url}/", data=kim.values(form), headers=headers, timeout=15)
    assert answer.status_code == 403
    kim.get("/")
    assert kim.own == []


def test_only_forms_are_taken(kim):
    for options in ({"json": {"text": "hej"}}, {"files": {"text": b"hej"}}):
        assert kim.http.post(f"{kim.url}/", timeout=15, **options).status_code == 415
    broken = {"Content-Type": "application/x-www-form-urlencoded; charset=no-such"}
    assert kim.http.post(f"{kim.url}/", data=b"text=hej", headers=broken, timeout=15).status_code == 400
    wrong = {"Content-Type": "application/x-www-form-urlencoded"}
    assert kim.http.post(f"{kim.url}/", data=b"text=\xff", headers=wrong, timeout=15).status_code == 400


# what is kept


def test_a_page_shows_the_last_messages(kim):
    for number in range(MOST_ENTRIES // 2 + 2):
        kim.write(f"hej {number}")
    assert len(kim.said) == MOST_ENTRIES
    assert "hej 0" not in kim.own


def test_the_turn_is_stored_as_returned(page, kim):
    kim.write(QUESTION)
    _, app, loop = page
    statuses = loop.run(app[DATABASE].run(lambda connection: set(connection.execute(select(outbox.c.status)).scalars())))
    assert "returned" in statuses


def test_the_cookie_and_the_headers_keep_others_out(kim):
    response = kim.http.get(kim.url, timeout=15)
    cookie = response.headers["Set-Cookie"]
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "form-action 'self'" in policy
    assert response.headers["Cache-Control"] == "no-store"


def test_everybody_can_use_it(kim):
    kim.write("kostnad för hjälpmedel 14 år adhd Värnamo")
    kim.press(texts.SEND)
    [html] = kim.page.all("html")
    assert html.attributes["lang"] == "sv"
    assert [len(list(kim.page.all(name))) for name in ("title", "header", "nav", "main", "footer", "h1")] == [1] * 6
    levels = [int(node.tag[1]) for node in kim.page.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(levels))
    skip = next(kim.page.all("a")).attributes["href"]
    assert skip == "#" + next(node for node in kim.page.all("textarea") if node.attributes["name"] == "text").attributes["id"]
    assert kim.newest.attributes["tabindex"] == "-1"
    assert [mark.attributes["aria-hidden"] for mark in kim.page.all("span") if mark.attributes.get("class") == "mark"] == ["true"]


def test_with_an_app_id_there_is_no_page(process, client, tmp_path):
    guid = "00000000-0000-0000-0000-000000000001"
    secret = {"MicrosoftAppId": guid, "MicrosoftAppPassword": "x", "MicrosoftAppTenantId": guid, "HOST": "127.0.0.1"}
    process.start()
    assert requests.get(process.url, timeout=15).status_code == 200
    (tmp_path / "other").mkdir()
    other = client.Process(tmp_path / "other", **secret)
    try:
        other.start()
        for ask in (requests.get, requests.post):
            assert ask(other.url, timeout=15).status_code == 404
    finally:
        other.end(9)
