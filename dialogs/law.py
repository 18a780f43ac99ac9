"""What the law says, as it is said: apart from the agreement, and the same in every county."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dialogs import texts
from dialogs.interview import places
from dialogs.reply import Action, Line, Reply
from dialogs.state import State
from dialogs.world import World
from knowledge.enquiry import Answer
from knowledge.law import LawEntry


def law_lines(law: Iterable[LawEntry]) -> Iterator[Line]:
    """What the law says, with today's paragraphs and, where there are, those they replaced. One plan, one line."""
    together: dict[str, list[LawEntry]] = {}
    for entry in law:
        together.setdefault(entry.plan or entry.id, []).append(entry)
    for first, *others in together.values():
        yield Line(f"{first.text} ({'; '.join(map(citation, (first, *others)))})", label=texts.LAW)


def citation(entry: LawEntry) -> str:
    """`10 kap. 8–9 §§ SoL (2025:400), tidigare SoL 2 kap. 7 §`."""
    before = [old.cite for old in entry.replaces if old.shows]
    return f"{entry.cite}, tidigare {', '.join(before)}" if before else entry.cite


def cited_law(answered: Answer) -> Iterator[Line]:
    """The provisions that a settled answer stands on, by name; what they say of a plan under LSS in full."""
    if answered.principal != "not_settled" and answered.law:
        yield from law_lines(entry for entry in answered.law if entry.plan == "lss_plan")
        yield Line("; ".join(citation(entry) for entry in answered.law) + ".", "subtle", label=texts.CITED_LAW)


def by_law(world: World, state: State, answered: Answer) -> Reply:
    """What the law says, in every county; and where none was named, the counties whose agreements may say more."""
    lines = [*law_lines(answered.law), Line(world.knowledge.law.checked, "subtle")]
    choices: tuple[Action, ...] = ()
    if answered.enquiry.county is None:
        lines.append(Line(texts.LAW_AND_COUNTY))
        choices = places(world, state)
    actions = (Action(texts.LAW_OF_SIP, "law_of_sip"), Action(texts.NEW, "new"))
    return Reply("answer", title=texts.LAW_TITLE, lines=tuple(lines), choices=choices, actions=actions, in_place=True)
