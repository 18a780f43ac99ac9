"""What the words of an enquiry ask for, besides what it was read as."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from knowledge import shown
from knowledge.agreement import Silence
from knowledge.condition import Choice
from knowledge.copies import changed
from knowledge.enquiry import NEED, Enquiry
from knowledge.law import LawEntry, names
from knowledge.loader import Knowledge
from knowledge.search import Hit

FIXED_NEED: Mapping[str, str] = {"sip": "samordning_sip", "deviation": "avvikelse", "contacts": "kontaktuppgift"}
"""What an intent is about, whatever else was said."""
NARROWER: Mapping[str, str] = {"sip": "sip_samordnare"}
"""What an intent is about when just that was asked for."""
WEAK = 0.25
"""Search score from which a statement is worth showing beside."""
TELLING = 3
"""Words from which a text tells what about the law is asked for."""


def needs_about(enquiry: Enquiry) -> tuple[str, ...]:
    """The needs that an enquiry is about."""
    said = shown.needs_asked(enquiry)
    if enquiry.intent not in FIXED_NEED:
        return tuple(sorted(said))
    narrower = NARROWER.get(enquiry.intent)
    return (narrower if narrower in said and narrower else FIXED_NEED[enquiry.intent],)


def found(knowledge: Knowledge, enquiry: Enquiry, least: float = WEAK) -> Sequence[Hit]:
    """The statements of the county that the text of the enquiry seems to ask for, best first, with their least score."""
    if not enquiry.text or enquiry.county is None:
        return ()
    return knowledge.index(enquiry.county, enquiry.day).search(enquiry.text, least=least)


def law(knowledge: Knowledge, enquiry: Enquiry) -> tuple[LawEntry, ...]:
    """What the law says, where that is asked for and the agreement of the county does not speak of it: the same everywhere."""
    text = enquiry.text or enquiry.asked
    asked = knowledge.law.asked(text, needs_about(enquiry))
    if asked and enquiry.county in knowledge.covered and _speaks(knowledge, enquiry, knowledge.law.unlawed(text)):
        return ()
    return asked


def _speaks(knowledge: Knowledge, enquiry: Enquiry, text: str) -> bool:
    """Whether the agreement speaks of what the rest of a question about the law asks for, if there is any."""
    tells = shown.needs_asked(enquiry) or len(text.split()) >= TELLING
    return bool(tells and found(knowledge, changed(enquiry, text=text), shown.STRONG))


def whole(knowledge: Knowledge, enquiry: Enquiry) -> Enquiry:
    """The enquiry with the needs that its words name besides, and instead of a wide need the narrower one they ask for."""
    text = enquiry.text or enquiry.asked
    if not text or enquiry.county not in knowledge.covered:
        return enquiry
    said = shown.needs_asked(enquiry)
    further = _named(knowledge, enquiry, text) | _narrower(knowledge, enquiry, text)
    if further <= said:
        return enquiry
    part = enquiry.said.get(NEED)
    before = part if isinstance(part, Choice) else Choice()
    return changed(enquiry, said={**enquiry.said, NEED: Choice(before.any, before.all | further, before.none)})


def _named(knowledge: Knowledge, enquiry: Enquiry, text: str) -> frozenset[str]:
    """The needs of silences that the text names, where a rule settles what it was read as."""
    agreements = knowledge.in_force(enquiry.county or "", enquiry.day)
    nameable = [silence for agreement in agreements for silence in agreement.silences if silence.named]
    silences = [silence for silence in nameable if names(text, silence.named)]
    said = shown.needs_asked(enquiry)
    if not silences or not any(said & shown.needs_of(rule) for agreement in agreements for rule in agreement.rules):
        return frozenset()
    return frozenset(shown.needs_in_order(silence)[0] for silence in silences if not said & shown.needs_of(silence))


def _narrower(knowledge: Knowledge, enquiry: Enquiry, text: str) -> frozenset[str]:
    """The narrower need of the intent, where a gap about it is what is surely asked for."""
    need = NARROWER.get(enquiry.intent)
    hits = found(knowledge, changed(enquiry, text=text), shown.SURE) if need else ()
    best = knowledge.statements[hits[0].id] if hits else None
    return frozenset([need] if need and isinstance(best, Silence) and need in shown.needs_of(best) else [])
