"""What opens a conversation to its client: a random capability, and tickets good for minutes.

A capability has 256 random bits, so its plain SHA-256 gives nothing away. A ticket opens a stream; it names
its conversations and their epochs, and ends with either.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from uuid import UUID

from django.conf import settings

from luotsi.foundation import clock
from luotsi.privacy.keys import Purpose, derive

TICKET_LASTS = timedelta(minutes=4)
MOST_CONVERSATIONS = 10
"""In one ticket."""

STREAM = "stream"
_VERSION = "v1"
_CAPABILITY = re.compile(r"[A-Za-z0-9_-]{43}")
_LONGEST_TICKET = 2_000


class BadTicket(Exception):
    """It is no ticket of ours, or no longer."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """Which conversations a stream may carry, each with the epoch in which it was given."""

    conversations: Mapping[UUID, int]


def new_capability() -> str:
    """256 random bits in 43 characters."""
    return secrets.token_urlsafe(32)


def is_capability(text: str) -> bool:
    """Whether it has the form of one."""
    return _CAPABILITY.fullmatch(text) is not None


def hash_of(capability: str) -> str:
    """What is kept of a capability."""
    return hashlib.sha256(capability.encode("utf-8", errors="replace")).hexdigest()


def ticket_for(conversations: Mapping[UUID, int]) -> str:
    """A ticket for these conversations, by id, in their present epochs."""
    told = {
        "p": STREAM,
        "c": {str(number): epoch for number, epoch in conversations.items()},
        "x": int(clock.later(TICKET_LASTS).timestamp()),
    }
    payload = _text(json.dumps(told, separators=(",", ":")).encode())
    return f"{_VERSION}.{payload}.{_mac(payload)}"


def read_ticket(text: str) -> Ticket:
    """What a ticket allows. Raises BadTicket for a forged, altered or old one, and one of another purpose."""
    version, _, rest = text[:_LONGEST_TICKET].partition(".")
    payload, _, mac = rest.partition(".")
    is_ours = hmac.compare_digest(_mac(payload).encode(), mac.encode("utf-8", errors="replace"))
    if version != _VERSION or not is_ours:
        raise BadTicket
    try:
        told = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        is_good = told["p"] == STREAM and told["x"] > clock.now().timestamp()
        conversations = {UUID(number): int(epoch) for number, epoch in told["c"].items()}
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise BadTicket from error
    if not is_good:
        raise BadTicket
    return Ticket(conversations)


def _mac(payload: str) -> str:
    signed = hmac.new(_key(settings.SECRET_KEY), f"{_VERSION}.{payload}".encode("utf-8", "replace"), "sha256")
    return _text(signed.digest())


def _text(body: bytes) -> str:
    return base64.urlsafe_b64encode(body).decode().rstrip("=")


@lru_cache(maxsize=2)
def _key(secret: str) -> bytes:
    return derive(secret.encode(), Purpose.LIVE_TICKET)
