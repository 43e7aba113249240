"""Migrating takes a processor fifteen seconds, so processes and runs share one migrated database on SQLite.

It is kept in build/ under a name made of everything that a migration may read; PostgreSQL is always migrated.
"""

from __future__ import annotations

import fcntl
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management.commands.migrate import Command
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "build" / "tests"
READ = (
    "**/migrations/**/*.py",
    "**/apps.py",
    "**/models.py",
    "accounts/**/*.py",
    "privacy/**/*.py",
    "web/editor/*.py",
)
"""What migrations are, and what is called after them."""


@contextmanager
def shared() -> Iterator[None]:
    """The first `migrate` takes what another run has migrated, where that is the same."""
    migrate = Command.handle
    patch = pytest.MonkeyPatch()

    def handle(command: Command, *given: object, **options: object) -> None:
        patch.undo()
        if connection.vendor != "sqlite" or connection.introspection.table_names():
            migrate(command, *given, **options)
            return
        KEPT.mkdir(parents=True, exist_ok=True)
        kept = KEPT / f"{_name()}.sqlite3"
        with kept.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if kept.exists():
                _copy(kept, connection.connection)
                return
            migrate(command, *given, **options)
            unfinished = kept.with_suffix(".unfinished")
            unfinished.unlink(missing_ok=True)
            _copy(connection.connection, unfinished)
            unfinished.rename(kept)
            for old in set(KEPT.glob("*.sqlite3")) - {kept}:
                old.unlink()

    patch.setattr(Command, "handle", handle)
    yield
    patch.undo()


def _name() -> str:
    hashed = hashlib.sha256((ROOT / "requirements" / "base.txt").read_bytes())
    for path in sorted({path for pattern in READ for path in (ROOT / "src" / "luotsi").glob(pattern)}):
        hashed.update(str(path).encode() + path.read_bytes())
    return hashed.hexdigest()[:20]


def _copy(source: Path | sqlite3.Connection, target: Path | sqlite3.Connection) -> None:
    opened = [sqlite3.connect(one) if isinstance(one, Path) else one for one in (source, target)]
    opened[0].backup(opened[1])
    for given, one in zip((source, target), opened, strict=True):
        if isinstance(given, Path):
            one.close()
