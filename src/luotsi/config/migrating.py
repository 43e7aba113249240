"""Brings the tables up to this version, so that it may be killed at any moment and begun again.

On PostgreSQL everything happens in one transaction: killed in the middle, nothing has happened. SQLite takes
one migration at a time. One of Wagtail's has several steps of which half would be left; it comes only while
the very first tables are made. So a first time that was cut off begins anew with an empty file.
"""

from __future__ import annotations

from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction

PRECIOUS = ("accounts_user", "organisation_county", "guidance_guidancepath")
"""Tables whose rows somebody has made. A file that has any is never begun anew."""


def bring_up_to_date() -> None:
    """Apply every migration that is missing."""
    if connection.vendor == "postgresql":
        with transaction.atomic():
            with connection.cursor() as cursor:
                # Checks that wait for the end of the transaction would stand in the way of altering a table.
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            _migrate()
    else:
        _on_sqlite(Path(str(connection.settings_dict["NAME"])))


def _on_sqlite(file: Path) -> None:
    begun = file.with_name(f"{file.name}.first-time")
    if begun.exists() and not _has_anything_of_worth():
        connection.close()
        for part in (file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-shm")):
            part.unlink(missing_ok=True)
    if not connection.introspection.table_names():
        begun.touch()
    _migrate()
    begun.unlink(missing_ok=True)


def _has_anything_of_worth() -> bool:
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in there.intersection(PRECIOUS):
            cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")  # noqa: S608 - one of the names above
            if cursor.fetchone():
                return True
    return False


def _migrate() -> None:
    call_command("migrate", interactive=False, verbosity=0)
