"""Loaded before anything else (`-p tests.ground`): tests get a data folder and settings of their own.

A developer's own database, search index and settings must never be touched by a test run, so whatever
the shell has set for Luotsi is put aside first.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

import pytest

KEPT = {"LUOTSI_SHARED_DATA", "LUOTSI_CHROMIUM"}

for name in [name for name in os.environ if name.startswith("LUOTSI_") and name not in KEPT]:
    del os.environ[name]

# Only scripts/test-on-postgresql sets the second one.
os.environ.pop("DATABASE_URL", None)
if url := os.environ.get("TESTS_DATABASE_URL"):
    os.environ["DATABASE_URL"] = url

# Playwright runs a loop in the tests' own thread, and Django would take them for an asynchronous program.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"

DATA = tempfile.mkdtemp(prefix="luotsi-tests-")
os.environ["LUOTSI_DATA"] = DATA
Path(DATA, "static").mkdir()
atexit.register(shutil.rmtree, DATA, ignore_errors=True)

WITH_A_DATABASE = {"db", "transactional_db", "live_server"}


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Browsers come last; on PostgreSQL only what touches the database is run again.

    Once Playwright has started, its loop runs in the process's first thread till the end, and no
    `asyncio.run` can follow there. Files stay whole, since processes that share the work take files.
    """
    with_browser = {item.path for item in items if item.get_closest_marker("browser")}
    items.sort(key=lambda item: item.path in with_browser)
    if "DATABASE_URL" not in os.environ:
        return
    # The rest would say the same twice.
    again = [
        item
        for item in items
        if item.get_closest_marker("django_db")
        or WITH_A_DATABASE.intersection(getattr(item, "fixturenames", ()))
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(again)])
    items[:] = again


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What a test tells of its run, such as the seed that repeats it, stands at the end."""
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, words in getattr(report, "user_properties", ()):
                if name == "told" and report.when == "call":
                    terminalreporter.write_line(f"{words}")
