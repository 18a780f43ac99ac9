"""What can be typed instead of pressed: a command word nearly spelt right, a ticket's number, and the rest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from rapidfuzz import fuzz, process

from dialogs.desk import Desk
from dialogs.message import Message
from dialogs.state import State

NEAR_WORD, NEAR_WHOLE = 80, 88
"""Likeness (0–100) from which a command word, and a message that is nothing but a command, count as it."""
LONGEST_WHOLE = 50
_FOLD = str.maketrans("åäöé", "aaoe")
_FILLING = re.compile(r"\b(?:ärendet?|arendet?|nr|nummer|frågan?|på|i|jag)\b|[#.:]")
_NUMBERED = re.compile(r"^\W*(?P<head>[^\d\n]{2,40}?)\s*#?(?P<number>[1-9]\d{0,8})(?![\w-])(?P<rest>.*)$", re.DOTALL)
_BARE = re.compile(r"^\s*#([1-9]\d{0,8})\W*$")
_ENTRY = re.compile(
    r"^\W*(?P<head>[^\W\d]{2,20})\s+(?P<id>faq-[a-z0-9-]{1,50}|\d{1,9})(?![\w-])(?P<rest>.*)$", re.DOTALL | re.IGNORECASE
)
_MERGE = re.compile(r"^\W*(?:med|och|till)?\W*(?:ärende|nr|nummer)?\W*(\d{1,9})\W*$", re.IGNORECASE)
_PASS = re.compile(r"^\W*(?:vidare )?(?:till|åt)\s+(?P<to>.{2,60}?)\W*$", re.IGNORECASE)
_HELPED = re.compile(
    r"^\W*(?:svaret (?:på|i) )?(?:ärende )?#?(?P<number>[1-9]\d{0,8}) hjälpte(?P<no> inte| ej)?\W*$", re.IGNORECASE
)
_JOIN = re.compile(r"^\W*kopp?la (?:in )?(?:den här )?kanal(?:en)? till (?P<to>.{2,60})$", re.IGNORECASE)

NUMBERED: Mapping[str, tuple[str, str]] = {
    "": ("ticket", "nothing"),
    "visa": ("ticket", "nothing"),
    "hur går det med": ("ticket_own", "nothing"),
    "hur går det för": ("ticket_own", "nothing"),
    "status": ("ticket_own", "nothing"),
    "ta tillbaka": ("ticket_withdraw", "nothing"),
    "dra tillbaka": ("ticket_withdraw", "nothing"),
    "ångra": ("ticket_withdraw", "nothing"),
    "ta": ("ticket_take", "nothing"),
    "tar": ("ticket_take", "nothing"),
    "släpp": ("ticket_release", "nothing"),
    "släppa": ("ticket_release", "nothing"),
    "svara": ("ticket_answer", "answer"),
    "svar": ("ticket_answer", "answer"),
    "besvara": ("ticket_answer", "answer"),
    "lämna": ("ticket_pass", "to"),
    "lämna vidare": ("ticket_pass", "to"),
    "slå ihop": ("ticket_merge", "other"),
    "stäng": ("ticket_close", "reason"),
    "stänga": ("ticket_close", "reason"),
    "avsluta": ("ticket_close", "reason"),
    "öppna": ("ticket_open", "reason"),
    "öppna igen": ("ticket_open", "reason"),
    "liknande": ("ticket_similar", "nothing"),
    "liknande svar": ("ticket_similar", "nothing"),
    "faq": ("faq_propose", "nothing"),
    "föreslå": ("faq_propose", "nothing"),
}
"""Words before a ticket's number: the verb, and what may follow the number."""
ENTRIES: Mapping[str, tuple[str, str]] = {
    "godkänn": ("faq_approve", "nothing"),
    "godkänna": ("faq_approve", "nothing"),
    "avslå": ("faq_reject", "reason"),
    "ändra": ("faq_edit", "answer"),
    "visa": ("faq_show", "nothing"),
    "faq": ("faq_show", "nothing"),
}
"""Words before the name of a FAQ entry."""
BY_NUMBER = frozenset({"faq_approve", "faq_reject"})
"""Those that take the bare number of the ticket, too."""
WHOLE: Mapping[str, tuple[str, ...]] = {
    "tickets": ("ärenden", "öppna ärenden", "visa ärenden", "alla ärenden"),
    "own_tickets": (
        "mina ärenden",
        "mitt ärende",
        "hur går det med mitt ärende",
        "hur går det med mina ärenden",
        "hur går det med min fråga",
    ),
    "ticket_withdraw": (
        "ta tillbaka frågan",
        "ta tillbaka ärendet",
        "dra tillbaka frågan",
        "dra tillbaka ärendet",
        "ångra ärendet",
    ),
    "faq_list": ("faqlista", "faq lista", "lista faq", "faqlistan"),
    "statistics": ("statistik", "visa statistik", "statistiken"),
    "ombud_help": ("ombudshjälp", "hjälp för ombud", "ombud hjälp", "hjälp ombud"),
    "channel_leave": ("koppla bort kanalen", "koppla från kanalen", "koppla bort den här kanalen"),
    "held": ("vad vet du om mig", "vad har du sparat om mig", "vilka uppgifter har du om mig", "mina uppgifter"),
    "helpful": ("det hjälpte", "svaret hjälpte", "ja svaret hjälpte", "det var till hjälp", "bra svar"),
    "wrong": (
        "du har fel",
        "det är fel",
        "stämmer inte",
        "det stämmer inte",
        "svaret stämmer inte",
        "svaret är fel",
        "fel svar",
        "det hjälpte inte",
        "svaret hjälpte inte",
        "nej svaret hjälpte inte",
    ),
}
"""Messages that are a command as a whole."""
_THANKS = re.compile(r"^tack(?: sa mycket)? | tack(?: sa mycket)?$")
_WORDS = {word.translate(_FOLD): verb for verb, words in WHOLE.items() for word in words}
_HEADS = {word.translate(_FOLD): meant for word, meant in NUMBERED.items()}
_ENTRY_HEADS = {word.translate(_FOLD): meant for word, meant in ENTRIES.items()}


def meant(text: str, state: State, desk: Desk | None) -> Message | None:
    """The command that a masked text is; None when it is none."""
    found = _help(text, desk) or _joining(text) or _helped(text) or _of_entry(text) or _of_ticket(text) or _whole(text)
    return found and _for_caller(found, state, desk)


def _for_caller(found: Message, state: State, desk: Desk | None) -> Message:
    """The same command means another thing for an asker than for an ombud, and after an answer than before."""
    ombud = desk is not None and bool(desk.caller.roles)
    serial = {"serial": str(state.serial)}
    if found.verb == "wrong":
        return (
            Message(verb="wrong", data=serial)
            if state.phase == "answered"
            else Message(verb="ticket_helped", data={"value": "no"})
        )
    if found.verb == "helpful":
        after = {**serial, "value": "helpful"}
        return (
            Message(verb="feedback", data=after)
            if state.phase == "answered"
            else Message(verb="ticket_helped", data={"value": "yes"})
        )
    if found.verb == "tickets" and not ombud:
        return Message(verb="own_tickets")
    if found.verb == "ticket" and not ombud:
        return Message(verb="ticket_own", data=found.data)
    if found.verb == "ticket_open" and _asked(desk, found.data):
        return Message(verb="ticket_helped", data={**found.data, "value": "no"})
    return found


def _help(text: str, desk: Desk | None) -> Message | None:
    """«ombud» alone is a request for help by one, else the wish to ask one."""
    return Message(verb="ombud_help") if desk and desk.caller.roles and _plain(text) == "ombud" else None


def _asked(desk: Desk | None, data: Mapping[str, Any]) -> bool:
    """Whether a ticket is the caller's own, who is no ombud of its county."""
    ticket = desk.ticket(int(data["number"])) if desk else None
    if desk is None or ticket is None:
        return False
    return ticket.asker == desk.caller.person and not desk.caller.may_handle(ticket.county)


def _whole(text: str) -> Message | None:
    plain = _THANKS.sub("", _plain(text))
    if not 3 < len(plain) <= LONGEST_WHOLE:
        return None
    best = process.extractOne(plain, list(_WORDS), scorer=fuzz.ratio, score_cutoff=NEAR_WHOLE)
    return Message(verb=_WORDS[best[0]]) if best else None


def _joining(text: str) -> Message | None:
    found = _JOIN.match(text.strip())
    return Message(verb="channel_join", data={"to": found["to"]}) if found else None


def _helped(text: str) -> Message | None:
    found = _HELPED.match(text)
    return (
        Message(verb="ticket_helped", data={"number": found["number"], "value": "no" if found["no"] else "yes"})
        if found
        else None
    )


def _of_ticket(text: str) -> Message | None:
    found = _NUMBERED.match(text)
    if not found:
        bare = _BARE.match(text)
        return Message(verb="ticket", data={"number": bare[1]}) if bare else None
    head = _plain(_FILLING.sub(" ", found["head"].casefold()))
    if not head and not _FILLING.search(found["head"].casefold()):
        return None
    known = _HEADS.get(head) or _nearly(head, _HEADS)
    return _numbered(*known, found["number"], found["rest"]) if known else None


def _numbered(verb: str, following: str, number: str, rest: str) -> Message | None:
    """The command, when what follows the number fits it."""
    data, said = {"number": number}, rest.strip().lstrip(":,.–- ").strip()
    if following == "nothing":
        return None if said.strip("?!. ") else Message(verb=verb, data=data)
    if following == "to":
        to = _PASS.match(rest)
        return Message(verb=verb, data={**data, "to": to["to"]} if to else data) if to or not said else None
    if following == "other":
        other = _MERGE.match(rest)
        return Message(verb=verb, data={**data, "other": other[1]} if other else data) if other or not said else None
    return Message(verb=verb, data={**data, following: said} if said else data)


def _of_entry(text: str) -> Message | None:
    found = _ENTRY.match(text)
    known = found and (_ENTRY_HEADS.get(_plain(found["head"])) or _nearly(_plain(found["head"]), _ENTRY_HEADS))
    if not found or not known:
        return None
    verb, following = known
    if found["id"].isdecimal() and verb not in BY_NUMBER:
        return None
    said = found["rest"].strip().lstrip(":,.–- ").strip()
    if following == "nothing":
        return None if said.strip("?!. ") else Message(verb=verb, data={"id": found["id"]})
    return Message(verb=verb, data={"id": found["id"], **({following: said} if said else {})})


def _nearly(word: str, known: Mapping[str, tuple[str, str]]) -> tuple[str, str] | None:
    """The command that `word` misspells; short words are taken as they are."""
    best = process.extractOne(word, [each for each in known if len(each) > 3], scorer=fuzz.ratio, score_cutoff=NEAR_WORD)
    return known[best[0]] if best and len(word) > 3 else None


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold().translate(_FOLD)))
