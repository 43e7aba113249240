"""How often one reader may do something: counters in the memory of this process and nowhere else.

An address is never kept: its counter is named by an HMAC of the IPv4 address, or of the /64 network of an
IPv6 address, under a random key that is thrown away at midnight.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta
from threading import Lock

from django.conf import settings
from django.http import HttpRequest

from luotsi.foundation import clock

MOST_KEYS = 50_000
"""Bound on memory; the oldest counters go first."""


@dataclass
class Limit:
    """At most `amount` events within `window`, counted per key."""

    amount: int
    window: timedelta
    """Shorter than a day, since the keys of addresses change at midnight."""
    _events: dict[str, list[float]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, key: str) -> bool:
        """Use up one attempt of `key`; False when none is left.

        An attempt is taken before it is judged and may be given back when it succeeds: counting only
        afterwards would let many attempts at the same moment all slip through.
        """
        with self._lock:
            since = clock.earlier(self.window).timestamp()
            self._forget_before(since)
            events = self._events.pop(key, None) or []
            del events[: next((place for place, at in enumerate(events) if at > since), len(events))]
            is_left = len(events) < self.amount
            if is_left:
                events.append(clock.now().timestamp())
            self._events[key] = events
            return is_left

    def give_back(self, key: str) -> None:
        """Return the latest attempt of `key`, because it was not a failure."""
        with self._lock:
            if events := self._events.get(key):
                events.pop()

    def clear_all(self) -> None:
        """Forget everything; for tests."""
        with self._lock:
            self._events.clear()

    def _forget_before(self, since: float) -> None:
        """Let go of counters that say nothing any more; the longest untouched stand first."""
        while self._events:
            oldest = next(iter(self._events))
            events = self._events[oldest]
            if events and events[-1] > since and len(self._events) < MOST_KEYS:
                return
            del self._events[oldest]


class _DayKey:
    """A random key that lasts until midnight."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._day: date | None = None
        self._key = b""

    def get(self) -> bytes:
        with self._lock:
            if self._day != clock.today():
                self._day, self._key = clock.today(), secrets.token_bytes(32)
            return self._key


_day_key = _DayKey()


def name_for_today(text: str) -> str:
    """A name for `text` from which it cannot be found, and which is another one tomorrow."""
    return hmac.new(_day_key.get(), text.encode(errors="replace"), hashlib.sha256).hexdigest()


def client_key(request: HttpRequest) -> str:
    """A name for the request's address, good for today and in this process only."""
    return name_for_today(client_network(request))


def client_network(request: HttpRequest) -> str:
    """The request's IPv4 address or /64 network of IPv6, spelt in one way: to make a name of, not to keep."""
    address = client_address(request)
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    prefix = 64 if parsed.version == 6 else 32
    return str(ipaddress.ip_network((parsed.packed, prefix), strict=False))


def client_address(request: HttpRequest) -> str:
    """The address the outermost trusted proxy saw, or else the one that connected.

    X-Forwarded-For is believed only as far as the installation says it has proxies: each appends
    the address it saw, so what stands further left was written by the client.
    """
    proxies: int = settings.TRUSTED_PROXY_COUNT
    if proxies:
        hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
        if len(hops) >= proxies:
            return hops[-proxies]
    return str(request.META.get("REMOTE_ADDR", ""))
