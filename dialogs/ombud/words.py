"""How a ticket is spoken of: who, where, how long ago, how it stands."""

from __future__ import annotations

from datetime import date, datetime

from dialogs.ombud import texts
from dialogs.ticket import Principal, Role, Ticket
from dialogs.world import SWEDEN, World
from knowledge import validity

PRINCIPALS: tuple[Principal, ...] = ("region", "kommun")


def roles(ticket: Ticket) -> tuple[Role, ...]:
    """The roles that a ticket is for."""
    return tuple(Role(ticket.county, each) for each in ((ticket.principal,) if ticket.principal else PRINCIPALS))


def who(role: Role | None) -> str:
    """«Regionens ombud», never a name."""
    return texts.OMBUD_OF[role.principal] if role else texts.SOMEBODY.capitalize()


def addressees(ticket: Ticket) -> str:
    """«regionens ombud» or «båda ombuden»."""
    return _lower(texts.OMBUD_OF[ticket.principal]) if ticket.principal else texts.BOTH


def county_name(world: World, county: str) -> str:
    """The name of a county, or its key where the register does not know it."""
    known = world.knowledge.counties.by_key.get(county)
    return known.name if known else county


def place(world: World, ticket: Ticket) -> str:
    """`Tranås, Jönköpings län`."""
    municipality = world.knowledge.counties.by_code.get(ticket.municipality or "")
    county = county_name(world, ticket.county)
    return f"{municipality.name}, {county}" if municipality else county


def status(ticket: Ticket) -> str:
    """How it stands, in words."""
    if ticket.merged_into:
        return texts.MERGED_STATUS.format(other=ticket.merged_into)
    return texts.STATUS_WORDS[ticket.status].format(who=_lower(who(ticket.taken_by)))


def own_status(ticket: Ticket) -> str:
    """How it stands, for who asked: nothing about other tickets."""
    return texts.WAITING if ticket.merged_into else status(ticket)


def day(world: World, at: datetime | None) -> str:
    """«3 december», with the year when it is another one."""
    if at is None:
        return "–"
    return written(world, at.astimezone(SWEDEN).date())


def written(world: World, when: date) -> str:
    """«3 december», with the year when it is another one."""
    text = validity.written(when)
    return text.removesuffix(f" {when.year}") if when.year == world.today().year else text


def age(now: datetime, at: datetime | None) -> str:
    """«i dag», «3 dagar»."""
    days = (now.astimezone(SWEDEN).date() - at.astimezone(SWEDEN).date()).days if at else 0
    return texts.TODAY if days < 1 else texts.YESTERDAY if days == 1 else texts.DAYS.format(days=days)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
