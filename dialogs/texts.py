"""Every fixed sentence the bot says, in one place. Plain Swedish, short, «du»; no exclamation marks."""

from __future__ import annotations

from collections.abc import Mapping

WELCOME_TITLE = "Vem ansvarar: regionen eller kommunen?"
WELCOME = (
    (
        "Skriv din fråga med egna ord, till exempel "
        "«Vem ansvarar för arbetsterapi till en 40-åring med CP i ordinärt boende i Jönköping?»"
    ),
    "Jag svarar utifrån överenskommelserna i {counties} och visar var det står. När de inte avgör frågan säger jag det.",
    "Skriv aldrig namn eller personnummer.",
)
HELP_TITLE = "Så här kan jag hjälpa dig"
HELP = (
    "Ställ en fråga om vem som ansvarar, eller skriv «guida mig» så frågar jag om det som behövs.",
    "Du kan rätta mig när som helst («nej, 14 år»), skriva «tillbaka», «börja om» eller «avbryt».",
    "Fråga gärna om överenskommelserna själva också: «vad ska planen innehålla», «vem kallar till möte».",
    "Skriv «jämför län» för att se samma fråga i alla län, «öva» för att pröva dig på ett fall.",
    "Räcker inte svaret: skriv «skicka till ombud». «mina ärenden» visar hur det går.",
    "«vad vet du om mig» och «glöm mig» gäller det som finns sparat om dig.",
)

GUIDE, CONTACTS, SIP, WHY, WORDING, CHANGE = "Guida mig", "Kontakt", "Starta SIP", "Varför?", "Visa ordalydelsen", "Ändra"
HELP_ACTION, BACK, CANCEL, UNKNOWN, NEW = "Hjälp", "Tillbaka", "Avbryt", "Vet ej", "Ny fråga"
RESUME, LAW_OF_SIP = "Fortsätt med frågan", "Lagen om SIP"

ASK_PLACE = "Vilken kommun eller vilket län gäller det?"
ASK_PLACE_WHY = "Varje län har sin överenskommelse. Jag frågar bara om det som påverkar svaret."
PLACE_FIELD, PLACE_HINT = "Kommun eller län", "Skriv till exempel Nässjö"
WHICH_PLACE = "Vilket län eller vilken kommun är det? Skriv namnet."
ASIDE_NEEDS_PLACE = "Det svaret beror på länet, så jag behöver veta det först."
UNKNOWN_PLACE = "Jag känner inte igen den platsen. Skriv kommunens eller länets namn."
LAST_QUESTION = "Sista frågan."
PROGRESS = "Fråga {number}, högst {left} kvar."
ASKED_BECAUSE = "Ja, svaret kan bli ett annat. Vet du inte, så skriv «vet ej»."
MEANS = "{short}: {label}."
PLACE_NEEDED = "Utan plats kan jag inte svara. Skriv kommunens eller länets namn."
NOT_UNDERSTOOD = "Det svaret förstod jag inte. Välj ett av alternativen eller skriv med egna ord."
OVER = "Den här frågan är avslutad."
OLD_CARD = "Den knappen hör till en tidigare fråga. Här är den som gäller nu."
OLD_CARD_IDLE = "Den knappen hör till en tidigare fråga. Ställ den gärna på nytt."
TOO_LONG = "Det blev en för lång text för mig. Skriv frågan med högst {most} tecken."
NO_TEXT = "Jag såg ingen text. Skriv din fråga, så svarar jag."
CANCELLED = "Jag har avbrutit. Ställ en ny fråga när du vill."
REMOVED: Mapping[str, str] = {
    "personnummer": "personnumret",
    "samordningsnummer": "samordningsnumret",
    "telefonnummer": "telefonnumret",
    "e-post": "e-postadressen",
    "namn": "namnet",
}
MASKED_NUMBER = "Jag har tagit bort {what}. Skriv gärna ålder i stället, så slipper uppgiften lämna journalsystemet."
MASKED_OTHER = "Jag har tagit bort {what}. Sådana uppgifter behövs inte här."
IN_ENGLISH = "I read your question in English; the answer is in Swedish, in the words of the agreement."
LOW_CONFIDENCE = "Jag är osäker på om jag läste frågan rätt. Kontrollera raden «Så läste jag frågan»."

TITLES: Mapping[str, str] = {
    "region": "Regionen ansvarar.",
    "kommun": "Kommunen ansvarar.",
    "both": "Delat ansvar: kommunen och regionen.",
    "not_settled": "{called} avgör inte det här.",
}
BOTH_TITLE = "Det gäller både kommunen och regionen."
STRENGTH_TITLES: Mapping[str, str] = {
    "region": "{strength} regionen.",
    "kommun": "{strength} kommunen.",
    "both": "Delat ansvar: kommunen och regionen, {strength}.",
}
CONDITIONAL_TITLE = "Jag kan inte säga helt säkert."
WHO: Mapping[str, str] = {"region": "Regionen:", "kommun": "Kommunen:", "both": "Båda:"}
THINK_OF, SOURCE, READ, LAW = "Tänk på:", "Källa:", "Så läste jag frågan:", "Lagen säger:"
CITED_LAW = "Lag:"
TURN_TO, STILL = "Så går du vidare:", "Det som ändå gäller:"
PARTLY = "{title} för {needs}. Resten avgörs inte."
ABOUT_NEED = "Om {need}: {title}"
IN_ADDITION = "{value}: {title}"
INSTEAD = "{value} i stället: {title}"

UNCOVERED_TITLE = "Jag har ingen överenskommelse för {county}."
UNCOVERED = "Jag kan {counties}. Det lagen säger gäller överallt."
LAW_TITLE = "Det här säger lagen, i alla län"
LAW_AND_COUNTY = "Vad en överenskommelse säger skiljer sig mellan länen. Välj län om du vill veta det också."
FOUND_TITLE = "Så här står det"
NOTHING_FOUND_TITLE = "Det hittar jag inte i {called}."
NOTHING_FOUND = "Skriv gärna frågan med andra ord, eller fråga vem som ansvarar för en viss insats."
OPEN_TITLE = "Frågan är öppen."
OPEN = "Den ställdes i underlaget och har inget svar där."
STALE = "Passagen i dokumentet har ändrats sedan jag kodade den. Kontrollera ordalydelsen."

WHY_TITLE = "Därför blev svaret så"
WHY_NONE = "Inget i {called} täcker det du beskrev."
NO_MATTER = "{facets} spelar ingen roll för svaret enligt {called}."
ENDS = "{called} gäller till och med {day}. Därefter kan svaret vara ett annat."
CHANGES_HEAD = "Vad skulle ändra svaret?"
RULED_OUT = "Gäller inte här:"
BECAUSE = "Det gäller här eftersom du angav: {told}."
BUT = "Det utesluts av: {told}."

CONTACTS_TITLE = "Kontakt"
PAGES_UNCHECKED = "Sidorna nedan är offentliga; ingen har kontrollerat dem på senare tid."
NO_CONTACT = "Jag har ingen kontaktuppgift. Fråga i din egen växel efter enheten."
STATUS: Mapping[str, str] = {
    "verified": "kontrollerad {day}",
    "unverified": "ej kontrollerad",
    "stale": "kontrollerad {day}, kan vara gammal",
}
SEEN = "sedd {seen}"

NOW = "{old} är numera {now}."
WORDING_TITLE = "Ordalydelsen"
NO_WORDING = "Dokumentet finns inte här, så jag kan bara visa mina egna ord och var det står."

CHANGE_TITLE = "Vad vill du ändra?"
CHANGE_NOTHING = "Jag har inget att ändra än. Ställ en fråga först."
PLACE_LABEL = "Plats"
PLACE_NAMES = ("plats", "platsen", "kommun", "kommunen", "län", "länet", "ort")

SIP_TITLE = "Har personen samtyckt till SIP?"
SIP_WHY = "Utan samtycke kan en SIP inte göras."
SIP_YES, SIP_NOT_YET, SIP_NO = "Ja", "Inte frågat än", "Nej"
SIP_NO_TITLE = "Utan samtycke kan en SIP inte göras."
SIP_NO_LINES = (
    "Du kan fråga igen när läget ändras. Berätta då vad en SIP är och vad den kan ge.",
    "Är du orolig för att ett barn far illa gäller andra regler: anmäl till socialtjänsten (SoL 19 kap. 1 §).",
)
SIP_NOT_YET_TITLE = "Fråga personen först."
SIP_NOT_YET_LINES = (
    "Berätta att region och kommun då planerar tillsammans, vilka som blir med och att personen själv bestämmer.",
    "Gäller det ett barn: ta reda på barnets inställning så långt det går, och anpassa efter ålder och mognad.",
)
SIP_START_TITLE = "Så börjar du"
SIP_INVITE, SIP_PLAN_LAW = "Bjud in:", "Planen ska enligt lagen visa:"
SIP_PLAN_COUNTY = "Planen ska enligt {called} också innehålla:"
SIP_CHILD = "Gäller det ett barn: ta reda på barnets inställning så långt det går."
SIP_SUBJECT = "SIP: samordnad individuell plan"
SIP_AGENDA = "Syfte. Behov. Insatser: vem gör vad. Övergripande ansvar. Uppföljning. Skriv inga personuppgifter i inbjudan."
SIP_SHEET = "Underlag utan personuppgifter (.docx)"
SHEET_TITLE = "Underlag inför SIP"
SHEET_NO_NAMES = "Skriv inga namn, personnummer eller andra personuppgifter här. De hör hemma i journalsystemet."
SHEET_BEFORE = "Före mötet"
SHEET_BEFORE_LINES = (
    "☐ Personen har fått veta vad en SIP är och vad den kan ge.",
    "☐ Personen har samtyckt. Samtycket är dokumenterat i journalen.",
    "☐ Personen har sagt vilka som ska vara med, och vad som är viktigast att ta upp.",
    "☐ Tid, plats och vem som leder mötet är bestämt.",
)
SHEET_INVITE, SHEET_DUTIES = "Vilka bjuds in", "Vem ska ta initiativ och delta"
SHEET_PLAN, SHEET_NOTES = "Vad planen ska visa", "Stolpar för mötet"
SHEET_NOTES_LINES = ("Mål: ", "Insatser och vem som gör dem: ", "Övergripande ansvar: ", "Tidsplan och uppföljning: ")
SIP_REGION, SIP_KOMMUN = "Regionen: {units}", "Kommunen: {units}"

EMERGENCY_TITLE = "Ring 112 nu."
EMERGENCY = "Jag kan inte hjälpa till vid akuta lägen. För råd om vård: ring 1177."
HARM_TITLE = "Är det akut: ring 112 nu."
HARM = (
    "Annars: gör en orosanmälan till socialtjänsten i kommunen.",
    "Arbetar du i vården, skolan eller socialtjänsten ska du anmäla vid oro för att ett barn far illa (SoL 19 kap. 1 §).",
    "Gäller det en vuxen: kontakta socialtjänsten och ta upp det med din chef.",
    "Händer det i verksamheten ska det rapporteras där (lex Sarah).",
)
EMERGENCY_KEPT = "Din fråga finns kvar när du vill fortsätta."
NO_WORDS = "Skriv vad det gäller, så svarar jag på vem som ansvarar."
MANNERS: Mapping[str, str] = {
    "thanks": "Varsågod. Skriv när du har en ny fråga.",
    "bye": "Hej då.",
    "fine": "Bra. Skriv när du har en ny fråga.",
    "hello": f"Hej. {NO_WORDS}",
}
OFF_TOPIC = (
    "Det kan jag inte hjälpa till med. "
    "Jag svarar på vem som ansvarar, regionen eller kommunen, för habilitering, rehabilitering och hjälpmedel."
)
NEW_QUESTION = "Skriv din nya fråga, eller låt mig guida dig."
FORGET, FORGET_TITLE, FORGET_SURE = "Glöm mig", "Ska jag glömma dig?", "Ja, glöm mig"
FORGET_WHAT = (
    "Det du har skrivit här tas bort, och adressen hit.",
    "Dina ärenden hos ombuden avidentifieras. Svar som är på väg når dig inte, och jag kan inte längre hitta ärendena åt dig.",
)
FORGET_HERE = ("Det du har skrivit här tas bort.",)
FORGOTTEN = "Jag har glömt det du har skrivit här."
FORGOTTEN_TICKETS = "Adressen hit är borttagen. Ärenden som avidentifierats: {number}."
FORGOTTEN_NO_TICKETS = "Adressen hit är borttagen. Du hade inga ärenden hos ombuden."
STAY = "Då lämnar jag det som det är."
HELD_TITLE = "Det här har jag om dig"
HELD_HERE = "Bara det du har skrivit i det här samtalet, och bara så länge det pågår."
HELD_TICKETS = "Ärenden hos ombuden: {number}."
HELD_CONVERSATIONS = "Samtal som jag minns: {number}. Där står hur jag läste dina frågor, inte ditt namn."
HELD_REFERENCES = "Adressen hit, så att ett svar når dig."
HELD_NO_REFERENCES = "Ingen adress till dig."
HELD_OMBUD = "Att du är ombud, och de ärenden som du har tagit."
HELD_EXPORT = "Ett fullständigt utdrag får du av den som driver tjänsten."

FEEDBACK, SEND, MINE, SIMILAR = "Stämmer inte", "Skicka till ombud", "Mina ärenden", "Visa liknande frågor"
FEEDBACK_TITLE = "Vad är det som inte stämmer?"
FEEDBACK_REASONS: Mapping[str, str] = {
    "wrong_principal": "Fel ansvarig",
    "unclear": "Otydligt svar",
    "misread": "Du missförstod frågan",
    "contact": "Kontaktuppgift eller länk stämmer inte",
}
FEEDBACK_HELPED = "Det hjälpte ändå"
FEEDBACK_GLAD = "Tack, bra att veta."
FEEDBACK_THANKS = "Tack för att du säger det."
FEEDBACK_NEXT = "Ett ombud kan svara på frågan, eller så ändrar du hur jag läste den."
FEEDBACK_UNSAVED = "Här sparas inget omdöme."

ANSWERED_BEFORE = "Ombuden har svarat ({day}):"
ANSWERED_TITLE = "Så har ombuden svarat"
ANSWERED_LINK = "Länk:"
SIMILAR_TITLE = "Liknande frågor som ombuden har svarat på"
SIMILAR_NONE = "Ombuden har inte svarat på någon liknande fråga än."
LANGUAGE = "You can ask in English. I answer in Swedish, in the words of the agreements."
STARTED_OVER = "Jag har glömt det du svarade och börjar om."
STATE_LOST = "Jag kunde inte läsa det du svarade tidigare, så vi börjar om."

COMPARE, COMPARE_TITLE = "Jämför län", "Samma fråga i alla län"
COMPARE_NOTHING = "Jag har ingen fråga att jämföra än. Ställ en fråga om vem som ansvarar först."
COMPARE_DIFFER = "Länen skiljer sig åt."
COMPARE_SAME = "Alla svarar likadant."
COMPARE_GROUPS: Mapping[str, str] = {
    "region": "Regionen:",
    "kommun": "Kommunen:",
    "both": "Båda:",
    "not_settled": "Avgörs inte:",
    "routine": "Sköts enligt en rutin:",
    "unsettled": "Beror på mer:",
}
COMPARE_HANGS, COMPARE_MORE, COMPARE_BECAUSE = "Beror på {facet}.", "Beror på mer.", "Därför:"
COMPARE_ROUTINE = "En rutin svarar."

PRACTICE, PRACTICE_NEXT = "Öva", "Nästa fall"
PRACTICE_PLACE = "Vilket län vill du öva på?"
PRACTICE_ALL = "Alla län"
PRACTICE_TITLE = "Vem ansvarar?"
PRACTICE_CASE, PRACTICE_KNOWN = "Fallet:", "Det vi vet:"
PRACTICE_UNSAVED = "Dina svar sparas inte."
PRACTICE_NONE = "Jag har inga övningsfall för det länet."
PRACTICE_CHOICES: Mapping[str, str] = {
    "region": "Regionen",
    "kommun": "Kommunen",
    "both": "Båda",
    "not_settled": "Avgörs inte",
}
PRACTICE_RIGHT, PRACTICE_OTHER = "Rätt. {title}", "Inte den här gången. {title}"
PRACTICE_CHOSEN = "Du svarade: {choice}."

RECEIPT, RECEIPT_LINK = "Referens:", "Länk till svaret"
RECEIPT_HOLDS = "Svaret gäller fortfarande."
RECEIPT_CHANGED = "Det här har ändrats sedan dess:"
RECEIPT_GIVEN = "Referensen är från {day} och gäller {county}."
RECEIPT_UNREADABLE = "Den referensen kan jag inte läsa."
RECEIPT_UNREADABLE_WHY = "Något tecken saknas eller har blivit fel. Kopiera hela referensen och klistra in den igen."
RECEIPT_OTHER_VERSION = "Den hör till en nyare eller äldre version av boten. Ställ frågan på nytt."
RECEIPT_LOST = "Frågan kan inte läsas på samma sätt längre. Ställ den på nytt."
RECEIPT_CHANGES: Mapping[str, str] = {
    "answer": "Svaret var: {then} Nu är det: {now}",
    "case": "Det som beskrev personen eller behovet har fått andra alternativ.",
    "decides": "{place} gäller nu andra fall eller säger något annat om ansvaret.",
    "words": "{place} har fått en ny lydelse.",
    "gone": "En punkt som svaret byggde på finns inte längre ({place}).",
    "replaced": "{place} har ersatts eller gäller inte längre.",
    "dropped": "{place} avgör inte längre frågan.",
    "added": "{place} har kommit till.",
}
RECEIPT_ASKS = "det behövs ett svar till."
