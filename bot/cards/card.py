"""A whole card, within the size that Teams takes."""

from __future__ import annotations

from typing import Any

import orjson

from bot import texts
from bot.cards import blocks
from bot.cards.actions import buttons, choice_list, fitted, refresh
from bot.channels import TEAMS
from dialogs.reply import Line, Reply

VERSION = "1.5"
SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
LARGEST = 26_000
"""Bytes of a card: Teams takes about 28 kB with what is around it."""
LONGEST_FALLBACK = 6_000
"""Characters of the full text that a card carries for clients that cannot show it."""
LONGEST_LINES = (4_000, 1_500, 700, 300, 150)
"""Characters of a line, tried one after another until the card is small enough."""


def card(reply: Reply, channel: str | None) -> dict[str, Any]:
    """The card of `reply`. Its buttons replace the card in place where it is of the interview and the channel can.

    Such a card also asks for its present state whenever it comes into view again; for whom, is said when it is sent.
    """
    execute = reply.in_place and reply.kind == "question" and channel == TEAMS
    built = _fitting(reply, execute=execute)
    return {**built, "refresh": refresh(reply)} if execute else built


def _fitting(reply: Reply, *, execute: bool) -> dict[str, Any]:
    """The card, with as much of the reply as Teams takes."""
    for longest in LONGEST_LINES:
        built = _build(reply, reply.lines, longest, execute=execute)
        if size(built) <= LARGEST:
            return built
    return _with_fewer_lines(reply, execute=execute)


def size(built: dict[str, Any]) -> int:
    """Bytes of a card as it is sent."""
    return len(orjson.dumps(built))


def _with_fewer_lines(reply: Reply, *, execute: bool) -> dict[str, Any]:
    lines = reply.lines
    while True:
        built = _build(reply, (*lines, Line(texts.CUT, "subtle")), LONGEST_LINES[-1], execute=execute)
        if size(built) <= LARGEST or not lines:
            return built
        lines = lines[: len(lines) // 2]


def _build(reply: Reply, lines: tuple[Line, ...], longest: int, *, execute: bool) -> dict[str, Any]:
    body = blocks.title(reply, longest)
    for line in lines:
        body += blocks.paragraphs(line, longest)
    body += map(blocks.form_part, reply.form)
    body += choice_list(reply)
    if reply.field:
        body.append(blocks.text_field(reply.field))
    built: dict[str, Any] = {
        "$schema": SCHEMA,
        "type": "AdaptiveCard",
        "version": VERSION,
        "lang": "sv",
        "fallbackText": blocks.shorten(reply.text, LONGEST_FALLBACK),
        "body": body,
    }
    actions = [fitted(button) for button in buttons(reply, execute=execute)]
    return {**built, "actions": actions} if actions else built
