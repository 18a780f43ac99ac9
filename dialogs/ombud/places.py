"""Where ombud are reached: a team channel is joined to a role by an administrator."""

from __future__ import annotations

from dialogs.course import Data, Turned
from dialogs.ombud import cards, texts, words, writing
from dialogs.ombud.handling import county_named, principal_named
from dialogs.reply import Action, Reply
from dialogs.state import State
from dialogs.ticket import Role
from dialogs.world import World

ONWARDS = (cards.LIST, Action(texts.HELP, "ombud_help"))


def join(world: World, state: State, data: Data) -> Turned:
    """Make this channel a place of the ombud that `to` names."""
    refused = _refused(world, "join")
    if refused or world.desk is None:
        return state, (refused or _said(texts.NO_DESK_TICKETS),)
    to = writing.field(world, data, "to").text[:100]
    county, principal = county_named(world, to), principal_named(to)
    if county is None or principal is None:
        first = world.knowledge.counties.by_key[world.knowledge.covered[0]].short
        return state, (_said(texts.JOIN_UNKNOWN.format(example=first)),)
    world.desk.join(Role(county, principal))
    who = texts.OMBUD_OF[principal].lower()
    return state, (_said(texts.JOINED.format(who=who, county=words.county_name(world, county))),)


def leave(world: World, state: State, _: Data) -> Turned:
    """This channel is nobody's place any longer."""
    refused = _refused(world, "leave")
    if refused or world.desk is None:
        return state, (refused or _said(texts.NO_DESK_TICKETS),)
    return state, (_said(texts.LEFT if world.desk.leave() else texts.LEFT_NOT),)


def _refused(world: World, what: str) -> Reply | None:
    if world.desk is None:
        return _said(texts.NO_DESK_TICKETS)
    if not world.desk.caller.is_admin:
        world.desk.refused(what)
        return _said(texts.JOIN_ADMIN)
    return None if world.desk.caller.in_group else _said(texts.JOIN_CHANNEL)


def _said(text: str) -> Reply:
    return Reply("message", title=text, actions=ONWARDS)
