"""Reads of the room."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from luotsi.content import rules
from luotsi.content.models import DisruptionNotice, Story
from luotsi.content.types import DISRUPTION, NoSuchStory, NoticeView, StoryCard, StoryView


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


def story(code: str) -> StoryView:
    """The published story with this code. Raises `NoSuchStory`."""
    row = Story.objects.filter(live=True, code=code).first()
    if row is None:
        raise NoSuchStory(code)
    return _story(row)


def stories() -> tuple[StoryView, ...]:
    """Every published story."""
    return tuple(_story(row) for row in Story.objects.filter(live=True))


def stories_of_theme(theme: str, limit: int) -> list[StoryCard]:
    """At most `limit` published stories of a theme: real people's first, then the newest."""
    return _cards("themes", theme, limit)


def stories_of_path(path: str, limit: int) -> list[StoryCard]:
    """The same of a guidance path."""
    return _cards("paths", path, limit)


def _cards(field: str, code: str, limit: int) -> list[StoryCard]:
    """The few that are shown; only of them the texts are read."""
    live = Story.objects.filter(live=True)
    found = [(pk, by) for pk, by, codes in live.values_list("pk", "told_by", field) if code in codes]
    chosen = rules.real_ones_first(found)[:limit]
    rows = live.in_bulk(chosen) if chosen else {}
    return [_card(rows[pk]) for pk in chosen if pk in rows]


def _card(row: Story) -> StoryCard:
    return StoryCard(
        code=row.code,
        titles=row.titles,
        openings=rules.openings(row.bodies, row.quotes),
        told_by=row.told_by,
        themes=tuple(row.themes),
        paths=tuple(row.paths),
    )


def _story(row: Story) -> StoryView:
    return StoryView(
        code=row.code,
        titles=row.titles,
        bodies=row.bodies,
        quotes=row.quotes,
        told_by=row.told_by,
        themes=tuple(row.themes),
        paths=tuple(row.paths),
        review_by=row.review_by,
    )


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
