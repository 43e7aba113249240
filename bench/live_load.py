"""The load of `bench.live`: one process that speaks plain bytes over sockets, so that it costs little itself.

Reads a `Task` as JSON from the input and prints what it measured as JSON. A message counts as delivered when
it stands in a professional's stream; what a client's own stream brings is read and thrown away.
"""

from __future__ import annotations

import asyncio
import base64
import gc
import json
import os
import random
import re
import resource
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

WARM_UP = 1.0
PATIENCE = 20.0
"""Seconds in which everything that was said must be acknowledged and delivered."""
AT_ONCE = 100
"""Connections that are being opened at a time."""
SETTLE = 6.0
_KEY = re.compile(rb'"key":"(m[0-9-]+)"')
_LENGTH = re.compile(rb"content-length: *([0-9]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Task:
    """What to do against which server.

    `speakers`, `listeners` (professionals' streams) and `readers` (clients' streams) are requests: a path and
    headers. Over WebSocket a speaker is its own reader. `rate` is in messages a second; 0: each speaker says
    something as soon as the last is acknowledged. `idle` are further readers to whom nothing is said.
    """

    port: int
    pid: int
    is_socket: bool
    speakers: list[dict[str, Any]] = field(default_factory=list)
    listeners: list[dict[str, Any]] = field(default_factory=list)
    readers: list[dict[str, Any]] = field(default_factory=list)
    idle: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 5.0
    rate: float = 0.0


def words() -> list[str]:
    """What people write: Finnish development cases of `evaluation/` that are no emergency."""
    lines = (Path(__file__).resolve().parent.parent / "evaluation" / "needs.dev.jsonl").read_text("utf-8")
    cases = [json.loads(line) for line in lines.splitlines()]
    return [one["text"] for one in cases if one["lang"] == "fi" and not one["expect"].get("emergency")]


class Run:
    """When each message was said, acknowledged and delivered. Times are of `time.perf_counter`."""

    def __init__(self) -> None:
        self.said: dict[str, float] = {}
        self.acknowledged: dict[str, float] = {}
        self.delivered: dict[str, float] = {}
        self.doubled = 0
        self.name = f"m{time.time_ns()}"
        """Of this run's keys: a key that was used before would be no message."""

    def acknowledge(self, key: str) -> None:
        self.acknowledged[key] = time.perf_counter()

    def deliver(self, key: str) -> None:
        if not key.startswith(self.name):
            return  # Of an earlier run: a stream begins where its cursor says.
        if key in self.delivered:
            self.doubled += 1
        self.delivered[key] = time.perf_counter()


class Wire(asyncio.Protocol):
    """A connection that begins with one request. `heard` gets what follows the head of its answer."""

    def __init__(self, head: bytes, heard: Callable[[bytes], None]) -> None:
        self.opened = asyncio.get_running_loop().create_future()
        self._head = head
        self._heard = heard
        self._before = b""
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self._head)

    def data_received(self, data: bytes) -> None:
        if self.opened.done():
            self._heard(data)
            return
        self._before += data
        head, end, rest = self._before.partition(b"\r\n\r\n")
        if not end:
            return
        if head[9:12] not in (b"200", b"101"):
            self.opened.set_exception(ConnectionError(self._before[:500].decode("latin-1")))
            return
        self.opened.set_result(None)
        if rest:
            self._heard(rest)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(exc or ConnectionError("The connection was closed."))


class EventStream:
    """Finds keys in server-sent events. A chunk's frame never stands inside an event."""

    def __init__(self, deliver: Callable[[str], None]) -> None:
        self._rest = b""
        self._deliver = deliver

    def heard(self, data: bytes) -> None:
        whole, end, rest = (self._rest + data).rpartition(b"\n\n")
        self._rest = rest if end else whole + rest
        for key in _KEY.findall(whole) if end else ():
            self._deliver(key.decode())


class Frames:
    """Frames of a WebSocket as a server sends them: not masked, in one piece. Pings are let be."""

    def __init__(self, take: Callable[[bytes], None]) -> None:
        self._rest = b""
        self._take = take

    def heard(self, data: bytes) -> None:
        data = self._rest + data
        at = 0
        while len(data) - at >= 2:
            size, begins = data[at + 1], at + 2
            if size == 126:
                size, begins = int.from_bytes(data[at + 2 : at + 4]), at + 4
            if len(data) < begins + size:
                break
            if data[at] == 0x81:
                self._take(data[begins : begins + size])
            at = begins + size
        self._rest = data[at:]


class Speaker:
    """One client. What it is to say waits until the last is acknowledged."""

    texts = words()

    def __init__(self, number: int, run: Run) -> None:
        self.number = number
        self.run = run
        self.goes_on = False
        self._count = 0
        self._waiting: deque[float] = deque()
        self._under_way = ""

    def say(self, at: float) -> None:
        """Say something; `at` is when it was meant to be said."""
        self._waiting.append(at)
        if not self._under_way:
            self._next()

    def _next(self) -> None:
        self._count += 1
        key = self._under_way = f"{self.run.name}-{self.number}-{self._count}"
        self.run.said[key] = self._waiting.popleft()
        self._send(key, self.texts[(self.number * 31 + self._count) % len(self.texts)])

    def _acknowledged(self) -> None:
        self.run.acknowledge(self._under_way)
        self._under_way = ""
        if self.goes_on:
            self._waiting.append(time.perf_counter())
        if self._waiting:
            self._next()

    async def open(self, task: Task) -> None:
        raise NotImplementedError

    def _send(self, key: str, text: str) -> None:
        raise NotImplementedError


class HttpSpeaker(Speaker, asyncio.Protocol):
    """Says it by POST over a connection that stays open."""

    async def open(self, task: Task) -> None:
        told = task.speakers[self.number]
        self._head = request("POST", told, task.port, {"Content-Type": "application/json"})
        self._before = b""
        await asyncio.get_running_loop().create_connection(lambda: self, "127.0.0.1", task.port)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def _send(self, key: str, text: str) -> None:
        body = json.dumps({"key": key, "text": text}, ensure_ascii=False).encode()
        self._transport.write(b"%bContent-Length: %d\r\n\r\n%b" % (self._head, len(body), body))

    def data_received(self, data: bytes) -> None:
        self._before += data
        head, end, body = self._before.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not end or length is None or len(body) < int(length[1]):
            return
        if head[9:12] != b"200":
            fail(self._before)
        self._before = b""
        self._acknowledged()


class SocketSpeaker(Speaker):
    """Says it by the WebSocket over which the client also listens."""

    async def open(self, task: Task) -> None:
        frames = Frames(self._take)
        self._wire = await opened(task, task.speakers[self.number], frames.heard)

    def _send(self, key: str, text: str) -> None:
        body = json.dumps({"key": key, "text": text}, ensure_ascii=False).encode()
        size = bytes([0x80 | len(body)]) if len(body) < 126 else b"\xfe" + len(body).to_bytes(2)
        # Masked with zeros: the body stays as it is.
        self._wire.transport.write(b"\x81" + size + bytes(4) + body)

    def _take(self, body: bytes) -> None:
        if body.startswith(b'{"acknowledged"'):
            self._acknowledged()


def request(method: str, told: Mapping[str, Any], port: int, more: Mapping[str, str] | None = None) -> bytes:
    """The head of a request, without the empty line."""
    headers = {"Host": f"localhost:{port}", **told["headers"], **(more or {})}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return f"{method} {told['path']} HTTP/1.1\r\n{lines}".encode()


async def opened(task: Task, told: Mapping[str, Any], heard: Callable[[bytes], None]) -> Wire:
    """A stream that is open."""
    upgrade = {}
    if task.is_socket:
        key = base64.b64encode(os.urandom(16)).decode()
        upgrade = {
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": key,
        }
    head = request("GET", told, task.port, upgrade) + b"\r\n"
    _, wire = await asyncio.get_running_loop().create_connection(
        lambda: Wire(head, heard), "127.0.0.1", task.port
    )
    await wire.opened
    return wire


async def opened_all(task: Task, told: list[dict[str, Any]]) -> list[Wire]:
    """Streams of which nobody looks at what they bring, as many as can be had."""
    places = iter(told)
    wires: list[Wire] = []

    async def one_after_another() -> None:
        wires.extend([await opened(task, place, _nothing) for place in places])

    await asyncio.gather(*(one_after_another() for _ in range(AT_ONCE)))
    return wires


def _nothing(_data: bytes) -> None:
    """Nobody looks at it."""


def fail(data: bytes) -> None:
    sys.stderr.write(data[:800].decode("latin-1") + "\n")
    os._exit(1)


async def connected(task: Task, run: Run) -> list[Speaker]:
    """Everybody who speaks or listens."""
    kind = SocketSpeaker if task.is_socket else HttpSpeaker
    for told in task.listeners:
        heard = (
            Frames(lambda body: _deliver(body, run)) if task.is_socket else EventStream(run.deliver)
        ).heard
        await opened(task, told, heard)
    await opened_all(task, task.readers)
    speakers = [kind(number, run) for number in range(len(task.speakers))]
    for speaker in speakers:
        await speaker.open(task)
    return speakers


def _deliver(body: bytes, run: Run) -> None:
    for key in _KEY.findall(body):
        run.deliver(key.decode())


async def flood(task: Task, speakers: list[Speaker], run: Run) -> dict[str, Any]:
    """All speak as fast as they are acknowledged."""
    for speaker in speakers:
        speaker.goes_on = True
        speaker.say(time.perf_counter())
    await asyncio.sleep(WARM_UP)
    began, used = time.perf_counter(), processor(task.pid)
    await asyncio.sleep(task.seconds)
    for speaker in speakers:
        speaker.goes_on = False
    await everything(run)
    # What was acknowledged counts until it is delivered too.
    until, spent = max(run.delivered.values()), processor(task.pid) - used
    count = sum(at >= began for at in run.delivered.values())
    return {**latencies(run, began), "a_second": count / (until - began), "core": count / spent}


async def steady(task: Task, speakers: list[Speaker], run: Run) -> dict[str, Any]:
    """So many a second, at moments that do not depend on the answers."""
    source = random.Random(7)
    began = time.perf_counter()
    used = processor(task.pid)
    for number, at in enumerate(moments(source, began, task)):
        wait = at - time.perf_counter()
        if wait > 0:
            await asyncio.sleep(wait)
        speakers[number % len(speakers)].say(at)
    await everything(run)
    spent = processor(task.pid) - used
    return {**latencies(run, began + WARM_UP), "ms": 1000 * spent / len(run.said)}


def moments(source: random.Random, began: float, task: Task) -> Iterator[float]:
    at = began
    while (at := at + source.expovariate(task.rate)) < began + WARM_UP + task.seconds:
        yield at


async def everything(run: Run) -> None:
    """Wait until all that was said is acknowledged and delivered. What is then missing is lost."""
    deadline = time.perf_counter() + PATIENCE
    while time.perf_counter() < deadline:
        if run.said.keys() == run.acknowledged.keys() == run.delivered.keys():
            return
        await asyncio.sleep(0.05)


def latencies(run: Run, since: float) -> dict[str, Any]:
    """Milliseconds from saying to the answer and to the professional, sorted; what was lost or came twice."""
    keys = [key for key, at in run.said.items() if at >= since]
    return {
        "acknowledged": in_ms(run.said, run.acknowledged, keys),
        "delivered": in_ms(run.said, run.delivered, keys),
        "lost": len(run.said.keys() - run.delivered.keys()) + len(run.said.keys() - run.acknowledged.keys()),
        "doubled": run.doubled,
    }


def in_ms(said: Mapping[str, float], came: Mapping[str, float], keys: list[str]) -> list[float]:
    return sorted(round(1000 * (came[key] - said[key]), 3) for key in keys if key in came)


def processor(pid: int) -> float:
    """Seconds of a core that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> int:
    """Bytes of a process in memory. The kernel's own buffers of its connections are not among them."""
    pages = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


async def idle(task: Task) -> dict[str, Any]:
    """Open streams to which nothing is said, and what each of them costs."""
    before, began = memory(task.pid), time.perf_counter()
    wires = await opened_all(task, task.idle)
    opening = time.perf_counter() - began
    await asyncio.sleep(SETTLE)
    living = sum(not wire.transport.is_closing() for wire in wires)
    used = processor(task.pid)
    await asyncio.sleep(SETTLE)
    return {
        "streams": living,
        "bytes_each": (memory(task.pid) - before) / living,
        "a_second": len(wires) / opening,
        "core_share": (processor(task.pid) - used) / SETTLE,
    }


async def done(task: Task) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if task.idle:
        told["idle"] = await idle(task)
    if task.speakers:
        run = Run()
        speakers = await connected(task, run)
        told |= await (steady if task.rate else flood)(task, speakers, run)
    return told


def main() -> None:
    gc.set_threshold(50_000, 50, 50)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    task = Task(**json.load(sys.stdin))
    print(json.dumps(asyncio.run(done(task))))


if __name__ == "__main__":
    main()
