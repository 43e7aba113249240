"""Counting in memory: a page costs no write, and what a web process has counted is written every few seconds.

At most the last few seconds are lost when a process is killed. Nothing of it is anybody's.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from django.db import DatabaseError, close_old_connections

from luotsi.journeys.types import Event

logger = logging.getLogger(__name__)

WRITE_EVERY = 5.0
"""Seconds."""

MOST = 5_000
"""Different counts kept while the database cannot be written; more are let go."""


class Counted(NamedTuple):
    """One thing that happened."""

    day: date
    kind: str
    key: str
    event: Event
    language: str


class Tally:
    """Keeps counts until they are written. Until `start`, each is written at once (commands, tests)."""

    def __init__(self, write: Callable[[dict[Counted, int]], None]) -> None:
        self._write = write
        self._kept: Counter[Counted] = Counter()
        self._lock = threading.Lock()
        self._is_kept = False

    def add(self, counted: Counted) -> None:
        """Count one. Never raises."""
        with self._lock:
            if counted in self._kept or len(self._kept) < MOST:
                self._kept[counted] += 1
        if not self._is_kept:
            self.write()

    def start(self) -> None:
        """Keep counts from now on, and write them in a thread of their own. At the end `write` the rest."""
        self._is_kept = True
        threading.Thread(target=self._write_now_and_then, name="counts", daemon=True).start()

    def write(self) -> None:
        """Write what is kept. When that fails it is kept on, and tried again."""
        with self._lock:
            taken, self._kept = self._kept, Counter()
        if not taken:
            return
        try:
            self._write(dict(taken))
        except DatabaseError:
            logger.warning("Counts could not be written; they are kept and tried again")
            with self._lock:
                self._kept.update(taken)

    def _write_now_and_then(self) -> None:
        while True:
            time.sleep(WRITE_EVERY)
            close_old_connections()
            self.write()
