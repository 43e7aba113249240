"""`luotsi audit` and `luotsi keyring`, in words that a person can act on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.conf import LazySettings
from django.db import connection

from luotsi.config.cli import main
from luotsi.privacy import actions, guards, keyring, queries
from luotsi.privacy.types import Event, Wanted

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ring(tmp_path: Path, settings: LazySettings) -> Iterator[Path]:
    settings.KEYRING = tmp_path / "keyring"
    keyring.forget()
    yield settings.KEYRING
    keyring.forget()


def luotsi(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(main, words, input=typed)


def test_a_whole_trail_is_told_with_its_end() -> None:
    actions.record(Event("person.list"))
    told = luotsi("audit", "verify")
    assert told.exit_code == 0
    assert "1 rows, each as it was written" in told.output


def test_a_changed_row_ends_with_one_and_says_what_to_do() -> None:
    actions.record(Event("person.list"))
    guards.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE privacy_auditrow SET actor = 1")
    guards.install(connection)
    told = luotsi("audit", "verify")
    assert told.exit_code == 1
    assert "Row 1 was changed after it was written." in told.output
    assert "Keep the database as it is" in told.output


def test_the_line_of_the_log_is_taken_as_it_stands() -> None:
    actions.record(Event("person.list"))
    line = luotsi("audit", "head").output.strip()
    actions.record(Event("person.list"))
    assert luotsi("audit", "verify", "--witness", f"2026-11-25 INFO luotsi.audit: {line}").exit_code == 0
    other = line[:-1] + ("0" if line[-1] != "0" else "1")
    told = luotsi("audit", "verify", "--witness", other)
    assert (told.exit_code, "written anew" in told.output) == (1, True)
    assert luotsi("audit", "verify", "--witness", "hello").exit_code == 2


def test_keys_are_listed_made_and_destroyed() -> None:
    actions.ensure_keyring()
    assert "Key 2 seals from now on" in luotsi("keyring", "new").output
    refused = luotsi("keyring", "destroy", "1", typed="n\n")
    assert (refused.exit_code, keyring.listed()[0].destroyed_at) == (1, "")
    assert "Destroy it in your copies" in luotsi("keyring", "destroy", "1", typed="y\n").output
    assert "destroyed before" in luotsi("keyring", "destroy", "1", "--yes").output
    assert "no key 9" in luotsi("keyring", "destroy", "9", "--yes").output
    told = luotsi("keyring", "list")
    assert told.exit_code == 0
    assert "destroyed" in told.output
    assert [row.action for row in queries.entries(Wanted())] == ["key.destroy", "key.new"]


def test_a_wrong_keyring_is_told(ring: Path) -> None:
    actions.ensure_keyring()
    ring.chmod(0o644)
    keyring.forget()
    for words in (("list",), ("new",), ("destroy", "1", "--yes")):
        told = luotsi("keyring", *words)
        assert (told.exit_code, "chmod 0400" in told.output) == (1, True)
    ring.unlink()
    keyring.forget()
    told = luotsi("keyring", "list")
    assert (told.exit_code, "does not fit the database" in told.output) == (1, True)
