"""Statements that every turn takes: put together once for each kind of database, then handed to its driver as they are.

SQLAlchemy compiles them and converts what goes in and comes out. What it does anew for every execution costs more than the
database does, and is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, SelectBase, UpdateBase
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine

Convert = Callable[[Any], Any]


@dataclass(frozen=True)
class _Compiled:
    """A statement for one kind of database: its text, the values it takes in this order, and what is done to each result."""

    text: str
    takes: tuple[tuple[str, Convert | None], ...]
    gives: tuple[Convert | None, ...]


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
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """All rows that it finds or returns. Raises as `connection.execute` does."""
        return self._done(connection, values)[0]

    def first(self, connection: Connection, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """The first of the rows."""
        return next(iter(self.rows(connection, values)), None)

    def run(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """The number of rows that it changed. Raises as `connection.execute` does."""
        return self._done(connection, values)[1]

    def _done(self, connection: Connection, values: Mapping[str, Any]) -> tuple[list[tuple[Any, ...]], int]:
        dialect = connection.dialect
        compiled = self._compiled.get(dialect.name) or self._compile(dialect)
        given = tuple([convert(values[name]) if convert else values[name] for name, convert in compiled.takes])
        cursor = connection.connection.cursor()
        try:
            cursor.execute(compiled.text, given)
            found = cursor.fetchall() if self._gives else ()
            return [_converted(row, compiled.gives) for row in found], cursor.rowcount
        except Exception as error:
            raise _as_sqlalchemy(connection, error) from error
        finally:
            cursor.close()

    def _compile(self, dialect: Dialect) -> _Compiled:
        made = self._statement.compile(dialect=dialect, column_keys=self._takes)
        order = made.positiontup or ()
        takes = tuple((name, _impl(made.binds[name].type, dialect).bind_processor(dialect)) for name in order)
        gives = tuple(_impl(column.type, dialect).result_processor(dialect, None) for column in self._gives)
        compiled = self._compiled[dialect.name] = _Compiled(str(made), takes, gives)
        return compiled


def _impl(kind: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return kind.dialect_impl(dialect)


def _converted(row: Sequence[Any], converts: Sequence[Convert | None]) -> tuple[Any, ...]:
    return tuple([convert(value) if convert else value for value, convert in zip(row, converts, strict=True)])


def _as_sqlalchemy(connection: Connection, error: Exception) -> Exception:
    """What SQLAlchemy would raise for an error of the driver. A connection that is gone is not used again."""
    base = connection.dialect.loaded_dbapi.Error
    if not isinstance(error, base):
        return error
    gone = connection.dialect.is_disconnect(error, connection.connection, None)
    if gone:
        connection.invalidate(error)
    return DBAPIError.instance(None, None, error, base, connection_invalidated=gone, dialect=connection.dialect)
