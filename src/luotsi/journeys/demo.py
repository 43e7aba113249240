"""The demo's campaigns: an invitation to a class, and a poster."""

from __future__ import annotations

from luotsi.journeys import actions
from luotsi.journeys.models import CampaignRow
from luotsi.journeys.types import Campaign, TargetKind

CAMPAIGNS = (
    Campaign(
        code="perhe-2026",
        names={
            "fi": "Perhevalmennus, syksy 2026",
            "sv": "Familjeförberedelse, hösten 2026",
            "en": "Family class, autumn 2026",
        },
        target=TargetKind.PATH,
        target_key="new-baby",
        answers={"stage": ["expecting"]},
        is_invitation=True,
    ),
    Campaign(
        code="juliste",
        names={
            "fi": "Juliste hammashoitolassa",
            "sv": "Affisch på tandkliniken",
            "en": "Poster at the clinic",
        },
        target=TargetKind.THEME,
        target_key="oral_health",
    ),
)


def make_demo_campaigns() -> None:
    """Make those that are not there yet."""
    known = set(CampaignRow.objects.values_list("code", flat=True))
    for campaign in CAMPAIGNS:
        if campaign.code not in known:
            actions.make_campaign(campaign)
