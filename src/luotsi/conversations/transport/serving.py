"""How a stream goes out: as server-sent events, or a few at a time for networks that cut long answers."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass

from luotsi.conversations.streams import Out, Stream
from luotsi.conversations.transport.answers import SAFE, Answer, encoded
from luotsi.conversations.transport.requests import Request, Send
from luotsi.conversations.transport.service import Service

LONGEST_POLL = 25.0
"""Seconds; proxies give up after thirty or more."""

_HEADERS = encoded({**SAFE, "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no"})


@dataclass(frozen=True, slots=True)
class Events:
    """A stream that is open, as an answer. There may be ten thousand, for an hour each: nothing is kept that
    is not needed."""

    service: Service
    stream: Stream

    async def send(self, send: Send, request: Request) -> None:
        """Send events until the reader goes or the stream is cut."""
        stream = self.stream
        request.let_go()
        gone = asyncio.ensure_future(request.gone())
        gone.add_done_callback(stream.reader_gone)
        try:
            await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
            await send({"type": "http.response.body", "body": b": here\n\n", "more_body": True})
            while not gone.done():
                events = await stream.next()
                body = b"".join(written(one) for one in events) or b": still here\n\n"
                await send({"type": "http.response.body", "body": body, "more_body": True})
                if stream.cut_because:
                    break
            await send({"type": "http.response.body", "body": b""})
        finally:
            self.service.close(stream)
            gone.cancel()


async def opened(service: Service, stream: Stream) -> Events:
    """Begin to carry a stream. Raises Refused."""
    await service.open(stream)
    return Events(service, stream)


async def polled(service: Service, request: Request, stream: Stream, wait: float) -> Answer:
    """What has come, as soon as something has, within `wait` seconds.

    The cursor is that of the last event in the answer: the stream itself may have come further meanwhile.
    """
    cursor = stream.cursor
    await service.open(stream)
    gone = asyncio.ensure_future(request.gone())
    gone.add_done_callback(stream.reader_gone)
    deadline = asyncio.get_running_loop().time() + min(max(wait, 0.0), LONGEST_POLL)
    events: list[Out] = []
    try:
        while not events and (left := deadline - asyncio.get_running_loop().time()) > 0:
            try:
                events = await asyncio.wait_for(stream.next(), left)
            except TimeoutError:
                break
    finally:
        service.close(stream)
        gone.cancel()
    told = [{"event": one.event, "data": json.loads(one.data)} for one in events]
    cursor = next((one.cursor for one in reversed(events) if one.cursor), cursor)
    return Answer({"events": told, "cursor": cursor})


def written(out: Out) -> bytes:
    """One event as the wire has it. Its data is JSON on one line."""
    head = f"id: {out.cursor}\n" if out.cursor else ""
    return f"{head}event: {out.event}\ndata: {out.data}\n\n".encode()
