"""An installation to be copied: the demo county's, with a media file, apart from that of other tests."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.demo_server import command, environment

PATIENCE = 300
PICTURE = bytes(range(256)) * 4096
GUIDES = 15
"""How many of the library are kept: more of the same rows would only take longer."""


@pytest.fixture(scope="session")
def copied_from(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Rantamaa's data folder with what the demo lacks: a picture, a job's run, a JSON null, odd numbers."""
    folder = tmp_path_factory.mktemp("from") / "data"
    shutil.copytree(demo_data, folder, ignore=shutil.ignore_patterns("static", "index"))
    (folder / "media" / "images").mkdir(parents=True)
    (folder / "media" / "images" / "kädet ja tee.jpg").write_bytes(PICTURE)
    with closing(sqlite3.connect(folder / "luotsi.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO jobs_jobrun (code, worker, state, started_at, note) VALUES (?, ?, ?, ?, ?)",
            ("erase-feedback", "w", "done", "2026-11-25 01:02:03.000004", "äö \U0001f6df\tline\nand \\ \" '"),
        )
        database.execute("UPDATE guidance_guidancepath SET upstream_document = 'null' WHERE id = 1")
        database.execute(
            "UPDATE guidance_sourcerow SET entry = ? WHERE key IN (SELECT min(key) FROM guidance_sourcerow)",
            (json.dumps({"z": 1.0, "a": [0.1, 12345678901234567, 1e-7, True, None, "ä"], "": {}}),),
        )
        database.execute("INSERT INTO taggit_tag (id, name, slug) VALUES (41, 'gone', 'gone')")
        database.execute("DELETE FROM taggit_tag")
        _leave_few_guides(database)
    return folder


def _leave_few_guides(database: sqlite3.Connection) -> None:
    database.execute("PRAGMA foreign_keys = OFF")
    kept = "SELECT id FROM guidance_guidancepath ORDER BY id LIMIT ?"
    for table in ("guidance_utterance", "guidance_pathterm"):
        database.execute(f"DELETE FROM {table} WHERE path_id NOT IN ({kept})", [GUIDES])  # noqa: S608
    database.execute(f"DELETE FROM guidance_guidancepath WHERE id NOT IN ({kept})", [GUIDES])  # noqa: S608
    database.execute(
        "DELETE FROM wagtailcore_revision WHERE content_type_id IN"
        " (SELECT id FROM django_content_type WHERE model = 'guidancepath')"
        " AND id NOT IN (SELECT latest_revision_id FROM guidance_guidancepath)"
    )
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []


@pytest.fixture(scope="session")
def backup(copied_from: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of it."""
    file = tmp_path_factory.mktemp("kept") / "luotsi.zip"
    done = luotsi(copied_from, "backup", "--to", str(file))
    assert done.returncode == 0, done.stderr
    return file


def luotsi(data: Path, *arguments: str, url: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """The command, in an installation of its own."""
    return subprocess.run(
        command(*arguments),
        env={**environment(data), "DATABASE_URL": url, **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def killed_at(data: Path, where: str, call: int, *arguments: str) -> int:
    """Run the command and end it as `kill -9` does when a function is called for the nth time."""
    module, _, name = where.rpartition(".")
    code = f"""
import importlib, os, signal, sys
from luotsi.config.cli import main
os.environ["DJANGO_SETTINGS_MODULE"] = "luotsi.config.settings"
import django; django.setup()
module = importlib.import_module({module!r})
real, calls = getattr(module, {name!r}), 0
def counted(*given, **named):
    global calls
    calls += 1
    if calls == {call}:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*given, **named)
setattr(module, {name!r}, counted)
main({list(arguments)!r})
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(data),
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    return done.returncode


def tables(data: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, read past Luotsi; a row is its columns in order of their names."""
    with closing(sqlite3.connect(f"file:{data / 'luotsi.sqlite3'}?mode=ro", uri=True)) as database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return {name: sorted(_rows(database, name), key=repr) for (name,) in names}


def _rows(database: sqlite3.Connection, name: str) -> Iterator[tuple[Any, ...]]:
    columns = sorted(row[1] for row in database.execute(f'PRAGMA table_info("{name}")'))
    listed = ", ".join(f'"{column}"' for column in columns)
    yield from database.execute(f'SELECT {listed} FROM "{name}"')  # noqa: S608
