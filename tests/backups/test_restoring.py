"""What was copied comes back whole: here, in the other kind of database, and after a kill at any moment."""

from __future__ import annotations

import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from luotsi.config.backups.tables import LEFT_OUT
from tests.backups.installation import PICTURE, killed_at, luotsi, tables
from tests.postgresql import NoServer, server

OF_ITS_OWN = {"sqlite_sequence", "django_migrations", "privacy_auditrow", "privacy_audithead", *LEFT_OUT}
"""Tables that are not compared row by row: numbering and the audit trail are looked at for themselves."""


@pytest.fixture(scope="module")
def restored(backup: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("to") / "data"
    done = luotsi(data, "restore", str(backup))
    assert done.returncode == 0, done.stderr
    assert "Restored and compared" in done.stdout
    return data


@pytest.fixture(scope="module")
def postgresql() -> Iterator[str]:
    try:
        with server() as url:
            yield url
    except NoServer as reason:
        pytest.skip(str(reason))


def differences(before: Path, after: Path) -> list[str]:
    """Tables that do not hold the same; the audit trail is whole and goes on with the restore.

    That this copy was taken is written after it is made; that earlier ones were stands in it.
    """
    old, new = tables(before), tables(after)
    assert set(old) == set(new)
    restored = [row for row in new["privacy_auditrow"] if row[0] == "backup.restore"]
    others = set(new["privacy_auditrow"]) - set(restored)
    assert len(restored) == 1
    assert others == {row for row in old["privacy_auditrow"] if row in others or row[0] != "backup.take"}
    return [name for name in sorted(set(old) - OF_ITS_OWN) if old[name] != new[name]]


def value(rows: list[tuple[Any, ...]]) -> list[str]:
    """Rows with JSON as what it means: PostgreSQL keeps no order of keys."""
    return sorted(repr([ordered(cell) for cell in row]) for row in rows)


def ordered(cell: Any) -> Any:
    if isinstance(cell, str) and cell[:1] in {"{", "["}:
        try:
            return json.dumps(json.loads(cell), sort_keys=True)
        except ValueError:
            return cell
    return cell


def test_every_row_and_file_is_there_again(copied_from: Path, restored: Path) -> None:
    assert differences(copied_from, restored) == []
    assert (restored / "media" / "images" / "kädet ja tee.jpg").read_bytes() == PICTURE


def test_what_lives_for_the_moment_is_not_restored(restored: Path) -> None:
    now = tables(restored)
    assert {
        name: len(now[name]) for name in LEFT_OUT if now[name] and name != "understanding_indexstate"
    } == {}


def test_numbers_that_were_once_given_are_not_given_again(restored: Path) -> None:
    """Deleted things are named by number in histories; nothing new may be taken for them."""
    assert dict(tables(restored)["sqlite_sequence"])["taggit_tag"] == 41


def test_the_restored_site_is_at_this_version_and_can_be_searched(restored: Path) -> None:
    done = luotsi(restored, "django", "migrate", "--check")
    assert done.returncode == 0, done.stderr
    assert list((restored / "index").iterdir())
    assert "luotsi_restore" not in tables(restored)


def test_a_second_restore_over_it_is_refused(restored: Path, backup: Path) -> None:
    before = tables(restored)
    done = luotsi(restored, "restore", str(backup))
    assert done.returncode == 1
    assert "restored into an empty one only" in done.stderr
    assert tables(restored) == before


def test_a_county_moves_to_postgresql_and_back(
    postgresql: str, copied_from: Path, backup: Path, tmp_path: Path
) -> None:
    there = luotsi(tmp_path / "there", "restore", "--no-index", str(backup), url=postgresql)
    assert there.returncode == 0, there.stderr
    second = tmp_path / "second.zip"
    taken = luotsi(tmp_path / "there", "backup", "--to", str(second), url=postgresql)
    assert taken.returncode == 0, taken.stderr
    back = luotsi(tmp_path / "back", "restore", "--no-index", str(second))
    assert back.returncode == 0, back.stderr
    before, now = tables(copied_from), tables(tmp_path / "back")
    assert [name for name in set(before) - OF_ITS_OWN if value(before[name]) != value(now[name])] == []
    checked = luotsi(tmp_path / "back", "audit", "verify")
    assert checked.returncode == 0, checked.stderr
    assert (tmp_path / "back" / "media" / "images" / "kädet ja tee.jpg").read_bytes() == PICTURE


KILLS = [
    ("luotsi.config.backups.restoring._load_file", 1),
    ("luotsi.config.backups.loading._insert", 30),
    ("luotsi.config.backups.restoring.call_command", 1),
]
"""With tables but no rows; among the rows; with all rows, before the upgrade."""


def test_killed_again_and_again_it_never_looks_whole_and_comes_to_its_end(
    copied_from: Path, backup: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    for where, call in KILLS:
        assert killed_at(data, where, call, "restore", str(backup)) == -9
        assert "luotsi_restore" in tables(data)
    for arguments in (["prepare"], ["serve", "--only", "web"], ["backup", "--to", str(tmp_path / "no.zip")]):
        refused = luotsi(data, *arguments)
        assert refused.returncode == 1
        assert "restore was begun" in refused.stderr
    again = luotsi(data, "restore", "--no-index", str(backup))
    assert again.returncode == 0, again.stderr
    assert differences(copied_from, data) == []


@pytest.mark.parametrize(
    ("where", "call"),
    [("luotsi.config.backups.taking.TableEntry", 20), ("os.link", 1)],
    ids=["among the tables", "before it has its name"],
)
def test_a_backup_that_is_killed_leaves_no_backup(
    copied_from: Path, tmp_path: Path, where: str, call: int
) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    assert killed_at(copied_from, where, call, "backup", "--to", str(folder)) == -9
    (left,) = folder.iterdir()
    assert left.name.endswith(".partial")
    assert stat.S_IMODE(left.stat().st_mode) == 0o600
    done = luotsi(copied_from, "backup", "--to", str(folder))
    assert done.returncode == 0, done.stderr
    (kept,) = folder.iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert luotsi(copied_from, "verify-backup", str(kept)).returncode == 0
