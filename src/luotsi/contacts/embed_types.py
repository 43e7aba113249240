"""Values of embedding: which sites may show the widget's panel, and from where it was opened."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlsplit

_HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?")
_OWN_MACHINE = ("localhost", "127.0.0.1")
LONGEST = 200


@dataclass(frozen=True, slots=True)
class EmbedSite:
    """A site that may show the panel: scheme, host and port, such as "https://www.rantamaa.example"."""

    origin: str
    added_at: datetime
    added_by: int


@dataclass(frozen=True, slots=True)
class Sighting:
    """The panel was opened from a site so often, last on that day. `area` "" is none in particular."""

    origin: str
    area: str
    last_day: date
    number: int
    is_allowed: bool


class NotASite(ValueError):
    """What was given is no address of a site that may be listed."""


def origin_of(address: str) -> str:
    """The site of an address, as browsers write it. Raises NotASite.

    It is https, but for a developer's own machine: a panel in an open page could be read by anybody between.
    """
    words = address.strip().lower()
    try:
        parts = urlsplit(words if "://" in words else f"https://{words}")
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise NotASite(address) from error
    is_ours = parts.scheme == "http" and host in _OWN_MACHINE
    usual = {"https": 443, "http": 80}.get(parts.scheme)
    name = host if port in {None, usual} else f"{host}:{port}"
    if not (parts.scheme == "https" or is_ours) or not _HOST.fullmatch(name) or "@" in parts.netloc:
        raise NotASite(address)
    found = f"{parts.scheme}://{name}"
    if len(found) > LONGEST:
        raise NotASite(address)
    return found
