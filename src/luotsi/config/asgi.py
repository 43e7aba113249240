"""The outer ASGI callable: live chat as pure ASGI, everything else as Django in a bounded thread pool.

Django's own ASGI handler would keep a thread for every open stream (docs/adr/0001).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from a2wsgi import WSGIMiddleware

from luotsi.config.live_log import told
from luotsi.config.wsgi import application as django_application
from luotsi.conversations.transport.answers import Answer
from luotsi.conversations.transport.application import LiveApplication

PAGE_THREADS = 8
"""More threads than cores, because a page also waits for the disk; more than this only queue on the GIL."""

LIVE_PREFIX = "/live/"
HEALTH = "/health"
WATCHED = frozenset({"/ready", "/metrics"})
"""What a load balancer and monitoring ask of every process."""

Message = MutableMapping[str, Any]

pages = WSGIMiddleware(django_application, workers=PAGE_THREADS)
live = LiveApplication()


async def application(
    scope: Message,
    receive: Callable[[], Awaitable[Message]],
    send: Callable[[Message], Awaitable[None]],
) -> None:
    """Send a request to whom it is for."""
    if scope["type"] == "http" and scope["path"].startswith(LIVE_PREFIX):
        await told(live, scope, receive, send)
    else:
        await pages(scope, receive, send)


async def live_alone(
    scope: Message,
    receive: Callable[[], Awaitable[Message]],
    send: Callable[[Message], Awaitable[None]],
) -> None:
    """The same for a process without pages: the rest is answered as live chat answers what is not there.

    It answers /health itself: the first request to Django loads all pages, which takes seconds.
    """
    if scope["type"] != "http" or scope["path"] in WATCHED:
        await pages(scope, receive, send)
    elif scope["path"] == HEALTH:
        await Answer(text="ok\n").send(send)
    else:
        await told(live, scope, receive, send)
