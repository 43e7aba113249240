"""The backup that the worker takes every night when LUOTSI_BACKUP_DIR is set."""

from __future__ import annotations

from django.conf import settings

from luotsi.config.backups import keeping, trial
from luotsi.config.backups.types import BackupError
from luotsi.foundation.jobs.types import JobFailure, Progress


def run(progress: Progress) -> int:
    """A checked backup, restored for trial, then old ones deleted; gives the number of rows.

    Raises JobFailure in words; then nothing is deleted.

    Told to stop, the worker leaves at the next batch: what was written so far is no backup, and the next
    one clears it away.
    """
    try:
        file, manifest = keeping.back_up(
            settings.BACKUP_DIR, lambda _what, done, total: progress(done, total)
        )
    except BackupError as error:
        raise JobFailure(str(error)) from error
    if wrong := trial.faults(file, settings.BACKUP_DIR):
        raise JobFailure(f"The backup was written, but cannot be restored. {wrong[0]}")
    keeping.prune(settings.BACKUP_DIR, settings.BACKUP_DAYS)
    return manifest.rows
