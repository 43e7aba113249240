"""How a process learns what others have committed: a thread that asks the database, or is told by `wakes`.

SQLite: `PRAGMA data_version` of a connection changes when another one has committed; it costs microseconds.
Writers of SQLite follow each other, so rows appear in the order of their numbers. PostgreSQL: LISTEN; what
came while the connection was away is made good by looking at every log.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import suppress

from django.db import connection
from django.db.models import Max

from luotsi.conversations import carrying, log, wakes
from luotsi.conversations.models import DeskEntryRow, EntryRow

logger = logging.getLogger(__name__)

POLL_EVERY = 0.02
"""Seconds."""

LISTEN_FOR = 0.5
TRY_AGAIN_AFTER = 0.5


class Learner:
    """Calls `grown(log, last_seq)` for each log that has grown, `lost()` when something may have been missed,
    and on PostgreSQL `signalled(text)` for signals of other processes (`carrying`).

    All are called in the learner's thread.
    """

    def __init__(
        self, grown: Callable[[str, int], None], lost: Callable[[], None], signalled: Callable[[str], None]
    ) -> None:
        self._grown = grown
        self._lost = lost
        self._signalled = signalled
        self._stopping = threading.Event()
        self._ready = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin. What is committed after `wait_until_ready` returns is learnt."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="live-learner", daemon=True)
            self._thread.start()

    def wait_until_ready(self, seconds: float = 5) -> bool:
        """Block until it has begun; whether it has."""
        return self._ready.wait(seconds)

    def stop(self) -> None:
        """End the thread."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(2)

    def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                if connection.vendor == "postgresql":
                    self._listen()
                else:
                    self._poll()
            except Exception:
                logger.exception("What other processes commit cannot be learnt; trying again")
            with suppress(Exception):
                connection.close()
            self._stopping.wait(TRY_AGAIN_AFTER)

    def _begin(self) -> None:
        was_ready = self._ready.is_set()
        self._ready.set()
        if was_ready:
            self._lost()

    def _poll(self) -> None:
        version = _data_version()
        last_entry, last_desk = _last(EntryRow), _last(DeskEntryRow)
        self._begin()
        while not self._stopping.wait(POLL_EVERY):
            if (now := _data_version()) == version:
                continue
            version = now
            for number, conversation, seq in (
                EntryRow.objects.filter(pk__gt=last_entry)
                .order_by("pk")
                .values_list("pk", "conversation", "seq")
            ):
                last_entry = number
                self._grown(log.name(conversation), seq)
            for number, name, seq in (
                DeskEntryRow.objects.filter(pk__gt=last_desk).order_by("pk").values_list("pk", "log", "seq")
            ):
                last_desk = number
                self._grown(name, seq)

    def _listen(self) -> None:
        connection.ensure_connection()
        with connection.cursor() as cursor:
            for channel in (wakes.CHANNEL, carrying.CHANNEL):
                cursor.execute(f"LISTEN {channel}")
        self._begin()
        while not self._stopping.is_set():
            for note in connection.connection.notifies(timeout=LISTEN_FOR):
                if note.channel == carrying.CHANNEL:
                    self._signalled(note.payload)
                    continue
                name, _, seq = note.payload.rpartition(" ")
                if name and seq.isdecimal():
                    self._grown(name, int(seq))


def _data_version() -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA data_version")
        return int(cursor.fetchone()[0])


def _last(model: type[EntryRow] | type[DeskEntryRow]) -> int:
    return model.objects.aggregate(last=Max("pk"))["last"] or 0
