"""Writes of the room, one verb each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from luotsi.content.models import LANGUAGES, DisruptionNotice
from luotsi.content.types import DISRUPTION


@transaction.atomic
def publish_notice(
    titles: Mapping[str, str],
    bodies: Mapping[str, str],
    *,
    shown_from: datetime,
    shown_until: datetime | None = None,
    severity: str = DISRUPTION,
    municipalities: Iterable[str] = (),
    themes: Iterable[str] = (),
) -> int:
    """Tell residents of something, from `shown_from` until just before `shown_until` (both aware).

    Texts are maps by language. Returns the notice's id. Raises ValidationError, as the form does, where a
    required language is missing or the end comes before the start.
    """
    notice = DisruptionNotice(
        severity=severity,
        shown_from=shown_from,
        shown_until=shown_until,
        municipalities=list(municipalities),
        themes=list(themes),
        live=False,
        **{f"title_{language}": titles.get(language, "") for language in LANGUAGES},
        **{f"body_{language}": bodies.get(language, "") for language in LANGUAGES},
    )
    notice.full_clean()
    notice.save()
    notice.save_revision().publish()
    return int(notice.pk)
