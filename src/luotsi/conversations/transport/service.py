"""What the routes of one process share: writer, reader, hub, and the care for open streams."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from uuid import UUID

from luotsi.conversations import attendance, log, queries
from luotsi.conversations.hub import Hub
from luotsi.conversations.reading import Reader
from luotsi.conversations.streams import Stream, conversation_of
from luotsi.conversations.transport import staff_sessions, telling
from luotsi.conversations.transport.limits import MOST_STREAMS
from luotsi.conversations.transport.refusals import Refused
from luotsi.conversations.writer import Writer

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

PING_EVERY = 15.0
"""Seconds: proxies cut connections on which nothing comes for a minute or so."""

LOOK_EVERY = 2.0
"""Seconds between looks at sessions and rights, of which withdrawal must reach a stream within five."""

LONGEST = 3600.0
"""Seconds after which a stream is opened anew, so that processes can share the load again."""

GONE_AFTER = 20.0
"""Seconds without a stream after which a client counts as gone: a reload takes less."""

PLACES_EVERY = 6.0
"""Seconds between looks at places in queues, which are told to whoever waits when they have changed."""

_AT_ONCE = 500


class Service:
    """One for each process. Everything is begun when it is first needed."""

    def __init__(self) -> None:
        self.writer = Writer()
        self.reader = Reader()
        self.hub = Hub(self.reader)
        self.is_closing = False
        self._care: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self._places: dict[UUID, dict[str, Any] | None] = {}

    async def read(self, call: Callable[..., Result], *given: Any, **named: Any) -> Result:
        """Outside the event loop (`Reader`)."""
        return await self.reader.run(call, *given, **named)

    async def write(self, call: Callable[[], Result], conversation: UUID | str = "") -> Result:
        """A change that holds more than its conversation's row (`Writer`)."""
        return await self.writer.run(call, order=str(conversation), alone=True)

    async def say(self, call: Callable[[], Result], conversation: UUID) -> Result:
        """A change that holds its conversation's row alone: many of them share a transaction."""
        return await self.writer.run(call, order=str(conversation))

    async def open(self, stream: Stream) -> None:
        """Let a stream carry its logs. Raises Refused 429, 503."""
        if self.is_closing:
            raise Refused(503, "busy", retry_after=1)
        await self.hub.start()
        for name in stream.places:
            if not stream.is_staff and len(self.hub.streams_of(name)) >= MOST_STREAMS:
                raise Refused(429, "too_many", retry_after=60)
        if self._care is None:
            self._care = asyncio.get_running_loop().create_task(self._look_after())
        self.hub.open(stream)
        for number in _conversations_of(stream):
            self.later(self._client_here(number, stream))

    def close(self, stream: Stream) -> None:
        """The stream's reader has gone."""
        self.hub.close(stream)
        for number in _conversations_of(stream):
            if not self._others_of_client(number):
                self.hub.signal(log.name(number), {"signal": "gone", "from": "client"}, to_staff=True)
            self.later(self._client_gone(number, stream.token))

    def close_all(self, reason: str = "closing") -> None:
        """Cut every stream and open none any more: the process is about to end."""
        self.is_closing = True
        for stream in self.hub.streams():
            stream.cut(reason)

    def stop(self) -> None:
        """End the threads. What waits to be written is written first."""
        self.hub.stop()
        self.writer.stop()
        self.reader.stop()

    def later(self, work: Any) -> None:
        """Do something that nobody waits for."""
        task = asyncio.get_running_loop().create_task(_quietly(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _others_of_client(self, number: UUID) -> bool:
        return any(not stream.is_staff for stream in self.hub.streams_of(log.name(number)))

    async def _client_here(self, number: UUID, stream: Stream) -> None:
        self.hub.signal(log.name(number), {"signal": "present", "from": "client"}, to_staff=True)
        await self.write(lambda: attendance.here(number, stream.token), number)

    async def _client_gone(self, number: UUID, token: str) -> None:
        await asyncio.sleep(GONE_AFTER)
        if not self._others_of_client(number) and not self.is_closing:
            await self.write(lambda: attendance.gone(number, token), number)

    async def _look_after(self) -> None:
        """Pings, and looks whether each stream may still go on."""
        pinged = placed = time.monotonic()
        while not self.is_closing:
            await asyncio.sleep(LOOK_EVERY)
            try:
                streams = self.hub.streams()
                await self._look_at_staff([one for one in streams if one.is_staff])
                await self._look_at_clients([one for one in streams if not one.is_staff])
                if time.monotonic() - placed >= PLACES_EVERY:
                    placed = time.monotonic()
                    await self._tell_places([one for one in streams if not one.is_staff])
                if time.monotonic() - pinged >= PING_EVERY:
                    pinged = time.monotonic()
                    for stream in streams:
                        stream.wake()
                        if pinged - stream.opened_at > LONGEST:
                            stream.cut("expired")
            except Exception:
                logger.exception("Open streams could not be looked after; trying again")

    async def _look_at_staff(self, streams: Iterable[Stream]) -> None:
        by_session: dict[tuple[str, int], list[Stream]] = defaultdict(list)
        for stream in streams:
            by_session[stream.session, stream.person].append(stream)
        for (session, person), own in by_session.items():
            areas = frozenset().union(*(stream.areas for stream in own))
            reason = await self.read(staff_sessions.still_good, session, person, areas)
            for stream in own if reason else ():
                stream.cut(reason)

    async def _look_at_clients(self, streams: Iterable[Stream]) -> None:
        """A client's stream ends with the epoch of one of its conversations, or with the conversation."""
        held = list(streams)
        numbers = sorted({number for stream in held for number in stream.epochs})
        for start in range(0, len(numbers), _AT_ONCE):
            part = numbers[start : start + _AT_ONCE]
            now = await self.read(queries.epochs, part)
            away = await self.read(attendance.away_among, part)
            wanted = set(part)
            for stream in held:
                own = wanted & stream.epochs.keys()
                if any(now.get(number) != stream.epochs[number] for number in own):
                    stream.cut("gone")
                for number in own & away:
                    self.later(self._client_here(number, stream))

    async def _tell_places(self, streams: Iterable[Stream]) -> None:
        """Tell those who wait their place, when it is another one than they were told."""
        numbers = {number for stream in streams for number in stream.epochs}
        now = await self.read(telling.places, numbers) if numbers else {}
        for number, told in now.items():
            if self._places.get(number) != told:
                self.hub.signal(log.name(number), {"signal": "queue", "queue": told}, to_staff=False)
        self._places = now


def new_token() -> str:
    """A random name for a stream."""
    return secrets.token_hex(16)


def _conversations_of(stream: Stream) -> list[UUID]:
    """A client's stream's own; of a professional's none."""
    if stream.is_staff:
        return []
    return [number for name in stream.places if (number := conversation_of(name)) is not None]


async def _quietly(work: Any) -> None:
    try:
        await work
    except Exception:
        logger.exception("Whether a client is here could not be kept")
