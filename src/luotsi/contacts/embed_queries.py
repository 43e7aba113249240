"""What screens ask about embedding."""

from __future__ import annotations

from luotsi.contacts.embed_types import EmbedSite, Sighting
from luotsi.contacts.models import EmbedSightingRow, EmbedSiteRow


def sites() -> list[EmbedSite]:
    """The sites that may show the panel, by name."""
    rows = EmbedSiteRow.objects.order_by("origin")
    return [EmbedSite(row.origin, row.added_at, row.added_by) for row in rows]


def origins() -> list[str]:
    """The same as the policy needs them: one small query."""
    return list(EmbedSiteRow.objects.values_list("origin", flat=True))


def sightings() -> list[Sighting]:
    """From where the panel was opened, the latest first; also from sites that may not show it."""
    allowed = set(origins())
    rows = EmbedSightingRow.objects.order_by("-last_day", "origin", "area")
    return [Sighting(row.origin, row.area, row.last_day, row.number, row.origin in allowed) for row in rows]
