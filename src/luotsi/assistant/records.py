"""How records are written: after the reply, in the background, so that no turn ever waits for the disk.

A web process notes changes in memory and writes them about once a second in one short transaction. SQLite has
one writer at a time, and while a catalogue is loaded it may be busy for seconds: an insert inside the request
would make a resident wait for that. The price is the last second of records when a process is killed.

Words wait in memory, too, sealed already. They reach the disk only when the turn proves to be a miss; those
of turns that helped are forgotten within the hour and were never written anywhere.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import islice

from django.db import InterfaceError, OperationalError, close_old_connections, transaction

from luotsi.assistant.record_rules import UNOPENED_AFTER

logger = logging.getLogger(__name__)

Change = Callable[[], object]
"""Something to do to the tables; called inside a transaction."""

WRITE_EVERY = 1.0
"""Seconds."""
AT_ONCE = 100
"""Changes in one transaction, so that nobody else who writes waits long."""
MOST = 5_000
"""Changes, or words, that are kept in memory; of more the new ones are let go."""


class Notebook:
    """Changes that are still to be written, in their order. Until `start`, each is written at once."""

    def __init__(self, settle: Callable[[], None] = lambda: None) -> None:
        self._settle = settle
        self._changes: deque[Change] = deque()
        self._writing = threading.Lock()
        self._is_kept = False

    def add(self, change: Change) -> None:
        """Note a change. Never raises."""
        if len(self._changes) < MOST:
            self._changes.append(change)
        if not self._is_kept:
            self.write()

    def start(self) -> None:
        """Keep changes from now on, and write them in a thread of their own. At the end `write` the rest."""
        self._is_kept = True
        threading.Thread(target=self._write_now_and_then, name="records", daemon=True).start()

    def write(self) -> None:
        """Write what is noted. While the database is away it is kept on, and tried again."""
        with self._writing:
            while batch := list(islice(self._changes, AT_ONCE)):
                if not _written(batch):
                    return
                for _change in batch:
                    self._changes.popleft()

    def _write_now_and_then(self) -> None:
        while True:
            time.sleep(WRITE_EVERY)
            close_old_connections()
            try:
                self._settle()
                self.write()
            except Exception:
                logger.exception("Records of turns could not be written; the next second tries again")


class WaitingWords:
    """Sealed words by the id of their record, from the turn until it is known whether they are needed."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[datetime, bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, record: str, sealed: bytes, now: datetime) -> None:
        """Keep words; the oldest go when there are too many."""
        with self._lock:
            self._kept[record] = (now, sealed)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)

    def take(self, record: str) -> bytes:
        """The words of a record, which are forgotten here; empty when there are none."""
        with self._lock:
            return self._kept.pop(record, (None, b""))[1]

    def take_due(self, now: datetime) -> list[tuple[str, bytes]]:
        """Id and words of every turn that nobody is waited for any longer."""
        with self._lock:
            due = [record for record, (since, _) in self._kept.items() if since <= now - UNOPENED_AFTER]
            return [(record, self._kept.pop(record)[1]) for record in due]

    def __len__(self) -> int:
        return len(self._kept)


def _written(batch: Sequence[Change]) -> bool:
    """Whether the changes are dealt with; False when the database should be tried again later."""
    try:
        with transaction.atomic():
            for change in batch:
                change()
    except (OperationalError, InterfaceError):
        logger.warning("Records of turns could not be written; they are kept and tried again")
        return False
    except Exception:  # noqa: BLE001 - whatever it is, one change must not hold the others up
        for change in batch:
            _try_alone(change)
    return True


def _try_alone(change: Change) -> None:
    try:
        with transaction.atomic():
            change()
    except Exception:
        logger.exception("A change to a record of a turn was refused, and is let go")
