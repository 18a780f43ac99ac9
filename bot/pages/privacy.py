"""What is kept about whoever uses the service, what never is, and for how long."""

from __future__ import annotations

from collections.abc import Mapping

from bot.pages.document import Document, Language, document
from bot.pages.operator import Operator

LIFETIMES = (
    "KEEP_CONVERSATIONS_DAYS",
    "KEEP_TICKETS_DAYS",
    "KEEP_REFERENCES_DAYS",
    "KEEP_TURNS_HOURS",
    "KEEP_COUNTS_DAYS",
)
"""The settings whose times the page tells, each in the unit that ends its name."""


def privacy(language: Language, operator: Operator, keep: Mapping[str, int]) -> Document:
    """The privacy page; `keep` has times by the names in LIFETIMES."""
    values = {name: _time(language, name, keep.get(name)) for name in LIFETIMES}
    if language == "sv":
        return document(_SWEDISH, operator=operator.name or "Den organisation som driver tjänsten", **values)
    return document(_ENGLISH, operator=operator.name or "The organisation that runs the service", **values)


def _time(language: Language, name: str, number: int | None) -> str:
    if number is None:
        return _NO_TIME[language]
    one, more = _UNITS[language][name.rpartition("_")[2]]
    return f"{number} {one if number == 1 else more}"


_NO_TIME: Mapping[Language, str] = {
    "sv": "ingen tid är bestämd, så det finns kvar tills någon tar bort det",
    "en": "no time is set, so it stays until somebody removes it",
}
_UNITS: Mapping[Language, Mapping[str, tuple[str, str]]] = {
    "sv": {"DAYS": ("dag", "dagar"), "HOURS": ("timme", "timmar")},
    "en": {"DAYS": ("day", "days"), "HOURS": ("hour", "hours")},
}

_SWEDISH = """
Så hanteras uppgifter
Tjänsten svarar på vem som ansvarar, regionen eller kommunen. Den behöver inte veta vem du är eller vem frågan gäller, och den
frågar inte efter det.

## Vem som svarar för uppgifterna
{operator} driver tjänsten och svarar för hur den används, också för vilken rättslig grund som gäller. Kontakten står längst
ned på sidan.

## Det här sparas
- Var du är i samtalet: län och kommun, det du har angett om fallet (till exempel ålder, diagnos, boende och behov) och
  vilka punkter du har fått se. Det ligger under ett fingeravtryck av samtalet och av ditt id i Teams.
- En fråga som du själv väljer att skicka till ett ombud: din text utan personnummer, samordningsnummer, telefonnummer och
  e-postadresser, hur den lästes, vad boten svarade och ombudets svar.
- Adressen till chatten i Teams för en sådan fråga, så att svaret kan skickas till dig. Den innehåller id för dig och för
  chatten. För den som är ombud finns den så länge uppdraget varar.
- Botens senaste svar med adressen de gick till, så att ett meddelande som Teams skickar två gånger får samma svar.
- Om ett svar hjälpte, och hur många frågor som har ställts: antal per dag, utan koppling till dig.
- Driftloggar: tidpunkt, typ av händelse och ett kort fingeravtryck av samtalet.

## Det här sparas inte
Namn går inte att känna igen säkert i en text. Skriv därför aldrig namn eller annat som pekar ut en person, särskilt inte i en
fråga till ett ombud.

- Ditt namn.
- Personnummer och samordningsnummer. De tas bort ur texten innan något mer läser den.
- Det du skriver, utom i en fråga som du själv skickar till ett ombud.
- Filer och bilder. De läses inte.

## Så länge finns uppgifterna
Tiden räknas från den senaste ändringen. En fråga som inget ombud har besvarat finns kvar tills den är besvarad.

- Samtal: {KEEP_CONVERSATIONS_DAYS}.
- Frågor till ombud och deras svar: {KEEP_TICKETS_DAYS}.
- Adressen till chatten: {KEEP_REFERENCES_DAYS}.
- Botens senaste svar: {KEEP_TURNS_HOURS}.
- Antal: {KEEP_COUNTS_DAYS}.

## Vilka som får del av dem
- Ombudet ser frågor som skickas dit.
- Meddelandena går genom Microsoft Teams. Vad som sparas där bestämmer din arbetsgivare.
- Ingen utöver dem. Regler väljer svaren; ingen språkmodell läser det du skriver, och inget används för träning.

## Så skyddas de
- Trafiken till och från Teams är krypterad, och varje meddelande prövas med en signerad biljett.
- Samtal ligger under fingeravtryck, inte under namn. I loggarna finns ingen text som någon har skrivit.
- De här sidorna har inga kakor och hämtar inget från andra.

## Dina rättigheter
- Skriv «glöm mig» till boten, så tas dina samtal och adressen till din chatt bort med en gång. Frågor du har skickat till ombud
  kopplas loss från dig, och din text i dem tas bort; i en obesvarad fråga när den har besvarats. Ombudets svar finns kvar.
- Du kan begära att få veta vad som finns om dig och få ut det, och att det rättas eller raderas. Vänd dig till kontakten
  nedan. Uppgifterna ligger under fingeravtryck, så din hjälp kan behövas för att hitta dem.
- Du kan klaga hos Integritetsskyddsmyndigheten, imy.se.
"""

_ENGLISH = """
How data is handled
The service answers who is responsible, the region or the municipality. It need not know who you are or whom a question is
about, and it does not ask.

## Who answers for the data
{operator} runs the service and answers for how it is used, and for the legal basis that applies. The contact stands at the
foot of the page.

## What is kept
- Where you are in the conversation: county and municipality, what you have told about the case (such as age, diagnosis,
  housing and need) and which statements you were shown. It lies under a fingerprint of the conversation and of your id in
  Teams.
- A question that you yourself choose to send to a representative: your text without identity numbers, coordination numbers,
  phone numbers and e-mail addresses, how it was read, what the bot answered, and the answer of the representative.
- The address of the chat in Teams for such a question, so that the answer can be sent to you. It holds the ids of you and of
  the chat. A representative's is kept for as long as they are one.
- The latest replies of the bot with the address they went to, so that a message that Teams sends twice gets the same reply.
- Whether an answer helped, and how many questions were asked: counts by day, not tied to you.
- Operational logs: time, kind of event and a short fingerprint of the conversation.

## What is not kept
Names cannot be recognised for certain in a text. So never write names or anything else that points a person out, least of
all in a question to a representative.

- Your name.
- Identity numbers and coordination numbers. They are removed from the text before anything else reads it.
- What you write, except in a question that you yourself send to a representative.
- Files and pictures. They are not read.

## For how long
The time runs from the latest change. A question that no representative has answered stays until it is answered.

- Conversations: {KEEP_CONVERSATIONS_DAYS}.
- Questions to a representative, and the answers: {KEEP_TICKETS_DAYS}.
- The address of the chat: {KEEP_REFERENCES_DAYS}.
- The latest replies of the bot: {KEEP_TURNS_HOURS}.
- Counts: {KEEP_COUNTS_DAYS}.

## Who receives it
- The representative sees the questions that are sent there.
- The messages pass through Microsoft Teams. What is kept there is up to your employer.
- Nobody else. Rules choose the answers; no language model reads what you write, and nothing is used for training.

## How it is protected
- Traffic to and from Teams is encrypted, and every message is checked by a signed token.
- Conversations lie under fingerprints, not names. The logs hold no text that anybody wrote.
- These pages have no cookies and fetch nothing from others.

## Your rights
- Write “forget me” to the bot, and your conversations and the address of your chat are removed at once. Questions that you
  sent to a representative lose their link to you, and your text in them is removed; in an open one once it is answered. The
  answer of the representative stays.
- You may ask what is held about you and receive a copy, and have it corrected or erased. Use the contact below. The data
  lies under fingerprints, so your help may be needed to find it.
- You may complain to the Swedish Authority for Privacy Protection, imy.se.
"""
