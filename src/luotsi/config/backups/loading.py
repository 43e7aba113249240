"""Puts a backup's rows into tables."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError
from django.db.backends.base.base import BaseDatabaseWrapper

from luotsi.config.backups.checking import lines
from luotsi.config.backups.reading import count
from luotsi.config.backups.tables import Table
from luotsi.config.backups.types import BackupError, TableEntry
from luotsi.config.backups.values import UnfitValue, read_row

AT_ONCE = 500


def empty(connection: BaseDatabaseWrapper, names: Iterable[str]) -> None:
    """Remove what migrations have put into tables (content types, a root page, groups)."""
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for name in names:
            # A table that may not be deleted from has no rows yet, and is not asked.
            if name in existing and count(connection, name):
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")  # noqa: S608


@contextmanager
def without_triggers(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Inside a transaction: tables that guard themselves (the audit trail) take what they once held.

    The guards stand again before the transaction ends, and with it or not at all.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger"
                " JOIN pg_class ON pg_class.oid = tgrelid"
                " WHERE NOT tgisinternal AND relnamespace = current_schema()::regnamespace"
            )
            guarded = [str(name) for (name,) in cursor.fetchall()]
            before = [f"ALTER TABLE {name} DISABLE TRIGGER USER" for name in guarded]
            after = [f"ALTER TABLE {name} ENABLE TRIGGER USER" for name in guarded]
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            found = cursor.fetchall()
            before = [f"DROP TRIGGER {connection.ops.quote_name(name)}" for name, _ in found]
            after = [words for _, words in found]
        for words in before:
            cursor.execute(words)
        yield
        for words in after:
            cursor.execute(words)


def load(archive: zipfile.ZipFile, entry: TableEntry, connection: BaseDatabaseWrapper) -> Iterator[int]:
    """Load a table; gives the number of rows of each batch. Raises BackupError, naming table and row."""
    batch: list[list[Any]] = []
    number = 0
    for number, line in enumerate(lines(archive, entry), start=1):
        try:
            batch.append(read_row(entry.columns, line, connection))
        except UnfitValue as error:
            raise BackupError(f"The table {entry.name}, row {number}: {error}.") from error
        if len(batch) >= AT_ONCE:
            _insert(connection, entry, batch, number)
            yield len(batch)
            batch = []
    if batch:
        _insert(connection, entry, batch, number)
        yield len(batch)


def _insert(connection: BaseDatabaseWrapper, entry: TableEntry, batch: list[list[Any]], last: int) -> None:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(column.name) for column in entry.columns)
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                _copy(cursor, f"COPY {quote(entry.name)} ({columns}) FROM STDIN", batch)
            else:
                places = ", ".join(["%s"] * len(entry.columns))
                words = f"INSERT INTO {quote(entry.name)} ({columns}) VALUES ({places})"  # noqa: S608
                cursor.executemany(words, batch)
    except (DatabaseError, ValueError) as error:
        # Its own words may hold values of the rows.
        where = f"rows {last - len(batch) + 1} to {last} of the table {entry.name}"
        raise BackupError(f"The database refused {where} ({_reason(error)}).") from error


def _copy(cursor: Any, words: str, batch: list[list[Any]]) -> None:
    with cursor.copy(words) as copy:
        for row in batch:
            copy.write_row(row)


def _reason(error: Exception) -> str:
    """What kind of refusal it was, without the values that a database likes to repeat."""
    cause = error.__cause__
    state = getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None)
    return f"{type(error).__name__} {state}" if state else type(error).__name__


def continue_numbers(connection: BaseDatabaseWrapper, entry: TableEntry, table: Table) -> None:
    """Let the next row get a number that no row has had, here or where the backup was taken."""
    if not table.gives_numbers:
        return
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max({quote(table.key.name)}) FROM {quote(table.name)}")  # noqa: S608
        last = max(cursor.fetchone()[0] or 0, entry.last_id or 0)
        if not last:
            return
        if connection.vendor == "postgresql":
            sequence = "pg_get_serial_sequence(%s, %s)"
            cursor.execute(f"SELECT setval({sequence}, %s)", [quote(table.name), table.key.name, last])
            return
        cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [last, table.name])
        if not cursor.rowcount:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table.name, last])
