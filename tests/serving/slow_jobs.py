"""Jobs of the stories about death: many small batches, and one long one that listens to nobody.

Each batch is a row in a table of the story's own. Each beginning and end is a line in a file, so that two at
the same time would be seen.
"""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from luotsi.foundation.jobs.types import Every, Job, Progress

BATCHES = 30
SLOWLY = 0.5
"""Seconds of a batch while the story wants to meet the job in its middle: all of them take fifteen."""
DAILY = Every(timedelta(hours=24))


def jobs() -> list[Job]:
    return [
        Job("batches", "Write batches", DAILY, write_batches),
        Job("deaf", "Hear nothing", DAILY, hear_nothing),
    ]


def write_batches(progress: Progress) -> int:
    """Does what is still to do, so that a run goes on where another one ended."""
    note("begin")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS batches (number integer PRIMARY KEY, worker integer)")
        cursor.execute("SELECT number FROM batches")
        done = {number for (number,) in cursor.fetchall()}
    written = 0
    try:
        for number in range(BATCHES):
            if number not in done:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("INSERT INTO batches VALUES (%s, %s)", [number, os.getpid()])
                    if Path(settings.DATA_DIR, "be-slow").exists():
                        time.sleep(SLOWLY)
                written += 1
            progress(number + 1, BATCHES)
    finally:
        note("end")
    return written


def hear_nothing(progress: Progress) -> None:
    """One batch of an hour, when the story asks for it."""
    if Path(settings.DATA_DIR, "be-deaf").exists():
        note("deaf")
        time.sleep(3600)


def note(word: str) -> None:
    with Path(settings.DATA_DIR, "notes").open("a") as file:
        file.write(f"{word} {os.getpid()}\n")
