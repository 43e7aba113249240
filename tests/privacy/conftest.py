"""A database in a file, as an installation has it: what is erased there must be gone from the disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, connections


@pytest.fixture
def on_disk(transactional_db: None, tmp_path: Path) -> Iterator[Path]:
    """The folder of a database file with every table in it, which all rooms write into during the test."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps its files to itself; docs/security.md says what VACUUM does there")
    folder = tmp_path / "data"
    folder.mkdir()
    file = folder / "luotsi.sqlite3"
    ordinary = connections["default"]
    ordinary.ensure_connection()
    copy = sqlite3.connect(file)
    ordinary.connection.backup(copy)
    copy.close()
    connections["default"] = type(ordinary)({**ordinary.settings_dict, "NAME": file}, "default")
    yield folder
    connections["default"].close()
    connections["default"] = ordinary
