"""A reply as HTML: what a card shows, with the same buttons and lists, in forms that work without scripts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bot import texts
from bot.cards import CHOICE
from bot.cards.actions import ANSWER_VERB, buttons, choice_list
from bot.pages.chat_form import CARD, INPUT, PRESS, SEND, button_value
from bot.reports.markup import Markup, join, tag
from dialogs.reply import SYMBOLS, Field, Line, Pick, Reply, Writing

NEWEST = "senaste"
"""The id of what is read next."""
UNTITLED = "Svar"
SHOW_BUTTONS, SHOW_BUTTONS_OF = "Visa knapparna", " till «{title}»"

Button = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """Where a reply stands: its number and id, what every form carries (`hidden`), and whether it is read next.

    `folded`: its buttons belong to what has been, and are put away.
    """

    number: int
    card: str
    hidden: tuple[tuple[str, str], ...]
    newest: bool = False
    folded: bool = False

    def id(self, name: str) -> str:
        """An id that nothing else on the page has."""
        return f"e{self.number}-{name}"


def article(reply: Reply, place: Place) -> Markup:
    """The whole reply."""
    heading = place.id("title")
    parts = [_title(reply, heading)] if reply.title else []
    parts += map(_line, reply.lines)
    forms = join(*_forms(reply, place))
    if forms and place.folded:
        of = tag("span", SHOW_BUTTONS_OF.format(title=reply.title or UNTITLED), class_="unseen")
        forms = tag("details", tag("summary", SHOW_BUTTONS, of), forms)
    return tag(
        "article",
        *parts,
        forms,
        class_="reply",
        id=NEWEST if place.newest else None,
        tabindex=-1 if place.newest else None,
        aria_labelledby=heading if reply.title else None,
        aria_label=None if reply.title else UNTITLED,
    )


def hidden(name: str, value: str) -> Markup:
    """A value that a form carries."""
    return void("input", type="hidden", name_=name, value=value)


def void(element: str, **attributes: str | int | None) -> Markup:
    """An element that has no content and no end."""
    return Markup(tag(element, **attributes).removesuffix(f"</{element}>"))


def _title(reply: Reply, identity: str) -> Markup:
    mark = [tag("span", SYMBOLS[reply.mark], class_="mark", aria_hidden="true"), " "] if reply.mark else []
    large = "principal" if reply.mark or reply.kind == "answer" else None
    return tag("h3", *mark, reply.title or "", id=identity, class_=large)


def _line(line: Line) -> Markup:
    written = [part.strip() for part in line.text.split("\n") if part.strip()] or [""]
    whole = [_paragraph(line, text, line.label if number == 0 else None) for number, text in enumerate(written)]
    return tag("blockquote", *whole) if line.style == "quote" else join(*whole)


def _paragraph(line: Line, text: str, label: str | None) -> Markup:
    named = join(tag("strong", label), " ") if label else ""
    if line.style == "heading":
        return tag("h4", named, text)
    look = "subtle" if line.style == "subtle" else None
    return tag("p", named, tag("strong", text) if line.style == "strong" else text, class_=look)


def _forms(reply: Reply, place: Place) -> Iterator[Markup]:
    """What can be filled in stands beside the buttons that send it; the Enter key in a line presses the first of these."""
    pressable = buttons(reply, execute=False)
    sending = [button for button in pressable if reply.form or _answers(button)]
    filled = [*_form_inputs(reply, place), *_answer_inputs(reply, place)]
    at = pressable.index(sending[0]) if sending else len(pressable)
    before = [button for button in pressable[:at] if button not in sending]
    after = [button for button in pressable[at:] if button not in sending]
    if before:
        yield _form(place, (), before, PRESS)
    if sending:
        yield _form(place, filled, sending, SEND)
    if after:
        yield _form(place, (), after, PRESS)


def _answers(button: Button) -> bool:
    """Whether a button sends what is chosen or written."""
    data = button.get("data", {})
    return data.get("verb") == ANSWER_VERB and "value" not in data


def _form(place: Place, inputs: Iterable[Markup], pressable: Sequence[Button], name: str) -> Markup:
    row = tag("div", *(_button(button, name) for button in pressable), class_="buttons")
    carried = [hidden(key, value) for key, value in (*place.hidden, (CARD, place.card))]
    return tag("form", *carried, *inputs, row, method="post", action="/")


def _button(button: Button, name: str) -> Markup:
    look = "primary" if button.get("style") == "positive" else None
    if button["type"] == "Action.OpenUrl":
        return tag("a", button["title"], href=button["url"], class_="button primary" if look else "button")
    return tag("button", button["title"], name_=name, value=button_value(button["title"], button["data"]), class_=look)


def _answer_inputs(reply: Reply, place: Place) -> Iterator[Markup]:
    for listed in choice_list(reply):
        options = [(button_value(option["title"], json.loads(option["value"])), option["title"]) for option in listed["choices"]]
        required = "" if listed.get("isRequired") else None
        yield _options(place, Pick(CHOICE, texts.CHOOSE, tuple(options), several=False), required)
    if reply.field:
        yield _field(reply.field, place)


def _field(field: Field, place: Place) -> Markup:
    identity = place.id(field.name)
    box = void(
        "input",
        type="text",
        id=identity,
        name_=f"{INPUT}{field.name}",
        maxlength=field.longest,
        placeholder=field.placeholder or None,
        autocomplete="off",
        inputmode="numeric" if field.longest <= 4 else None,
    )
    return tag("div", tag("label", field.label, for_=identity), box, class_="input")


def _form_inputs(reply: Reply, place: Place) -> Iterator[Markup]:
    for part in reply.form:
        yield _options(place, part) if isinstance(part, Pick) else _writing(part, place)


def _writing(part: Writing, place: Place) -> Markup:
    identity = place.id(part.name)
    box = tag(
        "textarea",
        "\n" + part.value,  # the first line feed is no part of the text
        id=identity,
        name_=f"{INPUT}{part.name}",
        rows=4,
        maxlength=part.longest,
        placeholder=part.placeholder or None,
    )
    return tag("div", tag("label", part.label, for_=identity), box, class_="input")


def _options(place: Place, pick: Pick, required: str | None = None) -> Markup:
    kind = "checkbox" if pick.several else "radio"
    ticked = pick.value.split(",") if pick.several else [pick.value]
    rows = []
    for number, (value, label) in enumerate(pick.options):
        identity = place.id(f"{pick.name}-{number}")
        checked = "" if value in ticked else None
        name = f"{INPUT}{pick.name}"
        box = void("input", type=kind, id=identity, name_=name, value=value, checked=checked, required=required)
        rows.append(tag("div", box, tag("label", label, for_=identity), class_="option"))
    return tag("fieldset", tag("legend", pick.label), *rows)
