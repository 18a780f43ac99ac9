"""The parts of a card's body: title, paragraphs, fields to write in, options to tick."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from dialogs.reply import Field, Line, Pick, Reply, Writing

Block = dict[str, Any]

ANYWHERE = re.compile(r"([\\`*_\[\]~])")
NUMBERED = re.compile(r"(?!1\.)\d+\. ")
"""How a paragraph begins that stands close to the one before: the second of a numbered list, and those after."""
LONGEST_WORD = 32
"""Characters of a word that a phone shows on one line."""
AT_START = re.compile(r"(?m)^(\s*)([#+>-]|\d+[.)](?=\s))")


def escape(text: str) -> str:
    """`text` such that a TextBlock, which reads Markdown, shows it as it is."""
    return AT_START.sub(_escape_start, ANYWHERE.sub(r"\\\1", text))


def _escape_start(found: re.Match[str]) -> str:
    """The sign of a heading, list or quotation without its meaning."""
    space, sign = found.groups()
    return f"{space}{sign[:-1]}\\{sign[-1]}"


def shorten(text: str, longest: int) -> str:
    """`text` in at most `longest` characters."""
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def title(reply: Reply, longest: int) -> list[Block]:
    """The first line: large and bold where it names the principal, with the mark."""
    if not reply.title:
        return []
    size = "Large" if reply.mark or reply.kind == "answer" else "Medium"
    return [_heading(shorten(reply.heading, longest), size)]


def _heading(text: str, size: str) -> Block:
    return {"type": "TextBlock", "text": escape(text), "size": size, "weight": "Bolder", "wrap": True, "style": "heading"}


def paragraphs(line: Line, longest: int) -> Iterator[Block]:
    """The blocks of one line of a reply, one per paragraph in its text."""
    label = line.label
    for text in _split(shorten(line.text, longest)):
        yield _paragraph(line, text, label)
        label = None


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n") if part.strip()] or [""]


def _paragraph(line: Line, text: str, label: str | None) -> Block:
    if line.style == "heading":
        heading = f"{label} {text}" if label else text
        return {**_heading(heading, "Default"), "spacing": "Medium"}
    long_word = any(len(word) > LONGEST_WORD for word in text.split())
    block = _breakable(line, text, label) if long_word else {"type": "RichTextBlock", "inlines": _runs(line, text, label)}
    if line.style == "quote":
        return {"type": "Container", "style": "emphasis", "items": [block]}
    close = line.style == "subtle" or NUMBERED.match(text)
    return {**block, "spacing": "Small"} if close else block


def _breakable(line: Line, text: str, label: str | None) -> Block:
    """A paragraph of which a word may be broken: unlike runs, a TextBlock never grows wider than the card."""
    whole = f"**{escape(label)}** {escape(text)}" if label else escape(text)
    block: Block = {"type": "TextBlock", "text": whole, "wrap": True}
    if line.style == "strong":
        block["weight"] = "Bolder"
    return {**block, "isSubtle": True, "size": "Small"} if line.style == "subtle" else block


def _runs(line: Line, text: str, label: str | None) -> list[Block]:
    """Label and text as raw runs: nothing in them is read as Markdown."""
    run: Block = {"type": "TextRun", "text": text}
    if line.style == "strong":
        run["weight"] = "Bolder"
    if line.style == "subtle":
        run |= {"isSubtle": True, "size": "Small"}
    if line.style == "quote":
        run["italic"] = True
    if not label:
        return [run]
    look: Block = {name: run[name] for name in ("isSubtle", "size") if name in run}
    return [{"type": "TextRun", "text": f"{label} ", "weight": "Bolder", **look}, run]


def text_field(field: Field) -> Block:
    """A line to write in."""
    block: Block = {"type": "Input.Text", "id": field.name, "label": field.label, "maxLength": field.longest}
    return {**block, "placeholder": field.placeholder} if field.placeholder else block


def form_part(part: Writing | Pick) -> Block:
    """A larger field, or options to tick: the values of several come back joined by commas."""
    return _options(part) if isinstance(part, Pick) else _writing(part)


def _writing(part: Writing) -> Block:
    block: Block = {"type": "Input.Text", "id": part.name, "label": part.label, "maxLength": part.longest, "isMultiline": True}
    given = {"placeholder": part.placeholder, "value": part.value}
    return {**block, **{name: text for name, text in given.items() if text}}


def _options(part: Pick) -> Block:
    choices = [{"title": label, "value": value} for value, label in part.options]
    block: Block = {"type": "Input.ChoiceSet", "id": part.name, "label": part.label, "style": "expanded", "wrap": True}
    block |= {"isMultiSelect": part.several, "choices": choices}
    return {**block, "value": part.value} if part.value else block
