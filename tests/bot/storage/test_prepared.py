"""Prepared statements give and raise what SQLAlchemy's own execution does, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.storage.prepared import Prepared
from bot.storage.schema import outbox
from tests.bot.storage.conftest import NOW

VALUES = {
    "once": "a",
    "reference": None,
    "content": {"text": "å 'citat' \u2028", "number": 1.5, "nothing": None},
    "status": "pending",
    "done": 0,
    "attempts": 0,
    "due_at": None,
    "created_at": NOW,
    "ticket": None,
    "card": None,
}
PUT = Prepared(insert(outbox).returning(outbox.c.id), list(VALUES), [outbox.c.id])
FIND = Prepared(select(outbox).where(outbox.c.once == bindparam("of_once")))


def test_what_goes_in_comes_out_as_with_sqlalchemy(connection):
    [(identity,)] = PUT.rows(connection, VALUES)
    connection.execute(insert(outbox), {**VALUES, "once": "b"})
    own, other = (FIND.first(connection, {"of_once": once}) for once in "ab")
    assert own[0] == identity
    assert own[2:] == other[2:]
    assert own == tuple(connection.execute(select(outbox).where(outbox.c.once == "a")).one())
    assert own[-3] == NOW


def test_what_is_not_there_is_none(connection):
    assert FIND.first(connection, {"of_once": "nowhere"}) is None
    assert FIND.rows(connection, {"of_once": "nowhere"}) == []


def test_the_rows_that_change_are_counted(connection):
    for once in "abc":
        PUT.rows(connection, {**VALUES, "once": once})
    change = Prepared(update(outbox).where(outbox.c.status == bindparam("of_status")), ("done",))
    assert change.run(connection, {"of_status": "pending", "done": 2}) == 3
    assert change.run(connection, {"of_status": "sent", "done": 2}) == 0
    assert Prepared(delete(outbox).where(outbox.c.done == bindparam("of_done"))).run(connection, {"of_done": 2}) == 3


def test_what_the_database_refuses_is_sqlalchemys_error_without_the_values(connection):
    PUT.rows(connection, {**VALUES, "content": "secret"})
    with pytest.raises(IntegrityError) as refused:
        PUT.rows(connection, {**VALUES, "content": "secret"})
    assert "secret" not in str(refused.value)


def test_a_statement_that_cannot_be_executed_is_sqlalchemys_error(connection):
    missing = Prepared(select(outbox.c.id.op("no such operator")(bindparam("x"))))
    with pytest.raises(DBAPIError):
        missing.rows(connection, {"x": 1})


def test_a_moment_without_a_zone_is_refused(connection):
    with pytest.raises(ValueError, match="zone"):
        PUT.rows(connection, {**VALUES, "created_at": datetime(2026, 1, 1)})  # noqa: DTZ001 - the case
    assert PUT.rows(connection, {**VALUES, "created_at": datetime(2026, 1, 1, tzinfo=UTC)})
