"""The follow-up figures as a short card for an ombud, and the Swedish words they are told in."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from dialogs.figures import HIDDEN, LEAST, OTHER, Figures, Kind, Numbers, Shown, summed
from dialogs.reply import Action, Line, Reply
from dialogs.world import World
from knowledge.agreement import Statement
from knowledge.loader import Knowledge
from knowledge.validity import written

MOST_SILENCES = 3
"""Silences on the card."""

ENDINGS: Mapping[Kind, str] = {
    "settled": "Svar på vem som ansvarar",
    "not_settled": "Avgörs inte i överenskommelsen",
    "conditional": "Svar med villkor",
    "statement": "Upplysning ur överenskommelsen",
    "uncovered": "Ingen överenskommelse för länet",
}
TOPICS: Mapping[str, str] = {
    "who_is_responsible": "behovet inte sagt",
    "sip": "SIP",
    "contacts": "kontakter",
    "faq": "vanliga frågor",
    "deviation": "avvikelse",
    "agreement_info": "om överenskommelsen",
    "smalltalk": "hälsning",
    "help": "hjälp",
    "off_topic": "annat än ansvar",
    "emergency": "akut läge",
    OTHER: f"övrigt, {HIDDEN} av varje",
    "": "okänt",
}
"""What a question was about when no need was read, by its intent; and the small topics together."""

TITLE, NOTHING = "Statistik {since} – {until}", "För få frågor att visa."
QUESTIONS, AT_LEAST, ENDED = "Frågor:", "minst {number}", "Så slutade de:"
SENT, SENT_ON, MEDIAN = "Till ombud:", "{number} frågor", "Mediantid till svar:"
HELPED, RATINGS = "Hjälpte svaret:", "ja {helpful}, nej {unhelpful}"
ASKED_BACK = "Boten frågade tillbaka:"
SIP, SIP_STARTED = "Startade SIP-länkar:", "{number}"
TICKETS, TICKETS_ARE = "Ärenden just nu:", "{open} öppna, {overdue} försenade, {undelivered} svar inte framme"
REVIEW, REVIEW_ARE = "Att se över:", "{faq} FAQ-svar, {contacts} kontakter"
SILENT, TIMES = "Luckor som oftast mötte en fråga", "{id}, minst {number} gånger:"
COUNTED = f"Tal om frågor, svar och omdömen är avrundade nedåt till femtal. {HIDDEN.capitalize()} visas inte."


def statistics_reply(world: World, figures: Figures, counties: Collection[str], actions: tuple[Action, ...] = ()) -> Reply:
    """The most useful figures of some counties, for their ombud. `actions` lead on.

    The numbers are rounded down to fives, so that two cards from different days tell no small number either.
    """
    own = figures.of(counties, world.knowledge)
    shown = own.shown()
    title = TITLE.format(since=written(figures.since), until=written(figures.until))
    lines = (*_asked(shown), *_answers(shown), *_standing(own), *_silences(world.knowledge, shown), Line(COUNTED, "subtle"))
    return Reply("panel", title=title, lines=lines, actions=actions)


def _asked(shown: Shown) -> Iterator[Line]:
    total = sum(shown.questions.values())
    if not total:
        yield Line(NOTHING)
        return
    yield Line(_least(total), label=QUESTIONS)
    ended = summed(shown.kinds)
    told = (f"{_small(words)} {_five(ended[kind])}" for kind, words in ENDINGS.items() if ended[kind])
    yield Line("; ".join(told), label=ENDED)


def _answers(shown: Shown) -> Iterator[Line]:
    sent, sip = sum(shown.sent_on.values()), sum(shown.sip.values())
    yield Line(SENT_ON.format(number=_least(sent)), label=SENT)
    if shown.median is not None:
        yield Line(duration(shown.median), label=MEDIAN)
    helpful, unhelpful = sum(shown.helpful.values()), summed(shown.unhelpful).total()
    if helpful or unhelpful:
        yield Line(RATINGS.format(helpful=_least(helpful), unhelpful=_least(unhelpful)), label=HELPED)
    if back := sum(shown.asked_back.values()):
        yield Line(_least(back), label=ASKED_BACK)
    if sip:
        yield Line(SIP_STARTED.format(number=_least(sip)), label=SIP)


def _standing(figures: Figures) -> Iterator[Line]:
    now = (sum(numbers.values()) for numbers in (figures.open_tickets, figures.overdue_tickets, figures.undelivered))
    yield Line(TICKETS_ARE.format(**dict(zip(("open", "overdue", "undelivered"), now, strict=True))), label=TICKETS)
    faq, contacts = len(figures.stale_faq), sum(figures.stale_contacts.values())
    if faq or contacts:
        yield Line(REVIEW_ARE.format(faq=faq, contacts=contacts), label=REVIEW)


def _silences(knowledge: Knowledge, shown: Shown) -> Iterator[Line]:
    met = list(silent(knowledge, shown))[:MOST_SILENCES]
    if met:
        yield Line(SILENT, "strong")
    for statement, number in met:
        yield Line(statement.text, label=TIMES.format(id=statement.id, number=number))


# Words and order, for the report too


def silent(knowledge: Knowledge, shown: Shown) -> Iterator[tuple[Statement, int]]:
    """The silences that were shown, most often first. One that no agreement holds any longer is left out."""
    for identity, number in _most(shown.silences):
        if identity in knowledge.statements:
            yield knowledge.statements[identity], number


def topic_words(knowledge: Knowledge, topic: str) -> str:
    """A need or an intent in a few Swedish words; a key that is unknown stays as it is."""
    need = knowledge.facets["need"].by_key.get(topic)
    return need.short if need else TOPICS.get(topic, topic)


def duration(hours: float) -> str:
    """`omkring 5 timmar`, `omkring 3 dagar`."""
    if hours < 1:
        return "under en timme"
    if hours < 48:
        whole = round(hours)
        return f"omkring {whole} {'timme' if whole == 1 else 'timmar'}"
    return f"omkring {round(hours / 24)} dagar"


def _most(numbers: Numbers) -> list[tuple[str, int]]:
    return sorted(numbers.items(), key=lambda item: (-item[1], item[0]))


def _five(number: int) -> int:
    return number - number % LEAST


def _least(number: int) -> str:
    return AT_LEAST.format(number=_five(number)) if number else HIDDEN


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]
