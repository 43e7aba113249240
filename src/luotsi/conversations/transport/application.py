"""The pure-ASGI application under /live/: finds the route, asks it, tells what is refused."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

from luotsi.conversations.transport import identity, professionals, residents
from luotsi.conversations.transport.answers import Answer
from luotsi.conversations.transport.refusals import Refused, refused
from luotsi.conversations.transport.requests import Receive, Request, Scope, Send
from luotsi.conversations.transport.service import Service
from luotsi.conversations.transport.serving import Events

logger = logging.getLogger(__name__)

PREFIX = "/live/v1/"

Route = Callable[..., Awaitable[Answer | Events]]

_ID = r"(?P<number>[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})"

_ROUTES: Mapping[str, Route] = {
    "POST conversations": residents.open_conversation,
    r"GET areas/(?P<code>[a-z0-9_-]{1,60})": residents.area,
    f"GET conversations/{_ID}": residents.conversation,
    f"POST conversations/{_ID}/messages": residents.say,
    f"POST conversations/{_ID}/typing": residents.typing,
    f"POST conversations/{_ID}/read": residents.read,
    f"POST conversations/{_ID}/queue": residents.join_queue,
    f"POST conversations/{_ID}/leave": residents.leave,
    f"POST conversations/{_ID}/return": residents.come_back,
    f"POST conversations/{_ID}/more-time": residents.ask_for_time,
    f"POST conversations/{_ID}/end": residents.end,
    f"POST conversations/{_ID}/feedback": residents.rate,
    f"POST conversations/{_ID}/erase": residents.erase,
    f"GET conversations/{_ID}/transcript": residents.text,
    f"POST conversations/{_ID}/identity": identity.begin,
    f"POST conversations/{_ID}/identity/refuse": residents.refuse_identity,
    f"POST conversations/{_ID}/identity/keep": residents.keep_longer,
    "POST identity/about": identity.about,
    "POST identity/departure": identity.depart,
    "POST identity/return": identity.come_back,
    "POST ticket": residents.ticket,
    "GET poll": residents.poll,
    "GET staff/desk": professionals.show_desk,
    "POST staff/presence": professionals.set_presence,
    "POST staff/pick": professionals.pick,
    "POST staff/share-next": professionals.share_next,
    f"GET staff/conversations/{_ID}": professionals.conversation,
    f"POST staff/conversations/{_ID}/messages": professionals.say,
    f"POST staff/conversations/{_ID}/notes": professionals.note,
    f"POST staff/conversations/{_ID}/typing": professionals.typing,
    f"POST staff/conversations/{_ID}/read": professionals.read,
    f"POST staff/conversations/{_ID}/hold": professionals.hold,
    f"POST staff/conversations/{_ID}/resume": professionals.resume,
    f"POST staff/conversations/{_ID}/transfer": professionals.transfer,
    f"POST staff/conversations/{_ID}/end": professionals.end,
    f"POST staff/conversations/{_ID}/wrap-up": professionals.wrap_up,
    f"POST staff/conversations/{_ID}/ask-identity": professionals.ask_identity,
    f"POST staff/conversations/{_ID}/block": professionals.block,
    f"POST staff/conversations/{_ID}/keep": professionals.keep,
    "GET staff/poll": professionals.poll,
    "GET stream": residents.stream,
    "GET staff/stream": professionals.stream,
}

_PATTERNS = [
    (method, re.compile(pattern), f"live:{_name}", route)
    for told, route in _ROUTES.items()
    for method, _, pattern in [told.partition(" ")]
    for _name in [pattern.replace(_ID, "ID").replace(r"(?P<code>[a-z0-9_-]{1,60})", "AREA")]
]


class LiveApplication:
    """One for each process."""

    def __init__(self) -> None:
        self.service = Service()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. `scope["luotsi.route"]` names its route afterwards, for the log."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        try:
            answer = await self._answer(scope, request)
        except Exception as error:  # noqa: BLE001 - whatever it is, who asked gets an answer
            answer = _failure(error, request)
        await answer.send(send, request)

    async def _answer(self, scope: Scope, request: Request) -> Answer | Events:
        route, given, name = _route_of(request)
        if isinstance(scope, dict):
            scope["luotsi.route"] = name
        _ = request.host
        if request.method == "POST":
            request.refuse_foreign()
        return await route(self.service, request, **given)


def _route_of(request: Request) -> tuple[Route, dict[str, Any], str]:
    """Route, what stands in the address, and its name. Raises Refused 404, 405."""
    path = request.path.removeprefix(PREFIX) if request.path.startswith(PREFIX) else ""
    is_known = False
    for method, pattern, name, route in _PATTERNS:
        if (found := pattern.fullmatch(path)) is None:
            continue
        is_known = True
        if method == request.method:
            given: dict[str, Any] = found.groupdict()
            if "number" in given:
                given["number"] = UUID(given["number"])
            return route, given, name
    raise Refused(405, "wrong_method") if is_known else Refused(404, "not_found")


def _failure(error: Exception, request: Request) -> Answer:
    """What went wrong, told; what nobody expected is logged, without what was sent."""
    try:
        found = refused(error)
    except Exception as unexpected:
        logger.error("A request for live chat failed: %s", type(unexpected).__name__, exc_info=unexpected)
        found = Refused(503, "busy", retry_after=1)
    headers = {"retry-after": str(found.retry_after)} if found.retry_after else {}
    return Answer(found.told(request.languages), found.status, headers=headers)
