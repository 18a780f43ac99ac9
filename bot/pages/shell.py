"""The HTML of a page: what stands around its text, and its style."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Literal, get_args

from bot.pages.document import Document, Language, Section
from bot.pages.operator import Operator, link
from bot.reports.markup import Markup, join, tag
from bot.teams.app import NAME

Name = Literal["privacy", "terms", "support"]

LABELS: Mapping[Language, Mapping[str, str]] = {
    "sv": {
        "privacy": "Integritet",
        "terms": "Villkor",
        "support": "Hjälp",
        "pages": "Sidor",
        "other": "In English",
        "operator": "Vem som driver tjänsten",
        "name": "Organisation",
        "number": "Organisationsnummer",
        "contact": "Kontakt",
        "privacy_contact": "Frågor om personuppgifter",
        "missing": "Den som driver tjänsten har inte fyllt i sitt namn eller hur den nås. Fråga på din arbetsplats.",
        "not_given": "inte ifyllt",
    },
    "en": {
        "privacy": "Privacy",
        "terms": "Terms",
        "support": "Support",
        "pages": "Pages",
        "other": "På svenska",
        "operator": "Who runs the service",
        "name": "Organisation",
        "number": "Organisation number",
        "contact": "Contact",
        "privacy_contact": "Questions about personal data",
        "missing": "Whoever runs the service has not filled in their name or how to reach them. Ask at your workplace.",
        "not_given": "not filled in",
    },
}

STYLE = Markup("""
:root { color-scheme: light dark; --ink: #1d2329; --dim: #56616c; --paper: #fff; --line: #d5dbe0; --quiet: #f1f5f6;
  --accent: #1f4e5f; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ebee; --dim: #a9b3bc; --paper: #15191d; --line: #3a434b;
  --quiet: #1e252b; --accent: #9ccbd8; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1.0625rem/1.6 system-ui, "Segoe UI", "Helvetica Neue", Arial, sans-serif; }
header, main, footer { max-width: 44rem; margin: 0 auto; padding: 0 1.25rem; }
header { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: baseline; padding-top: 1.5rem; }
.brand { margin: 0; font-weight: 600; } .brand span { color: var(--accent); letter-spacing: -.1em; margin-right: .5em; }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; margin: 0; padding: 0; list-style: none; }
a { color: var(--accent); text-underline-offset: .2em; overflow-wrap: anywhere; } a:hover { text-decoration-thickness: .15em; }
a[aria-current] { color: inherit; text-decoration: none; font-weight: 600; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
h1 { font-size: 1.85rem; line-height: 1.2; margin: 2.5rem 0 .6rem; } h2 { font-size: 1.2rem; margin: 2.2rem 0 .4rem; }
p, ul, dl { margin: .5rem 0; } main ul { padding-left: 1.2rem; } li { margin: .35rem 0; }
.lead { font-size: 1.15rem; color: var(--dim); }
.note { background: var(--quiet); border-left: 4px solid var(--accent); padding: .8rem 1rem; margin: 1.2rem 0; }
footer { margin-top: 3rem; padding-bottom: 3rem; } footer > div { border-top: 1px solid var(--line); }
dt { color: var(--dim); font-size: .92rem; } dd { margin: 0 0 .6rem; }
@media print { nav { display: none; } }
""")
"""The style of every page; its hash is all that the pages' policy lets in."""
_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def html(name: Name, language: Language, document: Document, operator: Operator) -> str:
    """The whole page."""
    labels = LABELS[language]
    head = tag(
        "head",
        Markup('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
        tag("title", f"{document.title} – {NAME}"),
        tag("style", STYLE),
    )
    note = () if operator.filled_in else (tag("p", labels["missing"], class_="note"),)
    body = tag(
        "main", tag("h1", document.title), tag("p", document.lead, class_="lead"), *note, *map(_section, document.sections)
    )
    whole = tag("body", _top(name, language), "\n", body, "\n", tag("footer", _about(operator, labels)))
    return "<!doctype html>\n" + tag("html", head, "\n", whole, lang=language) + "\n"


def path(name: Name, language: Language) -> str:
    """The address of a page in a language, on the service's own host."""
    return f"/{name}" if language == "sv" else f"/{name}?lang={language}"


def _top(name: Name, language: Language) -> Markup:
    labels = LABELS[language]
    other: Language = "en" if language == "sv" else "sv"
    links = [
        tag("a", labels[page], href=path(page, language), aria_current="page" if page == name else None)
        for page in get_args(Name)
    ]
    links.append(tag("a", labels["other"], href=path(name, other), lang=other, hreflang=other))
    brand = tag("p", tag("span", "●■", aria_hidden="true"), NAME, class_="brand")
    return tag("header", brand, tag("nav", tag("ul", *(tag("li", item) for item in links)), aria_label=labels["pages"]))


def _section(section: Section) -> Markup:
    points = (tag("ul", *(tag("li", point) for point in section.points)),) if section.points else ()
    return tag("section", tag("h2", section.heading), *(tag("p", text) for text in section.text), *points)


def _about(operator: Operator, labels: Mapping[str, str]) -> Markup:
    """Who runs the service, and how to reach them."""
    rows = {"name": operator.name, "number": operator.number}
    shown = [_row(labels[key], value or labels["not_given"]) for key, value in rows.items() if value or key == "name"]
    shown.append(_row(labels["contact"], _linked(operator.contact) if operator.contact else labels["not_given"]))
    if operator.privacy_contact:
        shown.append(_row(labels["privacy_contact"], _linked(operator.privacy_contact)))
    return tag("div", tag("h2", labels["operator"]), tag("dl", *shown))


def _row(label: str, value: str) -> Markup:
    return join(tag("dt", label), tag("dd", value))


def _linked(contact: str) -> Markup:
    return tag("a", contact, href=link(contact))
