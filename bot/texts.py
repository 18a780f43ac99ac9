"""What the service itself says, in Swedish. Everything else is said by the dialog."""

WENT_WRONG = "Något gick fel hos mig, så jag kunde inte svara. Försök igen om en stund. Vid akut fara: ring 112."
CANNOT_SAVE = (
    "Jag kan inte spara just nu. Jag svarar på det du skriver, men minns det inte till nästa gång. Försök gärna igen om en stund."
)
TOO_FAST = "Nu kommer det fler meddelanden än jag hinner svara på. Vänta en minut och skriv igen, så svarar jag."
STILL_WORKING = "Det här tar lite längre. Svaret kommer i chatten."
STARTED_OVER = "Jag kan inte läsa var vi var i samtalet, så vi börjar om från början."
SEE_BELOW = "Svaret kommer i chatten."
ANSWER = "Svara"
"""On the button that sends a chosen alternative."""
REFRESH = "Uppdatera"
CHOOSE = "Välj ett alternativ."
CUT = "… Allt fick inte plats på kortet. Hela texten står i meddelandet."
"""At the end of a card that had to leave something out."""
