"""The chain of the audit trail: each row's SHA-256 covers its own content and the hash before it. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

HASHED = (
    "number", "at", "actor", "role", "unit", "on_behalf_of", "action", "object_kind", "object_id", "client",
    "purpose", "outcome", "channel", "session", "address", "request_id", "fields", "previous_hash",
)  # fmt: skip
"""Every column of a row but its own hash."""


def canonical(row: Mapping[str, Any]) -> bytes:
    """The one way of writing a row down: JSON in ASCII, keys sorted, no blanks, time in UTC to the µs."""
    told = {name: row[name] for name in HASHED}
    moment: datetime = told["at"]
    told["at"] = moment.astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode("ascii")


def digest(row: Mapping[str, Any]) -> str:
    """The hash of a row, from everything in it and the hash of the row before."""
    return hashlib.sha256(canonical(row)).hexdigest()


def fingerprint(hashed: str) -> str:
    """A hash for people and logs: groups of four. No filter of personal data takes a group for a number."""
    return ":".join(hashed[start : start + 4] for start in range(0, len(hashed), 4))


def line(number: int, hashed: str) -> str:
    """The end of a trail as logs have it. Its number is grouped: ten digits could be an identity code."""
    return f"Audit trail: row {number:,} has the hash {fingerprint(hashed)}"


def from_fingerprint(text: str) -> str:
    """The hash behind a fingerprint, however it was copied."""
    return "".join(character for character in text.lower() if character in "0123456789abcdef")
