"""What a user may expect of the service, and what it expects of a user."""

from __future__ import annotations

from collections.abc import Mapping

from bot.pages.document import Document, Language, document
from bot.pages.operator import Operator


def terms(language: Language, operator: Operator, _: Mapping[str, int]) -> Document:
    """The terms of use."""
    if language == "sv":
        return document(_SWEDISH, operator=operator.name or "den organisation som står längst ned på sidan")
    return document(_ENGLISH, operator=operator.name or "the organisation at the foot of the page")


_SWEDISH = """
Villkor
Du använder tjänsten i ditt arbete för att få veta vem som ansvarar, regionen eller kommunen.

## Vad svaren är
- Svaren kommer ur de överenskommelser som är inlagda, i egna ord och med hänvisning till var det står.
- Dokumenten själva gäller. Skiljer sig ett svar från dokumentet är det dokumentet som är rätt.
- Avgör överenskommelsen inte frågan säger svaret det. Inget gissas.
- Ett svar är ingen bedömning av en person och inget beslut. Det gör den som har ansvaret i det enskilda fallet.

## Vad du lovar
- Skriv inga namn, personnummer eller annat som pekar ut en person.
- Kontrollera källan när mycket hänger på svaret. Datum och giltighet står bredvid.
- Använd tjänsten bara för det den är till för.

## Akuta lägen
Tjänsten kan inte hjälpa till i akuta lägen. Ring 112. Råd om vård får du på telefon 1177.

## Tillgång och ändringar
Tjänsten drivs av {operator} och kan ändras eller stängas. Den kostar dig inget. Programmet är fri programvara under
MIT-licensen och lämnas utan garantier."""

_ENGLISH = """
Terms of use
You use the service in your work to learn who is responsible, the region or the municipality.

## What the answers are
- The answers come from the agreements that have been encoded, in words of their own and with the place of each statement.
- The documents themselves hold. Where a document says something else than the answer, the document is right.
- Where the agreement does not settle a question, the answer says so. Nothing is guessed.
- An answer is no assessment of a person and no decision. That is made by whoever is responsible in the case.

## What you promise
- Write no names, identity numbers or anything else that points a person out.
- Check the source when much hangs on the answer. Its date and validity stand beside it.
- Use the service for nothing but its purpose.

## Emergencies
The service cannot help in an emergency. Call 112. Call 1177 for advice about health care.

## Availability and changes
The service is run by {operator} and may be changed or closed. It costs you nothing. The program is free software under the
MIT licence and comes without warranty."""
