"""A backup is one moment of a site in use: it neither waits for writers nor holds them up."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
import time
import zipfile
from contextlib import closing
from pathlib import Path

from luotsi.config.backups import checking
from tests.backups.installation import luotsi

QUICK_ENOUGH = 2.0
"""Seconds for one small write; who waited for the backup would need its whole time."""


class Writer(threading.Thread):
    """Writes two rows in each transaction, one in a table early in the backup and one late in it."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.file = file
        self.stopping = threading.Event()
        self.written = 0
        self.slowest = 0.0

    def run(self) -> None:
        with closing(sqlite3.connect(self.file, timeout=30, isolation_level=None)) as database:
            database.execute("PRAGMA journal_mode=WAL")
            while not self.stopping.is_set():
                started = time.monotonic()
                self._write(database, f"writer-{self.written:06}")
                self.slowest = max(self.slowest, time.monotonic() - started)
                self.written += 1
                time.sleep(0.002)

    @staticmethod
    def _write(database: sqlite3.Connection, name: str) -> None:
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO auth_group (name) VALUES (?)", (name,))
        database.execute("INSERT INTO taggit_tag (name, slug) VALUES (?, ?)", (name, name))
        database.execute("COMMIT")


def test_a_backup_sees_one_moment_while_others_write(copied_from: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(copied_from, data)
    writer = Writer(data / "luotsi.sqlite3")
    writer.start()
    try:
        file = tmp_path / "luotsi.zip"
        began = time.monotonic()
        done = luotsi(data, "backup", "--to", str(file))
        took = time.monotonic() - began
    finally:
        writer.stopping.set()
        writer.join()
    assert done.returncode == 0, done.stderr
    assert checking.verify(file).is_whole
    early, late = (written(file, table, 1) for table in ("auth_group", "taggit_tag"))
    assert early == late
    assert 0 < len(early) < writer.written
    # On a busy machine everything is slower, the backup as well.
    assert writer.slowest < max(QUICK_ENOUGH, took / 4)


def written(file: Path, table: str, column: int) -> list[str]:
    with zipfile.ZipFile(file) as archive:
        rows = [json.loads(line) for line in archive.read(f"tables/{table}.jsonl").splitlines()]
    return [row[column] for row in rows if str(row[column]).startswith("writer-")]
