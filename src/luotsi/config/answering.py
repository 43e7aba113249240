"""The web process: answers requests, and ends as this house ends."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import uvicorn


class Pages(uvicorn.Server):
    """A first signal lets open requests finish, a second one waits for nothing."""

    _first: Callable[[], object] = staticmethod(lambda: None)

    def until_stopped(self, last: Callable[[], object], first: Callable[[], object] = lambda: None) -> None:
        """Answer until told to stop, do what is to be done `last`, then end the process: with 0, or with 1
        when it did not end well. Whoever is told twice does nothing more. `first` is done as soon as it is
        told, in the thread of the event loop: open streams would otherwise never end.

        Threads that still work at that time would keep the process alive: their requests have had their time.
        """
        # The server sends itself the signal once more when it is done.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: sys.exit(0))
        self._first = first
        with contextlib.suppress(SystemExit):
            self.run()
        try:
            if not self.force_exit:
                last()
        finally:
            logging.shutdown()
            os._exit(int(self.force_exit or not self.started))

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self.should_exit:
            self.force_exit = True
        super().handle_exit(sig, frame)

    async def shutdown(self, *given: Any, **named: Any) -> None:
        """The streams end first, so that what waits for open answers need not wait for them."""
        self._first()
        await super().shutdown(*given, **named)
