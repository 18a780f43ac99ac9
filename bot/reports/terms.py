"""The words and signs of the reports, in Swedish."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.reply import SYMBOLS

WORDS: Mapping[str, str] = {
    "region": "region",
    "kommun": "kommun",
    "both": "båda",
    "routine": "rutin",
    "not_settled": "avgörs inte",
    "gap": "tas inte upp",
    "depends": "beror på",
}
MEANINGS: Mapping[str, str] = {
    "region": "regionen ansvarar",
    "kommun": "kommunen ansvarar",
    "both": "delat ansvar",
    "routine": "en rutin svarar, ingen enskild huvudman",
    "not_settled": "överenskommelsen avgör det inte, och luckan är dokumenterad",
    "gap": "varken regel eller dokumenterad lucka: boten svarar allmänt",
    "depends": "svaret hänger på något mer, som boten frågar om",
}
SIGNS: Mapping[str, str] = {**{str(mark): sign for mark, sign in SYMBOLS.items()}, "routine": "▷", "gap": "–", "depends": "?"}
PRESENT: Mapping[str, str] = {
    "region": "regionen",
    "kommun": "kommunen",
    "both": "båda",
    "routine": "en rutin",
    "not_settled": "avgörs inte",
}
PAST: Mapping[str, str] = {**PRESENT, "not_settled": "avgjordes inte"}


def number(value: int) -> str:
    """`958 464`, with spaces that do not break."""
    return f"{value:,}".replace(",", "\N{NO-BREAK SPACE}")


def share(part: float) -> str:
    """`12,2 %`. What is more than nothing is never shown as nothing."""
    if 0 < part < 0.001:
        return "mindre än 0,1\N{NO-BREAK SPACE}%"
    return f"{part:.1%}".replace(".", ",").replace("%", "\N{NO-BREAK SPACE}%")


def decimal(value: float) -> str:
    """`1,18`."""
    return f"{value:.2f}".replace(".", ",")


def capital(text: str) -> str:
    """With a capital first letter, the rest as it is."""
    return text[:1].upper() + text[1:]
