"""Writes of the room, one verb each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from luotsi.content.models import LANGUAGES, DisruptionNotice, Story
from luotsi.content.types import DISRUPTION, StoryView


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


@transaction.atomic
def publish_story(story: StoryView, consent_on: date | None = None, consent_held_by: str = "") -> int:
    """Publish a new story; its id. A client's own needs the day of the consent, and who holds it.

    Raises ValidationError, as the form does: a code in use, a missing language or consent, personal data.
    """
    texts = {"title": story.titles, "body": story.bodies, "quote": story.quotes}
    row = Story(
        code=story.code,
        told_by=story.told_by,
        themes=list(story.themes),
        paths=list(story.paths),
        review_by=story.review_by,
        consent_on=consent_on,
        consent_held_by=consent_held_by,
        live=False,
        **{
            f"{field}_{language}": written.get(language, "")
            for field, written in texts.items()
            for language in LANGUAGES
        },
    )
    row.full_clean()
    row.save()
    row.save_revision().publish()
    return int(row.pk)
