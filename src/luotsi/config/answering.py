"""The web process: answers requests, and ends as this house ends."""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import sys
from collections.abc import Callable
from types import FrameType

import uvicorn


class Pages(uvicorn.Server):
    """A first signal lets open requests finish, a second one waits for nothing."""

    def until_stopped(self, last: Callable[[], object]) -> None:
        """Answer until told to stop, do what is to be done `last`, then end the process: with 0, or with 1
        when it did not end well. Whoever is told twice does nothing more.

        Threads that still work at that time would keep the process alive: their requests have had their time.
        """
        # The server sends itself the signal once more when it is done.
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: sys.exit(0))
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
