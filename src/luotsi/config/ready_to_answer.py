"""Sees to it that messages can be answered without a server: an installation with paths, and its index.

An installation that has paths is used as it is. On a fresh checkout there is none; then the demo county is
prepared in a folder of its own, so that nothing stands in the way of a county's own installation later.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from luotsi.config.environment import Environment, SettingError

DATABASE = "luotsi.sqlite3"
DEMO_FOLDER = "understand-demo"

Say = Callable[[str], None]


def choose_installation(say: Say) -> None:
    """Point the settings at what can answer. Call it before Django starts: then they are fixed."""
    env = Environment()
    if env.text("DATABASE_URL", ""):
        return
    data = env.folder("LUOTSI_DATA", default="data")
    if _has_paths(data / DATABASE):
        return
    demo = data / DEMO_FOLDER
    say(f"{data} has no guidance paths yet: answering with the starter library and the demo county in {demo}")
    demo.mkdir(exist_ok=True)
    os.environ["LUOTSI_DATA"] = str(demo)
    os.environ["LUOTSI_DEMO"] = "yes"
    # The demo seals with keys of its own.
    os.environ.pop("LUOTSI_KEYRING", None)


def complete(say: Say) -> None:
    """Prepare the demo county if that was chosen, and build the index when it is missing or behind.

    Raises SettingError when there is nothing to answer with. Django must have started.
    """
    from django.conf import settings

    from luotsi.config import installing

    if settings.DATA_DIR.name == DEMO_FOLDER:
        with _alone(settings.DATA_DIR):
            if not installing.is_prepared():
                installing.prepare_demo(say)
            _index(say)
        return
    if not installing.has_tables():
        raise SettingError(
            "The database is not set up. Run 'luotsi prepare' first (or 'luotsi demo' to try it)."
        )
    _index(say)


def _index(say: Say) -> None:
    from luotsi.understanding import actions, queries

    if queries.understand("", "fi").is_ready and not queries.freshness().is_behind:
        return
    say("Search index")
    actions.build_index()


def _has_paths(database: Path) -> bool:
    """Whether a SQLite file holds published paths. Nothing is made or changed by asking."""
    if not database.exists():
        return False
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
            found = connection.execute("SELECT 1 FROM guidance_guidancepath WHERE live LIMIT 1")
            return found.fetchone() is not None
    except sqlite3.Error:
        return False


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Two commands that start at once do not prepare the same folder twice; the second waits."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
