"""Failures of the database in words that a person can act on."""

from __future__ import annotations

from django.db import DatabaseError, OperationalError

NO_TABLES = "The database is not set up. Run 'luotsi prepare' first (or 'luotsi demo' to try it)."
UNDEFINED_TABLE = "42P01"
"""PostgreSQL's code."""


def lacks_tables(error: DatabaseError) -> bool:
    """Whether the database answers but has not been prepared."""
    return "no such table" in str(error) or getattr(error.__cause__, "sqlstate", "") == UNDEFINED_TABLE


def is_away(error: DatabaseError) -> bool:
    """Whether PostgreSQL cannot be reached, or refuses whoever asks."""
    # A connection that never came to be, or broke, has no code of the server's; SQLite has no codes at all.
    return isinstance(error, OperationalError) and getattr(error.__cause__, "sqlstate", "") is None


def words(error: DatabaseError) -> str | None:
    """What to do about it; None when it is no failure of setting up."""
    if lacks_tables(error):
        return NO_TABLES
    if is_away(error):
        # Its words name host, port, user and database, never the password.
        reason = str(error).strip().splitlines()[0]
        return f"PostgreSQL cannot be reached ({reason}). Check DATABASE_URL, and that the server lets us in."
    return None
