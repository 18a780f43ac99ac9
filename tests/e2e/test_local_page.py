"""The page at /: by keyboard only, with nothing for axe-core to complain about, on a phone, and between two people."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from servers import PACKAGES

PHONE = {"width": 390, "height": 844}
MOST_TABS = 60
MOST_LOOKS = 30
FOCUSED = """() => {
  const here = document.activeElement;
  return (here.labels && here.labels.length ? here.labels[0].innerText : here.innerText).trim();
}"""


class Visitor:
    """Somebody at the page who has no mouse. What is shown is looked through each time."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.sees("Vem ansvarar: regionen eller kommunen?")

    def sees(self, *texts: str) -> None:
        """The newest reply shows these texts, and the page is in order."""
        for text in texts:
            expect(self.page.locator("article.reply").last).to_contain_text(text)
        self.page.evaluate((PACKAGES / "axe-core/axe.min.js").read_text("utf-8"))  # the page lets no script be added
        found = self.page.evaluate("async () => (await axe.run()).violations")
        assert not [(each["id"], [node["html"] for node in each["nodes"]][:5]) for each in found]
        width, room = self.page.evaluate("() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]")
        assert width <= room

    def tab_to(self, label: str) -> None:
        """Press Tab until what has `label` is in focus."""
        seen = []
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            seen.append(self.page.evaluate(FOCUSED))
            if seen[-1] == label:
                return
        raise AssertionError(f"no «{label}» by Tab, only {seen}")

    def press(self, label: str) -> None:
        """Press a button or send a form with the Enter key."""
        self.tab_to(label)
        self._enter()

    def fill(self, label: str, text: str) -> None:
        """Write in a field and press Enter."""
        self.tab_to(label)
        self.page.keyboard.insert_text(text)
        self._enter()

    def choose(self, first: str, label: str) -> None:
        """Go from the `first` alternative to the one with `label`, and press Enter."""
        self.tab_to(first)
        self.page.keyboard.press("Space")
        while self.page.evaluate(FOCUSED) != label:
            self.page.keyboard.press("ArrowDown")
            assert self.page.evaluate(FOCUSED) != first, f"no alternative «{label}»"
        self._enter()

    def say(self, text: str) -> None:
        """Write a message."""
        self.tab_to("Skriv en fråga eller ett svar")
        self.page.keyboard.insert_text(text)
        self.press("Skicka")

    def fetch(self, *texts: str) -> None:
        """Look for new messages until there is one."""
        newest = self.page.locator("article.reply").last
        before = newest.inner_text()
        for _ in range(MOST_LOOKS):
            self.press("Hämta nya meddelanden")
            if newest.inner_text() != before:
                break
        self.sees(*texts)

    def _enter(self) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


@pytest.fixture
def visitor(service, clients, page_of) -> Any:
    def come(name: str = "", **look: Any) -> Visitor:
        address = f"{service.url}/?as={name}" if name else service.url
        return Visitor(page_of(address, **{"viewport": PHONE, **look}))

    return come


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_guided_way_by_keyboard(visitor, picture, scheme):
    kim = visitor(color_scheme=scheme)
    kim.press("Guida mig")
    kim.sees("Vilken kommun eller vilket län gäller det?", "Fråga 1. Högst tre till.")
    kim.fill("Kommun eller län", "Eksjö")
    kim.sees("Vad behövs?", "Fråga 2. Högst två till.")
    kim.choose("Habilitering på specialistnivå", "Habilitering på specialistnivå")
    kim.sees("Vilken funktionsnedsättning har personen?")
    kim.press("Tillbaka")
    kim.sees("Vad behövs?")
    kim.choose("Habilitering på specialistnivå", "Arbetsterapeut, fysioterapeut eller sjuksköterska")
    kim.sees("Kommunen ansvarar.")
    picture(f"testsida-{scheme}", kim.page)


def test_free_text_sip_and_why_by_keyboard(visitor):
    kim = visitor(color_scheme="dark")
    kim.say("Vem ansvarar för arbetsterapi till en 40-åring med CP i Tranås?")
    kim.sees("● Kommunen ansvarar.")
    kim.press("Varför?")
    kim.sees("Därför blev svaret så")
    kim.say("nej, 8 år")
    kim.sees("Så läste jag frågan: 8 år")
    kim.press("Starta SIP")
    kim.sees("Har personen samtyckt till SIP?")
    kim.press("Ja")
    kim.sees("personen själv och, om personen vill, närstående.")


def test_the_ombud_answers_by_keyboard(visitor):
    olle, kim = visitor("olle"), visitor("kim")
    olle.say("ärenden")
    olle.sees("ärenden")
    kim.say("har adhd men inte IF, 14 år, Värnamo. hab?")
    kim.sees("○ Överenskommelsen avgör inte det här.")
    kim.say("skicka till ombud")
    kim.sees("Skicka frågan till ombudet?")
    kim.press("Skicka till båda ombuden")
    kim.sees("Skickat. Ditt ärende har nummer")
    olle.fetch("har adhd men inte IF, 14 år, Värnamo. hab?")
    olle.tab_to("Ditt svar")
    olle.page.keyboard.insert_text("Elevhälsan och vårdcentralen, tillsammans.")
    olle.press("Svara")
    olle.sees("är skickat till den som frågade.")
    kim.fetch("Svar från ombud (kommunen)", "Elevhälsan och vårdcentralen, tillsammans.")
