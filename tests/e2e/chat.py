"""A person at a chat client in the browser, who writes, presses what is shown, and reads."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect
from servers import NodeServer

PATIENCE = 15_000
"""Milliseconds for something to be shown."""
expect.set_options(timeout=PATIENCE)


class Chat:
    """A chat client on `server`. `box` is where one writes."""

    def __init__(self, page: Page, box: str, server: NodeServer) -> None:
        self.page = page
        self.server = server
        self._box = page.locator(box)
        page.set_default_timeout(PATIENCE)

    @property
    def cards(self) -> Locator:
        """All cards, the oldest first."""
        return self.page.locator(".ac-adaptiveCard")

    @property
    def card(self) -> Locator:
        """The newest card."""
        return self.cards.last

    def card_with(self, label: str) -> Locator:
        """The newest card that has a field with this label."""
        return self.cards.filter(has=self.page.get_by_label(label)).last

    def say(self, text: str) -> None:
        """Write a message and send it."""
        self._box.click()
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Enter")

    def press(self, label: str, on: Locator | None = None) -> None:
        """Press a button of the newest card, or of the card `on`."""
        (on or self.card).get_by_role("button", name=label, exact=True).click()

    def choose(self, label: str) -> None:
        """Tick an alternative of the newest card."""
        self.card.get_by_label(label, exact=True).check()

    def fill(self, label: str, text: str) -> None:
        """Write in a field of the newest card."""
        self.card.get_by_label(label).fill(text)

    def sees(self, *texts: str, within: int = PATIENCE) -> None:
        """The newest card shows these texts, `within` milliseconds."""
        for text in texts:
            expect(self.card).to_contain_text(text, timeout=within)

    def reads(self, text: str, within: int = PATIENCE) -> None:
        """`text` is somewhere on the screen, `within` milliseconds."""
        expect(self.page.get_by_text(text).last).to_be_visible(timeout=within)

    def buttons(self) -> list[str]:
        """The labels of the newest card's buttons."""
        return [re.sub(r"\s+", " ", label).strip() for label in self.card.get_by_role("button").all_inner_texts()]
