"""The one client that fetches from other machines, so that nobody makes this one fetch from its own network.

Before a connection is made, the host's name is resolved once, every address it has must be a global one, and
the connection goes to the very address that was looked at: a name that answers differently the second time
(rebinding) gains nothing. Each redirect passes the same door. Hosts that the administrator names in a setting
may be anywhere, on any port.

Redirects, time and size are bounded; size counts after unpacking, which happens piece by piece, so that a
small answer that unpacks into gigabytes is cut at the limit. No cookies are kept and no proxy is taken from
the environment.
"""

from __future__ import annotations

import contextvars
import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

import httpcore
import httpx

from luotsi import __version__

PORTS = {80, 443}
"""The only ports of hosts that the administrator did not name."""

REDIRECTS = 3
PIECE = 65_536
"""Bytes unpacked at a time."""

_MOVED = {301, 302, 303, 307, 308}
_EMBEDDING = (ipaddress.IPv6Network("64:ff9b::/96"),)
"""Networks whose addresses carry an IPv4 address in their last 32 bits (NAT64)."""

Resolver = Callable[[str, int], list[str]]
"""From a host's name and a port to its addresses; raises OSError."""

_deadline: contextvars.ContextVar[float] = contextvars.ContextVar("outgoing_deadline")


class OutgoingError(Exception):
    """A fetch that did not end in an answer; the message says why."""


class Refused(OutgoingError):
    """We do not go there: not a public address, a port or scheme that is not allowed, too many redirects."""


class TooLarge(OutgoingError):
    """The answer is larger than the limit, as it came or unpacked."""


class Unreachable(OutgoingError):
    """The other end did not answer in time, closed the line, or has no valid certificate."""


@dataclass(frozen=True, slots=True)
class Response:
    """An answer, whatever its status."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    """Unpacked."""
    url: str
    """Where it came from in the end."""


def resolve(host: str, port: int) -> list[str]:
    """The addresses of a host, each once, in the system's order; raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def is_public(address: str) -> bool:
    """Whether an address belongs to the public internet; those that carry another one count as that one."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(_is_global(one) for one in (found, *_carried(found)))


class Client:
    """Fetches; keeps connections open between fetches. Close it, or use it in a `with`.

    `allow_hosts` are the administrator's, as "host" (any port) or "host:port". `max_bytes` bounds one answer,
    `timeout` (seconds) a whole fetch with its redirects. `resolver` stands in for the system's in tests.
    """

    def __init__(
        self,
        *,
        allow_hosts: Iterable[str] = (),
        max_bytes: int = 2_000_000,
        timeout: float = 10.0,
        resolver: Resolver = resolve,
    ) -> None:
        self._allowed = frozenset(one.strip().lower() for one in allow_hosts if one.strip())
        self._max_bytes = max_bytes
        self._timeout = timeout
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(),
            max_connections=4,
            keepalive_expiry=30.0,
            network_backend=_Door(self._is_allowed, resolver),
        )

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close what is open."""
        self._pool.close()

    def get(
        self, url: str, headers: Mapping[str, str] | None = None, params: Mapping[str, str] | None = None
    ) -> Response:
        """Fetch `url`; any status is an answer. Raises `Refused`, `TooLarge`, `Unreachable`.

        Headers given here (a key) go only to the host asked, never along a redirect to another one.
        """
        token = _deadline.set(time.monotonic() + self._timeout)
        try:
            return self._follow(_parsed(url, params), dict(headers or {}))
        finally:
            _deadline.reset(token)

    def _follow(self, url: httpx.URL, headers: dict[str, str]) -> Response:
        asked = url
        for _ in range(REDIRECTS + 1):
            self._check(url)
            response = self._fetch(url, headers if _origin(url) == _origin(asked) else {})
            target = response.headers.get("location", "")
            if response.status not in _MOVED or not target:
                return response
            following = _joined(url, target)
            if url.scheme == "https" and following.scheme != "https":
                raise Refused("It leads from https to an unprotected address.")
            url = following
        raise Refused(f"It leads on more than {REDIRECTS} times.")

    def _check(self, url: httpx.URL) -> None:
        """What can be told from the address alone; where the host's name leads is checked on connecting."""
        if url.scheme not in {"http", "https"} or not url.host:
            raise Refused("Only addresses that begin with http:// or https:// are fetched.")
        if url.userinfo:
            raise Refused("An address with a user name in it is not fetched.")
        port = _port(url)
        if port not in PORTS and not self._is_allowed(url.host, port):
            raise Refused(f"Port {port} of {url.host} is not allowed.")

    def _is_allowed(self, host: str, port: int) -> bool:
        name = host.lower().rstrip(".")
        return name in self._allowed or f"{name}:{port}" in self._allowed

    def _fetch(self, url: httpx.URL, headers: Mapping[str, str]) -> Response:
        sent = {
            "Host": url.netloc.decode("ascii"),
            "User-Agent": f"Luotsi/{__version__}",
            "Accept": "*/*",
            "Accept-Encoding": "gzip",
            **headers,
        }
        limits = dict.fromkeys(("connect", "read", "write", "pool"), self._timeout)
        try:
            with self._pool.stream(
                "GET", str(url), headers=list(sent.items()), extensions={"timeout": limits}
            ) as answer:
                told = {
                    name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers
                }
                body = self._body(answer.iter_stream(), told)
                return Response(answer.status, told, body, str(url))
        except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
            raise Unreachable(f"{url.host} did not answer: {error or type(error).__name__}") from error

    def _body(self, stream: Iterable[bytes], headers: Mapping[str, str]) -> bytes:
        coding = headers.get("content-encoding", "").strip().lower()
        if coding not in {"", "identity", "gzip", "x-gzip"}:
            raise Unreachable(f"The answer is packed in a way that was not asked for ({coding[:40]}).")
        declared = headers.get("content-length", "")
        if declared.isdecimal() and int(declared) > self._max_bytes:
            raise TooLarge(f"The answer has more than {self._max_bytes} bytes.")
        parts = _within(stream, self._max_bytes)
        if coding in {"gzip", "x-gzip"}:
            parts = _within(_unpacked(parts), self._max_bytes)
        return b"".join(parts)


class _Door(httpcore.NetworkBackend):
    """Makes connections, and only to addresses that it has looked at itself."""

    def __init__(self, is_allowed: Callable[[str, int], bool], resolver: Resolver) -> None:
        self._is_allowed = is_allowed
        self._resolver = resolver
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Resolve once, look at every address, connect to the first that answers."""
        try:
            addresses = self._resolver(host, port)
        except (OSError, UnicodeError) as error:  # the latter at a label that no name may have
            raise httpcore.ConnectError(f"the name cannot be resolved ({error})") from error
        if not self._is_allowed(host, port):
            for address in addresses:
                if not is_public(address):
                    raise Refused(f"{host} is at {address}, which is not an address of the public internet.")
        failure: Exception = httpcore.ConnectError("the name has no address")
        for address in addresses:
            try:
                stream = self._plain.connect_tcp(
                    address, port, _time_left(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Timed(stream)
        raise failure


class _Timed(httpcore.NetworkStream):
    """A stream on which no waiting outlasts the whole fetch: drop by drop is no way to stay for ever."""

    def __init__(self, stream: httpcore.NetworkStream) -> None:
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _time_left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _time_left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        return _Timed(self._stream.start_tls(ssl_context, server_hostname, _time_left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _time_left(timeout: float | None) -> float:
    left = _deadline.get() - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time for it is over")
    return left if timeout is None else min(left, timeout)


def _is_global(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    is_odd = address.is_multicast or address.is_reserved or address.is_unspecified
    is_site = isinstance(address, ipaddress.IPv6Address) and address.is_site_local
    return address.is_global and not is_odd and not is_site


def _carried(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> Iterator[ipaddress.IPv4Address]:
    """The IPv4 addresses inside an IPv6 address of a passage between the two."""
    if isinstance(address, ipaddress.IPv4Address):
        return
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    if any(address in network for network in _EMBEDDING):
        yield ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)


def _parsed(url: str, params: Mapping[str, str] | None) -> httpx.URL:
    try:
        found = httpx.URL(url)
        _ = found.host  # read here, where a name that cannot be decoded is refused
        return found.copy_merge_params(params) if params else found
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused(f"This is not a web address: {error}") from error


def _joined(url: httpx.URL, target: str) -> httpx.URL:
    """Where an answer from `url` leads; what another machine sends may be no address at all."""
    try:
        return _parsed(urljoin(str(url), target), None)
    except ValueError as error:
        raise Refused(f"It leads to what is not a web address: {error}") from error


def _port(url: httpx.URL) -> int:
    return url.port or (443 if url.scheme == "https" else 80)


def _origin(url: httpx.URL) -> tuple[str, str, int]:
    return url.scheme, url.host, _port(url)


def _within(parts: Iterable[bytes], limit: int) -> Iterator[bytes]:
    size = 0
    for part in parts:
        size += len(part)
        if size > limit:
            raise TooLarge(f"The answer has more than {limit} bytes.")
        yield part


def _unpacked(parts: Iterable[bytes]) -> Iterator[bytes]:
    """gzip, never more than a piece at a time in memory."""
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        for part in parts:
            waiting = part
            while waiting and not unpacker.eof:
                yield unpacker.decompress(waiting, PIECE)
                waiting = unpacker.unconsumed_tail
        yield unpacker.flush(PIECE)
    except zlib.error as error:
        raise Unreachable("The answer is not packed as it says.") from error
    if not unpacker.eof:
        raise Unreachable("The answer ends too early.")
