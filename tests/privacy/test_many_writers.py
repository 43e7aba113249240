"""Many write into the audit trail at once: one chain, no gap, nothing lost, nothing twice."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from django.db import connection, connections, transaction

from luotsi.privacy import actions, queries
from luotsi.privacy.types import Event, Wanted

WRITERS, EACH = 3, 20

PROGRAM = f"""
import django, sys, time
django.setup()
from django.db import transaction
from luotsi.privacy.actions import record
from luotsi.privacy.types import Event
for number in range({EACH}):
    try:
        with transaction.atomic():
            record(Event("person.view", "person", f"{{sys.argv[1]}}-{{number}}"))
            if number % 5 == 0:
                record(Event("person.list", "undone"))
                raise ArithmeticError
    except ArithmeticError:
        record(Event("person.view", "person", f"{{sys.argv[1]}}-{{number}}"))
"""


def assert_one_chain() -> None:
    report = queries.verify_chain()
    assert report.holds, report.faults
    rows = list(queries.every_entry(Wanted()))
    wanted = {f"{writer}-{number}" for writer in range(WRITERS) for number in range(EACH)}
    assert sorted(row.object_id for row in rows) == sorted(wanted)
    assert [row.number for row in rows] == list(range(1, WRITERS * EACH + 1))
    for writer in range(WRITERS):
        own = [row.object_id for row in rows if row.object_id.startswith(f"{writer}-")]
        assert own == [f"{writer}-{number}" for number in range(EACH)], "each in its own order"


def test_processes_at_one_sqlite_file_make_one_chain(on_disk: Path) -> None:
    connection.close()
    environment = {
        **os.environ,
        "LUOTSI_DATA": str(on_disk),
        "DJANGO_SETTINGS_MODULE": "luotsi.config.settings",
    }
    processes = [
        subprocess.Popen([sys.executable, "-c", PROGRAM, str(writer)], env=environment)
        for writer in range(WRITERS)
    ]
    assert [process.wait(300) for process in processes] == [0] * WRITERS
    assert_one_chain()


@pytest.mark.django_db(transaction=True)
def test_connections_to_postgresql_make_one_chain() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("for PostgreSQL: scripts/test-on-postgresql tests/privacy")
    failures: list[BaseException] = []

    def write(writer: int) -> None:
        try:
            for number in range(EACH):
                with transaction.atomic():
                    actions.record(Event("person.view", "person", f"{writer}-{number}"))
        except Exception as error:  # noqa: BLE001 - told by the test below
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert_one_chain()
