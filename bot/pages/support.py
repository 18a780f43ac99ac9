"""How to get help with the service."""

from __future__ import annotations

from collections.abc import Mapping

from bot.pages.document import Document, Language, document
from bot.pages.operator import Operator


def support(language: Language, _: Operator, __: Mapping[str, int]) -> Document:
    """The support page."""
    return document(_SWEDISH if language == "sv" else _ENGLISH)


_SWEDISH = """
Hjälp
Fråga boten i Teams vem som ansvarar, regionen eller kommunen. Här står hur du kommer vidare om det inte går som du tänkt.

## Så använder du den
- Skriv frågan med egna ord, till exempel «Vem ansvarar för hjälpmedel till en 8-åring?»
- Skriv «guida mig» så frågar boten om det som behövs. «Tillbaka», «börja om» och «avbryt» fungerar hela tiden.
- Skriv «hjälp» för att se vad mer du kan göra.
- I en kanal eller gruppchatt: nämn boten med @ först.
- Skriv aldrig namn eller personnummer.

## Om ett svar verkar fel
Tryck på «Varför?» under svaret. Där står hur det kom till, och en referens som börjar på VA. Skicka referensen till
kontakten längst ned på sidan och berätta vad som inte stämmer. I referensen finns inget namn, men det du angett om ålder,
diagnos, boende och behov.

## Om boten inte svarar
Vänta en stund och försök igen. Svarar den ändå inte: hör av dig till kontakten längst ned på sidan, med dag och klockslag.

## Akut
Ring 112. Råd om vård får du på telefon 1177.
"""

_ENGLISH = """
Support
Ask the bot in Teams who is responsible, the region or the municipality. This is how to go on when something goes wrong.

## How to use it
- Write the question in your own words, such as “Who is responsible for assistive devices for an 8-year-old?” The answer is in
  Swedish.
- Write “guide me” and the bot asks for what it needs. “Back”, “start over” and “cancel” work at any time.
- Write “help” to see what more you can do.
- In a channel or a group chat: mention the bot with @ first.
- Never write names or identity numbers.

## When an answer seems wrong
Press “Varför?” below the answer. It tells how the answer came about, and gives a reference that begins with VA. Send the
reference to the contact at the foot of the page, and tell what is wrong. The reference holds no name, but what you told of
age, diagnosis, housing and need.

## When the bot does not answer
Wait a while and try again. If it still does not answer, write to the contact at the foot of the page, with the day and the
time.

## Emergency
Call 112. Call 1177 for advice about health care.
"""
