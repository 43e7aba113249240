"""The backup that the worker takes every night when LUOTSI_BACKUP_DIR is set."""

from __future__ import annotations

from django.conf import settings

from luotsi.config.backups import keeping
from luotsi.config.backups.types import BackupError
from luotsi.foundation.jobs.types import JobFailure, Progress


def run(progress: Progress) -> int:
    """A checked backup, then old ones deleted; gives the number of rows. Raises JobFailure in words.

    Told to stop, the worker leaves at the next batch: what was written so far is no backup, and the next
    one clears it away.
    """
    try:
        _file, manifest = keeping.back_up(
            settings.BACKUP_DIR, lambda _what, done, total: progress(done, total)
        )
    except BackupError as error:
        raise JobFailure(str(error)) from error
    keeping.prune(settings.BACKUP_DIR, settings.BACKUP_DAYS)
    return manifest.rows
