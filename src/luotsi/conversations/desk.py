"""The logs of desks: every contact of a service area as it stood after each change, for its professionals."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from luotsi.contacts.types import ContactView
from luotsi.conversations.models import DeskEntryRow, DeskLogRow
from luotsi.conversations.types import DeskEntry
from luotsi.conversations.wakes import News, tell
from luotsi.foundation import clock

PREFIX = "area:"

KEPT_FOR = timedelta(hours=24)
"""Longer than any session of staff lasts, so that no open desk ever misses an entry."""


def name(area: str) -> str:
    """The name of a service area's log."""
    return f"{PREFIX}{area}"


def card(contact: ContactView) -> dict[str, Any]:
    """A contact without words of anybody."""
    return {
        "id": str(contact.id),
        "area": contact.area,
        "state": contact.state.value,
        "reason": contact.reason,
        "skill": contact.skill,
        "language": contact.language,
        "weight": contact.weight,
        "queued_at": _told(contact.queued_at),
        "place_at": _told(contact.place_at),
        "assignee": contact.assignee,
        "assigned_at": _told(contact.assigned_at),
        "is_away": contact.left_at is not None,
        "is_lost": contact.lost_at is not None,
        "ended_at": _told(contact.ended_at),
        "sensitive": contact.sensitive,
        "municipality": contact.municipality,
        "transfers": contact.transfers,
    }


@transaction.atomic
def append(contact: ContactView, also: Iterable[str] = ()) -> None:
    """Tell the desk of the contact's area, and of the areas in `also`, how it stands now."""
    told = card(contact)
    for area in sorted({contact.area, *also}):
        _append(name(area), told)


def entries_after(log: str, seq: int, most: int | None = None) -> list[DeskEntry]:
    """What stands in a desk's log after place `seq`, in order."""
    rows = DeskEntryRow.objects.filter(log=log, seq__gt=seq).order_by("seq")
    return [DeskEntry(row.log, row.seq, row.at, row.card) for row in rows[:most]]


def ends(areas: Iterable[str]) -> dict[str, int]:
    """The last place of each area's log, by the log's name; 0 for one that has none yet."""
    wanted = [name(area) for area in areas]
    found = dict(DeskLogRow.objects.filter(pk__in=wanted).values_list("log", "last_seq"))
    return {log: found.get(log, 0) for log in wanted}


def erase_old(now: datetime) -> int:
    """Erase entries that no open desk can still want; how many."""
    return int(DeskEntryRow.objects.filter(at__lt=now - KEPT_FOR).delete()[0])


def _append(log: str, told: dict[str, Any]) -> None:
    DeskLogRow.objects.bulk_create([DeskLogRow(log=log)], ignore_conflicts=True)
    head = DeskLogRow.objects.select_for_update().get(pk=log)
    head.last_seq += 1
    head.save(update_fields=["last_seq"])
    entry = DeskEntry(log, head.last_seq, clock.now(), told)
    DeskEntryRow.objects.create(log=log, seq=entry.seq, at=entry.at, card=told)
    tell(News(log, entry.seq, [entry]))


def _told(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None
