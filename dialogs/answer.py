"""The answer as it is said: who first, then what each does, then where it says so, then what to do now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile

from dialogs import texts
from dialogs.answered import hits, same
from dialogs.case import summary
from dialogs.law import by_law, cited_law, law_lines
from dialogs.ombud.words import written
from dialogs.reply import Action, Line, Reply
from dialogs.state import State
from dialogs.world import World
from knowledge.agreement import Rule, Silence, Statement
from knowledge.condition import Choice
from knowledge.enquiry import Answer, NeedAnswer
from knowledge.explain import Change, by_value, changes
from knowledge.law import names
from knowledge.shown import TARGET

MOST_CITED = 4
"""Places in the document that an answer names."""
MOST_LAW = 1
"""Lines of law in an answer; the rest stands behind «Varför?»."""


def answer_reply(world: World, state: State, answered: Answer) -> Reply:
    """The reply to a settled enquiry, one that stays open, or one that statements or the law alone answer."""
    if answered.law and answered.principal is None and not (answered.parts or answered.shown):
        return by_law(world, state, answered)
    if answered.enquiry.county not in world.knowledge.covered:
        return _uncovered(world, state, answered)
    if any(part.verdict is None for part in answered.parts):
        return _conditional(world, state, answered)
    if answered.principal is None or not answered.parts:
        return _statements(world, state, answered)
    return Reply(
        "answer",
        title=_title(world, answered),
        mark=answered.principal,
        lines=(
            *_body(world, answered),
            *_answered_before(world, state),
            *_notes(answered),
            *_sources(world, answered),
            *cited_law(answered),
            _read(world, state),
        ),
        actions=_actions(world, state, answered),
        in_place=True,
    )


def _title(world: World, answered: Answer) -> str:
    """The headline; where only some of several needs are settled it names those, so that nobody takes it for all."""
    settled = [part for part in answered.parts if part.named]
    if not settled or len(settled) == len(answered.parts):
        return headline(answered)
    values = world.knowledge.facets["need"].by_key
    needs = " och ".join(values[part.need].short for part in settled if part.need)
    return texts.PARTLY.format(title=headline(answered).rstrip("."), needs=needs)


def headline(answered: Answer) -> str:
    """«Kommunen ansvarar.», with the strength of the rules when all of them have one."""
    return _titled(answered, answered.principal or "not_settled", answered.duties)


def _titled(answered: Answer, principal: str, rules: Iterable[Rule]) -> str:
    strengths = {rule.strength for rule in rules}
    strength = strengths.pop() if len(strengths) == 1 else None
    called = answered.agreements[0].called if answered.agreements else "Överenskommelsen"
    if strength and principal in texts.STRENGTH_TITLES:
        text = texts.STRENGTH_TITLES[principal].format(strength=strength)
        return text[0].upper() + text[1:]
    return texts.TITLES.get(principal, "").format(called=called)


def _body(world: World, answered: Answer) -> Iterator[Line]:
    """Everything that is shown: what was surely asked for, what each part decides, and what is worth knowing with it."""
    decided = {statement.id for statement in (*answered.duties, *answered.silences)}
    before = list(takewhile(lambda statement: statement.id not in decided, answered.shown)) if decided else []
    yield from (Line(statement.text) for statement in before)
    said = {statement.id for statement in before}
    for part in answered.parts:
        if len(answered.parts) > 1 and part.need:
            yield Line(_about(world, answered, part.need, part), "strong")
        yield from _part(world, answered, part, said)
    rest = [statement for statement in answered.shown if statement.id not in said]
    yield from _beside(world, rest, settled=answered.principal != "not_settled")
    if answered.principal == "not_settled":
        yield from list(law_lines(answered.law))[:MOST_LAW]
    yield from _other_answers(world, answered)


def _about(world: World, answered: Answer, need: str, part: NeedAnswer) -> str:
    """«Om hjälpmedel: överenskommelsen avgör inte det här.» «Om rehabilitering: främst kommunen.»"""
    label = world.knowledge.facets["need"].by_key[need].short
    title = _titled(answered, part.verdict or "", part.decision.rules if part.named else ())
    return texts.ABOUT_NEED.format(need=label, title=title[:1].lower() + title[1:]).strip()


def _part(world: World, answered: Answer, part: NeedAnswer, said: set[str]) -> Iterator[Line]:
    """What one part decides, and what is known around a silence. What is said is added to `said`."""
    deciding = part.decision.rules if part.named else part.decision.silences
    told = [s for s in deciding if s in answered.shown and s.id not in said]
    said.update(statement.id for statement in told)
    if part.named:
        yield from _duties([rule for rule in told if isinstance(rule, Rule)])
        return
    agreement = answered.agreements[0]
    yield from (Line(silence.text) for silence in told)
    if not part.decision.silences:
        yield Line(agreement.silent)
    mentioned = {name for silence in told for name in silence.mentions}
    alone = len(answered.parts) == 1  # all that is shown belongs to it
    known = [s for s in answered.shown if s.id not in said and s not in answered.duties and (alone or s.id in mentioned)]
    said.update(statement.id for statement in known)
    yield from _beside(world, sorted(known, key=lambda s: s.kind == TARGET), settled=False)
    turn_to = next((s.turn_to for s in part.decision.silences if s.turn_to), agreement.turn_to)
    yield Line(turn_to, label=texts.TURN_TO)


def _beside(world: World, statements: Iterable[Statement], *, settled: bool) -> Iterator[Line]:
    """What holds all the same, or is worth thinking of; the first of it says which. What is open too has no such word."""
    label: str | None = texts.THINK_OF if settled else texts.STILL
    for statement in statements:
        if world.knowledge.is_open(statement) and not settled:
            yield Line(statement.text)
        else:
            yield Line(statement.text, "normal" if label or statement.kind != TARGET else "subtle", label=label)
            label = None


def _duties(rules: Iterable[Rule]) -> Iterator[Line]:
    rules = list(rules)
    several = len({rule.principal for rule in rules}) > 1
    order = ("both", "kommun", "region")
    for rule in sorted(rules, key=lambda rule: order.index(rule.principal)) if several else rules:
        who = texts.WHO[rule.principal]
        yield Line(rule.text, label=who if several and not rule.text.startswith(who.rstrip(":")) else None)


def _other_answers(world: World, answered: Answer) -> Iterator[Line]:
    """For an answer that is not settled: what would settle it."""
    if answered.principal == "not_settled":
        for change in [change for change in changes(world.knowledge, answered) if _is_near(answered, change)][:2]:
            form = texts.IN_ADDITION if change.added else texts.INSTEAD
            value = f"Om personen också har {change.value.short}" if change.added else change.value.label
            yield Line(form.format(value=value, title=headline(change.answer).lower()), label=None)


def _is_near(answered: Answer, change: Change) -> bool:
    """Whether a change is worth naming: another value, or one more that makes a named whole with what is held (NPF with IF)."""
    said = answered.enquiry.said.get(change.facet.key)
    held = said.all if isinstance(said, Choice) else frozenset[str]()
    return not change.added or any(change.value.key in v.parts and held & {*v.parts} for v in change.facet.values)


def _notes(answered: Answer) -> Iterator[Line]:
    yield from (Line(note, "subtle") for note in answered.notes)


def _sources(world: World, answered: Answer) -> Iterator[Line]:
    cited = answered.duties or answered.silences or answered.shown
    pinpoints = [pinpoint(statement) for statement in cited if statement.heading][:MOST_CITED]
    for agreement in answered.agreements:
        places = "; ".join(dict.fromkeys(pinpoints))
        yield Line(f"{agreement.cite}{', ' if places else '.'}{places}", "subtle", label=texts.SOURCE)
    if any(world.sources.passage(world.knowledge.home[s.id], s).standing == "stale" for s in cited):
        yield Line(texts.STALE, "strong")


def pinpoint(statement: Statement) -> str:
    """`«Kommunen ansvarar för», punkt 2`."""
    return f"«{statement.heading}»" + (f", {statement.locator}" if statement.locator else "")


def _read(world: World, state: State) -> Line:
    return Line(summary(world, state), "subtle", label=texts.READ)


def _answered_before(world: World, state: State) -> Iterator[Line]:
    """What ombud have answered to the very question, after what the agreement says itself."""
    entry = same(hits(world, state.county, state.asked, state.said))
    if entry:
        yield Line(entry.answer, label=texts.ANSWERED_BEFORE.format(day=written(world, entry.approved_at)))
        yield from (Line(link, "subtle", label=texts.ANSWERED_LINK) for link in entry.links)


def is_settled(world: World, answered: Answer) -> bool:
    """Whether the answer leaves nothing for the ombud: a principal is named, or a statement answers."""
    if answered.principal == "not_settled" or any(part.verdict is None for part in answered.parts):
        return False
    first = answered.shown[0] if answered.shown else None
    return answered.principal is not None or (first is not None and world.knowledge.kinds.role(first.kind) != "open")


def _actions(world: World, state: State, answered: Answer) -> tuple[Action, ...]:
    data = {"serial": str(state.serial)}
    settled = is_settled(world, answered)
    similar = not settled and bool(hits(world, state.county, state.asked, state.said))
    wording = any(world.sources.passage(world.knowledge.home[s.id], s).text for s in answered.shown)
    more = (texts.SIMILAR, "similar") if similar else (texts.WORDING, "wording") if wording else None
    return (
        *([] if settled else [Action(texts.SEND, "ombud", data, primary=True)]),
        Action(texts.SIP, "sip", data, primary=settled),
        Action(texts.CONTACTS, "contacts", data),
        Action(texts.WHY, "why", data),
        *([Action(*more, data)] if more else []),
        Action(texts.CHANGE, "change", data),
        *([Action(texts.FEEDBACK, "wrong", data)] if settled else []),
    )


def _uncovered(world: World, state: State, answered: Answer) -> Reply:
    knowledge = world.knowledge
    county = knowledge.counties.by_key.get(answered.enquiry.county or "")
    name = county.name if county else "det länet"
    change = Action(texts.CHANGE, "change", {"serial": str(state.serial)})
    return Reply(
        "answer",
        title=texts.UNCOVERED_TITLE.format(county=name),
        mark="not_settled",
        lines=(Line(texts.UNCOVERED.format(counties=covered(world))), *law_lines(answered.law), _read(world, state)),
        actions=(Action(texts.LAW_OF_SIP, "law_of_sip"), change, Action(texts.NEW, "new")),
        in_place=True,
    )


def covered(world: World) -> str:
    """«Stockholms, Jönköpings, Kalmar och Dalarnas län»."""
    names = [world.knowledge.counties.by_key[key].name.removesuffix(" län") for key in world.knowledge.covered]
    return f"{', '.join(names[:-1])} och {names[-1]} län" if len(names) > 1 else f"{names[0]} län"


def _conditional(world: World, state: State, answered: Answer) -> Reply:
    """What it hangs on, when the asker cannot say."""
    lines: list[Line] = []
    for facet, groups in by_value(world.knowledge, answered):
        lines.append(Line(f"Det beror på: {facet.label.lower()}.", "strong"))
        for result, values in groups:
            title = headline(result) if result.principal else "Beror på mer:"
            lines.append(Line(", ".join(value.short for value in values) + ".", label=title.rstrip(".:") + ":"))
    lines += [Line(rule.text) for rule in answered.maybe[:2]]
    lines += [*_answered_before(world, state), *_notes(answered), *_sources(world, answered), _read(world, state)]
    actions = _actions(world, state, answered)
    return Reply("answer", title=texts.CONDITIONAL_TITLE, mark="not_settled", lines=tuple(lines), actions=actions, in_place=True)


def _statements(world: World, state: State, answered: Answer) -> Reply:
    """The answer to a question about the agreement itself."""
    actions = _actions(world, state, answered)
    if not answered.shown:
        before = list(_answered_before(world, state))
        if before:
            return Reply(
                "answer", title=texts.ANSWERED_TITLE, lines=(*before, _read(world, state)), actions=actions, in_place=True
            )
        called = answered.agreements[0].called if answered.agreements else "underlaget"
        title = texts.NOTHING_FOUND_TITLE.format(called=called.lower())
        return Reply("answer", title=title, lines=(Line(texts.NOTHING_FOUND), _read(world, state)), actions=actions)
    first = answered.shown[0]
    open_ = world.knowledge.kinds.role(first.kind) == "open"
    titled = texts.BOTH_TITLE if answered.principal == "both" else headline(answered)
    title = texts.OPEN_TITLE if open_ else titled if answered.principal else texts.FOUND_TITLE
    lines = [Line(statement.text) for statement in answered.shown]
    if open_:
        lines.insert(1, Line(texts.OPEN))
    in_full = isinstance(first, Silence) or names(answered.enquiry.text, world.knowledge.law.asked_by)
    lines += [*_answered_before(world, state), *(law_lines(answered.law) if in_full else ()), *_notes(answered)]
    lines += [*_sources(world, answered), *(() if in_full else cited_law(answered)), _read(world, state)]
    return Reply("answer", title=title, mark=answered.principal, lines=tuple(lines), actions=actions, in_place=True)
