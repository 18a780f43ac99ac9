"""How the bot was used in a period, for those who follow up the agreements: as a page and as text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from bot.reports.charts import Bar
from bot.reports.markup import Markup, tag
from bot.reports.page import bullets, page
from bot.reports.sheet import Part, Sheet, as_lines, as_section
from bot.reports.terms import capital, number, share
from dialogs.answer import pinpoint
from dialogs.figures import HIDDEN, KINDS, LEAST, OTHER, Figures, Numbers, Table, summed
from dialogs.statistics import ENDINGS, duration, silent, topic_words
from knowledge.agreement import Statement
from knowledge.loader import Knowledge
from knowledge.validity import written
from knowledge.wording import listed

TITLE, ALL, NO_REASON, UNKNOWN = "Så används Vem ansvarar?", "Alla", "Inget skäl angivet", "Okänt län"
NO_MEDIAN, TOO_FEW = f"{HIDDEN} svar", "för få att visa"
NO_NUMBERS = (HIDDEN, NO_MEDIAN, TOO_FEW)
MOST_DRAWN = 12
"""Topics in the chart; the table has them all."""

COUNTED = (
    (
        "En fråga räknas när boten har svarat på den eller sagt att det saknas svar. "
        "Det som räknas är län, månad, behov eller ämne, och hur frågan slutade."
    ),
    "Inga uppgifter om vem som frågade och ingen text som någon har skrivit finns med, varken här eller i räkningen.",
    (
        f"Antal under {LEAST} visas inte och går inte att räkna fram, så «{HIDDEN}» kan också betyda ingen alls. "
        f"I varje län är frågor från en månad med {HIDDEN} frågor, eller som slutade på ett sätt som {HIDDEN} gjorde, borttagna "
        f"ur alla tabeller. Behov med {HIDDEN} frågor är sammanslagna till övrigt. "
        f"Summorna gäller de frågor som är kvar; därför står det «minst» där, och «{TOO_FEW}» när inga är kvar."
    ),
    (
        "Skickade frågor, följdfrågor, SIP-länkar, omdömen och luckor är avrundade nedåt till femtal, "
        f"och summor av dem är summor av avrundade tal. En mediantid visas när det finns minst {LEAST} svar."
    ),
    "Ärenden, FAQ-svar och kontakter att se över är exakta och visar läget när rapporten togs ut.",
)


def usage_page(knowledge: Knowledge, figures: Figures, reasons: Mapping[str, str] | None = None) -> str:
    """The figures as one page. `reasons` are the Swedish labels of the reasons of ratings, by key."""
    parts = list(_Report(knowledge, figures, reasons or {}).parts())
    title, period = _title(knowledge, figures), _period(figures)
    links = bullets([tag("a", part.heading, href=f"#{part.key}") for part in parts])
    contents = tag("nav", links, aria_label="Innehåll")
    brief = tag("section", tag("h2", "I korthet", id="brief", class_="first"), _brief(figures), aria_labelledby="brief")
    return page(title, tag("h1", title), tag("p", period, class_="dim"), brief, contents, *map(as_section, parts))


def usage_text(knowledge: Knowledge, figures: Figures, reasons: Mapping[str, str] | None = None) -> str:
    """The same in plain lines."""
    lines = [_title(knowledge, figures), _period(figures), "", "I korthet"]
    lines += [f"- {term}: {value}" for term, value in _headlines(figures)]
    for part in _Report(knowledge, figures, reasons or {}).parts():
        lines += as_lines(part)
    return "\n".join(lines)


def _title(knowledge: Knowledge, figures: Figures) -> str:
    names = [_name(knowledge, county) for county in figures.counties]
    return f"{TITLE} {listed(names, 'och')}" if names else TITLE


def _period(figures: Figures) -> str:
    return f"Från och med {written(figures.since)} till och med {written(figures.until)}."


def _brief(figures: Figures) -> Markup:
    return tag("dl", *(tag("div", tag("dt", term), tag("dd", value)) for term, value in _headlines(figures)), class_="brief")


def _headlines(figures: Figures) -> Iterator[tuple[str, str]]:
    shown = figures.shown()
    ended, total = summed(shown.kinds), sum(shown.questions.values())
    yield "Frågor", _least(total)
    for kind in ("settled", "not_settled"):
        yield ENDINGS[kind], share(ended[kind] / total) if ended[kind] else HIDDEN
    yield "Boten frågade tillbaka", _least(sum(shown.asked_back.values()))
    yield "Skickade till ombud", _least(sum(shown.sent_on.values()))
    yield "Mediantid till ombudets svar", NO_MEDIAN if shown.median is None else duration(shown.median)
    tickets, overdue = (sum(numbers.values()) for numbers in (figures.open_tickets, figures.overdue_tickets))
    yield "Öppna ärenden", f"{number(tickets)} (försenade: {number(overdue)})"
    yield "Startade SIP-länkar", _least(sum(shown.sip.values()))


class _Report:
    """The parts of the report."""

    def __init__(self, knowledge: Knowledge, figures: Figures, reasons: Mapping[str, str]) -> None:
        self.knowledge, self.figures, self.reasons = knowledge, figures, reasons
        self.shown = figures.shown()

    def parts(self) -> Iterator[Part]:
        yield Part("questions", "Frågor", sheets=(self.by_county(), self.by_month(), self.by_topic()))
        yield Part("ended", "Så slutade frågorna", sheets=(self.endings(),))
        yield Part("ombud", "Frågor till ombud", sheets=(self.ombud(),))
        yield self.negotiate()
        yield Part("sip", "SIP och omdömen", sheets=tuple(self.sip_and_ratings()))
        yield self.review()
        yield Part("counted", "Så är siffrorna räknade", COUNTED)

    def by_county(self) -> Sheet:
        numbers = self.shown.questions
        counties = self.counties(numbers)
        rows = tuple((self.name(key), _total(numbers.get(key))) for key in counties)
        bars = tuple(Bar(self.name(key), numbers.get(key, 0), _total(numbers.get(key))) for key in counties)
        last = (ALL, _least(sum(numbers.values())))
        return Sheet("Frågor per län", ("Län", "Frågor"), (*rows, last), "Per län", bars, hidden=NO_NUMBERS)

    def by_month(self) -> Sheet:
        months = {key: _month(key) for key in _months(self.figures.since, self.figures.until)}
        return self.crossed("Månad", self.shown.months, months)

    def by_topic(self) -> Sheet:
        numbers = summed(self.shown.topics)
        topics = sorted(numbers, key=lambda key: (key == OTHER, -numbers[key], key))
        named = {key: capital(topic_words(self.knowledge, key)) for key in topics}
        return self.crossed("Behov eller ämne", self.shown.topics, named, MOST_DRAWN)

    def crossed(self, head: str, table: Table, named: Mapping[str, str], drawn: int | None = None) -> Sheet:
        """The keys that are `named`, by county, with a chart of all counties together."""
        counties, total = self.counties(table), summed(table)
        rows = [(words, *(_told(table.get(county, {}).get(key)) for county in counties)) for key, words in named.items()]
        heads: tuple[str, ...] = (head, *(self.name(county) for county in counties))
        if len(counties) > 1:
            heads = (*heads, ALL)
            rows = [(*row, _told(total.get(key))) for key, row in zip(named, rows, strict=True)]
        heading = f"Per {_lower(head)}"
        bars = tuple(_bar(words, total.get(key)) for key, words in list(named.items())[:drawn])
        empty = (ALL, *(TOO_FEW for _ in heads[1:]))
        return Sheet(f"Frågor {_lower(heading)}", heads, tuple(rows) or (empty,), heading, bars, hidden=NO_NUMBERS)

    def endings(self) -> Sheet:
        table, total = self.shown.kinds, summed(self.shown.kinds)
        rows = [(self.name(county), *_row(table.get(county, {}), KINDS)) for county in self.counties(table)]
        return Sheet(
            "Frågor efter hur de slutade, per län",
            ("Län", *(ENDINGS[kind] for kind in KINDS)),
            (*rows, (ALL, *_row(total, KINDS))),
            drawn=tuple(_bar(ENDINGS[kind], total.get(kind)) for kind in KINDS),
            hidden=NO_NUMBERS,
        )

    def ombud(self) -> Sheet:
        shown, own = self.shown, self.figures
        now = (own.open_tickets, own.overdue_tickets, own.undelivered)
        rows = [
            (self.name(key), _told(shown.sent_on.get(key)), self.median(shown.hours.get(key)), *(_exact(n, key) for n in now))
            for key in self.counties(shown.sent_on, shown.hours, *now)
        ]
        every = (number(sum(numbers.values())) for numbers in now)
        last = (ALL, _least(sum(shown.sent_on.values())), self.median(shown.median), *every)
        heads = ("Län", "Skickade frågor", "Mediantid till svar", "Öppna ärenden", "Försenade", "Svar inte framme")
        return Sheet("Frågor till ombud per län, och ärendena som de står nu", heads, (*rows, last), hidden=NO_NUMBERS)

    @staticmethod
    def median(hours: float | None) -> str:
        return NO_MEDIAN if hours is None else duration(hours)

    def negotiate(self) -> Part:
        met = list(silent(self.knowledge, self.shown))
        heading = "Det här bör parterna förhandla om härnäst"
        if not met:
            return Part("negotiate", heading, (f"Ingen lucka har mött {LEAST} frågor eller fler under perioden.",))
        rows = tuple((s.id, s.text, self.source(s), f"minst {number(times)}") for s, times in met)
        heads = ("Nr", "Vad som inte står där", "Källa", "Gånger")
        note = "Luckor i överenskommelserna som oftast mötte en fråga. Den som mötte flest står först."
        return Part("negotiate", heading, (note,), (Sheet("Luckor som mötte frågor", heads, rows, words=2),))

    def source(self, silence: Statement) -> str:
        cite = self.knowledge.home[silence.id].cite
        return f"{cite}, {pinpoint(silence)}" if silence.heading else cite

    def sip_and_ratings(self) -> Iterator[Sheet]:
        shown = self.shown
        unhelpful = {county: sum(row.values()) for county, row in shown.unhelpful.items()}
        columns: tuple[Numbers, ...] = (shown.asked_back, shown.sip, shown.helpful, unhelpful)
        rows = [(self.name(key), *(_told(column.get(key)) for column in columns)) for key in self.counties(*columns)]
        last = (ALL, *(_least(sum(column.values())) for column in columns))
        heads = ("Län", "Boten frågade tillbaka", "Startade SIP-länkar", "Svaret hjälpte", "Svaret hjälpte inte")
        yield Sheet("Följdfrågor, startade SIP-länkar och omdömen per län", heads, (*rows, last), hidden=NO_NUMBERS)
        reasons = summed(shown.unhelpful)
        if reasons:
            told = tuple((self.reason(key), number(times)) for key, times in reasons.most_common())
            bars = tuple(_bar(self.reason(key), times) for key, times in reasons.most_common())
            caption = "Skäl till att svaret inte hjälpte"
            yield Sheet(caption, ("Skäl", "Omdömen"), told, "Varför svaret inte hjälpte", bars)

    def review(self) -> Part:
        faq, contacts = self.figures.stale_faq, self.figures.stale_contacts
        notes = [f"FAQ-svar där källan har ändrats: {listed(faq, 'och')}." if faq else "Inget FAQ-svar behöver ses över."]
        if not any(contacts.values()):
            return Part("review", "Att se över", (*notes, "Inga kontakter behöver kontrolleras."))
        rows = tuple((self.name(key), number(contacts[key])) for key in self.counties(contacts) if contacts.get(key))
        caption = "Kontakter som ingen har kontrollerat på länge"
        return Part("review", "Att se över", tuple(notes), (Sheet(caption, ("Län", "Kontakter"), rows, "Gamla kontakter"),))

    # Names

    def counties(self, *having: Collection[str]) -> list[str]:
        """The counties that the report is about, and others that have something to show."""
        every = self.knowledge.counties.by_key
        about = {*(self.figures.counties or self.knowledge.covered), *(county for keys in having for county in keys)}
        return [county for county in every if county in about] + sorted(about - set(every))

    def name(self, county: str) -> str:
        return _name(self.knowledge, county)

    def reason(self, key: str) -> str:
        return self.reasons.get(key, key) or NO_REASON


def _name(knowledge: Knowledge, key: str) -> str:
    county = knowledge.counties.by_key.get(key)
    return county.name if county else key or UNKNOWN


def _months(since: date, until: date) -> Iterator[str]:
    year, month = since.year, since.month
    while (year, month) <= (until.year, until.month):
        yield f"{year}-{month:02}"
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _month(key: str) -> str:
    _, month = written(date.fromisoformat(f"{key}-01")).split(" ", 1)
    return capital(month)


def _row(numbers: Numbers, keys: Iterable[str]) -> Iterator[str]:
    return (_told(numbers.get(key)) for key in keys)


def _exact(numbers: Numbers, key: str) -> str:
    return number(numbers.get(key, 0))


def _bar(label: str, value: int | None) -> Bar:
    return Bar(label, value or 0, _told(value))


def _told(value: int | None) -> str:
    return number(value) if value else HIDDEN


def _total(value: int | None) -> str:
    return number(value) if value else TOO_FEW


def _least(value: int) -> str:
    return f"minst {number(value)}" if value else TOO_FEW


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
