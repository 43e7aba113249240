"""One consistent view of a database while others write to it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from luotsi.config.backups.tables import Table
from luotsi.config.backups.types import BackupError
from luotsi.config.backups.values import UnfitValue, comparable_line_of, line_of, write_row

AT_ONCE = 500
"""Rows fetched together; a row is at most some hundred kilobytes, so memory stays flat."""


@contextmanager
def snapshot() -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own that sees the database as it was at one moment.

    SQLite: a read transaction, which in WAL mode neither waits for writers nor holds them up.
    PostgreSQL: a read-only REPEATABLE READ transaction.
    """
    connection = connections.create_connection("default")
    try:
        connection.ensure_connection()
        if connection.vendor == "postgresql":
            _begin(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        else:
            # Django's own transactions would take the lock of the writer.
            _begin(connection, "BEGIN DEFERRED")
        yield connection
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")
    finally:
        connection.close()


def _begin(connection: BaseDatabaseWrapper, words: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(words)
        # SQLite's view begins with the first row read.
        cursor.execute("SELECT count(*) FROM django_migrations")
        cursor.fetchall()


def rows(connection: BaseDatabaseWrapper, table: Table) -> Iterator[list[Any]]:
    """Every row of a table as its line holds it, in the same order in every database."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(select(connection, table))
        while fetched := cursor.fetchmany(AT_ONCE):
            for row in fetched:
                try:
                    yield write_row(table.columns, row)
                except UnfitValue as error:
                    raise BackupError(
                        f"The table {table.name} holds what its columns may not: {error}."
                    ) from error


def select(connection: BaseDatabaseWrapper, table: Table) -> str:
    """Names come from the models, never from people."""
    quote = connection.ops.quote_name
    columns = ", ".join(quote(column.name) for column in table.columns)
    order = quote(table.key.name)
    if table.key.kind == "text" and connection.vendor == "postgresql":
        order = f'{order} COLLATE "C"'
    return f"SELECT {columns} FROM {quote(table.name)} ORDER BY {order}"  # noqa: S608


def count(connection: BaseDatabaseWrapper, table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
        return int(cursor.fetchone()[0])


def last_id(connection: BaseDatabaseWrapper, table: Table) -> int | None:
    """The greatest number that the database has given to a row of this table; None when it gives none."""
    if not table.gives_numbers:
        return None
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table.name}"', table.key.name])
            sequence = cursor.fetchone()[0]
            if sequence is None:
                return None
            cursor.execute(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")  # noqa: S608
        else:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table.name])
        found = cursor.fetchone()
    return int(found[0]) if found else 0


@dataclass(slots=True)
class Tally:
    """Counts and hashes a table's lines as they go by."""

    has_json: bool
    rows: int = 0
    _bytes: Any = field(default_factory=hashlib.sha256)
    _ordered: Any = field(default_factory=hashlib.sha256)

    def add(self, written: list[Any]) -> bytes:
        """Count a row; gives its line."""
        line = line_of(written)
        self.rows += 1
        self._bytes.update(line)
        if self.has_json:
            self._ordered.update(comparable_line_of(written))
        return line

    @property
    def sha256(self) -> str:
        return str(self._bytes.hexdigest())

    @property
    def digest(self) -> str:
        return str(self._ordered.hexdigest()) if self.has_json else self.sha256


def tally_of(connection: BaseDatabaseWrapper, table: Table) -> Tally:
    """Count and digest of a table as it stands in a database."""
    tally = Tally(any(column.kind == "json" for column in table.columns))
    for row in rows(connection, table):
        tally.add(row)
    return tally
