"""The one writer of a process: a thread with one connection; what waits shares a transaction.

A change is done when its transaction has been committed to the disk, and only then does `run` return. Each
change has a savepoint of its own, so that one that is refused undoes only itself. When a whole transaction
fails its changes are done again one by one, so that one bad change harms nobody.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import IntegrityError, InterfaceError, OperationalError, connection, transaction

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

MOST_TOGETHER = 64
"""Changes in one transaction."""

LONGEST_TOGETHER = 0.02
"""Seconds after which a transaction takes no further change: nobody else can write meanwhile on SQLite."""

MOST_WAITING = 2_000
"""Of more changes than these that wait, further ones are refused: they would wait for seconds."""

_TRIES = 3
_PAUSE = 0.05

BROKEN = (OperationalError, InterfaceError)
"""The connection or the transaction is gone, and with it everything in it."""


class Busy(Exception):
    """The writer cannot keep up, or the database is away. Whether the change was made is not known."""


@dataclass(slots=True)
class _Change:
    call: Callable[[], Any]
    order: str
    is_alone: bool
    done: Callable[[Any, BaseException | None], None]
    result: Any = None
    error: BaseException | None = None
    is_again: bool = False


class Writer:
    """Takes changes from an event loop, and gives each its result after the commit."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[_Change | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._prepared: object = None
        self.commits = 0
        """How many transactions were committed; for measurements."""

    async def run(self, call: Callable[[], Result], *, order: str = "", alone: bool = False) -> Result:
        """Do `call` in a transaction; its result once that is committed. Raises what it raises, and Busy.

        `order` names the row that the change holds: on PostgreSQL changes of one transaction are done in
        the order of these names, so that two processes never wait for each other in a circle. A change that
        holds more than that row is `alone` there.
        """
        if self._waiting.qsize() >= MOST_WAITING:
            raise Busy
        self._start()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Result] = loop.create_future()

        def settle(result: Any, error: BaseException | None) -> None:
            if future.done():
                return
            if error is None:
                future.set_result(result)
            else:
                future.set_exception(error)

        def done(result: Any, error: BaseException | None) -> None:
            with suppress(RuntimeError):  # The loop has ended: nobody waits any more.
                loop.call_soon_threadsafe(settle, result, error)

        self._waiting.put(_Change(call, order, alone, done))
        return await future

    def stop(self) -> None:
        """Do what waits, then end the thread."""
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join(5)
            self._thread = None

    def _start(self) -> None:
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._work, name="live-writer", daemon=True)
                self._thread.start()

    def _work(self) -> None:
        try:
            while (change := self._waiting.get()) is not None:
                changes = [change]
                is_last = False
                with suppress(queue.Empty):
                    while len(changes) < MOST_TOGETHER and not is_last:
                        if (more := self._waiting.get_nowait()) is None:
                            is_last = True
                        else:
                            changes.append(more)
                self._write(changes)
                if is_last:
                    return
        finally:
            connection.close()

    def _write(self, changes: Sequence[_Change]) -> None:
        """Write all of them, in groups; whatever happens each gets its answer."""
        for group in _groups(changes, connection.vendor == "postgresql"):
            left: Sequence[_Change] = group
            while left:
                try:
                    written = self._together(left)
                except Exception as error:
                    logger.exception("Changes could not be written")
                    written = left
                    for change in written:
                        change.error = error if isinstance(error, Busy) else Busy()
                for change in written:
                    change.done(change.result, change.error)
                left = left[len(written) :]

    def _together(self, changes: Sequence[_Change]) -> Sequence[_Change]:
        """Write as many as one transaction should hold; those that are dealt with."""
        tried: list[_Change] = []
        committed = False

        def commit() -> None:
            nonlocal committed
            committed = True

        started = time.monotonic()
        try:
            self._prepare()
            with transaction.atomic():
                transaction.on_commit(commit)
                for change in changes:
                    if tried and time.monotonic() - started > LONGEST_TOGETHER:
                        break
                    tried.append(change)
                    _try(change)
        except Exception as error:
            if not committed:
                self._recover(error)
                for change in tried or changes[:1]:
                    self._alone(change)
                return tried or changes[:1]
            logger.exception("What was to be told after a commit could not be told")
        self.commits += 1
        for change in tried:
            if change.is_again:
                self._alone(change)
        return tried

    def _alone(self, change: _Change) -> None:
        """One change in its own transaction, tried a few times while the database is busy or away."""
        for attempt in range(_TRIES):
            change.result, change.error, change.is_again = None, None, False
            committed = False

            def commit() -> None:
                nonlocal committed
                committed = True

            try:
                self._prepare()
                with transaction.atomic():
                    transaction.on_commit(commit)
                    change.result = change.call()
            except (*BROKEN, IntegrityError) as error:
                if committed:
                    return
                self._recover(error)
                change.error = Busy()
                time.sleep(_PAUSE * attempt)
            except Exception as error:  # noqa: BLE001 - it is the caller's to deal with
                change.error = None if committed else error
                return
            else:
                return

    def _prepare(self) -> None:
        """A connection that has a commit on the disk before it says so."""
        connection.ensure_connection()
        if connection.connection is self._prepared:
            return
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA synchronous = FULL")
            else:
                cursor.execute("SET synchronous_commit = on")
        self._prepared = connection.connection

    def _recover(self, error: Exception) -> None:
        if isinstance(error, BROKEN):
            logger.warning("The database was busy or away: %s", type(error).__name__)
            with suppress(Exception):
                connection.close()
            self._prepared = None


def _try(change: _Change) -> None:
    """Do a change inside the shared transaction. Raises what leaves nothing of that transaction."""
    try:
        with transaction.atomic():
            change.result = change.call()
    except BROKEN:
        raise
    except IntegrityError:
        # Somebody else was first; done again alone, it sees what they did.
        change.is_again = True
    except Exception as error:  # noqa: BLE001 - it is the caller's to deal with
        change.error = error


def _groups(changes: Sequence[_Change], is_locking_rows: bool) -> list[list[_Change]]:
    """What shares a transaction. Where rows are locked, what holds several of them goes alone."""
    if not is_locking_rows:
        return [list(changes)]
    groups: list[list[_Change]] = []
    for change in changes:
        if change.is_alone or not groups or groups[-1][0].is_alone:
            groups.append([change])
        else:
            groups[-1].append(change)
    # Of one order they stay as they came.
    return [sorted(group, key=lambda change: change.order) for group in groups]
