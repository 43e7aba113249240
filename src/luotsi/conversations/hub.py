"""Brings what is committed to the streams that wait for it. Belongs to one event loop.

A stream knows its place in each of its logs and takes only what follows it. What this process commits comes
with its entries; of what others commit only the end is learnt, and the log is read once for all its streams.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from luotsi.contacts.types import HELD, State
from luotsi.conversations import desk, log, wakes
from luotsi.conversations.learning import Learner
from luotsi.conversations.reading import Reader
from luotsi.conversations.signals import Passing, Signal
from luotsi.conversations.streams import Stream, conversation_of
from luotsi.conversations.types import DeskEntry, Entry
from luotsi.conversations.wakes import News

logger = logging.getLogger(__name__)

READ_AGAIN_AFTER = 1.0
IN_HAND = frozenset({*(state.value for state in HELD), State.ENDED.value})
"""States in which a professional's stream carries the conversation's own log."""


class Hub:
    """All streams of this process, by the logs that they carry."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._streams: dict[str, set[Stream]] = defaultdict(set)
        self._reading: dict[str, bool] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._passing = Passing(self._passed_on)
        self._learner = Learner(self._learnt, self._lost, self._signalled)

    async def start(self) -> None:
        """Begin to learn; afterwards nothing that is committed is missed."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            wakes.listen(self._heard)
            self._learner.start()
            self._passing.start()
        await self._reader.run(self._learner.wait_until_ready)

    def stop(self) -> None:
        """Learn nothing more."""
        wakes.forget(self._heard)
        self._learner.stop()
        self._passing.stop()

    def streams(self) -> set[Stream]:
        """All that are open."""
        return {stream for streams in self._streams.values() for stream in streams}

    def streams_of(self, name: str) -> frozenset[Stream]:
        """Those that carry this log."""
        return frozenset(self._streams.get(name, ()))

    def open(self, stream: Stream) -> None:
        """Carry the stream's logs from its places on."""
        for name in tuple(stream.places):
            self._subscribe(stream, name)

    def close(self, stream: Stream) -> None:
        """Carry nothing to it any more."""
        for name in tuple(stream.places):
            self._unsubscribe(stream, name)

    def signal(self, signal: Signal) -> None:
        """Pass a signal on to the streams of its log, in all processes."""
        self.tell(signal.log, signal.told(), to_staff=signal.is_for_staff)
        self._passing.pass_on(signal)

    def tell(self, name: str, told: Mapping[str, Any], *, to_staff: bool) -> None:
        """Tell one side of a log, in this process, something that is not kept."""
        for stream in self.streams_of(name):
            if stream.is_staff is to_staff:
                stream.signal({"log": name, **told})

    def _subscribe(self, stream: Stream, name: str) -> None:
        self._streams[name].add(stream)
        self._fetch(name)

    def _unsubscribe(self, stream: Stream, name: str) -> None:
        if (streams := self._streams.get(name)) is not None:
            streams.discard(stream)
            if not streams:
                del self._streams[name]

    def _heard(self, news: News) -> None:
        """In whichever thread committed."""
        self._soon(self._take, news)

    def _learnt(self, name: str, last_seq: int) -> None:
        """In the learner's thread."""
        if name in self._streams:
            self._soon(self._grown, name, last_seq)

    def _lost(self) -> None:
        """In the learner's thread: something may have been missed."""
        self._soon(self._fetch_all)

    def _signalled(self, text: str) -> None:
        """In the learner's thread."""
        self._soon(self._passing.came, text)

    def _passed_on(self, signal: Signal) -> None:
        """By another process. A client who went there and has a tab here is still here."""
        self.tell(signal.log, signal.told(), to_staff=signal.is_for_staff)
        if signal.kind == "gone" and any(not stream.is_staff for stream in self.streams_of(signal.log)):
            self.signal(Signal(signal.log, "present", signal.side))

    def _soon(self, call: Any, *given: Any) -> None:
        if self._loop is not None:
            with suppress(RuntimeError):  # The loop has ended, and with it every stream.
                self._loop.call_soon_threadsafe(call, *given)

    def _take(self, news: News) -> None:
        if self._offer(news.log, news.entries):
            self._fetch(news.log)

    def _grown(self, name: str, last_seq: int) -> None:
        if any(stream.places.get(name, last_seq) < last_seq for stream in self.streams_of(name)):
            self._fetch(name)

    def _fetch_all(self) -> None:
        for name in tuple(self._streams):
            self._fetch(name)

    def _fetch(self, name: str) -> None:
        """Read the log for whoever is behind; while it is being read, once more afterwards."""
        if name in self._reading:
            self._reading[name] = True
            return
        self._reading[name] = False
        task = asyncio.get_running_loop().create_task(self._read(name))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _read(self, name: str) -> None:
        while streams := self.streams_of(name):
            self._reading[name] = False
            since = min((stream.places.get(name, 0) for stream in streams), default=0)
            try:
                entries = await self._reader.run(entries_after, name, since)
            except Exception:
                logger.exception("A log could not be read; trying again")
                await asyncio.sleep(READ_AGAIN_AFTER)
                continue
            # One that has begun anew meanwhile, further back, waits for the next reading.
            behind = [one for one in streams if one.places.get(name, 0) >= since]
            self._offer(name, entries, is_whole=True, to=behind)
            if not self._reading[name]:
                break
        self._reading.pop(name, None)

    def _offer(
        self,
        name: str,
        entries: Sequence[Entry | DeskEntry],
        *,
        is_whole: bool = False,
        to: Iterable[Stream] | None = None,
    ) -> bool:
        """Offer entries to the streams of a log; whether one of them is behind."""
        is_behind = False
        for stream in self.streams_of(name) if to is None else to:
            before = stream.places.get(name, 0)
            if not stream.offer(name, entries, is_whole=is_whole):
                is_behind = True
            elif name.startswith(desk.PREFIX):
                self._follow(stream, [one for one in entries if one.seq > before])
        return is_behind

    def _follow(self, stream: Stream, entries: Sequence[Entry | DeskEntry]) -> None:
        """A professional's stream carries the logs of what they have in hand, as it comes and goes."""
        for entry in entries:
            if not isinstance(entry, DeskEntry) or not stream.heeds(entry):
                continue
            name = log.name(UUID(entry.card["id"]))
            is_own = entry.card["assignee"] == stream.person and entry.card["state"] in IN_HAND
            if is_own and name not in stream.places:
                stream.places[name] = 0
                self._subscribe(stream, name)
            elif not is_own and name in stream.places:
                self._unsubscribe(stream, name)
                del stream.places[name]


def entries_after(name: str, seq: int) -> Sequence[Entry | DeskEntry]:
    """What stands in a log after a place, whichever kind of log it is."""
    number = conversation_of(name)
    return desk.entries_after(name, seq) if number is None else log.entries_after(number, seq)
