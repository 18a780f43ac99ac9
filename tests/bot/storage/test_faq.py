from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from bot.storage import StaleStateError, turn
from bot.storage.faq import LiveFaq
from bot.storage.schema import faq
from dialogs.desk import Proposal
from dialogs.ticket import Role
from knowledge.faq import FaqEntry

REGION, KOMMUN = Role("north", "region"), Role("north", "kommun")


def entry(identity="vem", **changes):
    values = {"county": "north", "question": "Vem?", "answer": "Kommunen.", "approved_by": ("kommun",)}
    return FaqEntry(id=identity, approved_at=date(2026, 11, 22), **{**values, **changes})


def ids(entries):
    return [each.id for each in entries]


def test_what_is_stored_comes_back_whole(desk):
    whole = entry(
        variants=("Vem då?", "Vilken?"),
        facts={"AB-1": "abcd1234"},
        when={"age": {"from": 0, "to": 17}, "need": ["a", "b"]},
        links=("https://example.se/a",),
        ticket=1042,
    )
    kept = desk().keep_proposal(Proposal(whole, "proposed", frozenset({REGION, KOMMUN})))
    assert kept.version == 1
    assert desk().proposal("vem") == kept
    again = desk().keep_proposal(kept.with_(stage="live", approvals=frozenset({REGION})))
    assert again.version == 2
    assert desk().proposal("vem") == again
    assert desk().proposal("x\0" * 100) is None


def test_only_the_latest_version_is_changed(desk):
    kept = desk().keep_proposal(Proposal(entry()))
    for version in (0, 2):
        nested = desk()._connection.begin_nested()
        with pytest.raises(StaleStateError):
            desk().keep_proposal(kept.with_(version=version, stage="live"))
        nested.rollback()
    assert desk().proposal("vem") == kept


def test_lists_begin_with_the_newest(desk):
    first = desk()
    first.keep_proposal(Proposal(entry("a"), "live"))
    desk(now=first.now + timedelta(hours=1)).keep_proposal(Proposal(entry("b")))
    first.keep_proposal(Proposal(entry("c", county="south")))
    assert [each.entry.id for each in desk().proposals(["north"])] == ["b", "a"]
    assert [each.entry.id for each in desk().proposals(["north", "south"], ["proposed", "rejected"])] == ["b", "c"]
    assert desk().proposals([]) == ()


def test_live_are_those_of_the_knowledge_and_those_approved(desk):
    live = LiveFaq([entry("reviewed"), entry("both", answer="Regionen."), entry("far", county="south")])
    ours = desk(faq=live)
    for identity, stage in (("both", "live"), ("own", "live"), ("waits", "proposed"), ("gone", "retired")):
        ours.keep_proposal(Proposal(entry(identity), stage))
    found = desk(faq=live).live_faq("north")
    assert ids(found) == ["reviewed", "both", "own"]
    assert found[1].answer == "Regionen."
    assert ids(ours.live_faq("south")) == ["far"]
    assert ours.live_faq("nowhere") == ()


def test_a_change_shows_at_once_and_no_change_costs_one_query(desk, statements):
    live = LiveFaq()
    kept = desk(faq=live).keep_proposal(Proposal(entry(), "live"))
    assert ids(desk(faq=live).live_faq("north")) == ["vem"]
    statements.clear()
    assert ids(desk(faq=live).live_faq("north")) == ["vem"]
    assert desk(faq=live).live_faq("south") == ()
    assert len(statements) == 2
    desk(faq=live).keep_proposal(kept.with_(stage="retired"))
    assert desk(faq=live).live_faq("north") == ()


def test_with_a_mark_that_is_known_no_change_costs_nothing(desk, connection, statements):
    live = LiveFaq()
    before = turn.begin(connection, "x", "once").mark
    assert desk(faq=live, mark=before).live_faq("north") == ()
    desk(faq=live).keep_proposal(Proposal(entry(), "live"))
    after = turn.begin(connection, "x", "once").mark
    assert after != before
    assert ids(desk(faq=live, mark=after).live_faq("north")) == ["vem"]
    statements.clear()
    assert ids(desk(faq=live, mark=after).live_faq("north")) == ["vem"]
    assert statements == []


def test_what_is_taken_back_is_not_remembered(desk, connection):
    live = LiveFaq()
    nested = connection.begin_nested()
    ours = desk(faq=live)
    ours.keep_proposal(Proposal(entry("lost"), "live"))
    assert ids(ours.live_faq("north")) == ["lost"]
    nested.rollback()
    desk(faq=live).keep_proposal(Proposal(entry("kept"), "live"))
    assert ids(desk(faq=live).live_faq("north")) == ["kept"]


def test_an_entry_that_cannot_be_read_is_left_out(desk, connection, caplog):
    for identity in ("broken", "sound"):
        desk().keep_proposal(Proposal(entry(identity), "live"))
    connection.execute(update(faq).where(faq.c.id == "broken").values(entry={"id": "broken", "later": True}))
    assert ids(desk().live_faq("north")) == ["sound"]
    assert desk().proposal("broken") is None
    assert [each.entry.id for each in desk().proposals(["north"])] == ["sound"]
    assert "faq_unreadable" in caplog.messages
