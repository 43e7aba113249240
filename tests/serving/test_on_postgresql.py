"""The demo county on PostgreSQL, as a person starts it; and a database that goes away and comes back."""

from __future__ import annotations

import os
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests import postgresql
from tests.demo_server import command, environment, free_port, wait_for
from tests.serving.test_deaths import soon


@pytest.fixture(scope="module")
def database() -> Iterator[postgresql.Server]:
    try:
        with postgresql.own_server() as made:
            yield made
    except postgresql.NoServer as reason:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(reason))


def prepared(data: Path, database: postgresql.Server) -> str:
    """What `luotsi demo` says while it prepares."""
    done = subprocess.run(
        command("demo", "--prepare-only"),
        env={**environment(data), "DATABASE_URL": database.url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stderr


def page(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read().decode()


def test_the_demo_on_postgresql_outlives_its_database(database: postgresql.Server, tmp_path: Path) -> None:
    assert "Search index" in prepared(tmp_path, database)
    assert not list(tmp_path.glob("*.sqlite3*"))
    port = free_port()
    process = subprocess.Popen(
        command("serve", "--port", str(port)),
        env={**environment(tmp_path, port), "DATABASE_URL": database.url},
    )
    site = f"http://localhost:{port}"
    try:
        wait_for(site, process)
        assert page(f"{site}/fi/")[0] == 200
        status, found = page(f"{site}/fi/haku/?q=hammas+kipe%C3%A4")
        assert status == 200
        assert "/fi/ohje/" in found

        database.stop()
        assert page(f"{site}/ready")[0] == 503
        status, said = page(f"{site}/staff/login/")
        assert status == 500
        assert "112" in said
        assert process.poll() is None

        database.start()
        assert soon(lambda: page(f"{site}/staff/login/")[0] == 200)
        assert soon(lambda: page(f"{site}/ready")[0] == 200)
        with psycopg.connect(database.url, autocommit=True) as connection:
            sign = "SELECT seen_at FROM jobs_jobworker"
            before = connection.execute(sign).fetchone()
            assert soon(lambda: connection.execute(sign).fetchone() != before)
        process.terminate()
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.wait()


def test_a_second_start_on_postgresql_prepares_nothing(database: postgresql.Server, tmp_path: Path) -> None:
    """Another data folder does not know the database; the same one does."""
    assert "Database" in prepared(tmp_path, database)
    assert "Database" not in prepared(tmp_path, database)
