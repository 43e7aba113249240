"""What could not be stored, kept with its reason until it becomes good or leaves PTV."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable
from datetime import datetime

from luotsi.foundation import clock
from luotsi.integrations.ptv.models import QuarantinedRecord
from luotsi.integrations.ptv.types import Refusal

_AT_ONCE = 20
"""Rows of one transaction; each may hold 64 kB."""


class Quarantine:
    """The table during one load; who stands in it is known without asking for every record."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._held = set(QuarantinedRecord.objects.values_list("kind", "key"))

    def put(self, refusals: Iterable[Refusal]) -> None:
        """Keep refused objects, each once; what is known already gets its new reason and day."""
        now = clock.now()
        rows = {(one.kind, key_of(one)): self._row(one, now) for one in refusals}
        waiting = list(rows.values())
        for start in range(0, len(waiting), _AT_ONCE):
            QuarantinedRecord.objects.bulk_create(
                waiting[start : start + _AT_ONCE],
                update_conflicts=True,
                unique_fields=["kind", "key"],
                update_fields=["source", "place", "reason", "raw", "last_seen"],
            )
        self._held |= rows.keys()

    def release(self, kind: str, ids: Collection[str]) -> None:
        """Let go of what has become good, or is no longer in PTV."""
        good = sorted(key for held, key in self._held if held == kind and key in ids)
        if good:
            QuarantinedRecord.objects.filter(kind=kind, key__in=good).delete()
            self._held.difference_update((kind, key) for key in good)

    def release_before(self, kinds: Collection[str], moment: datetime) -> None:
        """Let go of what a full load has not seen again."""
        if self._held:
            rows = QuarantinedRecord.objects.filter(kind__in=kinds, source=self._source[:500])
            rows.filter(last_seen__lt=moment).delete()

    def _row(self, refusal: Refusal, now: datetime) -> QuarantinedRecord:
        return QuarantinedRecord(
            kind=refusal.kind,
            key=key_of(refusal),
            source=self._source[:500],
            place=storable(refusal.file)[:500],
            reason=storable(refusal.reason),
            raw=storable(refusal.raw),
            first_seen=now,
            last_seen=now,
        )


def storable(text: str) -> str:
    """Text that every database takes: no zero, and a question mark for half of a pair of characters."""
    return text.replace("\x00", "").encode(errors="replace").decode()


def key_of(refusal: Refusal) -> str:
    """The id, or for an object without one a digest of it."""
    if refusal.id:
        return storable(refusal.id)[:100]
    told = f"{refusal.file}\n{refusal.reason}\n{refusal.raw}".encode(errors="replace")
    return f"no-id:{hashlib.blake2b(told, digest_size=16).hexdigest()}"
