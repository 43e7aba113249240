"""Tables and library that are being made when the power goes: the next try makes them whole."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

from luotsi.config.migrating import PRECIOUS
from tests.demo_server import command, environment
from tests.serving.test_deaths import PATIENCE, Place, empty, on_postgresql_without_tables, soon

__all__ = ["empty", "on_postgresql_without_tables"]

MIGRATE = (
    "import django; django.setup(); from luotsi.config.migrating import bring_up_to_date; bring_up_to_date()"
)
TABLES = "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND name NOT LIKE 'sqlite%'"
DONE = "SELECT app, name FROM django_migrations"


def asked(data: Path, question: str) -> list[tuple]:
    """The answer of a SQLite file; nothing while it, or the table, is not there."""
    file = data / "luotsi.sqlite3"
    if not file.exists():
        return []
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)) as connection:
            return connection.execute(question).fetchall()
    except sqlite3.OperationalError:
        return []


@contextmanager
def running(*words: str, data: Path, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        words, env={**environment(data), "DJANGO_SETTINGS_MODULE": "luotsi.config.settings", **settings}
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def cut_off(data: Path, when: Callable[[], bool], *words: str) -> None:
    """Start, and kill at the moment that is asked for, looking often."""
    with running(*words, data=data) as process:
        while process.poll() is None and not when():
            time.sleep(0.002)
        assert process.poll() is None, "It was done before it could be killed."


def migrations(data: Path) -> list[tuple]:
    return asked(data, DONE)


def test_first_tables_that_were_cut_off_are_made_whole(empty: Path, tmp_path: Path) -> None:
    migrate = (sys.executable, "-c", MIGRATE)
    cut_off(tmp_path, lambda: len(migrations(tmp_path)) >= 5, *migrate)
    # The next one of Wagtail's is one of those in several steps.
    before_steps = ("wagtailcore", "0069_log_entry_jsonfield")
    cut_off(tmp_path, lambda: before_steps in migrations(tmp_path), *migrate)
    with running(*migrate, data=tmp_path) as process:
        assert process.wait(PATIENCE) == 0
    assert sorted(migrations(tmp_path)) == sorted(migrations(empty))
    assert len(set(migrations(tmp_path))) == len(migrations(tmp_path))
    assert dict(asked(tmp_path, TABLES)) == dict(asked(empty, TABLES))
    # SQLite's own log may stand beside it while somebody reads; nothing else may.
    found = {one.name.removesuffix("-wal").removesuffix("-shm") for one in tmp_path.glob("luotsi.sqlite3*")}
    assert found == {"luotsi.sqlite3"}


def test_a_library_that_was_cut_off_is_loaded_whole_and_once(tmp_path: Path) -> None:
    prepare = command("prepare")
    paths = "SELECT code FROM guidance_guidancepath WHERE live"
    cut_off(tmp_path, lambda: len(asked(tmp_path, paths)) >= 4, *prepare)
    with running(*prepare, data=tmp_path) as process:
        assert process.wait(2 * PATIENCE) == 0
    loaded = [code for (code,) in asked(tmp_path, paths)]
    library = Path("src/luotsi/guidance/library/paths")
    assert sorted(loaded) == sorted({file.name.split(".")[0] for file in library.glob("*.yaml")})
    once = "SELECT object_id, count(*) FROM wagtailcore_revision GROUP BY object_id HAVING count(*) > 1"
    assert asked(tmp_path, once) == []


def test_a_file_in_which_somebody_has_worked_is_never_begun_anew(empty: Path, tmp_path: Path) -> None:
    """Killed after the last table and before the mark went: then people worked for weeks."""
    (tmp_path / "luotsi.sqlite3").write_bytes((empty / "luotsi.sqlite3").read_bytes())
    (tmp_path / "luotsi.sqlite3.first-time").touch()
    with closing(sqlite3.connect(tmp_path / "luotsi.sqlite3")) as connection, connection:
        columns = [row[1:3] for row in connection.execute("PRAGMA table_info(accounts_user)")]
        names = ", ".join(name for name, _kind in columns)
        values = ", ".join("'x'" if "char" in kind or "text" in kind else "1" for _name, kind in columns)
        connection.execute(f"INSERT INTO accounts_user ({names}) VALUES ({values})")  # noqa: S608
    with running(sys.executable, "-c", MIGRATE, data=tmp_path) as process:
        assert process.wait(PATIENCE) == 0
    assert asked(tmp_path, "SELECT count(*) FROM accounts_user") == [(1,)]
    assert not (tmp_path / "luotsi.sqlite3.first-time").exists()


def test_the_names_of_precious_tables_are_those_of_tables(empty: Path) -> None:
    assert set(PRECIOUS) <= {name for name, _sql in asked(empty, TABLES)}


def test_on_postgresql_tables_that_were_cut_off_leave_nothing(on_postgresql_without_tables: Place) -> None:
    place = on_postgresql_without_tables
    ours = "SELECT pid FROM pg_stat_activity WHERE application_name = 'luotsi'"
    with running(sys.executable, "-c", MIGRATE, data=place.data, **place.settings) as process:
        assert soon(lambda: place.rows(f"{ours} AND now() - xact_start > '1 s'"))
        assert process.poll() is None
        process.kill()
        process.wait()
    assert soon(lambda: not place.rows(ours))
    assert place.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'") == []
    place.run(
        "django", "shell", "--verbosity", "0", "--command", MIGRATE.partition("; ")[2].partition("; ")[2]
    )
    with psycopg.connect(place.settings["DATABASE_URL"]) as connection:
        done = connection.execute(DONE).fetchall()
    assert len(done) == len(set(done)) > 100
