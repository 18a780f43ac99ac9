"""Every card that the scenarios lead to, in Microsoft's own renderer, in the colours of Teams and at the width of a phone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from servers import PACKAGES
from test_scenarios import FILES, SOMEBODY, Conversation
from test_scenarios import _step as step
from themes import THEMES, style
from town import Town

from bot.replies import needs_card, speech, to_activity
from dialogs.message import Message
from dialogs.reply import MOST_ACTIONS, Reply
from dialogs.state import State
from dialogs.turn import Dialog
from knowledge.sources import Sources

HERE = Path(__file__).parent
SOURCES = HERE.parents[2] / "shared" / "sources"
PHONE = 390
LARGEST = 28 * 1024
SCHEMA = json.loads(resources.files("adaptive_cards").joinpath("schemas/schema-1.5.json").read_text("utf-8"))
VALIDATOR = jsonschema.validators.validator_for(SCHEMA)(SCHEMA)


OPENINGS = (
    "hjälp",
    "guida mig",
    "starta sip i Vetlanda",
    "vem ansvarar för AT till 40 år med CP i Tranås",
    "rehab efter stroke Ludvika",
)
"""What somebody writes first, before they press all that is shown."""
DEEPEST = 3


def pressed_through(dialog: Dialog) -> Iterator[Reply]:
    """What is said when every button is pressed once, on one of the cards that have it."""
    waiting = [(State(), Message(text=text), 0) for text in OPENINGS]
    known: set[tuple[str, str]] = set()
    while waiting:
        state, message, depth = waiting.pop(0)
        state, said = dialog.turn(state, message)
        yield from said
        for action in (action for reply in said for action in (*reply.choices, *reply.actions) if not action.url):
            name = (said[-1].title or "", action.label)
            if depth < DEEPEST and name not in known:
                known.add(name)
                waiting.append((state, Message(verb=action.verb, data=action.data), depth + 1))


@pytest.fixture(scope="module")
def replies(world, dialog) -> list[Reply]:
    """All replies of the scenarios, those asked for and what came unasked, and those of pressing everything."""
    with_wording = Dialog(replace(world, sources=Sources(SOURCES))) if SOURCES.is_dir() else dialog
    said = {repr(reply): reply for reply in pressed_through(with_wording)}
    for path in FILES:
        town = Town(world)
        conversation = Conversation(town, town.person(SOMEBODY))
        for line in path.read_text("utf-8").splitlines():
            step(conversation, line)
            said |= {repr(reply): reply for reply in (*conversation.speaker.replies, *town.rendered)}
        town.close()
    return [reply for reply in said.values() if needs_card(reply)]


def card_of(reply: Reply, channel: str = "msteams") -> dict[str, Any]:
    return to_activity(reply, channel)["attachments"][0]["content"]


def open_page(page_of, theme: str, width: int = PHONE):
    page = page_of((HERE / "cards.html").as_uri(), viewport={"width": width, "height": 844})
    page.add_style_tag(content=style(THEMES[theme]))
    page.add_script_tag(path=PACKAGES / "adaptivecards/dist/adaptivecards.min.js")
    page.add_script_tag(path=HERE / "cards.js")
    return page


def shape(card: dict[str, Any]) -> str:
    """What decides how a card looks, without its texts."""
    body = [
        (block["type"], block.get("size"), [run.get("isSubtle") for run in block.get("inlines", [])]) for block in card["body"]
    ]
    return str((body, [action.get("style") for action in card.get("actions", [])]))


def test_every_card_keeps_what_teams_asks(replies):
    titles = [reply.title for reply in replies]
    assert len(titles) >= 300, "else the scenarios are not read"
    assert {"Så börjar du", "Skicka frågan till ombudet?"} <= {*titles}
    for reply in replies:
        activity = to_activity(reply, "msteams")
        card = activity["attachments"][0]["content"]
        VALIDATOR.validate(card)
        assert card["version"] == "1.5"
        assert len(card.get("actions", [])) <= MOST_ACTIONS
        assert len(json.dumps(activity, ensure_ascii=False).encode()) < LARGEST
        assert card["fallbackText"] == reply.text
        assert activity["speak"] == speech(reply)
        assert to_activity(reply, "emulator")["text"] == reply.text


@pytest.mark.parametrize("channel", ["msteams", "emulator"])
def test_every_card_is_rendered_without_a_fault_on_a_phone(replies, page_of, clients, channel):
    page = open_page(page_of, "light")
    wrong = {}
    for reply in replies:
        faults = page.evaluate("([card, theme]) => renderCard(card, theme)", [card_of(reply, channel), THEMES["light"]])
        if faults:
            wrong[reply.title] = faults
    assert not wrong
    assert page.locator(".ac-adaptiveCard").count() == len(replies)


@pytest.mark.parametrize("theme", THEMES)
def test_every_kind_of_card_can_be_read(replies, page_of, clients, theme):
    page = open_page(page_of, theme)
    for card in {shape(card): card for card in map(card_of, replies)}.values():
        page.evaluate("([card, theme]) => renderCard(card, theme)", [card, THEMES[theme]])
    page.add_script_tag(path=PACKAGES / "axe-core/axe.min.js")
    rules = ["color-contrast", "label", "button-name", "link-name"]
    found = page.evaluate("async (rules) => (await axe.run('main', { runOnly: rules })).violations", rules)
    assert not [(each["id"], [node["html"] for node in each["nodes"]][:5]) for each in found]


@pytest.mark.parametrize("theme", THEMES)
def test_an_answer_in_the_colours_of_teams(dialog, page_of, clients, picture, theme):
    state, _ = dialog.turn(State(), Message(text="rehab efter stroke, Ludvika, vem tar det?"))
    question = _[-1]
    _, answered = dialog.turn(state, Message(text="klara vardagen"))
    page = open_page(page_of, theme)
    for reply in (question, answered[-1]):
        assert page.evaluate("([card, theme]) => renderCard(card, theme)", [card_of(reply), THEMES[theme]]) == []
    assert page.get_by_role("heading").all_inner_texts() == [question.heading, answered[-1].heading]
    picture(f"kort-{theme}", page.locator("body"))
