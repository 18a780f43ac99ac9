"""What is said around the ombud. Plain Swedish, short, «du»; no exclamation marks."""

from __future__ import annotations

from collections.abc import Mapping

# Asking

ASK_TITLE = "Skicka frågan till ombudet?"
ASK_WHAT = "Det här skickas:"
ASK_READING, ASK_TOLD, ASK_TO = "Så läste jag frågan:", "Mitt svar:", "Till:"
ASK_OMBUD = "ombuden för {place}"
ASK_NO_NAMES = "Skriv inga namn, personnummer eller andra uppgifter om en person. Ombudet ser inte vem som frågar."
NO_NAMES = "Skriv inga namn, personnummer eller andra uppgifter om en person."
ASK_FIELD, ASK_HINT = "Din fråga till ombudet", "Skriv frågan så att ombudet förstår den utan annat underlag"
ASK_NO_TEXT_TITLE = "Vad vill du fråga ombudet?"
ASK_NO_TEXT = "Skriv frågan med egna ord. Jag svarar först om jag kan, och sedan kan du skicka den till ombudet."
ASK_PLACE_TITLE = "Vilket län gäller frågan?"
ASK_PLACE = "Varje län har sina egna ombud. Du kan också skriva kommunens namn."
ASK_PLACE_UNKNOWN = "Jag känner inte igen den platsen. Skriv kommunens eller länets namn."
ASK_UNCOVERED_TITLE = "Jag har inga ombud att skicka till i {county}."
ASK_UNCOVERED = "Fråga den som ansvarar för samverkan mellan region och kommun hos dig. Jag når ombud i {counties}."
ASK_EDIT_TITLE = "Skriv hur frågan ska lyda."
ASK_EDIT = "Nästa meddelande blir den nya texten. Inget skickas förrän du väljer att skicka."
ASK_TOO_LONG = "Frågan får ha högst {most} tecken. Korta den gärna."
ASK_CANCELLED = "Då skickar jag ingenting."
TO_BOTH, TO_REGION, TO_KOMMUN = "Skicka till båda ombuden", "Bara regionens ombud", "Bara kommunens ombud"
EDIT, CANCEL = "Ändra texten", "Avbryt"
SENT_TITLE = "Skickat. Ditt ärende har nummer {number}."
SENT = "Svaret kommer hit. Skriv «hur går det med {number}» när du vill veta mer."
SENT_NOWHERE = (
    "Inget ombud i länet är anslutet än. Frågan är sparad och visas för det ombud som ansluts. Är det bråttom: "
    "vänd dig direkt till överenskommelsens ombud i din verksamhet."
)
SENT_ALREADY = "Frågan är redan skickad. Ditt ärende har nummer {number}."
MASKED = "Jag har tagit bort {what} ur texten."
SEND, STATUS = "Skicka till ombud", "Hur går det?"

# The asker's own tickets

OWN_NONE = "Du har inga ärenden hos ombuden."
OWN_TITLE = "Dina ärenden hos ombuden"
OWN_UNKNOWN = "Jag hittar inget sådant ärende bland dina."
OWN_TICKET = "Ärende {number}: {status}."
OWN_QUESTION = "Du frågade:"
MINE = "Mina ärenden"
ANSWER_TITLE = "Svar från ombud ({who}), {day}:"
ANSWER_HELPED = "Hjälpte svaret? Du kan också skriva «{number} hjälpte» eller «{number} hjälpte inte»."
ANSWER_SOURCE = "Källa:"
HELPED_YES, HELPED_NO = "Ja, svaret hjälpte", "Nej, svaret hjälpte inte"
HELPED_THANKS = "Tack, bra att veta."
HELPED_ASK_TITLE = "Vad saknas i svaret på ärende {number}?"
HELPED_ASK = "Skriv det med egna ord, utan personuppgifter. Då öppnas ärendet igen hos ombudet."
HELPED_NO_REASON = "Öppna utan kommentar"
WITHDRAW = "Ta tillbaka frågan"
WITHDRAWN = "Ärende {number} är återtaget. Ombuden ser att du inte väntar på svar."
WITHDRAWN_REASON = "Den som frågade har tagit tillbaka frågan."
WITHDRAWN_LATE = "Ärende {number} väntar inte på svar, så det finns inget att ta tillbaka."
WITHDRAWN_SHARED = "Ärende {number} kan inte tas tillbaka längre. Du behöver inte göra något med svaret när det kommer."
REOPENED_OWN = "Ärende {number} är öppnat igen. Svaret kommer hit."
NOT_ANSWERED_YET = "Ärende {number} är inte besvarat än."

# The ombud's side

PRINCIPAL: Mapping[str, str] = {"region": "regionen", "kommun": "kommunen"}
OMBUD_OF: Mapping[str, str] = {"region": "Regionens ombud", "kommun": "Kommunens ombud"}
BOTH = "båda ombuden"
STATUS_WORDS: Mapping[str, str] = {
    "new": "nytt, ingen har tagit det än",
    "taken": "{who} arbetar med det",
    "answered": "besvarat",
    "published": "besvarat, finns bland vanliga frågor",
    "closed": "avslutat",
    "reopened": "öppnat igen, väntar på svar",
}
WAITING = "väntar på svar"
SOMEBODY = "ett ombud"
WHY: Mapping[str, str] = {
    "not_settled": "Överenskommelsen avgör inte frågan.",
    "wrong": "Den som frågar tycker att svaret är fel.",
    "unclear": "Den som frågar tycker att svaret är oklart.",
    "request": "Den som frågar vill ha ombudets svar.",
}
DELIVERY: Mapping[str, str] = {
    "pending": "Svaret är på väg till den som frågade.",
    "sent": "Svaret är levererat.",
    "failed": "Svaret har inte kunnat levereras. Den som frågade ser det om den frågar efter ärendet.",
}
TICKET_TITLE = "Ärende {number}, {place}: {status}"
TICKET_SENT, TICKET_OVERDUE = "Skickat {day}. {why}", "Skickat {day}, borde ha besvarats. {why}"
TICKET_TO, TICKET_QUESTION, TICKET_GIVEN, TICKET_REASON = "Till:", "Frågan:", "Ombudets svar ({who}, {day}):", "Skäl:"
TICKET_REOPENED = "Öppnat igen därför att:"
TICKET_FORM_ANSWER, TICKET_FORM_HINT = "Ditt svar", "Skriv svaret utan personuppgifter"
TICKET_FORM_FACTS, TICKET_FORM_LINKS = "Svaret bygger på", "Länkar (https), en per rad"
TICKET_TYPE = "Du kan skriva: «ta {number}», «svara {number}: texten», «liknande {number}», «stäng {number} skäl»."
TICKET_SIMILAR = "Har besvarats förut:"
TICKET_PASSED = "Ärende {number} är lämnat till {who}."
TAKE, RELEASE, ANSWER, SIMILAR, HAND = "Ta", "Släpp", "Svara", "Liknande svar", "Lämna vidare"
MERGE, CLOSE, OPEN, PROPOSE, SHOW = "Slå ihop", "Stäng", "Öppna igen", "Föreslå som vanlig fråga", "Visa ärendet"
LIST, HELP, TAKE_OVER, USE, SEND_ANSWER = "Ärenden", "Hjälp för ombud", "Ta över", "Använd svaret", "Skicka svaret"

TAKEN_BY_YOU = "Du har tagit ärende {number}."
TAKEN_ALREADY = "Du har redan tagit ärende {number}."
TAKEN_BEFORE = "{who} tog ärende {number} före dig."
RELEASED = "Ärende {number} är släppt. Andra ombud ser att det är ledigt."
RELEASED_NOT = "Ärende {number} är inte taget av någon."
ANSWERED_BEFORE = "{who} har redan besvarat ärende {number}."
ANSWER_KEPT = "Ditt svar skickades inte. Här är det, så att du kan spara det:"
ANSWER_ASK_TITLE = "Skriv svaret på ärende {number}."
ANSWER_ASK = (
    "Skriv det i nästa meddelande, eller «svara {number}: texten». Inga personuppgifter. Länkar som börjar med https följer med."
)
ANSWER_TOO_LONG = "Svaret får ha högst {most} tecken. Det är inte skickat."
ANSWERED = "Svaret på ärende {number} är skickat till den som frågade."
ANSWERED_SEVERAL = "Svaret på ärende {number} är skickat till {count} som har frågat."
ANSWERED_UNREACHED = "Svaret på ärende {number} är sparat. Den som frågade går inte längre att nå."
CLOSE_ASK_TITLE = "Varför avslutas ärende {number}?"
CLOSE_ASK = "Skriv skälet i nästa meddelande, eller «stäng {number} skälet»."
CLOSED = "Ärende {number} är avslutat."
CLOSED_ALREADY = "Ärende {number} är redan avslutat."
CLOSED_FOR_ASKER = "Ärende {number} är avslutat av ombudet."
OPENED = "Ärende {number} är öppet igen."
OPEN_ALREADY = "Ärende {number} är redan öppet."
HAND_ASK_TITLE = "Vem ska ta ärende {number}?"
HAND_ASK = "För ett annat län: skriv «lämna {number} till länets namn»."
HAND_REGION, HAND_KOMMUN, HAND_BOTH = "Regionens ombud", "Kommunens ombud", "Båda ombuden"
HAND_UNKNOWN = "Jag förstod inte vart ärende {number} ska. Skriv «regionen», «kommunen» eller ett av länen: {counties}."
HAND_SAME = "Ärende {number} ligger redan hos {who}."
MERGE_ASK_TITLE = "Vilket ärende är samma fråga som {number}?"
MERGE_ASK = "Välj ett eller skriv «slå ihop {number} med» och numret."
MERGE_NONE = "Det finns inget annat öppet ärende i länet att slå ihop med."
MERGED = "Ärende {number} är ihopslaget med {other}. Svaret går till båda som frågade."
MERGE_ITSELF = "Ett ärende kan inte slås ihop med sig självt."
MERGE_OTHER_COUNTY = "Ärendena gäller olika län. Överenskommelserna skiljer sig åt, så de behöver var sitt svar."
MERGE_NOT_OPEN = "Ärende {number} är inte öppet och kan inte slås ihop."
MERGED_STATUS = "besvaras tillsammans med ärende {other}"
NOT_OPEN = "Ärende {number} väntar inte på svar. Öppna det igen först."

SIMILAR_TITLE = "Liknande svar för ärende {number}"
SIMILAR_NONE = "Jag hittar inget liknande svar i länet."
SIMILAR_QUESTION, SIMILAR_ANSWER = "Fråga:", "Svar:"
USE_TITLE = "Skicka det här svaret på ärende {number}?"
SOURCE_GONE = "Det svaret finns inte längre."

LIST_TITLE, LIST_NONE = "Öppna ärenden", "Det finns inga öppna ärenden hos dig."
LIST_LINE = "{number}, {place}, {age}, {status}"
LIST_OVERDUE, LIST_MORE = "försenat", "Det finns fler. De äldsta visas."
TODAY, YESTERDAY, DAYS = "i dag", "i går", "{days} dagar"

NO_DESK = (
    "Jag kan inte skicka frågan till ombudet härifrån. Vänd dig direkt till överenskommelsens ombud i din verksamhet. "
    "Under «Varför?» finns en referens till svaret som du kan ta med."
)
NO_DESK_TICKETS = "Ärenden finns inte här. De sköts i tjänsten."
ONLY_OMBUD = "Det kan bara överenskommelsens ombud göra. Din fråga kan du skicka till ett ombud."
OTHER_COUNTY = "Ärende {number} hör till ett län där du inte är ombud. Ingenting har ändrats."
NO_TICKET = "Jag hittar inget ärende {number}."
MISMATCH = "Kortet stämmer inte med ärende {number}. Ingenting har ändrats."

HELP_TITLE = "Så svarar du som ombud"
HELP_LINES = (
    "«ärenden» visar de öppna. «ärende 1042» visar ett.",
    "«ta 1042», «släpp 1042», «svara 1042: texten», «stäng 1042 skälet», «öppna 1042».",
    "«lämna 1042 till kommunen», «lämna 1042 till regionen» eller till ett annat län. «slå ihop 1042 med 1040».",
    "«liknande 1042» visar svar som har getts förut. «faq 1042» föreslår svaret som vanlig fråga.",
    "«faqlista», «godkänn faq-1042», «avslå faq-1042 skälet». «statistik» visar de senaste 30 dagarna.",
    "Administratörer kan skriva «koppla kanalen till länets namn kommun» eller «region» i en kanal, och «koppla bort kanalen».",
    "Skriv inga personuppgifter. Den som frågade ser din roll, inte ditt namn.",
)
STATISTICS = "Statistik"

JOINED = "Den här kanalen tar nu emot frågor till {who} i {county}."
JOIN_UNKNOWN = "Skriv vilket län och vilken huvudman, till exempel «koppla kanalen till {example} kommun»."
JOIN_ADMIN = "Bara en administratör kan koppla kanalen."
JOIN_CHANNEL = "Det går bara i en kanal. Skriv det i kanalen som ska kopplas."
LEFT, LEFT_NOT = "Kanalen är bortkopplad.", "Kanalen var inte kopplad till något ombud."

# What has happened

HISTORY = "Historik:"
EVENTS: Mapping[str, str] = {
    "new": "skickat",
    "taken": "taget",
    "released": "släppt",
    "passed": "lämnat vidare",
    "merged": "ihopslaget med ett annat",
    "joined": "ett annat ärende kom till",
    "answered": "besvarat",
    "delivered": "svaret framme",
    "undelivered": "svaret kom inte fram",
    "helped": "svaret hjälpte",
    "published": "finns bland vanliga frågor",
    "faq_rejected": "inte bland vanliga frågor",
    "faq_retired": "inte längre bland vanliga frågor",
    "closed": "stängt",
    "withdrawn": "återtaget",
    "reopened": "öppnat igen",
}
