"""A bare echo for `bench.live`: the same requests and events as live chat, and nothing else.

    python -m bench.live_echo PORT

What is said is sent to the streams that listen to the conversation and acknowledged. Nothing is looked at,
nobody is asked who they are, nothing is stored.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

import uvicorn

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

listening: dict[str, set[asyncio.Queue[bytes]]] = defaultdict(set)
places = itertools.count(1)


async def application(scope: Message, receive: Receive, send: Send) -> None:
    if scope["type"] != "http":
        return
    if scope["method"] == "POST":
        await say(scope, receive, send)
    else:
        await stream(scope, receive, send)


async def say(scope: Message, receive: Receive, send: Send) -> None:
    """POST …/conversations/ID/messages."""
    body, is_more = b"", True
    while is_more:
        message = await receive()
        body, is_more = body + message.get("body", b""), message.get("more_body", False)
    told = json.loads(body)
    number, place = scope["path"].split("/")[-2], next(places)
    entry = {"seq": place, "kind": "message", "author": "client", "text": told["text"], "key": told["key"]}
    event = written({"log": f"conversation:{number}", "entries": [entry], "cursor": str(place)}, place)
    for queue in listening.get(number, ()):
        queue.put_nowait(event)
    answer = as_json({"entries": [entry]}).encode()
    await begin(send, b"application/json", [(b"content-length", str(len(answer)).encode())])
    await send({"type": "http.response.body", "body": answer})


async def stream(scope: Message, receive: Receive, send: Send) -> None:
    """GET …/stream?of=ID,ID."""
    numbers = parse_qs(scope["query_string"].decode())["of"][0].split(",")
    queue: asyncio.Queue[bytes] = asyncio.Queue()
    for number in numbers:
        listening[number].add(queue)
    events = asyncio.ensure_future(pass_on(queue, send))
    try:
        while (await receive())["type"] != "http.disconnect":
            pass
    finally:
        events.cancel()
        for number in numbers:
            listening[number].discard(queue)


async def pass_on(queue: asyncio.Queue[bytes], send: Send) -> None:
    await begin(send, b"text/event-stream", [])
    await send({"type": "http.response.body", "body": b": here\n\n", "more_body": True})
    while True:
        await send({"type": "http.response.body", "body": await queue.get(), "more_body": True})


async def begin(send: Send, kind: bytes, headers: list[tuple[bytes, bytes]]) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind), *headers]})


def written(told: Message, place: int) -> bytes:
    return f"id: {place}\nevent: entries\ndata: {as_json(told)}\n\n".encode()


def as_json(told: Message) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    settings = {"host": "127.0.0.1", "port": int(sys.argv[1]), "log_level": "warning"}
    uvicorn.run(application, **settings, access_log=False, lifespan="off")
