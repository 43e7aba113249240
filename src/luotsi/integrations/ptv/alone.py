"""One load from PTV at a time, over all processes; whoever dies lets go at once."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

LOCK = 0x6C756F7473690001
"""Ours among PostgreSQL's advisory locks: "luotsi" and a number."""


class AlreadyLoading(Exception):
    """Another process is loading from PTV."""

    def __init__(self) -> None:
        super().__init__("PTV is being loaded by another process. Wait until it is done.")


@contextmanager
def alone() -> Iterator[None]:
    """Hold the lock; raises `AlreadyLoading`. The system takes it from a process that is killed."""
    with (Path(settings.DATA_DIR) / "ptv-load.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyLoading from error
        with _alone_among_machines():
            yield


@contextmanager
def _alone_among_machines() -> Iterator[None]:
    """Several machines share a PostgreSQL; a file on one of them says nothing to the others."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise AlreadyLoading
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
