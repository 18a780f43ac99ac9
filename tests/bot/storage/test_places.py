from __future__ import annotations

import pytest
from sqlalchemy import select

from bot.storage import outbox, places
from bot.storage.schema import outbox as parcels
from bot.storage.schema import references
from dialogs.reply import Reply
from dialogs.ticket import Role

REGION, KOMMUN, SOUTH = Role("north", "region"), Role("north", "kommun"), Role("south", "region")
REPLY, LATER = Reply(title="Ny fråga"), Reply(title="Tagen")
SUBJECT = "ticket:1042"


def everybody_is(*roles):
    return lambda _: frozenset(roles)


def waiting(connection):
    """Place and text of the cards that wait."""
    rows = connection.execute(select(parcels).where(parcels.c.status == "pending").order_by(parcels.c.id))
    return [(places.card_of(row.card), row.content["activities"][0]["activity"]["text"]) for row in rows]


def test_a_channel_stands_for_roles_until_it_leaves(desk):
    channel = desk("admin", place="channel", in_group=True)
    assert channel.here() == frozenset()
    assert not channel.leave()
    for role in (REGION, REGION, SOUTH):
        channel.join(role)
    assert channel.here() == {REGION, SOUTH}
    assert desk("other", place="channel", in_group=True).here() == {REGION, SOUTH}
    assert desk("other").here() == frozenset()
    assert channel.leave()
    assert channel.here() == frozenset()


def test_the_reference_of_a_group_is_nobodys_and_of_no_thread(desk, connection):
    told = {"channelId": "msteams", "conversation": {"id": "19:c;messageid=5", "isGroup": True}, "user": {"id": "admin"}}
    desk("admin", place="channel", in_group=True, reference=told).join(REGION)
    row = connection.execute(select(references)).one()
    assert row.person == ""
    assert row.reference == {"channelId": "msteams", "conversation": {"id": "19:c", "isGroup": True}}


def test_a_card_reaches_every_place_of_the_roles_once(desk, connection):
    desk("admin", place="channel", in_group=True).join(REGION)
    desk("admin", place="channel", in_group=True).join(KOMMUN)
    desk("admin", place="other channel", in_group=True).join(SOUTH)
    desk("kim", roles_of=everybody_is(KOMMUN)).reach_me_here()
    assert desk(roles_of=everybody_is(KOMMUN)).post(SUBJECT, [REGION, KOMMUN], REPLY) == 2
    assert waiting(connection) == [(("channel", SUBJECT), "Ny fråga"), (("kim's chat", SUBJECT), "Ny fråga")]
    assert desk().post(SUBJECT, [], REPLY) == 0
    row = connection.execute(select(parcels)).first()
    assert row.reference["conversation"] == {"id": "channel"}
    assert row.content["activities"][0]["method"] == "card"


def test_a_newer_card_takes_the_place_of_one_that_waits(desk, connection):
    desk("admin", place="channel", in_group=True).join(REGION)
    for reply in (REPLY, LATER):
        desk().post(SUBJECT, [REGION], reply)
        desk().post("ticket:1043", [REGION], REPLY)
    assert waiting(connection) == [(("channel", SUBJECT), "Tagen"), (("channel", "ticket:1043"), "Ny fråga")]


def test_a_card_that_is_being_sent_is_followed_by_the_newer_one(desk, connection):
    ours = desk("admin", place="channel", in_group=True)
    ours.join(REGION)
    ours.post(SUBJECT, [REGION], REPLY)
    first = outbox.claim(connection, ours.now, 9)
    ours.post(SUBJECT, [REGION], LATER)
    assert outbox.claim(connection, ours.now, 9) == []
    outbox.finished(connection, first[0], "sent")
    places.note_activity(connection, "channel", SUBJECT, "activity-1", ours.now)
    assert [parcel.content["activities"][0]["activity"]["text"] for parcel in outbox.claim(connection, ours.now, 9)] == ["Tagen"]
    assert places.activity_of(connection, "channel", SUBJECT) == "activity-1"


def test_the_channels_id_of_a_card_is_kept(desk, connection):
    ours = desk("admin", place="channel", in_group=True)
    ours.join(REGION)
    assert places.activity_of(connection, "channel", SUBJECT) is None
    places.note_activity(connection, "channel", SUBJECT, "lost", ours.now)
    ours.post(SUBJECT, [REGION], REPLY)
    assert places.activity_of(connection, "channel", SUBJECT) is None
    for activity, kept in (("a", "a"), ("x" * 501, None), ("b", "b"), (None, None)):
        places.note_activity(connection, "channel", SUBJECT, activity, ours.now)
        assert places.activity_of(connection, "channel", SUBJECT) == kept


def test_the_card_stays_known_when_it_is_shown_anew(desk, connection):
    ours = desk("admin", place="channel", in_group=True)
    ours.join(REGION)
    ours.post(SUBJECT, [REGION], REPLY)
    places.note_activity(connection, "channel", SUBJECT, "a", ours.now)
    ours.post(SUBJECT, [REGION], LATER)
    assert places.activity_of(connection, "channel", SUBJECT) == "a"


def test_a_channel_that_leaves_gets_no_card_and_none_that_waits(desk, connection):
    ours, other = (desk("admin", place=place, in_group=True) for place in ("channel_", "channelx"))
    for each in (ours, other):
        each.join(REGION)
    ours.post(SUBJECT, [REGION], REPLY)
    ours.leave()
    assert waiting(connection) == [(("channelx", SUBJECT), "Ny fråga")]
    assert desk().post(SUBJECT, [REGION], REPLY) == 1


@pytest.mark.parametrize("roles", [(), (KOMMUN,), (SOUTH,)])
def test_who_is_ombud_no_longer_gets_no_card(desk, connection, roles):
    desk("kim", roles_of=everybody_is(REGION)).reach_me_here()
    assert desk(roles_of=everybody_is(*roles)).post(SUBJECT, [REGION], REPLY) == 0
    assert waiting(connection) == []


def test_the_place_of_a_person_follows_the_configuration(desk, connection):
    for roles in ([REGION, SOUTH], [SOUTH, KOMMUN], [KOMMUN]):
        desk("kim", roles=[REGION, KOMMUN, SOUTH], roles_of=everybody_is(*roles)).reach_me_here()
        assert places.stands_for(connection, "kim's chat", "person") == set(roles)
    assert desk("kim").here() == frozenset()


def test_a_person_is_reached_in_the_chat_last_used(desk, connection):
    office = {"roles_of": everybody_is(REGION)}
    for place in ("old", "new"):
        desk("kim", place=place, **office).reach_me_here()
        desk("sam", **office).reach_me_here()
    desk("kim", place="channel", in_group=True, **office).reach_me_here()
    assert desk(**office).post(SUBJECT, [REGION], REPLY) == 2
    assert [place for (place, _), _ in waiting(connection)] == ["new", "sam's chat"]


def test_a_person_without_a_role_has_no_place(desk, connection):
    desk("kim", roles=[REGION]).reach_me_here()
    assert connection.execute(select(references)).all() == []


def test_a_long_subject_is_cut_alike_everywhere(desk, connection):
    ours = desk("admin", place="c" * 64, in_group=True)
    ours.join(REGION)
    ours.post("x" * 200, [REGION], REPLY)
    place, subject = places.card_of(connection.execute(select(parcels.c.card)).scalar_one())
    places.note_activity(connection, place, subject, "a", ours.now)
    assert places.activity_of(connection, place, "x" * 200) == "a"
