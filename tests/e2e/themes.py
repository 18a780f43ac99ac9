"""The colours in which Teams shows cards."""

from __future__ import annotations

from collections.abc import Mapping

Theme = Mapping[str, str]

THEMES: Mapping[str, Theme] = {
    "light": {
        "scheme": "light",
        "page": "#f5f5f5",
        "card": "#ffffff",
        "emphasis": "#f9f8f7",
        "text": "#252424",
        "subtle": "#bf252424",
        "line": "#d1d1d1",
        "accent": "#5b5fc7",
        "on-accent": "#ffffff",
    },
    "dark": {
        "scheme": "dark",
        "page": "#1f1f1f",
        "card": "#2d2c2c",
        "emphasis": "#292828",
        "text": "#ffffff",
        "subtle": "#bfffffff",
        "line": "#5c5c5c",
        "accent": "#7f85f5",
        "on-accent": "#0a0a0a",
    },
    "contrast": {
        "scheme": "dark",
        "page": "#000000",
        "card": "#000000",
        "emphasis": "#000000",
        "text": "#ffffff",
        "subtle": "#ffffff",
        "line": "#ffffff",
        "accent": "#1aebff",
        "on-accent": "#000000",
    },
}
"""By name. `scheme` is that of the form controls; alpha stands first in a colour, as cards write it."""


def style(theme: Theme) -> str:
    """The colours as variables of a style sheet."""
    return ":root {" + "".join(f"--{name}: {color};" for name, color in theme.items()) + "}"
