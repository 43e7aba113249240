"""Passing signals: that somebody types, has read, is here, has gone. They are kept nowhere.

One reaches the streams of its own process at once and those of other processes a moment later (`Passing`), or
is lost: nobody waits for it, and no message ever waits behind one. It is made of ids and holds no word.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from luotsi.conversations import carrying

logger = logging.getLogger(__name__)

KINDS = frozenset({"typing", "read", "present", "gone"})
SIDES = frozenset({"client", "professional"})

PASS_EVERY = 0.05
"""Seconds for which what is to be passed on is collected: of the same kind only the last one goes."""

TYPING_EVERY = 1.0
"""Seconds for which one sign of typing speaks for those after it."""

MOST_TOGETHER = 80
"""Fit into one NOTIFY of PostgreSQL, 8,000 bytes."""

MOST_WAITING = 2_000
"""More than these are lost."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One signal about a log, from one side to the other. `seq` is what was read, otherwise 0."""

    log: str
    kind: str
    side: str
    seq: int = 0

    @property
    def is_for_staff(self) -> bool:
        """Whom it concerns: always the other side."""
        return self.side == "client"

    def told(self) -> dict[str, Any]:
        """As it goes over the wire, without the log."""
        place = {"seq": self.seq} if self.kind == "read" else {}
        return {"signal": self.kind, "from": self.side, **place}

    def written(self) -> str:
        """On one line for another process."""
        return f"{self.log} {self.kind} {self.side} {self.seq}"


def read(line: str) -> Signal | None:
    """The signal of such a line; None for what is none."""
    match line.split(" "):
        case [log, kind, side, seq] if kind in KINDS and side in SIDES and seq.isdecimal() and len(seq) < 20:
            return Signal(log, kind, side, int(seq))
    return None


class Passing:
    """Carries signals to the other processes and theirs to this one. Belongs to one event loop."""

    def __init__(self, heard: Callable[[Signal], None]) -> None:
        self._heard = heard
        self._name = secrets.token_hex(8)
        self._carrier: carrying.Carrier | None = None
        self._waiting: dict[tuple[str, str, str], Signal] = {}
        self._typed: dict[tuple[str, str], float] = {}
        self._is_due = False

    def start(self) -> None:
        """From now on hear what others pass on. Without a carrier signals stay in this process."""
        try:
            self._open().listen()
        except OSError:
            logger.exception("Signals of other processes cannot be heard")

    def stop(self) -> None:
        """Hear and pass on nothing more."""
        if self._carrier is not None:
            self._carrier.close()

    def pass_on(self, signal: Signal) -> None:
        """Tell the other processes soon."""
        if len(self._waiting) >= MOST_WAITING or (signal.kind == "typing" and self._was_just_told(signal)):
            return
        state = "here" if signal.kind in {"present", "gone"} else signal.kind
        self._waiting[signal.log, state, signal.side] = signal
        if not self._is_due:
            self._is_due = True
            asyncio.get_running_loop().call_later(PASS_EVERY, self._pass)

    def came(self, text: str) -> None:
        """What came from another process, or once more from this one."""
        name, *lines = text.split("\n")
        if name == self._name:
            return
        for line in lines:
            if (signal := read(line)) is not None:
                self._heard(signal)

    def _open(self) -> carrying.Carrier:
        if self._carrier is None:
            self._carrier = carrying.carrier(self._name, self.came)
        return self._carrier

    def _was_just_told(self, signal: Signal) -> bool:
        now, key = time.monotonic(), (signal.log, signal.side)
        if now - self._typed.get(key, 0.0) < TYPING_EVERY:
            return True
        if len(self._typed) > MOST_WAITING:
            self._typed = {one: at for one, at in self._typed.items() if now - at < TYPING_EVERY}
        self._typed[key] = now
        return False

    def _pass(self) -> None:
        keys = list(self._waiting)[:MOST_TOGETHER]
        lines = [self._waiting.pop(key).written() for key in keys]
        self._is_due = bool(self._waiting)
        if self._is_due:
            asyncio.get_running_loop().call_later(PASS_EVERY, self._pass)
        try:
            self._open().carry("\n".join([self._name, *lines]))
        except Exception:
            logger.exception("Signals could not be passed to other processes")
