"""Names of backups, the folder that they lie in, and for how long."""

from __future__ import annotations

import fcntl
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from luotsi.config.backups import checking, marker, taking
from luotsi.config.backups.types import BackupError, Manifest, Progress, in_silence
from luotsi.foundation import clock
from luotsi.privacy import actions as privacy
from luotsi.privacy.types import Event

NAME = re.compile(r"luotsi-(?P<taken>\d{8}T\d{6}Z)\.zip")
_FORM = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Kept:
    """A backup in a folder, and when it was taken by its name."""

    file: Path
    taken_at: datetime


def name_at(moment: datetime) -> str:
    return f"luotsi-{moment.astimezone(UTC).strftime(_FORM)}.zip"


def backups(folder: Path) -> list[Kept]:
    """The backups of a folder, oldest first. Files with other names are not looked at."""
    named = ((file, NAME.fullmatch(file.name)) for file in folder.glob("luotsi-*.zip"))
    found = [Kept(file, _moment(match["taken"])) for file, match in named if match]
    return sorted(found, key=lambda kept: kept.taken_at)


def _moment(taken: str) -> datetime:
    return datetime.strptime(taken, _FORM).replace(tzinfo=UTC)


def prune(folder: Path, days: int) -> list[Path]:
    """Delete backups taken more than `days` days ago; the newest stays, whatever its age."""
    before = clock.now() - timedelta(days=days)
    old = [kept.file for kept in backups(folder)[:-1] if kept.taken_at < before]
    for file in old:
        file.unlink(missing_ok=True)
    return old


def clear_leftovers(folder: Path) -> list[Path]:
    """Delete what backups that were killed have left. One being written holds a lock and stays."""
    gone = []
    for file in folder.glob(f"luotsi-*.zip{taking.PARTIAL}"):
        with file.open("rb") as opened:
            try:
                fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            file.unlink(missing_ok=True)
            gone.append(file)
    return gone


def back_up(to: Path, progress: Progress = in_silence) -> tuple[Path, Manifest]:
    """Take a backup and read it again whole. `to` is a folder, or the name of a new file.

    Raises BackupError. A file that does not read back as it was written is deleted.
    """
    marker.refuse_half_done()
    file = to / name_at(clock.now()) if to.is_dir() else to
    if not file.parent.is_dir():
        raise BackupError(f"There is no folder {file.parent}. Make it first; its owner alone should read it.")
    clear_leftovers(file.parent)
    manifest = taking.take(file, progress)
    checked = checking.verify(
        file, lambda what, done, total: progress(f"Checking: {what.lower()}", done, total)
    )
    if checked.faults:
        file.unlink()
        raise BackupError(f"The backup did not read back as it was written. {checked.faults[0]}")
    if any(table.name == "privacy_auditrow" for table in manifest.tables):
        privacy.record(Event("backup.take", "backup", manifest.taken_at))
    return file, manifest
