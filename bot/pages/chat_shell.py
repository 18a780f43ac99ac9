"""The test page around the conversation: its frame, style and the few lines of script that look for new messages."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from bot.pages.chat_form import TEXT
from bot.pages.chat_reply import Place, article, hidden, void
from bot.pages.chat_session import LONGEST_NAME, Session, Visitor
from bot.pages.shell import STYLE as BASE
from bot.reports.markup import Markup, join, tag
from bot.teams.app import NAME
from dialogs.reply import Reply

COUNT, NEWS, AS = "antal", "nytt", "as"
"""Queries of the page: the number of messages, the newest message, and by what name the visitor goes."""

COURSE = ("question", "answer")
"""The replies that the others are beside."""
ICON = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32' fill='%232f7d95'%3E\
%3Ccircle cx='9' cy='16' r='7'/%3E%3Crect x='18' y='9' width='13' height='14'/%3E%3C/svg%3E"

LEAD = "Testsida på den här datorn. Samma samtal som i Teams, utan att något annat behöver installeras."
PRIVACY = "Skriv aldrig namn eller personnummer."
FETCH, ARRIVED = "Hämta nya meddelanden", "Det finns nya meddelanden."
YOU = "Du"
NOBODY = "Du har inget namn här. Skriv ett för att pröva samtalet mellan den som frågar och ombudet."
SOMEBODY = "Du heter «{name}» här."
TOO_OLD = (
    "Jag kunde inte ta emot det du skickade, för sidan var gammal eller webbläsaren tog inte emot sidans kaka. "
    "Det du skrev står kvar nedan. Försök igen."
)

STYLE = Markup(
    BASE
    + """
body { display: flex; flex-direction: column; min-height: 100vh; } main { width: 100%; flex: 1; }
header, footer { width: 100%; }
h1 { font-size: 1.15rem; margin: 0; } h1 span { color: var(--accent); letter-spacing: -.1em; margin-right: .5em; }
h2 { margin: 0; } h3 { font-size: 1.1rem; line-height: 1.35; margin: 0 0 .5rem; } h4 { font-size: 1rem; margin: 1rem 0 .25rem; }
header .subtle { flex-basis: 100%; margin: 0; }
.unseen, .skip:not(:focus) { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
.skip:focus { position: absolute; top: .5rem; left: .5rem; padding: .5rem 1rem; background: var(--paper); z-index: 1; }
ol.talk { list-style: none; margin: 1.5rem 0; padding: 0; }
ol.talk > li { margin: 0 0 1.25rem; }
.mine { width: fit-content; max-width: 85%; margin-left: auto; padding: .5rem .9rem; background: var(--quiet);
  border-radius: .8rem .8rem .15rem .8rem; }
.mine h3 { font-size: .85rem; font-weight: 400; color: var(--dim); margin: 0; }
.mine p { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.reply { padding: 1rem 1.15rem; border: 1px solid var(--line); border-radius: .6rem; overflow-wrap: anywhere; }
.reply { scroll-margin-top: 6.5rem; } .reply:focus { outline: none; border-color: var(--accent); }
.principal { font-size: 1.6rem; line-height: 1.2; } .mark { color: var(--accent); letter-spacing: -.08em; }
.subtle { color: var(--dim); font-size: .92rem; line-height: 1.5; }
blockquote { margin: .6rem 0; padding: .25rem .9rem; background: var(--quiet); border-left: 3px solid var(--line); }
form { margin: .9rem 0 0; } .buttons { display: flex; flex-wrap: wrap; gap: .5rem; }
button, .button, input[type=text], textarea { font: inherit; color: inherit; border: 1px solid var(--edge);
  border-radius: .4rem; }
:root { --edge: #76828d; --on-accent: #fff; }
@media (prefers-color-scheme: dark) { :root { --edge: #7d8994; --on-accent: #10262e; } }
button, .button { padding: .4rem .9rem; min-height: 2.6rem; background: var(--paper); cursor: pointer; text-align: left; }
.button { display: inline-flex; align-items: center; text-decoration: none; color: var(--accent); }
button:hover, .button:hover { background: var(--quiet); border-color: var(--accent); }
.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; }
.primary:hover { background: var(--accent); border-color: var(--ink); text-decoration: underline; }
.send { border-color: var(--accent); color: var(--accent); font-weight: 600; }
input[type=text], textarea { width: 100%; padding: .5rem .7rem; background: var(--paper); }
::placeholder { color: var(--dim); opacity: 1; }
label, legend { display: block; font-weight: 600; padding: 0; margin: 0 0 .25rem; }
.input { margin: 0 0 .7rem; } fieldset { border: 0; margin: 0 0 .7rem; padding: 0; min-width: 0; }
.option { display: flex; gap: .6rem; align-items: baseline; padding: .3rem 0; } .option label { font-weight: 400; margin: 0; }
.option input { width: 1.15rem; height: 1.15rem; flex: none; transform: translateY(.15rem); accent-color: var(--accent); }
details { margin-top: .6rem; } summary { color: var(--dim); font-size: .92rem; cursor: pointer; padding: .3rem 0; }
.write { border-top: 1px solid var(--line); padding: 1rem 0 0; margin: 0; } .write .subtle { margin: .2rem 0 .5rem; }
.news { margin: 0 0 1rem; } .news span:not(:empty) { font-weight: 600; margin-left: .7rem; }
footer { margin-top: 2rem; padding-bottom: 2rem; } footer > div { padding-top: 1rem; } footer form { max-width: 22rem; }
footer h2 { font-size: 1rem; }
@media (max-width: 30rem) { .reply { padding: .85rem .9rem; } .principal { font-size: 1.4rem; } .mine { max-width: 92%; } }
"""
)
SCRIPT = Markup(
    f"""
(() => {{
  const news = document.getElementById("{NEWS}");
  const look = async () => {{
    if (document.hidden || news.textContent) return;
    try {{
      const answer = await fetch("/?{COUNT}", {{ cache: "no-store" }});
      if (answer.ok && (await answer.text()) !== news.dataset.count) news.textContent = "{ARRIVED}";
    }} catch {{ /* the service is being restarted */ }}
  }};
  setInterval(look, 10000);
  document.addEventListener("visibilitychange", look);
}})();
"""
)
"""Tells that there is something new; it changes nothing else, so that what is being written stays."""


def _fingerprint(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


POLICY = (
    f"default-src 'none'; style-src 'sha256-{_fingerprint(STYLE)}'; script-src 'sha256-{_fingerprint(SCRIPT)}'; "
    "connect-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@dataclass(frozen=True)
class View:
    """What a page shows: whose it is, what every form carries, and after a form that was not taken what stood in it."""

    visitor: Visitor
    session: Session
    carried: tuple[tuple[str, str], ...]
    refused: bool = False
    text: str = ""


def html(view: View) -> str:
    """The whole page."""
    head = tag(
        "head",
        Markup('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
        tag("title", _title(view.session)),
        void("link", rel="icon", href=ICON),
        tag("style", STYLE),
    )
    skip = tag("a", "Hoppa till skrivfältet", href="#skriv", class_="skip")
    whole = tag("body", skip, "\n", _top(), "\n", _main(view), "\n", _about(view.visitor), "\n", tag("script", SCRIPT))
    return "<!doctype html>\n" + tag("html", head, "\n", whole, lang="sv") + "\n"


def _title(session: Session) -> str:
    said = next((entry.content for entry in session.entries if entry.number >= session.newest), None)
    return f"{said.title} – {NAME}" if isinstance(said, Reply) and said.title else NAME


def _top() -> Markup:
    links = (("/privacy", "Integritet"), ("/support", "Hjälp"))
    nav = tag("nav", tag("ul", *(tag("li", tag("a", label, href=path)) for path, label in links)), aria_label="Sidor")
    return tag("header", tag("h1", tag("span", "●■", aria_hidden="true"), NAME), nav, tag("p", LEAD, class_="subtle"))


def _main(view: View) -> Markup:
    heading = tag("h2", "Samtalet", id="samtalet", class_="unseen")
    talk = tag("section", heading, tag("ol", *_entries(view), class_="talk"), aria_labelledby="samtalet")
    note = [tag("p", TOO_OLD, id="fel", class_="note", role="alert")] if view.refused else []
    return tag("main", talk, *note, _news(view.session), _write(view))


def _entries(view: View) -> Iterable[Markup]:
    """What stands on the page. Buttons stay open on what the last turn said, and on the last question or answer before it."""
    said = [entry for entry in view.session.entries if isinstance(entry.content, Reply) and entry.content.kind in COURSE]
    standing = said[-1].number if said else 0
    for entry in view.session.entries:
        if isinstance(entry.content, str):
            yield tag("li", tag("article", tag("h3", YOU), tag("p", entry.content), class_="mine"))
            continue
        folded = entry.number < view.session.turn and entry.number != standing
        place = Place(entry.number, entry.id, view.carried, entry.number == view.session.newest, folded)
        yield tag("li", article(entry.content, place))


def _news(session: Session) -> Markup:
    status = tag("span", id=NEWS, role="status", data_count=session.count)
    return tag("p", tag("a", FETCH, href=f"/?{NEWS}"), status, class_="news")


def _write(view: View) -> Markup:
    about = "fel rad" if view.refused else "rad"
    focus = "" if view.refused else None  # the answer to a form begins at the top of the page, far from what it is about
    text = "\n" + view.text
    box = tag("textarea", text, id="skriv", name_=TEXT, rows=3, required="", aria_describedby=about, autofocus=focus)
    parts = join(
        tag("label", "Skriv en fråga eller ett svar", for_="skriv"),
        tag("p", PRIVACY, id="rad", class_="subtle"),
        tag("div", box, class_="input"),
        tag("div", tag("button", "Skicka", class_="send"), class_="buttons"),
    )
    return tag("form", *(hidden(*pair) for pair in view.carried), parts, method="post", action="/", class_="write")


def _about(visitor: Visitor) -> Markup:
    box = void("input", type="text", id=AS, name_=AS, value=visitor.name, maxlength=LONGEST_NAME, autocomplete="off")
    form = tag(
        "form",
        tag("div", tag("label", "Namn på testsidan, till exempel kim", for_=AS), box, class_="input"),
        tag("div", tag("button", "Byt"), class_="buttons"),
        method="get",
        action="/",
    )
    who = SOMEBODY.format(name=visitor.name) if visitor.name else NOBODY
    return tag("footer", tag("div", tag("h2", "Vem är du?"), tag("p", who, class_="subtle"), form))
