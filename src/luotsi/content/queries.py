"""Reads of the room."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from luotsi.content.models import DisruptionNotice
from luotsi.content.types import DISRUPTION, NoticeView


def notices(
    at: datetime, municipality: str | None = None, theme: str | None = None
) -> tuple[NoticeView, ...]:
    """Published notices in force at `at` (aware): disruptions first, then the newest first.

    A notice limited to some municipalities or themes is left out when another one is given; without
    a municipality or theme all are shown, since the reader may be concerned.
    """
    in_force = Q(shown_until__isnull=True) | Q(shown_until__gt=at)
    rows = DisruptionNotice.objects.filter(in_force, live=True, shown_from__lte=at)
    views = [_view(row) for row in rows.order_by("-shown_from", "-pk")]
    wanted = [
        view
        for view in views
        if _concerns(view.municipalities, municipality) and _concerns(view.themes, theme)
    ]
    return tuple(sorted(wanted, key=lambda view: view.severity != DISRUPTION))


def _concerns(codes: tuple[str, ...], code: str | None) -> bool:
    return code is None or not codes or code in codes


def _view(row: DisruptionNotice) -> NoticeView:
    return NoticeView(
        id=row.pk,
        severity=row.severity,
        titles=row.titles,
        bodies=row.bodies,
        shown_from=row.shown_from,
        shown_until=row.shown_until,
        municipalities=tuple(row.municipalities),
        themes=tuple(row.themes),
    )
