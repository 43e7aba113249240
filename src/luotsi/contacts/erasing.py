"""What is kept of contacts how long, and its erasure."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

from django.db.models import Q

from luotsi.contacts import queries
from luotsi.contacts.models import ContactRow, TransferRow

KEPT_FOR = timedelta(days=90)
"""How long a contact's codes and times are kept after its end; its words go with the area's own setting."""

_BATCH = 200
_PAUSE = 0.005
"""Seconds between batches of an erasure, so that other writers get their turn."""


def erase_old(now: datetime) -> int:
    """Erase words past their area's days and contacts past KEPT_FOR at `now`; how many. Repeatable.

    What somebody decided to keep stays until that decision's own end.
    """
    erased = sum(_erase_words(area, now) for area in _areas_of_ended())
    old = ContactRow.objects.filter(_is_free(now), ended_at__lt=now - KEPT_FOR).values_list("pk", flat=True)
    while batch := list(old[:_BATCH]):
        ContactRow.objects.filter(pk__in=batch).delete()
        erased += len(batch)
        time.sleep(_PAUSE)
    return erased


def _is_free(now: datetime) -> Q:
    return Q(kept_until__isnull=True) | Q(kept_until__lte=now)


def _areas_of_ended() -> list[str]:
    return list(ContactRow.objects.filter(ended_at__isnull=False).values_list("area", flat=True).distinct())


def _erase_words(area: str, now: datetime) -> int:
    days = timedelta(days=queries.retention_days(area))
    over = _is_free(now) & Q(ended_at__lte=now - days, area=area)
    own = ContactRow.objects.filter(over).exclude(words=b"").values_list("pk", flat=True)
    passed_on = (
        TransferRow.objects.filter(contact__in=ContactRow.objects.filter(over))
        .exclude(words=b"")
        .values_list("pk", flat=True)
    )
    erased = 0
    for rows, model in ((own, ContactRow), (passed_on, TransferRow)):
        while batch := list(rows[:_BATCH]):
            erased += model.objects.filter(pk__in=batch).update(words=b"")
            time.sleep(_PAUSE)
    return erased
