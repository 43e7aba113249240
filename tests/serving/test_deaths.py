"""Workers and upgrades that are killed in the middle, and started again: nothing lost, nothing doubled."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from luotsi.config.working import JOB_GRACE
from tests import postgresql
from tests.demo_server import command, environment
from tests.serving.slow_jobs import BATCHES

PATIENCE = 300.0
"""Seconds; a busy machine takes its time to start a process, and to make all tables."""


@dataclass
class Place:
    """An installation with tables and nothing else."""

    data: Path
    settings: dict[str, str]

    @property
    def environment(self) -> dict[str, str]:
        own = {"DJANGO_SETTINGS_MODULE": "tests.serving.slow_settings", "LUOTSI_LOG_LEVEL": "ERROR"}
        return {**environment(self.data), **own, **self.settings}

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            command(*arguments),
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextmanager
    def slowed(self) -> Iterator[None]:
        """Inside, the batches take their time."""
        self.data.mkdir(exist_ok=True)
        mark = self.data / "be-slow"
        mark.touch()
        yield
        mark.unlink()

    @contextmanager
    def worker(self) -> Iterator[subprocess.Popen[bytes]]:
        process = subprocess.Popen(command("serve", "--only", "worker"), env=self.environment)
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def rows(self, question: str) -> list[tuple]:
        """What the database answers to one question; nothing while the table is not there."""
        if url := self.settings.get("DATABASE_URL"):
            with psycopg.connect(url, autocommit=True) as connection:
                return connection.execute(question).fetchall()
        with closing(sqlite3.connect(self.data / "luotsi.sqlite3", timeout=10)) as connection:
            return connection.execute(question).fetchall()

    def meet_in_the_middle(self) -> None:
        """Wait until the job has stored some of its batches and not all: best while it is `slowed`."""
        assert soon(lambda: bool(self.notes) and self.has_batches())

    def has_batches(self) -> bool:
        """Whether one is stored; the table is made by the job."""
        try:
            return bool(self.batches())
        except (sqlite3.OperationalError, psycopg.errors.UndefinedTable):
            return False

    def batches(self) -> list[int]:
        return [number for (number,) in self.rows("SELECT number FROM batches ORDER BY number")]

    def runs(self, code: str = "batches") -> list[tuple[str, int | None]]:
        return self.rows(f"SELECT state, done FROM jobs_jobrun WHERE code = '{code}' ORDER BY id")  # noqa: S608

    def workers(self) -> int:
        return self.rows("SELECT count(*) FROM jobs_jobworker")[0][0]

    @property
    def notes(self) -> list[list[str]]:
        file = self.data / "notes"
        return [line.split() for line in file.read_text().splitlines()] if file.exists() else []


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a migrated SQLite, to be copied."""
    data = tmp_path_factory.mktemp("empty")
    Place(data, {}).run("django", "migrate", "--verbosity", "0")
    return data


@pytest.fixture
def sqlite(empty: Path, tmp_path: Path) -> Place:
    shutil.copytree(empty, tmp_path / "data")
    return Place(tmp_path / "data", {})


@pytest.fixture
def on_postgresql_without_tables(tmp_path: Path) -> Iterator[Place]:
    with ExitStack() as stack:
        try:
            url = stack.enter_context(postgresql.server())
        except postgresql.NoServer as reason:
            if os.environ.get("CI"):
                raise
            pytest.skip(str(reason))
        yield Place(tmp_path / "data", {"DATABASE_URL": url})


@pytest.fixture
def on_postgresql(on_postgresql_without_tables: Place) -> Place:
    on_postgresql_without_tables.run("django", "migrate", "--verbosity", "0")
    return on_postgresql_without_tables


def soon(holds: Callable[[], bool], within: float = PATIENCE) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.1)
    return False


def test_a_worker_killed_in_the_middle_of_a_job_is_made_up_for_by_the_next(sqlite: Place) -> None:
    with sqlite.slowed(), sqlite.worker() as first:
        sqlite.meet_in_the_middle()
        first.kill()
        first.wait()
    stored = len(sqlite.batches())
    assert 0 < stored < BATCHES
    assert sqlite.runs()[0][0] == "running"
    with sqlite.worker() as second:
        assert soon(lambda: sqlite.notes[-1] == ["end", str(second.pid)])
        second.terminate()
        assert second.wait(PATIENCE) == 0
    assert sqlite.batches() == list(range(BATCHES))
    # What the first had stored was not done again.
    assert [state for state, _done in sqlite.runs()] == ["lost", "done"]
    assert sqlite.runs()[1][1] == BATCHES - stored
    assert sqlite.workers() == 0


def test_of_two_workers_one_does_the_job_and_the_other_when_that_one_is_killed(on_postgresql: Place) -> None:
    place = on_postgresql
    with place.worker() as one, place.worker() as other:
        with place.slowed():
            assert soon(lambda: place.workers() == 2)
            place.meet_in_the_middle()
            ((_word, running),) = place.notes
            killed, left = (one, other) if running == str(one.pid) else (other, one)
            killed.kill()
            killed.wait()
        stored = len(place.batches())
        assert 0 < stored < BATCHES
        assert soon(lambda: place.notes[-1] == ["end", str(left.pid)])
        left.terminate()
        assert left.wait(PATIENCE) == 0
    assert [word for word, _process in place.notes] == ["begin", "begin", "end"]
    assert place.batches() == list(range(BATCHES))
    assert place.runs() == [("lost", place.runs()[0][1]), ("done", BATCHES - stored)]


def test_a_worker_that_is_told_to_stop_ends_at_its_batch_and_the_next_goes_on(sqlite: Place) -> None:
    with sqlite.slowed(), sqlite.worker() as first:
        sqlite.meet_in_the_middle()
        told = time.monotonic()
        first.terminate()
        assert first.wait(PATIENCE) == 0
        assert time.monotonic() - told < JOB_GRACE
    assert sqlite.notes[-1] == ["end", str(first.pid)]
    assert sqlite.runs() == [("stopped", len(sqlite.batches()))]
    with sqlite.worker() as second:
        assert soon(lambda: sqlite.notes[-1] == ["end", str(second.pid)])
    assert sqlite.batches() == list(range(BATCHES))
    assert soon(lambda: [state for state, _done in sqlite.runs()] == ["stopped", "done"])


def test_a_second_signal_ends_a_job_that_hears_nothing(sqlite: Place) -> None:
    (sqlite.data / "be-deaf").touch()
    with sqlite.worker() as first:
        assert soon(lambda: "deaf" in str(sqlite.notes))
        first.terminate()
        time.sleep(1)
        assert first.poll() is None
        told = time.monotonic()
        first.terminate()
        assert first.wait(PATIENCE) == 1
        assert time.monotonic() - told < JOB_GRACE - 2
    (sqlite.data / "be-deaf").unlink()
    with sqlite.worker():
        assert soon(lambda: [state for state, _done in sqlite.runs("deaf")] == ["lost", "done"])


def test_a_worker_that_is_silent_too_long_loses_its_job_and_stops(sqlite: Place) -> None:
    """As after a machine that slept: its row is gone, and it must not go on."""
    with sqlite.worker() as first:
        assert soon(lambda: sqlite.workers() == 1)
        with closing(sqlite3.connect(sqlite.data / "luotsi.sqlite3", timeout=10)) as connection, connection:
            connection.execute("DELETE FROM jobs_jobworker")
        assert first.wait(PATIENCE) == 1
