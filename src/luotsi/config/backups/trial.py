"""Restores a backup for trial: into a scratch folder that is thrown away, by processes of their own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

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
    clear_leftovers(beside)
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=beside, ignore_cleanup_errors=True) as scratch:
        for command in _steps(backup):
            done = subprocess.run(  # noqa: S603
                command,
                env=_environment(Path(scratch)),
                capture_output=True,
                text=True,
                check=False,
                timeout=LONGEST,
            )
            if done.returncode:
                told = (done.stderr or done.stdout).strip().splitlines()
                return [told[-1].removeprefix("Error: ") if told else f"It ended with {done.returncode}."]
    return []


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
