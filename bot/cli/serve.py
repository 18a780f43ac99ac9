"""`serve`: the service."""

from __future__ import annotations

import argparse
from dataclasses import replace
from functools import partial

from bot import tracing
from bot.app import Beside, Parts
from bot.app import run as serve
from bot.cli.errors import UsageError
from bot.cli.people import people
from bot.cli.world import folder, world
from bot.desk import Office
from bot.desks import Desks
from bot.edition import read_edition
from bot.library import Library
from bot.night import every_night
from bot.ombud import Ombud
from bot.pages import Operator, pages
from bot.pages.chat import ChatPage
from bot.pages.chat_session import said_on
from bot.receipt import receipts
from bot.reload import Reload, Watch, reread_ombud
from bot.replies import to_activity
from bot.settings import Settings, SettingsError, settings_or_exit
from bot.sheet import sheets
from bot.storage.faq import LiveFaq
from bot.telemetry import Metrics
from dialogs.world import World


def run(options: argparse.Namespace) -> int:
    """Start the service and keep it up until it is told to stop."""
    settings = settings_or_exit()

    def read() -> World:
        return replace(world(options), address=settings.address)

    if settings.traces:
        _trace(settings.traces)
    library = Library(read_edition(folder(options), read))
    ombud = people(settings, library.current.world.knowledge.covered)
    metrics = Metrics()
    reload = Reload(library, folder(options), read, metrics, lambda: _reread(settings, library, ombud))
    page = ChatPage(library.masked)
    parts = Parts(
        checks={"knowledge": lambda: reload.standing},
        routes=[
            library.page(sheets),
            library.page(receipts),
            *pages(_operator(), _lifetimes(settings)),
            *(page.routes() if settings.local else ()),
        ],
        searching=lambda: library.current.world,
        desks=Desks(office(settings, library, ombud), ombud),
        beside=[partial(every_night, lifetimes=settings.lifetimes, ombud=ombud), *_reloading(settings, reload)],
        way=page.way if settings.local else (lambda way: way),
        metrics=metrics,
    )
    serve(settings, library, parts)
    return 0


def _trace(endpoint: str) -> None:
    try:
        tracing.set_up(endpoint)
    except tracing.TracingError as error:
        raise UsageError(str(error)) from None


def office(settings: Settings, library: Library, people: Ombud) -> Office:
    """What the desks share."""
    return Office(
        render=said_on if settings.local else to_activity,
        faq=LiveFaq(lambda: library.faq),
        roles_of=people.roles_of,
        approvals_needed=settings.faq_approvals,
        overdue_days=settings.overdue_days,
    )


def _reloading(settings: Settings, reload: Reload) -> list[Beside]:
    """What makes the service read its files anew: SIGHUP and, in local mode, that they change."""
    if not settings.local:
        return [reload.run]
    more = [settings.ombud_file] if settings.ombud_file else []
    return [reload.run, Watch(reload.root, more, reload.want).run]


def _reread(settings: Settings, library: Library, people: Ombud) -> None:
    if settings.ombud_file:
        reread_ombud(settings.ombud_file, people, library.current.world.knowledge.covered)


def _operator() -> Operator:
    try:
        return Operator.from_environment()
    except SettingsError as error:
        raise UsageError(str(error)) from None


def _lifetimes(settings: Settings) -> dict[str, int]:
    """The lifetimes by the names of their settings."""
    kept = settings.lifetimes
    return {
        "KEEP_CONVERSATIONS_DAYS": kept.conversations_days,
        "KEEP_REFERENCES_DAYS": kept.references_days,
        "KEEP_TICKETS_DAYS": kept.tickets_days,
        "KEEP_COUNTS_DAYS": kept.counts_days,
        "KEEP_TURNS_HOURS": kept.turns_hours,
    }
