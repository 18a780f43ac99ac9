"""Raw message text made plain: no markup, no mentions, no invisible characters, one Unicode form."""

from __future__ import annotations

import html
import re
import unicodedata

MENTION = re.compile(r"<at\b[^<>]{0,200}>[^<>]{0,200}</at>", re.IGNORECASE)
BREAK = re.compile(r"<(?:br|p|div|li|tr|td|ul|ol|h\d|/p|/div|/li|/tr|/td|/h\d)\b[^<>]{0,500}>", re.IGNORECASE)
TAG = re.compile(r"</?[a-z][^<>]{0,500}>", re.IGNORECASE)
MARKDOWN = re.compile(r"\*{1,3}|~~|`{1,3}|^[ \t]*(?:#{1,6}|>+)[ \t]+|(?<![\w])__?(?=\w)|(?<=\w)__?(?!\w)", re.MULTILINE)
MARKS = re.compile(r"[*~`#>_]")
"""Of these every MARKDOWN has at least one."""
HALF = re.compile(r"(?<=\d) ?½")
SPACES = re.compile(r"[^\S\n]{2,}|[^\S\n ]")
UNUSUAL = re.compile(r"[^ -~\n\tåäöÅÄÖéÉ]")
"""Characters that may be invisible or have a plain form; all others stay as they are."""
KEPT_CONTROLS = "\n\t"


def clean(text: str) -> str:
    """`text` in NFC without HTML, mentions of the bot, markdown and characters that cannot be seen."""
    if "&" in text:
        text = html.unescape(text)
    if "½" in text:
        text = HALF.sub(",5", text)
    if "<" in text:
        text = TAG.sub("", BREAK.sub("\n", MENTION.sub(" ", text)))
    text = unicodedata.normalize("NFC", UNUSUAL.sub(lambda found: _visible(found[0]), text))
    if MARKS.search(text):
        text = MARKDOWN.sub("", text)
    return SPACES.sub(" ", text).strip()


def _visible(ch: str) -> str:
    """The character, its plain digit or space, or nothing when it cannot be seen."""
    if ch < "\x7f":
        return ch if ch >= " " or ch in KEPT_CONTROLS else " " if ch in "\r\v\f" else ""
    category = unicodedata.category(ch)
    if category in {"Cf", "Cc", "Cs", "Co", "Cn"} or 0xFE00 <= ord(ch) <= 0xFE0F:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(ch))
    return " " if category == "Zs" else ch
