"""Which backups a folder keeps."""

from __future__ import annotations

import fcntl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings

from luotsi.config.backups import checking, keeping
from luotsi.config.backups.types import BackupError
from luotsi.config.schedule import jobs
from luotsi.foundation import clock
from tests.backups.installation import luotsi

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)


def put(folder: Path, *days_ago: int) -> None:
    for days in days_ago:
        (folder / keeping.name_at(NOW - timedelta(days=days))).touch()


def test_backups_go_after_their_days_and_nothing_else_does(tmp_path: Path) -> None:
    put(tmp_path, 0, 34, 35, 36, 400)
    others = ["luotsi.zip", "luotsi-2026.zip", "luotsi-20260101T000000Z.zip.old", "notes.txt"]
    for name in others:
        (tmp_path / name).touch()
    with clock.frozen_at(NOW):
        gone = keeping.prune(tmp_path, 35)
    assert len(gone) == 2
    kept = [kept.taken_at for kept in keeping.backups(tmp_path)]
    assert kept == [NOW - timedelta(days=35), NOW - timedelta(days=34), NOW]
    assert all((tmp_path / name).exists() for name in others)


def test_the_newest_backup_stays_whatever_its_age(tmp_path: Path) -> None:
    put(tmp_path, 90, 100)
    with clock.frozen_at(NOW):
        keeping.prune(tmp_path, 35)
    assert [kept.taken_at for kept in keeping.backups(tmp_path)] == [NOW - timedelta(days=90)]


def test_leftovers_go_unless_they_are_being_written(tmp_path: Path) -> None:
    dead, alive = (tmp_path / f"luotsi-2026112{day}T000000Z.zip.partial" for day in (4, 5))
    dead.touch()
    with alive.open("wb") as writing:
        fcntl.flock(writing, fcntl.LOCK_EX)
        assert keeping.clear_leftovers(tmp_path) == [dead]
    assert list(tmp_path.iterdir()) == [alive]


@pytest.mark.django_db
def test_a_folder_that_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="There is no folder"):
        keeping.back_up(tmp_path / "nowhere" / "luotsi.zip")


def test_the_nightly_job_is_there_when_a_folder_is_named(settings: LazySettings, tmp_path: Path) -> None:
    assert "backup" not in {job.code for job in jobs()}
    settings.BACKUP_DIR = tmp_path
    assert "backup" in {job.code for job in jobs()}


def test_the_nightly_job_backs_up_checks_and_prunes(copied_from: Path, tmp_path: Path) -> None:
    (tmp_path / "luotsi-20200101T000000Z.zip").touch()
    code = "from luotsi.config.backups import nightly; print(nightly.run(lambda done, total=None: None))"
    done = luotsi(copied_from, "django", "shell", "-c", code, LUOTSI_BACKUP_DIR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    (kept,) = tmp_path.iterdir()
    assert checking.verify(kept).is_whole
    assert int(done.stdout.split()[-1]) > 1000
