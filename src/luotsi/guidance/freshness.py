"""Whether this process may still believe its snapshot of published paths.

The database holds a token that changes with every publishing (`models.PublishedState`). Another process's
publishing is seen by reading the token; this module remembers when it was last read, and lets the process
that publishes say so at once.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

CHECK_EVERY_SECONDS = 1.0
"""One small read a second and process; so a change is seen everywhere within about a second."""


@dataclass(slots=True)
class Freshness:
    """When the token was last read here, on the monotonic clock of this process."""

    read_at: float | None = None

    def may_believe(self) -> bool:
        """Whether the last reading is young enough."""
        return self.read_at is not None and time.monotonic() - self.read_at < CHECK_EVERY_SECONDS

    def was_read(self) -> None:
        self.read_at = time.monotonic()

    def is_stale(self) -> None:
        """The next reader looks at the database."""
        self.read_at = None


SNAPSHOT = Freshness()
