"""What the routes of one process share: writer, reader, hub, and the care for open streams."""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from luotsi.contacts import actions as contacts
from luotsi.contacts import queries as contact_queries
from luotsi.contacts import vanishing
from luotsi.conversations import attendance, log, queries
from luotsi.conversations.hub import Hub
from luotsi.conversations.reading import Reader
from luotsi.conversations.signals import Signal
from luotsi.conversations.streams import Stream, conversation_of
from luotsi.conversations.transport import staff_sessions, telling
from luotsi.conversations.transport.attending import Attending
from luotsi.conversations.transport.limits import MOST_STREAMS, MOST_STREAMS_OF_STAFF
from luotsi.conversations.transport.refusals import Refused
from luotsi.conversations.writer import Writer

logger = logging.getLogger(__name__)

Result = TypeVar("Result")

LOOK_EVERY = 2.0
"""Seconds between looks at sessions and rights, of which withdrawal must reach a stream within five."""

PING_TURNS = 7
"""Looks from one ping to the next: proxies cut connections on which nothing comes for a minute or so."""

LONGEST = 3600.0
"""Seconds after which a stream is opened anew, so that processes can share the load again."""

GONE_AFTER = 20.0
"""Seconds without a stream after which a client counts as gone: a reload takes less."""

HEARD_EVERY = 2.0
"""Seconds for which one request of a professional speaks for those after it."""

_AT_ONCE = 500
"""Conversations that are looked up together, and those of one stream more."""


class Service:
    """One for each process. Everything is begun when it is first needed."""

    def __init__(self) -> None:
        self.writer = Writer()
        self.reader = Reader()
        self.hub = Hub(self.reader)
        self.is_closing = False
        self._attending = Attending(self.writer)
        self._care: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        self._places: dict[UUID, dict[str, Any] | None] = {}
        self._heard: dict[int, float] = {}

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
        if self._has_too_many(stream):
            raise Refused(429, "too_many", retry_after=60)
        if self._care is None:
            self._care = asyncio.get_running_loop().create_task(self._look_after())
        self.hub.open(stream)
        for number in _conversations_of(stream):
            self._client_here(number, stream)

    def close(self, stream: Stream) -> None:
        """The stream's reader has gone."""
        self.hub.close(stream)
        for number in _conversations_of(stream):
            if not self._others_of_client(number):
                self.hub.signal(Signal(log.name(number), "gone", "client"))
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

    def share_soon(self, areas: Iterable[str]) -> None:
        """Let waiting contacts of these areas find a person, where that goes by itself."""
        self.later(self._share(tuple(areas)))

    def heard(self, person: int) -> None:
        """A professional asked for something, so they are there."""
        now = time.monotonic()
        if now - self._heard.get(person, -HEARD_EVERY) >= HEARD_EVERY:
            self._heard[person] = now
            self.later(self._hear(person))

    async def _hear(self, person: int) -> None:
        """Noted, and told to clients who were told otherwise: each in a transaction of its own."""
        for number in await self.writer.run(partial(vanishing.hear, person), alone=True):
            await self.write(partial(vanishing.note_back, number), number)

    def later(self, work: Any) -> None:
        """Do something that nobody waits for."""
        task = asyncio.get_running_loop().create_task(_quietly(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _share(self, areas: Iterable[str]) -> None:
        for area in areas:
            if await self.read(contact_queries.is_shared_automatically, area):
                while await self.write(partial(contacts.share_next, area)) is not None:
                    pass

    def _has_too_many(self, stream: Stream) -> bool:
        """Counted in this process: of a professional's all, of a client's those of each conversation."""
        if stream.is_staff:
            # All of one person's carry the logs of the same areas.
            others = {one for name in stream.places for one in self.hub.streams_of(name)}
            return sum(one.person == stream.person for one in others) >= MOST_STREAMS_OF_STAFF
        return any(len(self.hub.streams_of(name)) >= MOST_STREAMS for name in stream.places)

    def _others_of_client(self, number: UUID) -> bool:
        return any(not stream.is_staff for stream in self.hub.streams_of(log.name(number)))

    def _client_here(self, number: UUID, stream: Stream) -> None:
        self.hub.signal(Signal(log.name(number), "present", "client"))
        self._attending.note(attendance.here, number, stream.token)

    async def _client_gone(self, number: UUID, token: str) -> None:
        await asyncio.sleep(GONE_AFTER)
        if not self._others_of_client(number) and not self.is_closing:
            self._attending.note(attendance.gone, number, token)

    async def _look_after(self) -> None:
        """Pings, and looks whether each stream may still go on."""
        turn = 0
        while not self.is_closing:
            await asyncio.sleep(LOOK_EVERY)
            turn += 1
            try:
                streams = self.hub.streams()
                await self._look_at_staff([one for one in streams if one.is_staff])
                clients = [one for one in streams if not one.is_staff]
                if turn % 2 == 0:
                    await self._look_at_clients(clients)
                if turn % 3 == 0:
                    await self._tell_places(clients)
                self._ping(streams, turn)
            except Exception:
                logger.exception("Open streams could not be looked after; trying again")

    def _ping(self, streams: Iterable[Stream], turn: int) -> None:
        """A few at each turn, so that ten thousand never go at once."""
        now = time.monotonic()
        for stream in streams:
            if int(stream.token[:8], 16) % PING_TURNS == turn % PING_TURNS:
                if now - stream.opened_at > LONGEST:
                    stream.cut("expired")
                stream.wake()

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
        for part in _parts(streams):
            numbers = {number for stream in part for number in stream.epochs}
            now, away = await self.read(_standing_of, numbers)
            for stream in part:
                for number, epoch in stream.epochs.items():
                    if now.get(number) != epoch:
                        stream.cut("gone")
                    elif number in away:
                        self._client_here(number, stream)

    async def _tell_places(self, streams: Iterable[Stream]) -> None:
        """Tell those who wait their place, when it is another one than they were told."""
        numbers = {number for stream in streams for number in stream.epochs}
        now = await self.read(telling.places, numbers) if numbers else {}
        for number, told in now.items():
            if self._places.get(number) != told:
                self.hub.tell(log.name(number), {"signal": "queue", "queue": told}, to_staff=False)
        self._places = now


def _parts(streams: Iterable[Stream]) -> Iterator[list[Stream]]:
    part: list[Stream] = []
    count = 0
    for stream in streams:
        part.append(stream)
        count += len(stream.epochs)
        if count >= _AT_ONCE:
            yield part
            part, count = [], 0
    if part:
        yield part


def _standing_of(numbers: Collection[UUID]) -> tuple[Mapping[UUID, int], frozenset[UUID]]:
    """The epochs of these conversations, and those whose client is said to be away."""
    return queries.epochs(numbers), attendance.away_among(numbers)


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
        logger.exception("What was to be done beside a request was not done")
