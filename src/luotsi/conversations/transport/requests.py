"""A request as the routes see it: bounded, in JSON, and from our own pages."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from functools import cached_property
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qs

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest

from luotsi.conversations.transport.refusals import Refused
from luotsi.foundation import origins
from luotsi.foundation.limits import client_network, name_for_today

LARGEST_BODY = 65_536
"""Bytes: 4,000 characters, each written in the longest way that JSON knows, and what stands around them."""

MOST_HEADERS = 100

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]


class Request:
    """One request over ASGI."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.headers = _headers(scope)
        self.query = {
            name: values[0]
            for name, values in parse_qs(
                scope.get("query_string", b"").decode("latin-1"), max_num_fields=20
            ).items()
        }
        self._scope = scope
        self._receive = receive

    async def json(self) -> dict[str, Any]:
        """The body. Raises Refused 413 too_large, 415 not_json, 400 not_fitting."""
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise Refused(415, "not_json")
        size = self.headers.get("content-length", "0")
        if not size.isdecimal() or len(size) > 10 or int(size) > LARGEST_BODY:
            raise Refused(413, "too_large")
        body = await self._body()
        try:
            told = json.loads(body, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise Refused(400, "not_fitting") from None
        if not isinstance(told, dict):
            raise Refused(400, "not_fitting")
        return told

    def let_go(self) -> None:
        """Forget what was asked, once it has been answered: a stream goes on for an hour."""
        self.headers, self.query = {}, {}
        for name in ("djangos", "network", "client"):
            self.__dict__.pop(name, None)

    async def gone(self) -> None:
        """Return when whoever asked has gone."""
        while (await self._receive())["type"] != "http.disconnect":
            pass

    def refuse_foreign(self, *, staff: bool = False) -> None:
        """Raises Refused 403 foreign_origin for what another site's page sends.

        A browser says where a request comes from. One that says nothing, or a client that is no browser, is
        believed only where there is no session to ride on.
        """
        site, origin = self.headers.get("sec-fetch-site"), self.headers.get("origin")
        if site is not None and site != "same-origin":
            raise Refused(403, "foreign_origin")
        if origin in (None, "null"):
            if staff and (site is None or origin == "null"):
                raise Refused(403, "foreign_origin")
            return
        if not origins.is_own(origin, self.host):
            raise Refused(403, "foreign_origin")

    @property
    def host(self) -> str:
        """The host that was asked for. Raises Refused 400 for one that is not ours."""
        try:
            return self.djangos.get_host()
        except DisallowedHost:
            raise Refused(400, "not_fitting") from None

    @cached_property
    def client(self) -> str:
        """A name for the address, good for today only (`foundation.limits`)."""
        return name_for_today(self.network)

    @cached_property
    def network(self) -> str:
        """From where it comes, to make a name of it; kept nowhere."""
        return client_network(self.djangos)

    @property
    def languages(self) -> str:
        """What the client would like to read."""
        return self.headers.get("accept-language", "")[:200]

    @cached_property
    def djangos(self) -> HttpRequest:
        """The same as Django's own parts know it: sessions, protection of forms, hosts."""
        request = HttpRequest()
        request.method, request.path, request.path_info = self.method, self.path, self.path
        server = self._scope.get("server") or ("localhost", 0)
        request.META = {
            "REQUEST_METHOD": self.method,
            "PATH_INFO": self.path,
            "SERVER_NAME": str(server[0]),
            "SERVER_PORT": str(server[1]),
            "REMOTE_ADDR": (self._scope.get("client") or ("", 0))[0],
            **{
                name.upper().replace("-", "_")
                if name in {"content-type", "content-length"}
                else f"HTTP_{name.upper().replace('-', '_')}": value
                for name, value in self.headers.items()
            },
        }
        request.COOKIES = _cookies(self.headers.get("cookie", ""))
        scheme = self._scope.get("scheme", "http")
        request._get_scheme = lambda: scheme  # type: ignore[method-assign]
        return request

    async def _body(self) -> bytes:
        """Reads no further than what fits."""
        parts, size = [], 0
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise Refused(400, "not_fitting")
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            if size > LARGEST_BODY:
                raise Refused(413, "too_large")
            if not message.get("more_body"):
                return b"".join(parts)


def _headers(scope: Scope) -> dict[str, str]:
    """By name in small letters; of one that comes twice the first counts, cookies are joined."""
    found: dict[str, str] = {}
    for name, value in list(scope["headers"])[:MOST_HEADERS]:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        if "_" in key:
            continue
        if key == "cookie" and key in found:
            found[key] += "; " + text
        else:
            found.setdefault(key, text)
    return found


def _cookies(header: str) -> dict[str, str]:
    try:
        return {name: one.value for name, one in SimpleCookie(header).items()}
    except CookieError:
        return {}


def _no_constant(name: str) -> None:
    """NaN and the infinities are no JSON."""
    raise ValueError(name)
