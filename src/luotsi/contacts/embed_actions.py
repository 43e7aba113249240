"""Changes of embedding: sites allowed and forbidden, and counts of where the panel was opened."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter
from datetime import date

from django.db import DatabaseError, transaction
from django.db.models import F

from luotsi.contacts import embed_queries
from luotsi.contacts.embed_types import NotASite, origin_of
from luotsi.contacts.models import EmbedSightingRow, EmbedSiteRow
from luotsi.foundation import clock
from luotsi.privacy.actions import record
from luotsi.privacy.types import Event

logger = logging.getLogger(__name__)

WRITE_EVERY = 30.0
"""Seconds for which counts are kept in memory; a process that is killed loses no more."""

MOST_UNKNOWN = 50
"""Sites that may not show the panel and tried: enough to see a forgotten one, too few to fill a table."""

_kept: Counter[tuple[str, str, date]] = Counter()
_lock = threading.Lock()
_written_at = 0.0


@transaction.atomic
def allow_site(address: str, *, by: int) -> str:
    """Let a site show the panel; its origin. Twice is once. Raises NotASite."""
    origin, at = origin_of(address), clock.now()
    _row, is_new = EmbedSiteRow.objects.get_or_create(
        origin=origin, defaults={"added_at": at, "added_by": by}
    )
    if is_new:
        record(Event("settings.allow_site", "site", origin, actor=by))
    return origin


@transaction.atomic
def forbid_site(origin: str, *, by: int) -> bool:
    """Let a site show the panel no longer; whether it could."""
    gone, _each = EmbedSiteRow.objects.filter(origin=origin).delete()
    if gone:
        record(Event("settings.forbid_site", "site", origin, actor=by))
    return bool(gone)


def note_sighting(address: str, area: str) -> None:
    """Count that the panel was opened from a page of this site. Never raises: the panel comes first."""
    try:
        origin = origin_of(address)
    except NotASite:
        return
    global _written_at
    with _lock:
        _kept[origin, area[:60], clock.today()] += 1
        is_due = time.monotonic() - _written_at >= WRITE_EVERY or len(_kept) > MOST_UNKNOWN
        if not is_due:
            return
        taken, _written_at = dict(_kept), time.monotonic()
        _kept.clear()
    try:
        _write(taken)
    except DatabaseError:
        logger.warning("From where the widget was opened could not be counted")


@transaction.atomic
def _write(taken: dict[tuple[str, str, date], int]) -> None:
    allowed = set(embed_queries.origins())
    unknown = EmbedSightingRow.objects.exclude(origin__in=allowed).count()
    for (origin, area, day), number in taken.items():
        rows = EmbedSightingRow.objects.filter(origin=origin, area=area)
        if rows.update(number=F("number") + number, last_day=day):
            continue
        if origin not in allowed:
            if unknown >= MOST_UNKNOWN:
                continue
            unknown += 1
        EmbedSightingRow.objects.create(origin=origin, area=area, last_day=day, number=number)
