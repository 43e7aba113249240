"""Rantamaa on a Wednesday at noon: services are open, nobody waits, nobody is at work yet."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection, connections

import luotsi.config
from luotsi.foundation import clock
from luotsi.organisation import actions as organisation
from luotsi.organisation.types import CountyView
from luotsi.privacy import keyring
from tests.contacts.makers import NOON

COUNTY = Path(luotsi.config.__file__).parent / "demo" / "county.yaml"


@pytest.fixture(autouse=True)
def ring(tmp_path: Path, settings: LazySettings) -> Iterator[None]:
    settings.KEYRING = tmp_path / "keyring"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    keyring.forget()
    yield
    keyring.forget()


@pytest.fixture
def rantamaa(db: None) -> CountyView:
    return organisation.load_county(COUNTY)


@pytest.fixture
def noon(rantamaa: CountyView) -> Iterator[None]:
    with clock.frozen_at(NOON):
        yield


@pytest.fixture
def many_connections(transactional_db: None, tmp_path: Path) -> Iterator[None]:
    """A database that threads with connections of their own can share, as processes do: SQLite in a file."""
    if connection.vendor != "sqlite":
        organisation.load_county(COUNTY)
        yield
        return
    ordinary = connections["default"]
    ordinary.ensure_connection()
    file = tmp_path / "luotsi.sqlite3"
    copy = sqlite3.connect(file)
    ordinary.connection.backup(copy)
    copy.close()
    in_memory = connections.settings["default"]
    connections.settings["default"] = {**ordinary.settings_dict, "NAME": file}
    connections["default"] = connections.create_connection("default")
    organisation.load_county(COUNTY)
    yield
    connections["default"].close()
    connections.settings["default"] = in_memory
    connections["default"] = ordinary
