"""Processes of the house that die in the middle of what they do, and the hand that kills them."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from tests.contacts.makers import NOON
from tests.conversations.servers import Server

MORNING = NOON - timedelta(minutes=110)
"""Ten past ten: everywhere is open, and stays so for some hours."""

KILLED = 0.85
"""The part that is killed; the others are told to end."""


class Today:
    """The day's clock goes on from the morning, for every process, whenever it was started."""

    def __init__(self) -> None:
        self._started = time.monotonic()

    def now(self) -> datetime:
        return MORNING + timedelta(seconds=time.monotonic() - self._started)


@dataclass
class Mortal(Server):
    """A process that is killed now and then."""

    is_answering: bool = True


@dataclass
class Reaper:
    """Kills one process after every so many conversations, and has it started again."""

    servers: Sequence[Mortal]
    weather: Random
    counts: Counter[str]
    every: float
    """Conversations between two deaths; 0 for no death."""
    _next: float = 0.0
    _deaths: set[asyncio.Task[None]] | None = None

    def progress(self, finished: int) -> None:
        """So many conversations are over."""
        if self._deaths is None:
            self._deaths, self._next = set(), self.every * self.weather.uniform(0.2, 0.8)
        if not self.every or finished < self._next:
            return
        living = [one for one in self.servers if one.is_answering]
        if not living:
            return
        self._next += self.every
        task = asyncio.create_task(self._kill(self.weather.choice(living)))
        self._deaths.add(task)

    async def rest(self) -> None:
        """Return when every process is back. Raises what went wrong with one."""
        if self._deaths:
            await asyncio.gather(*self._deaths)

    async def _kill(self, server: Mortal) -> None:
        server.is_answering = False
        await asyncio.sleep(self.weather.uniform(0, 0.2))
        if self.weather.random() < KILLED:
            self.counts["kills"] += 1
            await _outside(server.kill)
        else:
            self.counts["restarts"] += 1
            await _outside(server.stop)
        await asyncio.sleep(self.weather.uniform(0, 1.5))
        await _outside(server.start)
        await _outside(server.wait)
        server.is_answering = True


async def _outside(call: Callable[[], object]) -> None:
    await asyncio.get_running_loop().run_in_executor(None, call)
