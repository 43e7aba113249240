"""Checks of what changes by itself: database, search index, worker and its jobs, backups, content."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection

from luotsi.config import readiness
from luotsi.config.backups import keeping, marker
from luotsi.config.backups.types import BackupError
from luotsi.config.doctor.types import Finding, error, note, ok, warning
from luotsi.foundation import clock
from luotsi.foundation.jobs import queries as jobs
from luotsi.integrations.ptv import queries as ptv
from luotsi.organisation import queries as organisation
from luotsi.privacy import guards
from luotsi.understanding import queries as understanding

SILENT_FOR = timedelta(minutes=2)
"""A worker says every few seconds that it lives."""
BACKUP_AGE = timedelta(hours=26)
PTV_AGE = timedelta(days=8)


def database() -> Iterator[Finding]:
    """Whether it answers, is whole and is of this version. Raises DatabaseError when it does not."""
    try:
        marker.refuse_half_done()
    except BackupError as half:
        yield error("database", str(half), "Run 'luotsi restore FILE' again.")
        return
    if waiting := readiness.migrations_waiting():
        yield error(
            "database",
            f"It waits for {waiting} migrations.",
            "Stop the site, take a backup, run 'luotsi prepare', start again.",
        )
        return
    yield ok("database", "It answers and is of this version.")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            (told,) = cursor.fetchone()
        if told != "ok":
            yield error(
                "database",
                "The file of the database is damaged.",
                "Stop the site, keep the file, and restore the last backup into a new folder.",
            )
    if missing := guards.missing(connection):
        yield error(
            "database",
            f"The audit trail can be changed: {len(missing)} of its guards do not stand.",
            "Find out who took them down; run 'luotsi audit verify'.",
        )


def index() -> Iterator[Finding]:
    """What residents search in."""
    found = understanding.freshness()
    if not understanding.is_ready():
        yield error("search", "There is no search index.", "Start the worker, or run 'luotsi build-index'.")
    elif found.is_behind and not _has_worker():
        yield warning("search", "Content has changed since the index was built.", "Start the worker.")
    else:
        yield ok("search", f"{found.documents} documents can be found.")


def _has_worker() -> bool:
    return any(clock.now() - worker.seen_at < SILENT_FOR for worker in jobs.workers())


def worker() -> Iterator[Finding]:
    """The worker and what it could not do."""
    if _has_worker():
        yield ok("worker", "A worker lives.")
    else:
        yield warning(
            "worker",
            "No worker lives: nothing is published on time, erased or backed up.",
            "Start it: 'systemctl start luotsi-worker', or 'luotsi serve' for both.",
        )
    failed = {run.code: run.note for run in reversed(jobs.recent_failures())}
    for code, words in failed.items():
        last = jobs.runs_of(code, limit=1)
        if last and last[0].state in {"failed", "lost"}:
            yield warning(
                "worker", f"The job {code} failed last ({words or 'no words'}).", "See /staff/jobs/."
            )


def backups() -> Iterator[Finding]:
    """Whether there is a fresh backup, in a folder that others cannot read."""
    folder = settings.BACKUP_DIR
    if folder is None:
        yield warning(
            "backups",
            "No folder of backups is named, so none is taken by night.",
            "Make a folder on another disk and name it in LUOTSI_BACKUP_DIR.",
        )
        return
    if folder.is_relative_to(settings.DATA_DIR):
        yield warning(
            "backups",
            f"{folder} lies inside the data folder.",
            "A disk that dies, or a folder deleted by mistake, would take both. Use another disk.",
        )
    if folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield error("backups", f"Other users can look into {folder}.", f"chmod 0700 {folder}")
    yield from _newest(folder)


def _newest(folder: Path) -> Iterator[Finding]:
    kept = keeping.backups(folder)
    if not kept:
        yield warning("backups", f"There is no backup in {folder}.", "Run 'luotsi backup'.")
        return
    age = clock.now() - kept[-1].taken_at
    words = f"The newest of {len(kept)} backups is {age.total_seconds() / 3600:.0f} hours old."
    if age > BACKUP_AGE:
        yield warning("backups", words, "Look at the job 'backup' at /staff/jobs/, or run 'luotsi backup'.")
    else:
        yield ok("backups", words)


def content() -> Iterator[Finding]:
    """Whose installation it is, and how old its services are."""
    try:
        county = organisation.county()
    except organisation.NoCounty:
        yield warning("content", "No county is loaded.", "Run 'luotsi load-county FILE'.")
        return
    yield ok("content", f"County {county.code} is loaded.")
    done = [load for load in ptv.last_loads() if load.state == "done" and load.ended_at]
    if done and done[0].ended_at and clock.now() - done[0].ended_at > PTV_AGE:
        days = (clock.now() - done[0].ended_at).days
        yield warning("content", f"Services were last loaded {days} days ago.", "Run 'luotsi import-ptv'.")
    # A load of the night has nobody to tell its remarks to.
    whole = next((load for load in done if load.kind == "full"), None)
    for remark in whole.remarks if whole else ():
        yield note("content", f"The last full load from PTV: {remark}", "See 'luotsi ptv-report'.")
    if count := ptv.quarantine_size():
        yield note("content", f"{count} records of PTV could not be taken.", "See 'luotsi ptv-report'.")


CHECKS = (database, index, worker, backups, content)
