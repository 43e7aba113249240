"""Which database: SQLite by itself, PostgreSQL by one address, and clear words about a wrong one."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from django.db import DatabaseError, OperationalError, connection

from luotsi.config import database, failures
from luotsi.config.environment import SettingError
from tests.demo_server import command, environment

PASSWORD = "s3cret-Ä"
FILE = Path("luotsi.sqlite3")


def test_without_an_address_it_is_sqlite_that_loses_nothing() -> None:
    chosen = database.from_url("", FILE)
    assert (chosen["ENGINE"], chosen["NAME"]) == ("django.db.backends.sqlite3", FILE)
    assert chosen["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in chosen["OPTIONS"]["init_command"]
    assert not database.is_postgresql(chosen)


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("postgresql://luotsi:p%40%2F@db.example:5433/guide", ("luotsi", "p@/", "db.example", 5433, "guide")),
        ("postgres://luotsi@%2Frun%2Fpostgresql/guide", ("luotsi", "", "/run/postgresql", "", "guide")),
        ("postgresql:///guide", ("", "", "", "", "guide")),
    ],
)
def test_an_address_is_taken_apart(url: str, parts: tuple[object, ...]) -> None:
    chosen = database.from_url(url, FILE)
    assert tuple(chosen[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")) == parts
    assert database.is_postgresql(chosen)


def test_connections_last_and_are_checked_before_they_are_used_again() -> None:
    chosen = database.from_url("postgresql://h/d?sslmode=verify-full&connect_timeout=2", FILE)
    assert chosen["CONN_MAX_AGE"] is None
    assert chosen["CONN_HEALTH_CHECKS"] is True
    assert chosen["OPTIONS"] == {
        "application_name": "luotsi",
        "sslmode": "verify-full",
        "connect_timeout": 2,
    }


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "must be the address of a PostgreSQL"),
        (f"mysql://luotsi:{PASSWORD}@h/d", "must be the address of a PostgreSQL"),
        (f"sqlite:///{PASSWORD}", "leave it out"),
        (f"postgresql://luotsi:{PASSWORD}@h", "names no database"),
        (f"postgresql://luotsi:{PASSWORD}@h/", "names no database"),
        (f"postgresql://luotsi:{PASSWORD}@h/a/b", "one database after the host"),
        (f"postgresql://luotsi:{PASSWORD}#x@h/d", "cannot be read"),
        (f"postgresql://luotsi:{PASSWORD}@h:port/d", "cannot be read"),
        (f"postgresql://luotsi:{PASSWORD}@[::1/d", "cannot be read"),
        ("postgresql://", "names no database"),
    ],
)
def test_a_wrong_address_is_refused_in_words_that_hold_no_password(url: str, says: str) -> None:
    with pytest.raises(SettingError, match=says) as caught:
        database.from_url(url, FILE)
    assert str(caught.value).startswith("DATABASE_URL")
    error: BaseException | None = caught.value
    while error is not None and not error.__suppress_context__:
        assert PASSWORD not in str(error)
        error = error.__context__


def test_a_server_that_is_away_is_said_without_the_password(tmp_path: Path) -> None:
    url = f"postgresql://luotsi:{PASSWORD}@127.0.0.1:1/luotsi"
    done = subprocess.run(
        command("jobs", "list"),
        env={**os.environ, **environment(tmp_path), "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("Error: PostgreSQL cannot be reached")
    assert "DATABASE_URL" in done.stderr
    assert PASSWORD not in done.stderr + done.stdout


@pytest.mark.django_db(transaction=True)
def test_a_table_that_is_not_there_asks_for_prepare() -> None:
    with pytest.raises(DatabaseError) as caught, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM nowhere")
    assert failures.words(caught.value) == failures.NO_TABLES
    assert not failures.is_away(caught.value)


def test_other_failures_keep_their_own_words() -> None:
    assert failures.words(OperationalError("database is locked")) is None
