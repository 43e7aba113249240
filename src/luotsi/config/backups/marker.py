"""The sign that a restore was begun and has not come to its end."""

from __future__ import annotations

from django.db import DatabaseError, connection

from luotsi.config.backups.types import BackupError

MARK = "luotsi_restore"
"""A table that exists from before a restore's first change until after its last."""


class HalfRestored(BackupError):
    """What is here is half of an installation, and nothing may be done with it but restoring."""

    def __init__(self) -> None:
        super().__init__(
            "A restore was begun here and did not come to its end. Run 'luotsi restore FILE' again; "
            "it clears away what is there and begins anew."
        )


def put_up() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {MARK} (begun integer)")


def take_down() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {MARK}")


def refuse_half_done() -> None:
    """Raises HalfRestored. A database that cannot be asked is somebody else's errand."""
    try:
        names = connection.introspection.table_names()
    except DatabaseError:
        return
    if MARK in names:
        raise HalfRestored
