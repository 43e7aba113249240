"""Commands that start others: told to stop, they end those first, then what they have set up themselves."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress

BOTH = (signal.SIGTERM, signal.SIGINT)

INTERRUPTED_FOR = 20.0
"""Seconds in which what a terminal has interrupted, with whatever had been started there, ends by itself."""


def heed() -> None:
    """From now on being told to stop raises SystemExit, once: the way out is not disturbed."""
    for number in BOTH:
        signal.signal(number, _stop)


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> int:
    """What a command ends with. Whoever stops this stops that, and waits until it has ended."""
    with subprocess.Popen(command, env=environment) as process:
        try:
            return process.wait()
        except SystemExit as told:
            if told.code == 128 + signal.SIGINT:
                with suppress(subprocess.TimeoutExpired):
                    process.wait(INTERRUPTED_FOR)
            process.terminate()
            raise


def _stop(number: int, _frame: object) -> None:
    for one in BOTH:
        signal.signal(one, signal.SIG_IGN)
    sys.exit(128 + number)
