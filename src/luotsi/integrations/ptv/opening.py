"""A source for an address: which version is read there, and with which key."""

from __future__ import annotations

from luotsi.integrations.ptv.asking import Requests
from luotsi.integrations.ptv.sources import Source
from luotsi.integrations.ptv.v11 import V11Source
from luotsi.integrations.ptv.v12.source import V12Source


class CannotOpen(ValueError):
    """An address, version or key with which nothing can be read; the message says what to do."""


def open_source(address: str, version: int, key: str = "") -> Source:
    """The source at `address` (base address of the interface). Raises `CannotOpen`; asks nothing yet."""
    if not address.startswith(("http://", "https://")):
        raise CannotOpen(f"The address of PTV must begin with https:// (or http://), not {address[:80]!r}.")
    if version == 12 and not key:
        raise CannotOpen("Version 12 of PTV's interface needs a key. Set LUOTSI_PTV_KEY.")
    requests = Requests(address, {"x-api-key": key} if key else None)
    if version == 11:
        return V11Source(requests)
    if version == 12:
        return V12Source(requests)
    raise CannotOpen(f"Version {version} of PTV's interface is not known. There are 11 and 12.")
