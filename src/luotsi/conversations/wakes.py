"""How a log's growth becomes known: to this process after the commit, to others on PostgreSQL with it.

On SQLite other processes see by `PRAGMA data_version` that something was committed. What is told to other
processes is the name of a log and a number, never a word.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction

from luotsi.conversations.types import DeskEntry, Entry

logger = logging.getLogger(__name__)

CHANNEL = "luotsi_live"
"""Of PostgreSQL's LISTEN and NOTIFY."""


@dataclass(frozen=True, slots=True)
class News:
    """A log has grown. `entries` are what came, where they are at hand; `last_seq` is its end."""

    log: str
    last_seq: int
    entries: Sequence[Entry | DeskEntry] = field(default=(), repr=False)


Listener = Callable[[News], None]

_listeners: list[Listener] = []


def listen(listener: Listener) -> None:
    """Call `listener` with all news of this process, in the thread that committed. It must be quick."""
    if listener not in _listeners:
        _listeners.append(listener)


def forget(listener: Listener) -> None:
    """Call it no more."""
    if listener in _listeners:
        _listeners.remove(listener)


def tell(news: News) -> None:
    """Inside the transaction in which the log grew: it is told with the commit, or not at all."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, f"{news.log} {news.last_seq}"])
    transaction.on_commit(lambda: _announce(news), robust=True)


def _announce(news: News) -> None:
    for listener in tuple(_listeners):
        try:
            listener(news)
        except Exception:
            logger.exception("News of a log could not be passed on")
