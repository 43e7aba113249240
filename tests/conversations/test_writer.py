"""The one writer: nothing is acknowledged before its commit, and one bad change harms nobody."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, OperationalError, connection

from luotsi.conversations.models import DeskLogRow
from luotsi.conversations.writer import Busy, Writer

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("many_connections")]


def written(name: str) -> Callable[[], str]:
    def call() -> str:
        DeskLogRow.objects.create(log=name)
        return name

    return call


def run(
    *calls: Callable[[], Any], writer: Writer | None = None, once_asked: Callable[[], Any] | None = None
) -> list[Any]:
    """Do all of them at once; what each gave or raised. `once_asked` is called when all are asked for."""
    writer = writer or Writer()

    async def told() -> list[Any]:
        waiting = asyncio.gather(*(writer.run(call) for call in calls), return_exceptions=True)
        if once_asked:
            asyncio.get_running_loop().call_soon(once_asked)
        return await waiting

    try:
        return asyncio.run(told())
    finally:
        writer.stop()


def logs() -> set[str]:
    return set(DeskLogRow.objects.values_list("log", flat=True))


def test_what_waits_shares_a_transaction() -> None:
    writer = Writer()
    gate = threading.Event()
    calls = [lambda: gate.wait(5), *(written(f"log {number}") for number in range(50))]
    assert run(*calls, writer=writer, once_asked=gate.set)[1:] == [f"log {number}" for number in range(50)]
    assert writer.commits <= 10
    assert len(logs()) == 50


def test_a_result_comes_after_the_commit() -> None:
    writer = Writer()
    seen: list[bool] = []

    async def told() -> None:
        await writer.run(written("two"))
        # Another connection sees it as soon as it is acknowledged.
        seen.append(await asyncio.get_running_loop().run_in_executor(None, lambda: "two" in logs()))

    try:
        asyncio.run(told())
    finally:
        writer.stop()
    assert seen == [True]


def test_one_that_is_refused_undoes_only_itself() -> None:
    def refused() -> None:
        DeskLogRow.objects.create(log="never")
        raise ValueError("refused")

    results = run(written("a"), refused, written("b"))
    assert results[0] == "a"
    assert isinstance(results[1], ValueError)
    assert results[2] == "b"
    assert logs() == {"a", "b"}


def test_one_that_breaks_the_transaction_is_done_again_alone_and_the_others_are_saved() -> None:
    tries = []

    def breaks() -> None:
        tries.append(1)
        DeskLogRow.objects.create(log="never")
        raise OperationalError("the connection is gone")

    results = run(written("a"), breaks, written("b"))
    assert (results[0], results[2]) == ("a", "b")
    assert isinstance(results[1], Busy)
    assert len(tries) > 1
    assert logs() == {"a", "b"}


def test_whoever_lost_a_race_looks_again() -> None:
    tries = []

    def races() -> str:
        tries.append(1)
        if len(tries) == 1:
            raise IntegrityError("somebody was first")
        return "seen"

    assert run(races, written("a")) == ["seen", "a"]


def test_a_commit_waits_for_the_disk() -> None:
    def look() -> str:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA synchronous")
                return {2: "on"}.get(cursor.fetchone()[0], "off")
            cursor.execute("SHOW synchronous_commit")
            return str(cursor.fetchone()[0])

    assert run(look) == ["on"]


SCRIPT = """
import asyncio, os, django
django.setup()
from luotsi.conversations.models import DeskLogRow
from luotsi.conversations.writer import Writer

async def main():
    writer = Writer()
    for number in range(3):
        await writer.run(lambda: DeskLogRow.objects.create(log=f"log {number}"))
        os.write(1, b"ACKNOWLEDGED")
    writer.stop()

asyncio.run(main())
"""


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_the_disk_has_it_before_it_is_acknowledged(tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL syncs in a process of its own.")
    environment = {
        **os.environ,
        "LUOTSI_DATA": str(tmp_path),
        "LUOTSI_DEMO": "yes",
        "DJANGO_SETTINGS_MODULE": "luotsi.config.settings",
    }
    trace = tmp_path / "trace"
    calls = ["strace", "-f", "-o", trace, "-e", "trace=fdatasync,fsync,write", sys.executable, "-c", SCRIPT]
    subprocess.run(calls, env=environment, check=True, capture_output=True, timeout=300)
    told = [
        line
        for line in trace.read_text("utf-8", "replace").splitlines()
        if "ACKNOW" in line or "sync(" in line
    ]
    synced = False
    acknowledged = 0
    for line in told:
        if "ACKNOW" in line:
            assert synced, "It was acknowledged before the disk had it."
            synced, acknowledged = False, acknowledged + 1
        else:
            synced = True
    assert acknowledged == 3
