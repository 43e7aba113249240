"""A real process that loads from PTV is killed without warning; nothing is lost and nothing doubled."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from luotsi.integrations.ptv.actions import load
from luotsi.integrations.ptv.opening import open_source
from luotsi.integrations.ptv.twin.faults import Faults
from luotsi.integrations.ptv.twin.generating import county
from luotsi.integrations.ptv.twin.server import Twin, serve

SERVICES = 450
PATIENCE = 300.0
"""Seconds for one step of a process on a machine that has much else to do."""


def luotsi(data: Path, *words: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "LUOTSI_DATA": str(data), "DJANGO_SETTINGS_MODULE": "luotsi.config.settings"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "luotsi.config.cli", *words]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def empty_database(data: Path) -> None:
    """A copy of the tests' own tables, which is quicker than to make them once more."""
    if connection.vendor != "sqlite":
        pytest.skip("a killed process writes into a file of its own")
    with connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%%'")
        statements = [sql for (sql,) in cursor.fetchall()]
    with sqlite3.connect(data / "luotsi.sqlite3") as copy:
        for statement in statements:
            if "VIRTUAL TABLE" in statement or "_fts" not in statement:
                copy.execute(statement)


def done(process: subprocess.Popen[str]) -> str:
    told, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, told
    return told


def lists_of_services(twin: Twin) -> list[str]:
    return [one for one in twin.requests if "/Service/list" in one]


def kill_after(twin: Twin, lists: int, data: Path) -> None:
    """Start a load and kill it when it has asked for so many lists of services in all."""
    process = luotsi(data, "import-ptv", "--from", twin.v11)
    until = time.monotonic() + PATIENCE
    while len(lists_of_services(twin)) < lists and process.poll() is None and time.monotonic() < until:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    told, _ = process.communicate()
    assert process.returncode == -signal.SIGKILL, f"it was too fast to be killed: {told}"


@pytest.mark.django_db
def test_killed_again_and_again_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    generated = county(SERVICES, seed=5)
    empty_database(tmp_path)
    with serve(generated, faults=Faults(slow=0.02)) as twin:
        kill_after(twin, 2, tmp_path)
        kill_after(twin, 4, tmp_path)
        told = done(luotsi(tmp_path, "import-ptv", "--from", twin.v11))
        asked = lists_of_services(twin)
        load(open_source(twin.v11, 11))

    assert "It went on where an earlier load was interrupted." in told
    assert len(asked) <= 5 + 2, "at most the list on which it was killed is fetched again"
    with sqlite3.connect(tmp_path / "luotsi.sqlite3") as database:
        (integrity,) = database.execute("PRAGMA integrity_check").fetchone()
        for table in ("service", "contactpoint", "connection", "organisation", "generaldescription"):
            stored = f"SELECT key, digest, is_published FROM catalogue_{table} ORDER BY key"  # noqa: S608 - our own words
            with connection.cursor() as cursor:
                cursor.execute(stored)
                undisturbed = cursor.fetchall()
            assert undisturbed
            assert database.execute(stored).fetchall() == [(key, *rest) for key, *rest in undisturbed]
    assert integrity == "ok"
