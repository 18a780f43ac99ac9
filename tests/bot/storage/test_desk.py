from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.storage.schema import outbox
from dialogs.desk import Desk
from dialogs.reply import Reply
from dialogs.ticket import Role, Ticket


def test_it_does_all_that_a_desk_does(desk):
    wanted = {name for name in vars(Desk) if not name.startswith("_")}
    assert len(wanted) > 20
    assert wanted <= set(dir(desk()))


def test_it_tells_whether_there_is_something_to_send(desk):
    role = Role("north", "region")
    channel = desk("admin", place="channel", in_group=True)
    channel.join(role)
    ours = desk()
    opened = ours.open(Ticket("north", "Vem?"))
    ours.post("ticket:1", [Role("south", "region")], Reply(title="Ny"))
    assert not ours.posted
    ours.post("ticket:1", [role], Reply(title="Ny"))
    assert ours.posted
    answering = desk("ombud")
    answering.tell_asker(opened, Reply(title="Svar"))
    assert answering.posted


def test_it_knows_its_office(desk):
    ours = desk(approvals_needed=1, overdue_days=3)
    assert ours.approvals_needed == 1
    assert ours.now - ours.overdue_before() == timedelta(days=3)


def test_what_is_refused_stands_in_the_audit_log_though_the_turn_is_taken_back(desk, connection, caplog):
    nested = connection.begin_nested()
    with caplog.at_level(logging.INFO, "bot.audit"):
        desk("f" * 64).refused("take" * 99, "north", "kommun")
    nested.rollback()
    (record,) = caplog.records
    assert (record.name, record.levelno, record.message) == ("bot.audit", logging.WARNING, "refused")
    assert record.data == {"person": "f" * 12, "what": ("take" * 99)[:60], "county": "north", "principal": "kommun"}


@pytest.mark.parametrize("channel", ["msteams", "emulator"])
def test_a_message_is_made_for_the_channel_that_it_goes_to(desk, connection, channel):
    told = {"channelId": channel, "conversation": {"id": "c"}, "user": {"id": "u"}}
    opened = desk("asker", reference=told).open(Ticket("north", "Vem?"))
    desk("ombud", roles=[Role("north", "region")]).tell_asker(opened, Reply(title="Svar"))
    row = connection.execute(select(outbox)).one()
    assert row.content["activities"][0]["activity"]["channel"] == channel
    assert row.reference == told
