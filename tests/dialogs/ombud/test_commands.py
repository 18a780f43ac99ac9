"""Typed commands: the same as the buttons, nearly spelt right; and questions that only look like them."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from dialogs.ombud.commands import meant
from dialogs.state import State
from dialogs.ticket import Caller, Role, Ticket


@dataclass
class Reception:
    """As much of a desk as the commands look at."""

    caller: Caller
    known: dict[int, Ticket] = field(default_factory=dict)

    def ticket(self, number: int) -> Ticket | None:
        return self.known.get(number)


OMBUD = Reception(Caller("kim", roles=frozenset({Role("north", "region")})))
ASKER = Reception(Caller("robin"), {1042: Ticket("north", "?", number=1042, asker="robin")})


@pytest.mark.parametrize(
    ("text", "verb", "data"),
    [
        ("ta 1042", "ticket_take", {}),
        ("Ta ärende nr 1042.", "ticket_take", {}),
        ("TA #1042", "ticket_take", {}),
        ("jag tar 1042", "ticket_take", {}),
        ("slapp 1042", "ticket_release", {}),
        ("släp 1042", "ticket_release", {}),
        ("ärende 1042", "ticket", {}),
        ("arende #1042", "ticket", {}),
        ("#1042", "ticket", {}),
        ("visa 1042", "ticket", {}),
        ("hur går det med 1042?", "ticket_own", {}),
        ("hur gar det med arende 1042", "ticket_own", {}),
        ("svara 1042: Kommunen gör det.", "ticket_answer", {"answer": "Kommunen gör det."}),
        ("Svara på ärende 1042 - Rad ett\nrad två", "ticket_answer", {"answer": "Rad ett\nrad två"}),
        ("svraa 1042: ja", "ticket_answer", {"answer": "ja"}),
        ("svara 1042", "ticket_answer", {}),
        ("lämna 1042 till kommunen", "ticket_pass", {"to": "kommunen"}),
        ("Lämna vidare 1042 till Kalmar län.", "ticket_pass", {"to": "Kalmar län"}),
        ("lämna 1042", "ticket_pass", {}),
        ("slå ihop 1042 med 1040", "ticket_merge", {"other": "1040"}),
        ("sla ihop ärende 1042 med ärende 1040", "ticket_merge", {"other": "1040"}),
        ("stäng 1042 besvarad på möte", "ticket_close", {"reason": "besvarad på möte"}),
        ("stang 1042", "ticket_close", {}),
        ("öppna 1042", "ticket_open", {}),
        ("oppna igen 1042", "ticket_open", {}),
        ("liknande 1042", "ticket_similar", {}),
        ("faq 1042", "faq_propose", {}),
        ("1042 hjälpte", "ticket_helped", {"value": "yes"}),
        ("svaret på 1042 hjälpte inte", "ticket_helped", {"value": "no"}),
    ],
)
def test_a_command_about_a_ticket(text: str, verb: str, data: dict[str, str]) -> None:
    found = meant(text, State(), OMBUD)  # type: ignore[arg-type]
    assert found is not None
    assert (found.verb, found.data) == (verb, {"number": "1042", **data})


@pytest.mark.parametrize(
    ("text", "verb", "data"),
    [
        ("ärenden", "tickets", {}),
        ("Arenden", "tickets", {}),
        ("mina ärenden", "own_tickets", {}),
        ("faqlista", "faq_list", {}),
        ("FAQ-lista", "faq_list", {}),
        ("statistk", "statistics", {}),
        ("ombud", "ombud_help", {}),
        ("godkänn faq-1042", "faq_approve", {"id": "faq-1042"}),
        ("godkan 1042", "faq_approve", {"id": "1042"}),
        ("avslå faq-1042 för smalt", "faq_reject", {"id": "faq-1042", "reason": "för smalt"}),
        ("ändra faq-1042: Så här.", "faq_edit", {"id": "faq-1042", "answer": "Så här."}),
        ("visa faq-1042", "faq_show", {"id": "faq-1042"}),
        ("koppla kanalen till jönköping kommun", "channel_join", {"to": "jönköping kommun"}),
        ("koppla bort kanalen", "channel_leave", {}),
        ("vad vet du om mig?", "held", {}),
    ],
)
def test_other_commands(text: str, verb: str, data: dict[str, str]) -> None:
    found = meant(text, State(), OMBUD)  # type: ignore[arg-type]
    assert found is not None
    assert (found.verb, found.data) == (verb, data)


@pytest.mark.parametrize(
    "text",
    [
        "ta 8-åringen till habiliteringen, vem skjutsar",
        "ta 8 åriga barnet till hab",
        "vem ansvarar för hjälpmedel till 40-åring",
        "ändra 14 år",
        "nej, 14 år",
        "8",
        "14 år",
        "lämna 2 rullstolar tillbaka, vem hämtar",
        "liknande 2 fall i Kalmar",
        "faq 3 om bmb",
        "hur svarar jag på frågor om 16 kap. 4 § HSL",
        "statistik över hjälpmedel i Kalmar",
        "vilka ärenden går till kommunen",
        "godkänn ansökan",
        "visa 3 exempel",
        "HSL 16 kap 4",
        "öva",
        "",
        "?",
    ],
)
def test_what_only_looks_like_a_command(text: str) -> None:
    assert meant(text, State(), OMBUD) is None  # type: ignore[arg-type]


def test_the_same_words_of_an_asker_are_about_own_tickets() -> None:
    def verb(text: str, state: State | None = None) -> str | None:
        found = meant(text, state or State(), ASKER)  # type: ignore[arg-type]
        return found.verb if found else None

    assert verb("ärenden") == "own_tickets"
    assert verb("ärende 1042") == "ticket_own"
    assert verb("öppna 1042") == "ticket_helped"
    assert verb("öppna 1043") == "ticket_open"
    assert verb("ombud") is None
    assert verb("det hjälpte") == "ticket_helped"
    assert verb("det hjälpte", State(phase="answered")) == "feedback"
    assert verb("svaret hjälpte inte") == "ticket_helped"
    assert verb("det hjälpte inte", State(phase="answered")) == "wrong"
    assert meant("ärenden", State(), None) is not None
