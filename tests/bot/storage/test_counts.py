from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.storage import counts, tickets
from bot.storage.counts import Happening, Rating
from bot.storage.schema import happenings, ratings
from dialogs.figures import Count, Figures, Rated, Sent
from dialogs.reply import Reply
from dialogs.ticket import Event, Ticket

NOVEMBER, DECEMBER = (date(2026, 11, 1), date(2026, 11, 30)), (date(2026, 12, 1), date(2026, 12, 31))
LAST_OF_NOVEMBER = datetime(2026, 11, 30, 22, 59, 59, tzinfo=UTC)
FIRST_OF_DECEMBER = LAST_OF_NOVEMBER + timedelta(seconds=1)


def test_a_period_without_anything(desk):
    assert desk().figures(["north"], *NOVEMBER) == Figures(*NOVEMBER, counties=("north",))


def test_questions_are_grouped(desk):
    ours = desk()
    alike = [("settled", "north", "aids")] * 3
    for kind, county, topic in [*alike, ("asked_back", "north", "aids"), ("settled", "south", "sip")]:
        ours.count(kind, county, topic)
    ours.count("settled", None, "aids")
    ours.count("no_such_kind", "north", "aids")
    found = ours.figures(["south", "north"], *NOVEMBER)
    assert found.asked == (
        Count("north", "2026-11", "aids", "settled", 3),
        Count("south", "2026-11", "sip", "settled", 1),
    )
    assert found.counties == ("north", "south")
    assert found.asked_back == {"north": 1}
    assert ours.figures(["south"], *NOVEMBER).asked == found.asked[1:]
    assert ours.figures([], *NOVEMBER).asked == ()


def test_the_figures_of_all_counties_hold_those_of_none(desk, connection):
    ours = desk()
    ours.count("settled", None, "aids")
    ours.count("sip", None)
    ours.store_counted()
    ours.rate(True, None, "aids")
    found = counts.figures(connection, *NOVEMBER, desk().overdue_before())
    assert found.asked == (Count("", "2026-11", "aids", "settled", 1),)
    assert (found.sip, found.feedback, found.counties) == ({"": 1}, (Rated("", None, 1),), ())


def test_silences_and_sip_links_are_counted(desk):
    ours = desk()
    for silence in ("S-1", "S-2", "S-1"):
        ours.count("silence", "north", "aids", silence)
    for _ in range(2):
        ours.count("sip", "north")
    found = ours.figures(["north"], *NOVEMBER)
    assert (found.silences, found.sip, found.asked) == ({"S-1": 2, "S-2": 1}, {"north": 2}, ())


def test_ratings_are_counted_by_reason(desk):
    ours = desk()
    for helpful, reason in [(True, ""), (False, "wrong"), (True, "x"), (False, ""), (False, "wrong")]:
        ours.rate(helpful, "north", "aids", reason, ["A-1"])
    found = ours.figures(["north"], *NOVEMBER).feedback
    assert found == (Rated("north", None, 2), Rated("north", "", 1), Rated("north", "wrong", 2))


def test_a_day_is_a_day_in_sweden(desk):
    for now in (LAST_OF_NOVEMBER, FIRST_OF_DECEMBER):
        ours = desk(now=now)
        ours.count("settled", "north", "aids")
        ours.store_counted()
        ours.rate(True, "north", "aids")
        opened = ours.open(Ticket("north", "Vem?"))
        ours.keep(opened.with_(status="answered"), Event("answered"))
    for month, days in (("2026-11", NOVEMBER), ("2026-12", DECEMBER)):
        found = desk().figures(["north"], *days)
        assert found.asked == (Count("north", month, "aids", "settled", 1),)
        assert found.sent_on == (Sent("north", month, 1),)
        assert found.feedback == (Rated("north", None, 1),)
        assert found.hours_to_answer == {"north": (0.0,)}
    both = desk().figures(["north"], NOVEMBER[0], DECEMBER[1])
    assert both.sent_on == (Sent("north", "2026-11", 1), Sent("north", "2026-12", 1))
    assert [each.month for each in both.asked] == ["2026-11", "2026-12"]


def test_the_time_to_the_first_answer(desk):
    ours = desk()
    opened = ours.open(Ticket("north", "Vem?"))
    for hours, status in ((1, "taken"), (3, "answered"), (5, "reopened"), (9, "answered")):
        later = desk(now=ours.now + timedelta(hours=hours))
        opened = later.keep(opened.with_(status=status), Event(status))
    assert ours.figures(["north"], *NOVEMBER).hours_to_answer == {"north": (3.0,)}
    assert ours.figures(["north"], *DECEMBER).hours_to_answer == {}


def test_how_the_tickets_stand(desk, connection):
    ours = desk()
    old = desk(now=ours.now - timedelta(days=30))
    old.open(Ticket("north", "Vem?"))
    ours.open(Ticket("north", "Vem?"))
    answered = ours.open(Ticket("south", "Vem?"))
    answered = ours.keep(answered.with_(status="answered", round=1), Event("answered"))
    ours.tell_asker(answered, Reply(title="Svar"))
    tickets.note_delivery(connection, answered.number, 1, "failed", ours.now)
    found = ours.figures(["north", "south"], *DECEMBER)
    assert (found.open_tickets, found.overdue_tickets, found.undelivered) == ({"north": 2}, {"north": 1}, {"south": 1})


@pytest.mark.parametrize("long", ["x" * 500, "å\0\ud800" * 99])
def test_what_is_too_long_is_cut(connection, long):
    now = datetime(2026, 11, 22, tzinfo=UTC)
    counts.count(connection, now, Happening(long, long, long, long))
    counts.rate(connection, now, Rating(False, long, long, long, [long] * 99))
    row = connection.execute(select(happenings)).one()
    assert [len(row.kind), len(row.county), len(row.topic), len(row.detail)] == [20, 40, 60, 60]
    row = connection.execute(select(ratings)).one()
    assert [len(row.county), len(row.topic), len(row.reason)] == [40, 60, 40]
    assert {len(fact) for fact in row.facts} == {60}
    assert len(row.facts) == counts.MOST_FACTS


def test_nothing_counted_says_who(desk, connection):
    ours = desk("kim")
    ours.count("settled", "north", "aids", "x")
    ours.rate(False, "north", "aids", "wrong")
    for table in (happenings, ratings):
        assert not {"person", "place", "owner", "asker"} & set(table.c.keys())
        assert "kim" not in repr(connection.execute(select(table)).all())
