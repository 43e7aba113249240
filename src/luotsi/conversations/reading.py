"""Reads for the event loop: a few threads, each with a connection of its own, none longer than the read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, close_old_connections, connection

Result = TypeVar("Result")

THREADS = 4


class Reader:
    """Runs calls that read, and those that only reckon, outside the event loop."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="live-read")

    async def run(self, call: Callable[..., Result], *given: Any, **named: Any) -> Result:
        """The result of `call`. Raises what it raises."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, partial(_read, partial(call, *given, **named)))

    def stop(self) -> None:
        """End the threads once they are idle."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _read(call: Callable[[], Result]) -> Result:
    """Once more when the connection turns out to be gone: a database may have been started anew."""
    close_old_connections()
    try:
        return call()
    except (OperationalError, InterfaceError):
        connection.close()
        return call()
