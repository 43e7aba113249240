"""HTTP over a network that loses, delays, repeats and reorders requests, and leaves connections half open."""

from __future__ import annotations

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Any

PATIENCE = 20.0
"""Seconds that a client waits for an answer, as the panel does."""

SILENCE = 40.0
"""Seconds without a word after which a stream counts as dead."""

LONGEST_DELAY = 1.5


class Mishap(StrEnum):
    """What the network does to one request."""

    NONE = "none"
    LOST = "lost before it was sent"
    TORN = "half sent"
    UNANSWERED = "answer lost"
    LATE = "given up, arrives later"
    COPIED = "arrives twice"
    SLOW = "delayed"


WEATHER: Mapping[Mishap, int] = {
    Mishap.NONE: 72,
    Mishap.LOST: 4,
    Mishap.TORN: 2,
    Mishap.UNANSWERED: 7,
    Mishap.LATE: 5,
    Mishap.COPIED: 6,
    Mishap.SLOW: 4,
}
"""In a hundred requests."""


class Unreachable(Exception):
    """No answer: what became of the request is not known."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered."""

    status: int
    told: dict[str, Any]
    retry_after: float = 0.0

    @property
    def code(self) -> str:
        return str(self.told.get("error", ""))


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. The origin is the server's own, as for its own pages."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any] | None = None

    def written(self, port: int) -> bytes:
        told = b"" if self.body is None else json.dumps(self.body).encode()
        head = {
            "Host": f"localhost:{port}",
            "Connection": "close",
            "Origin": f"http://localhost:{port}",
            **self.headers,
        }
        if self.body is not None:
            head |= {"Content-Type": "application/json", "Content-Length": str(len(told))}
        lines = [f"{self.method} /live/v1/{self.path} HTTP/1.1", *(f"{k}: {v}" for k, v in head.items())]
        return "\r\n".join([*lines, "", ""]).encode() + told


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a stream."""

    event: str
    data: dict[str, Any]
    cursor: str = ""


@dataclass
class Network:
    """Between everybody and the servers, of which each request reaches any."""

    ports: Sequence[int]
    counts: Counter[str] = field(default_factory=Counter)
    _late: dict[str, set[asyncio.Task[None]]] = field(default_factory=lambda: defaultdict(set))

    async def ask(self, asked: Asked, weather: Random, group: str = "") -> Answer:
        """The answer. Raises Unreachable. What is still under way for `group` is known to `settled`."""
        mishap = weather.choices(list(WEATHER), list(WEATHER.values()))[0]
        port, other = weather.choice(self.ports), weather.choice(self.ports)
        delay, instant = weather.uniform(0.05, LONGEST_DELAY), weather.uniform(0, 0.06)
        self.counts["requests"] += 1
        if mishap is not Mishap.NONE:
            self.counts[mishap.value] += 1
        match mishap:
            case Mishap.LOST:
                raise Unreachable(mishap.value)
            case Mishap.LATE:
                self._later(group, lambda: talk(port, asked), delay)
                raise Unreachable(mishap.value)
            case Mishap.TORN:
                await _give_up(port, asked, instant, is_whole=False)
            case Mishap.UNANSWERED:
                await _give_up(port, asked, instant, is_whole=True)
            case Mishap.COPIED:
                self._later(group, lambda: talk(other, asked), delay)
            case Mishap.SLOW:
                await asyncio.sleep(instant * 5)
        return await talk(port, asked)

    async def settled(self, group: str) -> None:
        """Return when nothing of this group is under way any more."""
        while tasks := self._late.pop(group, set()):
            await asyncio.gather(*tasks, return_exceptions=True)

    async def events(self, asked: Asked, weather: Random, life: float) -> AsyncIterator[Event]:
        """The events of a stream, until it ends, is cut after `life` seconds, or nobody reads it any more.

        Raises Unreachable, and Refusing for another answer.
        """
        port = weather.choice(self.ports)
        is_half_open, lies_about = weather.random() < 0.35, weather.uniform(0.5, 4)
        self.counts["streams"] += 1
        reader, writer = await _connected(port)
        ends = asyncio.get_running_loop().time() + life
        try:
            writer.write(asked.written(port))
            answer = await _head(reader)
            if answer.status != 200:
                raise Refusing(await _rest(reader, answer))
            text = ""
            while (left := ends - asyncio.get_running_loop().time()) > 0:
                text += await asyncio.wait_for(_chunk(reader), min(left, SILENCE))
                *parts, text = text.split("\n\n")
                for part in parts:
                    if (event := _parsed(part)) is not None:
                        yield event
        except TimeoutError:
            pass
        except _GONE as error:
            raise Unreachable("stream") from error
        finally:
            if is_half_open and ends <= asyncio.get_running_loop().time():
                # Nobody reads it, but the server does not learn that for a while.
                self.counts["half-open streams"] += 1
                writer.transport.pause_reading()  # type: ignore[attr-defined]
                self._later("", lambda: _closed(writer), lies_about)
            else:
                self.counts["cut streams"] += 1
                writer.transport.abort()

    async def close(self) -> None:
        """End what is still under way."""
        for tasks in list(self._late.values()):
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _later(self, group: str, deed: Callable[[], Coroutine[Any, Any, Any]], delay: float) -> None:
        async def done() -> None:
            await asyncio.sleep(delay)
            with suppress(Unreachable):
                await deed()

        task = asyncio.create_task(done())
        self._late[group].add(task)
        task.add_done_callback(self._late[group].discard)


class Refusing(Exception):
    """A stream was not opened."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.code)
        self.answer = answer


_GONE = (OSError, EOFError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError)
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def talk(port: int, asked: Asked) -> Answer:
    """One request and its answer, over a connection of its own. Raises Unreachable."""
    reader, writer = await _connected(port)
    try:
        writer.write(asked.written(port))
        return await asyncio.wait_for(_whole(reader), PATIENCE + 25 * asked.path.startswith("poll"))
    except (*_GONE, TimeoutError) as error:
        raise Unreachable(type(error).__name__) from error
    finally:
        writer.transport.abort()


async def _give_up(port: int, asked: Asked, after: float, *, is_whole: bool) -> None:
    """Send all of it or a part, and hang up before there can be an answer. Raises Unreachable, always."""
    _reader, writer = await _connected(port)
    told = asked.written(port)
    with suppress(OSError):
        writer.write(told if is_whole else told[: len(told) - max(1, len(told) // 8)])
        await writer.drain()
        await asyncio.sleep(after)
    writer.transport.abort()
    raise Unreachable("gave up")


async def _connected(port: int) -> Streams:
    try:
        return await asyncio.open_connection("127.0.0.1", port)
    except OSError as error:
        raise Unreachable("nobody answers") from error


async def _closed(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def _whole(reader: asyncio.StreamReader) -> Answer:
    return await _rest(reader, await _head(reader))


@dataclass(frozen=True, slots=True)
class _Head:
    status: int
    headers: Mapping[str, str]


async def _head(reader: asyncio.StreamReader) -> _Head:
    first, *lines = (await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE)).decode().split("\r\n")
    named = (line.partition(":") for line in lines if line)
    return _Head(int(first.split(" ")[1]), {name.lower(): value.strip() for name, _, value in named})


async def _rest(reader: asyncio.StreamReader, head: _Head) -> Answer:
    body = await reader.readexactly(int(head.headers.get("content-length", "0")))
    told = json.loads(body) if body[:1] == b"{" else {}
    return Answer(head.status, told, float(head.headers.get("retry-after", "0")))


async def _chunk(reader: asyncio.StreamReader) -> str:
    size = int(await reader.readline(), 16)
    if size == 0:
        raise EOFError
    body = await reader.readexactly(size + 2)
    return body[:-2].decode()


def _parsed(part: str) -> Event | None:
    fields = dict(line.split(": ", 1) for line in part.split("\n") if ": " in line and line[0] != ":")
    if "data" not in fields:
        return None
    return Event(fields.get("event", "message"), json.loads(fields["data"]), fields.get("id", ""))
