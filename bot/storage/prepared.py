"""Statements that every turn takes: put together once for each kind of database, then handed to its driver as they are.

SQLAlchemy compiles them and converts what goes in and comes out. What it does anew for every execution costs more than the
database does, and is left out.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, SelectBase, UpdateBase
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine
from sqlalchemy.util import await_only

Convert = Callable[[Any], Any]
Values = Mapping[str, Any]
Row = tuple[Any, ...]


@dataclass(frozen=True)
class _Compiled:
    """A statement for one kind of database: its text, the values it takes in this order, and what is done to each result."""

    text: str
    takes: tuple[tuple[str, Convert | None], ...]
    gives: tuple[Convert | None, ...]

    def given(self, values: Values) -> Row:
        """`values` as the driver takes them."""
        return tuple([convert(values[name]) if convert else values[name] for name, convert in self.takes])

    def found(self, row: Sequence[Any]) -> Row:
        """A row as SQLAlchemy would give it."""
        return tuple([convert(value) if convert else value for value, convert in zip(row, self.gives, strict=True)])


class Prepared:
    """One statement, of which every value is named and given with each execution.

    `takes` names the values that an Insert or Update sets, `gives` the columns that something other than a Select returns.
    """

    def __init__(
        self,
        statement: SelectBase | UpdateBase,
        takes: Sequence[str] | None = None,
        gives: Sequence[ColumnElement[Any]] = (),
    ) -> None:
        self._statement = statement
        self._takes = takes
        self._gives = list(statement.selected_columns) if isinstance(statement, SelectBase) else list(gives)
        self._by_dialect: dict[str, _Compiled] = {}

    def rows(self, connection: Connection, values: Values) -> list[Row]:
        """All rows that it finds or returns. Raises as `connection.execute` does."""
        return self._done(connection, values)[0]

    def first(self, connection: Connection, values: Values) -> Row | None:
        """The first of the rows."""
        return next(iter(self.rows(connection, values)), None)

    def run(self, connection: Connection, values: Values) -> int:
        """The number of rows that it changed. Raises as `connection.execute` does."""
        return self._done(connection, values)[1]

    def _done(self, connection: Connection, values: Values) -> tuple[list[Row], int]:
        compiled = self._compiled(connection.dialect)
        with _as_sqlalchemy(connection), closing(connection.connection.cursor()) as cursor:
            cursor.execute(compiled.text, compiled.given(values))
            found = cursor.fetchall() if self._gives else ()
            return [compiled.found(row) for row in found], cursor.rowcount

    def _compiled(self, dialect: Dialect) -> _Compiled:
        return self._by_dialect.get(dialect.name) or self._compile(dialect)

    def _compile(self, dialect: Dialect) -> _Compiled:
        made = self._statement.compile(dialect=dialect, column_keys=self._takes)
        order = made.positiontup or ()
        takes = tuple((name, _impl(made.binds[name].type, dialect).bind_processor(dialect)) for name in order)
        gives = tuple(_impl(column.type, dialect).result_processor(dialect, None) for column in self._gives)
        compiled = self._by_dialect[dialect.name] = _Compiled(str(made), takes, gives)
        return compiled


class Whole(Prepared):
    """A statement that is as good as a transaction. PostgreSQL is not asked to begin one for it, nor to commit it: that would be
    two more journeys there. In a transaction that has begun it takes part.
    """

    def rows(self, connection: Connection, values: Values) -> list[Row]:
        """As `Prepared.rows`."""
        if connection.dialect.name == "sqlite":
            return super().rows(connection, values)
        compiled = self._compiled(connection.dialect)
        with _as_sqlalchemy(connection):
            found = _asked(connection, lambda driver: driver.fetch(compiled.text, *compiled.given(values)))
        return [compiled.found(row) for row in found]

    def run_each(self, connection: Connection, values: Sequence[Values]) -> None:
        """Execute it for each of `values`, all or none. Raises as `connection.execute` does."""
        compiled = self._compiled(connection.dialect)
        given = [compiled.given(each) for each in values]
        with _as_sqlalchemy(connection):
            if connection.dialect.name == "sqlite":
                with closing(connection.connection.cursor()) as cursor:
                    cursor.executemany(compiled.text, given)
            else:
                _asked(connection, lambda driver: driver.executemany(compiled.text, given))


def _asked(connection: Connection, ask: Callable[[Any], Awaitable[Any]]) -> Any:
    """What `ask` is told by asyncpg's own connection. Raises what SQLAlchemy makes of asyncpg's errors."""
    pooled = connection.connection
    try:
        return await_only(ask(pooled.driver_connection))
    except Exception as error:
        # What SQLAlchemy's own cursors call: there is no public way to its errors without a cursor, which begins a transaction.
        pooled.dbapi_connection._handle_exception(error)  # type: ignore[union-attr]
        raise


def _impl(kind: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return kind.dialect_impl(dialect)


@contextmanager
def _as_sqlalchemy(connection: Connection) -> Iterator[None]:
    """Raise what SQLAlchemy would for an error of the driver. A connection that is gone is not used again."""
    dialect = connection.dialect
    base = dialect.loaded_dbapi.Error
    try:
        yield
    except base as error:
        gone = dialect.is_disconnect(error, connection.connection, None)
        if gone:
            connection.invalidate(error)
        raise DBAPIError.instance(None, None, error, base, connection_invalidated=gone, dialect=dialect) from error
