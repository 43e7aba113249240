"""Holds the index in use and notices a new one. A search never waits for another thread's loading."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path

from luotsi.understanding import artefact
from luotsi.understanding.index import Index

LOOK_EVERY = 1.0
"""Seconds between two looks at the pointer; with the worker's second and the build under five in all."""

logger = logging.getLogger(__name__)


class Holder:
    """The index of one folder, swapped by reference when the pointer changes."""

    def __init__(self, folder: Path, when_damaged: Callable[[], None]) -> None:
        self.folder = folder
        self._when_damaged = when_damaged
        self._index: Index | None = None
        self._signature: tuple[int, int] | None = None
        self._looked_at = -LOOK_EVERY
        self._lock = threading.Lock()

    def index(self) -> Index | None:
        """The newest readable index, or None while there is none. Never raises."""
        if time.monotonic() - self._looked_at >= LOOK_EVERY and self._lock.acquire(
            blocking=self._index is None
        ):
            try:
                self._look()
            finally:
                self._lock.release()
        return self._index

    def look_again(self) -> None:
        """Look at the pointer at the next search, however recently that happened."""
        self._looked_at = -LOOK_EVERY

    def _look(self) -> None:
        signature = artefact.signature(self.folder)
        if signature not in (None, self._signature):
            if (loaded := self._loaded()) is not None:
                self._index = loaded
            self._signature = signature
        self._looked_at = time.monotonic()

    def _loaded(self) -> Index | None:
        """The index, or None if it cannot be read; then the one in use stays and a build is asked for."""
        try:
            return Index(artefact.read(self.folder))
        except (artefact.ArtefactError, KeyError, ValueError) as error:
            logger.error("The search index is not usable and will be built again. %s", error)
            self._when_damaged()
            return None


# This process's holder. A plain global and not a class attribute: Python 3.11 frees a class attribute's
# old value before it clears its lookup cache, and unmapping lets other threads run in between.
_holder: Holder | None = None


def current(folder: Path, when_damaged: Callable[[], None]) -> Index | None:
    """This process's index of the folder, or None while there is none. Never raises."""
    global _holder  # noqa: PLW0603 - one index per process; another holder only for another folder (tests)
    holder = _holder
    if holder is None or holder.folder != folder:
        holder = _holder = Holder(folder, when_damaged)
    return holder.index()


def look_again() -> None:
    """Make the next search of this process look for a new index, however recently one was looked for."""
    if (holder := _holder) is not None:
        holder.look_again()
