"""How signals get from one process to another, beside the database's tables: nothing is written into them.

PostgreSQL: NOTIFY, whose commit does not wait for the disk; the learner, which listens anyway, brings what
came. SQLite, whose processes share a machine: a datagram socket of each in the data folder. Rows of a table
would take the one writer's turn from messages and wake every process twice.
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.db import close_old_connections, connection

logger = logging.getLogger(__name__)

CHANNEL = "luotsi_signals"
"""Of PostgreSQL's LISTEN and NOTIFY."""

LARGEST = 16_384
"""Bytes of a datagram; more than ever go together."""

_LONGEST_PATH = 100
"""An address of a socket has 108 bytes."""


class Carrier(Protocol):
    """Takes texts of a few kilobytes to all other processes, without waiting. Each may be lost."""

    def listen(self) -> None:
        """Begin to hear. In the event loop."""

    def carry(self, text: str) -> None:
        """Send. In the event loop."""

    def close(self) -> None:
        """Hear and send nothing more."""


def carrier(name: str, came: Callable[[str], None]) -> Carrier:
    """The carrier that fits the database. `name` is this process's, of letters and digits."""
    if connection.vendor == "postgresql":
        return ByNotify()
    return ByDatagram(settings.DATA_DIR / "signals", name, came)


class ByNotify:
    """A thread and connection of their own, so that neither reads nor writes ever wait for signals."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="live-signals")
        self._is_busy = False

    def listen(self) -> None:
        """Nothing: the learner listens."""

    def carry(self, text: str) -> None:
        """Lost while the one before is still on its way: then the database is slow or away."""
        if self._is_busy:
            return
        self._is_busy = True
        self._thread.submit(self._notify, text)

    def close(self) -> None:
        """End the thread and its connection."""
        self._thread.submit(connection.close)
        self._thread.shutdown(wait=False)

    def _notify(self, text: str) -> None:
        try:
            close_old_connections()
            with connection.cursor() as cursor:
                # The setting holds for this statement alone, which is its own transaction.
                cursor.execute(
                    "SELECT set_config('synchronous_commit', 'off', true), pg_notify(%s, %s)", [CHANNEL, text]
                )
        except Exception as error:  # noqa: BLE001 - whatever it was, the next one is tried
            logger.warning("Signals could not be passed to other processes: %s", type(error).__name__)
            with suppress(Exception):
                connection.close()
        finally:
            self._is_busy = False


class ByDatagram:
    """A socket in a folder that only the service's user may enter; whose reader is gone is cleared away."""

    def __init__(self, folder: Path, name: str, came: Callable[[str], None]) -> None:
        self._folder = folder
        self._name = f"{name}.socket"
        self._came = came
        self._handle = -1
        self._loop: asyncio.AbstractEventLoop | None = None
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.settimeout(0)
        folder.mkdir(mode=0o700, exist_ok=True)
        if len(os.fsencode(folder / self._name)) > _LONGEST_PATH:
            self._handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)

    def listen(self) -> None:
        """Others find the socket from now on."""
        if self._loop is not None:
            return
        self._loop = asyncio.get_running_loop()
        self._socket.bind(self._address(self._name))
        self._loop.add_reader(self._socket.fileno(), self._take)

    def carry(self, text: str) -> None:
        """To every socket in the folder; lost for one whose queue is full."""
        body = text.encode()
        for name in os.listdir(self._folder):  # noqa: PTH208 - names are all that is wanted
            if name == self._name:
                continue
            try:
                self._socket.sendto(body, self._address(name))
            except ConnectionRefusedError:
                (self._folder / name).unlink(missing_ok=True)
            except OSError:
                # Its queue is full, or it went just now.
                continue

    def close(self) -> None:
        """Take the socket away."""
        if self._loop is not None:
            (self._folder / self._name).unlink(missing_ok=True)
            with suppress(RuntimeError):  # The loop has ended.
                self._loop.remove_reader(self._socket.fileno())
        self._socket.close()
        if self._handle >= 0:
            os.close(self._handle)

    def _address(self, name: str) -> str:
        """Through the folder's handle where the whole path is too long for a socket (Linux)."""
        return f"/proc/self/fd/{self._handle}/{name}" if self._handle >= 0 else str(self._folder / name)

    def _take(self) -> None:
        try:
            while True:
                self._came(self._socket.recv(LARGEST).decode(errors="replace"))
        except BlockingIOError:
            return
