"""How a twin misbehaves, as far as a test wants it to."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from urllib.parse import unquote


@dataclass(slots=True)
class Faults:
    """Switches of misbehaviour; all may be changed while the twin runs.

    The counters say how many of the next requests go wrong that way (and count down). `only` limits all of
    them, and `slow`, to requests whose path holds this text.
    """

    errors: int = 0
    """Answers of 500."""
    unavailable: int = 0
    """Answers of 503 with Retry-After."""
    busy: int = 0
    """Answers of 429 with Retry-After."""
    cuts: int = 0
    """Answers cut in the middle: the line is closed before the promised length."""
    refusals: int = 0
    """Lines closed without any answer."""
    malformed: int = 0
    """Answers of 200 with half a JSON document."""
    huge: int = 0
    """Answers of 200 that are `huge_bytes` long."""
    huge_bytes: int = 64 * 1024 * 1024
    retry_after: str = "1"
    """Seconds, or an HTTP date."""
    slow: float = 0.0
    """Seconds before every answer."""
    poisoned: set[str] = field(default_factory=set)
    """Ids of objects on which the twin falls over: every answer that would hold one is a 500."""
    only: str = ""
    allowed: int | None = None
    """Requests within `window` seconds; more are answered with 429 and Retry-After. None: as many as come."""
    window: float = 1.0
    _lock: Lock = field(default_factory=Lock, repr=False)
    _seen: deque[float] = field(default_factory=deque, repr=False)

    def next(self, path: str) -> str:
        """What goes wrong with this request: the name of a switch, or "" when nothing does."""
        if self.only and self.only not in unquote(path):
            return ""
        with self._lock:
            for name in ("refusals", "errors", "unavailable", "busy", "cuts", "malformed", "huge"):
                left = getattr(self, name)
                if left > 0:
                    setattr(self, name, left - 1)
                    return name
        return ""

    def delay(self, path: str) -> float:
        return self.slow if not self.only or self.only in unquote(path) else 0.0

    def must_wait(self, clock: Callable[[], float] = time.monotonic) -> float:
        """Seconds until another request is allowed; 0.0 when it is now."""
        if self.allowed is None:
            return 0.0
        with self._lock:
            now = clock()
            while self._seen and self._seen[0] <= now - self.window:
                self._seen.popleft()
            if len(self._seen) < self.allowed:
                self._seen.append(now)
                return 0.0
            return max(0.001, self._seen[0] + self.window - now) if self._seen else self.window
