"""Everything that happens by the clock, in one list. The worker process walks it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import close_old_connections

from luotsi.accounts import actions as accounts
from luotsi.feedback import actions as feedback
from luotsi.foundation import clock
from luotsi.guidance import actions as guidance
from luotsi.understanding import actions as understanding

logger = logging.getLogger(__name__)

SECOND, MINUTE, HOUR = 1.0, 60.0, 3600.0


@dataclass
class Repeated:
    """One recurring job: its name in words, seconds between runs, and what it calls. All are idempotent."""

    name: str
    every: float
    call: Callable[[], object]
    due_at: float = 0.0


def jobs() -> list[Repeated]:
    """The list itself."""
    return [
        Repeated("rebuild the search index when content has changed", SECOND, understanding.worker_tick),
        Repeated("forget sensitive visits that have ended", MINUTE, guidance.forget_ended_visits),
        Repeated("publish what is scheduled", MINUTE, guidance.publish_scheduled),
        Repeated("erase old feedback", 6 * HOUR, lambda: feedback.erase_old(clock.now())),
        Repeated("erase sign-ins that have ended", 6 * HOUR, accounts.forget_ended),
    ]


class Schedule:
    """Runs jobs when they are due; one that fails is logged and tried again at its next time."""

    def __init__(self, repeated: list[Repeated]) -> None:
        self.repeated = repeated

    def run_due(self, now: float) -> None:
        """Run every job due at `now` (seconds of a monotonic clock)."""
        for job in self.repeated:
            if now >= job.due_at:
                job.due_at = now + job.every
                self._run(job)

    def _run(self, job: Repeated) -> None:
        try:
            job.call()
        except Exception:
            logger.exception("The job '%s' failed; it is tried again in %.0f s", job.name, job.every)

    def run_forever(self) -> None:
        while True:
            close_old_connections()
            self.run_due(time.monotonic())
            time.sleep(0.5)
