"""Restores a backup for trial: into a scratch folder that is thrown away, by processes of their own."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from luotsi.config.backups.types import BackupError

PREFIX = ".luotsi-trial-"
LONGEST = 4 * 3600
"""Seconds for one step, after which it is taken to hang."""

KEYRING = """
import django; django.setup()
from luotsi.privacy import queries
faults = queries.keyring_faults()
raise SystemExit("The keyring here does not open it. " + " ".join(faults) if faults else 0)
"""


def faults(backup: Path, beside: Path) -> list[str]:
    """What goes wrong when the backup is restored, in words; empty when all of it comes back.

    Every table is compared, the audit trail is walked, and the keyring must open what it has sealed. The
    scratch folder lies in `beside`, takes as much room as the database, and only its owner reads it.
    """
    with (
        _alone(beside),
        tempfile.TemporaryDirectory(prefix=PREFIX, dir=beside, ignore_cleanup_errors=True) as scratch,
    ):
        for command in _steps(backup):
            try:
                done = subprocess.run(  # noqa: S603
                    command,
                    env=_environment(scratch),
                    capture_output=True,
                    text=True,
                    check=False,
                    timeout=LONGEST,
                )
            except subprocess.TimeoutExpired:
                return [f"A step was not done after {LONGEST // 3600} hours."]
            if done.returncode:
                told = (done.stderr or done.stdout).strip().splitlines()
                return [told[-1].removeprefix("Error: ") if told else f"It ended with {done.returncode}."]
    return []


@contextmanager
def _alone(folder: Path) -> Iterator[Path]:
    """A scratch folder, one at a time; what a killed trial has left is removed first."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        clear_leftovers(folder)
        with tempfile.TemporaryDirectory(prefix=PREFIX, dir=folder, ignore_cleanup_errors=True) as scratch:
            yield Path(scratch)
    except BlockingIOError as error:
        raise BackupError(f"Another trial runs in {folder} at this moment.") from error
    finally:
        os.close(handle)


def clear_leftovers(folder: Path) -> None:
    """Remove scratch folders of trials that were killed; one at a time runs in a folder of backups."""
    for left in folder.glob(f"{PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)


def _steps(backup: Path) -> Iterator[list[str]]:
    program = [sys.executable, "-m", "luotsi.config.cli"]
    yield [*program, "restore", "--no-index", str(backup.resolve())]
    yield [*program, "audit", "verify"]
    yield [sys.executable, "-c", KEYRING]


def _environment(scratch: Path) -> dict[str, str]:
    """The same settings, but for where things lie."""
    own = {
        "DJANGO_SETTINGS_MODULE": "luotsi.config.settings",
        "DATABASE_URL": "",
        "LUOTSI_DATA": str(scratch),
        "LUOTSI_KEYRING": str(settings.KEYRING),
        "LUOTSI_SECRET_KEY": settings.SECRET_KEY,
    }
    return {**os.environ, **own}
