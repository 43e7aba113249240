"""Which guides residents open most: by counts that are nobody's."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from luotsi.foundation import clock
from luotsi.guidance.types import PathCard
from luotsi.journeys import queries as journeys
from luotsi.journeys.types import Event

COUNTED = timedelta(days=90)
FRESH_SECONDS = 600.0
"""The sum of three months changes slowly; so a page costs no reading of it."""
LEAST = 20
"""Openings that make a guide "much used". Fewer tell more of chance, or of one reader, than of need."""


@dataclass(slots=True)
class Openings:
    """How often each path was opened lately, as this process last read it."""

    by_code: Mapping[str, int] = field(default_factory=dict)
    read_at: float | None = None

    def now(self) -> Mapping[str, int]:
        """By code; read anew when what is known is old."""
        if self.read_at is None or time.monotonic() - self.read_at > FRESH_SECONDS:
            self.by_code = journeys.totals("path", Event.OPENED, clock.today() - COUNTED)
            self.read_at = time.monotonic()
        return self.by_code

    def forget(self) -> None:
        """The next reader looks at the database."""
        self.read_at = None


OPENINGS = Openings()


def most_used(cards: Iterable[PathCard], most: int) -> list[PathCard]:
    """The much used of these, the most used first. Never a sensitive one: anybody may read the list."""
    opened = OPENINGS.now()
    found = [card for card in cards if not card.sensitive and opened.get(card.code, 0) >= LEAST]
    return sorted(found, key=lambda card: -opened[card.code])[:most]


def by_use(cards: Iterable[PathCard]) -> list[PathCard]:
    """The much used first; the others stay in the order they had."""
    opened = OPENINGS.now()
    return sorted(cards, key=lambda card: -count if (count := opened.get(card.code, 0)) >= LEAST else 0)
