"""Microsoft's Web Chat over a Direct Line on this machine: text beside the card, and buttons that send a message."""

from __future__ import annotations

from pathlib import Path

import pytest
from chat import Chat
from servers import PACKAGES, direct_line

BOX = "[data-id=webchat-sendbox-input]"
START = """([domain, user]) => WebChat.renderWebChat({
  directLine: WebChat.createDirectLine({ domain, webSocket: false, secret: "-", pollingInterval: 200 }),
  userID: user, username: user, locale: "sv-SE",
}, document.getElementById("chat"))"""


@pytest.fixture
def web_chat(service, clients, page_of, tmp_path):
    started = []

    def sit_down(person: str = "kim", **look) -> Chat:
        started.append(direct_line(tmp_path, service.url))
        page = page_of(
            (Path(__file__).with_name("webchat.html")).as_uri(), **{"viewport": {"width": 700, "height": 1000}, **look}
        )
        page.add_script_tag(path=PACKAGES / "botframework-webchat/dist/webchat.js")
        page.evaluate(START, [f"{started[-1].url}/directline", person])
        return Chat(page, BOX, started[-1])

    yield sit_down
    for server in started:
        server.end()


def test_a_question_and_the_guided_way(web_chat, picture):
    kim = web_chat()
    kim.say("Vem ansvarar för arbetsterapi till en 40-åring med CP i ordinärt boende i Jönköping?")
    kim.sees("● Kommunen ansvarar.")
    kim.reads("Du kan också skriva:")
    kim.press("Varför?")
    kim.sees("Därför blev svaret så")
    kim.say("guida mig")
    kim.sees("Vilken kommun eller vilket län gäller det?")
    kim.fill("Kommun eller län", "Eksjö")
    kim.press("Svara")
    kim.sees("Vad behövs?")
    kim.choose("Habilitering på specialistnivå")
    kim.press("Svara")
    kim.sees("Vilken funktionsnedsättning har personen?")
    kim.say("vet ej")
    kim.sees("○ Jag kan inte säga helt säkert.")
    picture("webchat", kim.page)


def test_quotation_marks_that_were_turned_are_read(web_chat):
    kim = web_chat()
    kim.say('vad betyder "BMB" i Dalarna')
    kim.sees("BMB")
