"""Which paths are news to residents."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from luotsi.guidance.types import PathCard

BEGINNING = timedelta(days=1)
"""An installation's first library is loaded within this time of its first path."""


def new_or_changed(cards: Iterable[PathCard], since: datetime) -> list[PathCard]:
    """Those published, first or anew, since a moment and after the beginning; the newest first."""
    published = [card for card in cards if card.first_published_at and card.published_at]
    first = min((card.first_published_at for card in published), default=since)
    found = [
        card for card in published if card.published_at >= since and card.published_at > first + BEGINNING
    ]
    return sorted(found, key=lambda card: card.published_at, reverse=True)


def is_new(card: PathCard, since: datetime) -> bool:
    """Whether residents have had the path at all only since a moment; else it has changed."""
    return bool(card.first_published_at and card.first_published_at >= since)
