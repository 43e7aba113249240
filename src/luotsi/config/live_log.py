"""One line for each request of live chat, as pages have: its route, how it ended, how long it took.

A stream is told when it has ended, and is not counted among the times of answers.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from luotsi.config import logs, metrics
from luotsi.config.request_log import new_id

logger = logging.getLogger("luotsi.requests")

STREAMS = ("live:stream", "live:staff/stream", "live:poll", "live:staff/poll")

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


async def told(
    application: Callable[[Message, Receive, Send], Awaitable[None]],
    scope: Message,
    receive: Receive,
    send: Send,
) -> None:
    """Answer by `application`, and leave a line. No address, no query, no capability stands in it."""
    request_id, started, status = new_id(), time.perf_counter(), 500

    async def noted(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
            message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
        await send(message)

    try:
        with logs.serving(logs.Served(request_id)):
            await application(scope, receive, noted)
    finally:
        spent = time.perf_counter() - started
        route, method = scope.get("luotsi.route", "-"), metrics.known_method(scope["method"])
        if route not in STREAMS:
            metrics.count_request(route, method, status, spent)
        if logger.isEnabledFor(logging.INFO):
            ms = round(1000 * spent)
            line = {"method": method, "route": route, "status": status, "ms": ms}
            logger.info("%s %s %d %d ms %s", method, route, status, ms, request_id, extra=line)
