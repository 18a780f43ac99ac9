"""What ombud look at beside single tickets: how it works, and the follow-up figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from dialogs.course import Turned
from dialogs.ombud import cards, faq_texts, texts
from dialogs.ombud.work import Post
from dialogs.reply import Action, Line, Reply
from dialogs.statistics import statistics_reply
from knowledge.faq_binding import stale

DAYS = 30
"""Days in the statistics, today included."""


def helping(post: Post) -> Turned:
    """The commands of an ombud."""
    actions = (cards.LIST, Action(faq_texts.LIST, "faq_list"), Action(texts.STATISTICS, "statistics"))
    return post.state, (Reply("panel", title=texts.HELP_TITLE, lines=tuple(map(Line, texts.HELP_LINES)), actions=actions),)


def statistics(post: Post) -> Turned:
    """The figures of the caller's counties for the last days."""
    counties, today = sorted({role.county for role in post.desk.caller.roles}), post.world.today()
    figures = post.desk.figures(counties, today - timedelta(days=DAYS - 1), today)
    entries = [entry for county in counties for entry in post.desk.live_faq(county)]
    old = tuple(entry.id for entry in entries if stale(post.world.knowledge, entry, today))
    actions = (cards.LIST, Action(faq_texts.LIST, "faq_list"), Action(texts.HELP, "ombud_help"))
    return post.state, (statistics_reply(post.world, replace(figures, stale_faq=old), counties, actions),)
