"""Which database: SQLite in the data folder, or PostgreSQL behind one address."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url

from luotsi.config.environment import SettingError

POSTGRESQL = "django.db.backends.postgresql"
SCHEMES = {"postgresql", "postgres"}
LIKE_THIS = "such as postgresql://luotsi:PASSWORD@db.example:5432/luotsi"

CONNECT_TIMEOUT = 5
"""Seconds. A server that is away must not hold a page's thread for minutes."""

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 10,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
        "PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY;"
    ),
}


def from_url(url: str, file: Path) -> dict[str, Any]:
    """Django's settings of the database: of the PostgreSQL at `url`, or of SQLite in `file` when it is empty.

    Raises SettingError for what is no address of a PostgreSQL database. No error repeats the address,
    since it holds a password.
    """
    return _postgresql(url) if url else _sqlite(file)


def _sqlite(file: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "CONN_MAX_AGE": None,
        "OPTIONS": SQLITE_OPTIONS,
    }


def _postgresql(url: str) -> dict[str, Any]:
    if url.partition("://")[0].lower() not in SCHEMES or "://" not in url:
        raise SettingError(
            f"DATABASE_URL must be the address of a PostgreSQL database, {LIKE_THIS}. "
            "For SQLite leave it out: the database is then a file in the data folder."
        )
    try:
        parsed = dj_database_url.parse(url, conn_max_age=None, conn_health_checks=True)
    except (ValueError, KeyError):
        raise SettingError(
            f"DATABASE_URL cannot be read. It must be {LIKE_THIS}; write characters such as @ : / # % of a "
            "password as %40 %3A %2F %23 %25."
        ) from None
    if not parsed["NAME"]:
        raise SettingError(f"DATABASE_URL names no database. It must end with one, {LIKE_THIS}.")
    if "/" in parsed["NAME"]:
        raise SettingError(f"DATABASE_URL must name one database after the host, {LIKE_THIS}.")
    options = {"connect_timeout": CONNECT_TIMEOUT, "application_name": "luotsi", **parsed.get("OPTIONS", {})}
    return {**parsed, "OPTIONS": options}


def is_postgresql(database: dict[str, Any]) -> bool:
    """Whether these settings are of PostgreSQL."""
    return bool(database["ENGINE"] == POSTGRESQL)
