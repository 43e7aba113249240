"""What loads from PTV have done, and what they could not store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from luotsi.integrations.ptv.models import Load, QuarantinedRecord
from luotsi.integrations.ptv.types import Refusal

MOST_REFUSED = 1_000
"""Refusals that one report lists."""


@dataclass(frozen=True, slots=True)
class Quarantined:
    """An object that PTV has and the catalogue could not take."""

    kind: str
    id: str
    """PTV's id; for an object without one, "no-id:" and a digest."""
    source: str
    place: str
    reason: str
    raw: str
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class LoadView:
    """One load from PTV's interface."""

    address: str
    version: int
    kind: str
    county: str
    state: str
    """"running", "interrupted", "done" or "given_up"."""
    started_at: datetime
    ended_at: datetime | None
    remarks: tuple[str, ...]


def quarantined(limit: int = MOST_REFUSED) -> list[Quarantined]:
    """What is in quarantine, the longest there first."""
    rows = QuarantinedRecord.objects.order_by("first_seen", "pk")[:limit]
    return [
        Quarantined(
            row.kind, row.key, row.source, row.place, row.reason, row.raw, row.first_seen, row.last_seen
        )
        for row in rows
    ]


def quarantine_size() -> int:
    """How many objects are in quarantine."""
    return QuarantinedRecord.objects.count()


def refused_since(moment: datetime, source: str) -> tuple[Refusal, ...]:
    """What was refused since a moment, without the objects themselves."""
    rows = QuarantinedRecord.objects.filter(last_seen__gte=moment, source=source[:500]).order_by("pk")
    told = rows.values_list("place", "key", "reason", "kind")[:MOST_REFUSED]
    return tuple(Refusal(*row) for row in told)


def last_loads(limit: int = 20) -> list[LoadView]:
    """The newest loads, newest first."""
    return [
        LoadView(
            row.address,
            row.version,
            row.kind,
            row.county,
            row.state,
            row.started_at,
            row.ended_at,
            tuple(row.remarks),
        )
        for row in Load.objects.order_by("-pk")[:limit]
    ]
