"""Finding what ombud have answered and what the agreements say by a few words, each as a reply that stands by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dialogs import help as helps
from dialogs import texts
from dialogs.answer import covered, pinpoint
from dialogs.answered import index_of
from dialogs.case import plain_said, summary
from dialogs.law import citation
from dialogs.reply import MOST_ACTIONS, Action, Line, Mark, Reply
from dialogs.state import State
from dialogs.world import World
from knowledge import validity
from knowledge.agreement import Agreement, Rule, Silence, Statement
from knowledge.condition import ConditionError, Part, parse_clause
from knowledge.faq import FaqEntry
from knowledge.faq_binding import stale
from knowledge.faq_search import SIMILAR
from knowledge.reading import Reading

LONGEST = 500
"""Characters of what is searched for."""
LEAST, OF_BEST = 0.30, 0.40
"""Search score, and share of the best score, from which a statement is worth showing."""
MOST = 50
"""Statements found in one county, and answered questions."""
MOST_PLACES = 4
"""Pinpoints in one line of sources."""

HINT = "Skriv vad du söker, till exempel «hjälpmedel till barn» eller «vem kallar till SIP». Lägg gärna till en ort."
NOTHING = "Det hittar jag inte. Pröva med andra ord."
NOTHING_IN = "Det hittar jag inte för {county}. Pröva med andra ord, eller utan ort."
TITLE = "{county}: {what}"
DUTIES: Mapping[str, str] = {"region": "regionens uppgift", "kommun": "kommunens uppgift", "both": "gemensam uppgift"}
SINGLE = "Det här är en enskild punkt, inte ett svar på ett visst fall."
HOLDS_FOR = "Gäller:"
APPROVED = "Godkänt av {whom} {day}."
APPROVERS: Mapping[str, str] = {"region": "regionens ombud", "kommun": "kommunens ombud"}
LINK = "Öppna länk {number}"
INSERTED = "Infogat ur tjänsten «Vem ansvarar?» {day}. Det som gäller kan ha ändrats sedan dess."

Item = FaqEntry | Statement


@dataclass(frozen=True)
class Sought:
    """What is searched for: masked words, the covered county that they name, what they say of a case.

    `instead` is what to say when there is nothing to search for. `strange`: the words are about something else altogether.
    """

    text: str = ""
    county: str | None = None
    said: Mapping[str, Part] = field(default_factory=dict)
    strange: bool = False
    instead: str | None = None


@dataclass(frozen=True)
class Found:
    """One thing found: the first words of what it says, and the reply that says it all."""

    excerpt: str
    reply: Reply


def sought(world: World, text: str) -> Sought:
    """What somebody who wrote `text` searches for. No words: whatever there is."""
    if len(text) > LONGEST:
        return Sought(instead=texts.TOO_LONG.format(most=LONGEST))
    if not text.strip():
        return Sought()
    reading = world.reader.read(text, world.today())
    if reading.intent == "emergency":
        alarm = helps.emergency(resume=False, harm=reading.harm)
        return Sought(instead=" ".join([alarm.title or "", *(line.text for line in alarm.lines)]))
    if reading.county and reading.county not in world.knowledge.covered:
        name = world.knowledge.counties.by_key[reading.county].name
        uncovered = texts.UNCOVERED.format(counties=covered(world))
        return Sought(instead=f"{texts.UNCOVERED_TITLE.format(county=name)} {uncovered}")
    words = _words(reading)
    if reading.masked and not words:
        return Sought(instead=" ".join(line.text for line in helps.masked(reading)))
    return Sought(words, reading.county, reading.said, reading.intent == "off_topic")


def _words(reading: Reading) -> str:
    """The masked text without the marks of the mask; nothing when it only names a place."""
    text = reading.text
    for kind in reading.masked:
        text = text.replace(f"[{kind}]", " ")
    places = {phrase.casefold() for phrase, facet, _ in reading.seen if facet in ("county", "municipality")}
    return "" if text.strip().casefold() in places or not any(map(str.isalnum, text)) else text.strip()


def find(world: World, wanted: Sought, counties: Sequence[str], entries: Iterable[FaqEntry]) -> list[Item]:
    """What is found in `counties`: their live `entries`, then statements, each best first. No words: the latest entries."""
    own = tuple(entry for entry in entries if entry.county in counties)
    if not wanted.text:
        latest = sorted(own, key=lambda entry: (entry.approved_at, entry.id), reverse=True)
        return [entry for entry in latest[:MOST] if _stands(world, entry)]
    return [*_entries(world, wanted, counties, own), *_statements(world, wanted, counties)]


def nothing(world: World, wanted: Sought) -> str:
    """What is said when nothing was found."""
    if not wanted.text:
        return HINT
    county = world.knowledge.counties.by_key.get(wanted.county or "")
    return NOTHING_IN.format(county=county.name) if county else NOTHING


def _stands(world: World, entry: FaqEntry) -> bool:
    return not stale(world.knowledge, entry, world.today())


def _entries(world: World, wanted: Sought, counties: Iterable[str], own: tuple[FaqEntry, ...]) -> list[FaqEntry]:
    if not own:
        return []
    index = index_of(world, own)
    hits = [hit for county in counties for hit in index.find(wanted.text, county, wanted.said, MOST) if hit.score >= SIMILAR]
    ranked = sorted(hits, key=lambda hit: (-hit.score, hit.entry.id))
    return [hit.entry for hit in ranked if _stands(world, hit.entry)]


def _statements(world: World, wanted: Sought, counties: Iterable[str]) -> list[Statement]:
    """The statements worth showing; of those that are shown together only the best."""
    if wanted.strange:
        return []
    knowledge, day = world.knowledge, world.today()
    hits = [hit for county in counties for hit in knowledge.index(county, day).search(wanted.text, MOST)]
    hits.sort(key=lambda hit: (-hit.score, hit.id))
    worth = [hit for hit in hits if hit.score >= max(LEAST, OF_BEST * hits[0].score)]
    shown: dict[str, Statement] = {}
    for hit in worth:
        statement = knowledge.statements[hit.id]
        group = f"{knowledge.home[hit.id].id} {statement.group}" if statement.group else hit.id
        shown.setdefault(group, statement)
    return list(shown.values())


def shown(world: World, item: Item) -> Found:
    """`item` as it is shown and inserted: with its county, its source and the day; nothing on it needs the conversation."""
    return _shown_entry(world, item) if isinstance(item, FaqEntry) else _shown_statement(world, item)


def _shown_entry(world: World, entry: FaqEntry) -> Found:
    facts = [world.knowledge.statements[name] for name in entry.facts if name in world.knowledge.statements]
    more = entry.links[MOST_ACTIONS:]
    approvers = " och ".join(APPROVERS[approver] for approver in entry.approved_by)
    lines = (
        Line(entry.answer),
        *(Line(condition, label=HOLDS_FOR) for condition in _condition(world, entry)),
        *(Line(link, "subtle", label=texts.ANSWERED_LINK) for link in more),
        Line(APPROVED.format(whom=approvers, day=validity.written(entry.approved_at)), "subtle"),
        *_standing(world, facts),
        _inserted(world),
    )
    links = entry.links[:MOST_ACTIONS]
    actions = tuple(Action(LINK.format(number=number), url=link) for number, link in enumerate(links, 1))
    return Found(entry.answer, Reply("answer", _title(world, entry.county, entry.question), lines=lines, actions=actions))


def _condition(world: World, entry: FaqEntry) -> Iterator[str]:
    """What the answer holds for, when it does not hold for everybody."""
    if not entry.when:
        return
    try:
        parts = parse_clause(entry.when, world.knowledge.facets)
    except ConditionError:  # such an entry is never found
        return
    yield summary(world, State(county=entry.county, said=plain_said(parts, world.today().year)))


def _shown_statement(world: World, statement: Statement) -> Found:
    home = world.knowledge.home[statement.id]
    together = world.knowledge.together(statement) or (statement,)
    mentioned = [world.knowledge.statements[name] for name in statement.mentions]
    beside = [other for other in mentioned if other not in together and other.kind != "target"][:2]
    what, mark = _kind(world, home, together)
    lines = (
        *_said(together),
        *([Line(texts.OPEN)] if world.knowledge.kinds.role(statement.kind) == "open" else []),
        *(Line(other.text, label=texts.THINK_OF) for other in beside),
        *_onwards(home, statement),
        *([Line(SINGLE, "subtle")] if isinstance(statement, Rule) else []),
        *_standing(world, [*together, *beside]),
        _inserted(world),
    )
    return Found(statement.text, Reply("answer", _title(world, home.county, what), mark, lines))


def _kind(world: World, home: Agreement, together: Sequence[Statement]) -> tuple[str, Mark | None]:
    """What statements are called that are shown together, and whose duty they are."""
    first = together[0]
    principals = {statement.principal for statement in together if isinstance(statement, Rule)}
    if principals:
        principal = principals.pop() if len(principals) == 1 else "both"
        return DUTIES[principal], principal
    if isinstance(first, Silence):
        title = texts.TITLES["not_settled"].format(called=home.called).rstrip(".")
        return title[:1].lower() + title[1:], "not_settled"
    label = world.knowledge.kinds.by_key[first.kind].label
    return label[:1].lower() + label[1:], None


def _said(together: Sequence[Statement]) -> Iterator[Line]:
    several = len({statement.principal for statement in together}) > 1
    for statement in together:
        who = texts.WHO[statement.principal] if several and statement.principal else None
        yield Line(statement.text, label=None if who and statement.text.startswith(who.rstrip(":")) else who)


def _onwards(home: Agreement, statement: Statement) -> Iterator[Line]:
    """Where to turn with what is not settled."""
    if isinstance(statement, Silence):
        yield Line(statement.turn_to or home.turn_to, label=texts.TURN_TO)


def _standing(world: World, statements: Sequence[Statement]) -> Iterator[Line]:
    """The source, today's law, and what must be said of their validity."""
    knowledge = world.knowledge
    homes = {knowledge.home[statement.id].id: knowledge.home[statement.id] for statement in statements}
    for home in homes.values():
        own = [pinpoint(s) for s in statements if s.heading and knowledge.home[s.id] is home]
        places = "; ".join(list(dict.fromkeys(own))[:MOST_PLACES])
        yield Line(f"{home.cite}, {places}" if places else f"{home.cite}.", "subtle", label=texts.SOURCE)
    law = {name: knowledge.law[name] for statement in statements for name in statement.law if knowledge.law[name].shows}
    if law:
        yield Line("; ".join(map(citation, law.values())) + ".", "subtle", label=texts.CITED_LAW)
    for home in homes.values():
        notes = validity.notes(home, world.today())
        yield from (Line(note, "subtle") for note in (home.caveat, *notes) if note)
    if any(world.sources.passage(knowledge.home[s.id], s).standing == "stale" for s in statements):
        yield Line(texts.STALE, "strong")


def _title(world: World, county: str, what: str) -> str:
    return TITLE.format(county=world.knowledge.counties.by_key[county].name, what=what)


def _inserted(world: World) -> Line:
    return Line(INSERTED.format(day=validity.written(world.today())), "subtle")
