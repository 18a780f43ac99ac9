"""What is said around FAQ entries, to ombud."""

from __future__ import annotations

from collections.abc import Mapping

PROPOSE_TITLE = "Föreslå svaret som vanlig fråga"
PROPOSE_HOW = (
    "Ändra gärna så att frågan och svaret gäller fler. Det visas för alla i länet när båda huvudmännens ombud har godkänt det."
)
FIELD_QUESTION, FIELD_ANSWER, FIELD_WHEN = "Frågan, så att andra känner igen den", "Svaret", "Svaret gäller bara när"
HOLDS_FOR = "Gäller för:"
SEND, APPROVE, EDIT, REJECT, RETIRE, SAVE = "Skicka förslaget", "Godkänn", "Ändra texten", "Avslå", "Ta bort", "Spara ändringen"
LIST, SHOW = "FAQ-lista", "Visa förslaget"
NOT_ANSWERED = "Ärende {number} har inget svar att föreslå."
PROPOSED = "{id} är föreslaget."
APPROVED = "Du har godkänt {id}."
LIVE = "{id} är godkänt och visas nu i länet."
WAITS = "Väntar på {who}."
APPROVED_ALREADY, LIVE_ALREADY = "Din huvudman har redan godkänt {id}.", "{id} är redan godkänt och visas."
LOOK_FIRST = "Läs förslaget först. Skriv sedan «godkänn {id}» igen, eller tryck på knappen."
CHANGED = "Texten har ändrats sedan du såg den. Läs den igen innan du godkänner."
REJECT_ASK_TITLE, REJECT_ASK = "Varför avslås {id}?", "Skriv skälet i nästa meddelande, eller «avslå {id} skälet»."
REJECTED, REJECTED_ALREADY, RETIRED = "{id} är avslaget.", "{id} är redan avslaget eller borttaget.", "{id} visas inte längre."
EDIT_TITLE, EDIT_HOW = "Ändra {id}", "Skriv i fälten, eller «ändra {id}: det nya svaret». Godkännanden tas tillbaka."
EDITED = "{id} är ändrat. Tidigare godkännanden gäller inte längre."
UNKNOWN = "Jag hittar inget sådant förslag."
OTHER_COUNTY = "{id} hör till ett län där du inte är ombud. Ingenting har ändrats."
UNFIT = "Det går inte att spara: se över {faults}."
FIELDS: Mapping[str, str] = {
    "question": "frågan",
    "answer": "svaret",
    "links": "länkarna",
    "facts": "källorna",
    "variants": "varianterna",
}
CARD_TITLE = "{id}, {place}: {stage}"
STAGES: Mapping[str, str] = {"proposed": "föreslaget", "live": "visas", "rejected": "avslaget", "retired": "borttaget"}
STALE = "behöver ses över"
STALE_WHY = "Behöver ses över: det som svaret bygger på har ändrats ({facts}). Det visas inte förrän det är godkänt igen."
TYPE = "Du kan skriva: «godkänn {id}», «avslå {id} skälet», «ändra {id}: det nya svaret»."
LIST_TITLE, LIST_NONE = "Vanliga frågor i ditt län", "Det finns inga vanliga frågor i ditt län än."
LIST_REVIEWED = "Därutöver: {count} i kunskapsbasen."
