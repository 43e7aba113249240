"""How far a stream has come in each of its logs, as one opaque word. It grants nothing."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping

_LONGEST = 8_000
_MOST_PLACE = 2**53


def written(places: Mapping[str, int]) -> str:
    """The cursor of these places, by the names of their logs."""
    told = json.dumps(dict(places), separators=(",", ":"), sort_keys=True)
    return base64.urlsafe_b64encode(told.encode()).decode().rstrip("=")


def read(cursor: str) -> dict[str, int]:
    """The places of a cursor; none of one that cannot be read, so everything comes from the beginning."""
    if not cursor or len(cursor) > _LONGEST:
        return {}
    try:
        told = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return {}
    if not isinstance(told, dict):
        return {}
    return {
        log: place
        for log, place in told.items()
        if isinstance(place, int) and not isinstance(place, bool) and 0 <= place <= _MOST_PLACE
    }
