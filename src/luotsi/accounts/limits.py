"""How many failed sign-ins one account and one address may have.

The counters live in the memory of the process and nowhere else. An address is never kept: its
counter is named by an HMAC of the IPv4 address, or of the /64 network of an IPv6 address, under a
random key that is thrown away at midnight. A successful sign-in costs nothing, because a whole
county's staff may share one address at eight in the morning.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from collections import deque
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Lock

from django.conf import settings
from django.http import HttpRequest

from luotsi.foundation import clock

PER_ACCOUNT = (5, timedelta(minutes=15))
PER_ADDRESS = (30, timedelta(minutes=1))
PASSWORD_LINK = (10, timedelta(minutes=15))
"""Wrong one-time links per address: a token of 256 bits cannot be guessed, so this only keeps noise down."""

MOST_KEYS = 50_000
"""Bound on memory; the oldest counters go first."""


@dataclass
class Limit:
    """At most `amount` events within `window`, counted per key."""

    amount: int
    window: timedelta
    _events: dict[str, deque[datetime]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, key: str) -> bool:
        """Use up one attempt of `key`; False when none is left.

        An attempt is taken before it is judged and given back when it succeeds: counting only
        afterwards would let many attempts at the same moment all slip through.
        """
        with self._lock:
            events = self._fresh(key)
            if len(events) >= self.amount:
                return False
            events.append(clock.now())
            self._events.pop(key, None)
            self._events[key] = events
            while len(self._events) > MOST_KEYS:
                del self._events[next(iter(self._events))]
            return True

    def give_back(self, key: str) -> None:
        """Return the latest attempt of `key`, because it was not a failure."""
        with self._lock:
            if events := self._events.get(key):
                events.pop()

    def clear_all(self) -> None:
        """Forget everything; for tests."""
        with self._lock:
            self._events.clear()

    def _fresh(self, key: str) -> deque[datetime]:
        events = self._events.get(key, deque(maxlen=self.amount))
        oldest = clock.now() - self.window
        while events and events[0] <= oldest:
            events.popleft()
        return events


account_failures = Limit(*PER_ACCOUNT)
address_failures = Limit(*PER_ADDRESS)
link_failures = Limit(*PASSWORD_LINK)


@dataclass(frozen=True)
class Attempt:
    """One try at signing in, counted against the account and against the address it came from."""

    account: str
    address: str

    def take(self) -> bool:
        """Whether the try may be judged at all."""
        if not address_failures.take(self.address):
            return False
        if not account_failures.take(self.account):
            address_failures.give_back(self.address)
            return False
        return True

    def succeeded(self) -> None:
        """The try was right: it does not count."""
        account_failures.give_back(self.account)
        address_failures.give_back(self.address)


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


def client_key(request: HttpRequest) -> str:
    """A name for the request's address, good for today only."""
    address = _client_address(request)
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        named = address
    else:
        if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped:
            parsed = parsed.ipv4_mapped
        prefix = 64 if parsed.version == 6 else 32
        named = str(ipaddress.ip_network((parsed, prefix), strict=False))
    return hmac.new(_day_key.get(), named.encode(), hashlib.sha256).hexdigest()


def _client_address(request: HttpRequest) -> str:
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


def attempt(request: HttpRequest, *, person: int | None, login: str = "") -> Attempt:
    """A try at the account of `person`, or at the account that `login` would name if it existed."""
    if person is not None:
        account = f"person:{person}"
    else:
        account = hmac.new(_day_key.get(), login.strip().casefold().encode(), hashlib.sha256).hexdigest()
    return Attempt(account, client_key(request))
