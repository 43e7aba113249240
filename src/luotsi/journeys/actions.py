"""Changing campaigns, and counting."""

from __future__ import annotations

from dataclasses import asdict

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from luotsi.foundation import clock
from luotsi.journeys import rules
from luotsi.journeys.models import CampaignRow, CountRow
from luotsi.journeys.tally import Counted, Tally
from luotsi.journeys.types import Campaign, CampaignProblem, NoSuchCampaign
from luotsi.journeys.types import Event as Counting
from luotsi.privacy.actions import record
from luotsi.privacy.types import Event

KIND = "campaign"


def make_campaign(campaign: Campaign) -> None:
    """Keep a new campaign. Raises `CampaignProblem`, also for a code that is taken."""
    _check(campaign)
    try:
        with transaction.atomic():
            CampaignRow.objects.create(made_at=clock.now(), **_columns(campaign))
            record(Event("content.create", KIND, campaign.code))
    except IntegrityError as error:
        raise CampaignProblem({"code": _("Another campaign has this code.")}) from error


@transaction.atomic
def change_campaign(code: str, campaign: Campaign) -> None:
    """Keep a campaign otherwise; its code stays. Raises `CampaignProblem`, `NoSuchCampaign`."""
    _check(campaign)
    columns = _columns(campaign)
    columns.pop("code")
    if not CampaignRow.objects.filter(code=code).update(**columns):
        raise NoSuchCampaign(code)
    record(Event("content.edit", KIND, code))


@transaction.atomic
def close_campaign(code: str, *, is_closed: bool = True) -> None:
    """Close a campaign at once, or open it again. Raises `NoSuchCampaign`."""
    if not CampaignRow.objects.filter(code=code).update(is_closed=is_closed):
        raise NoSuchCampaign(code)
    record(Event("content.unpublish" if is_closed else "content.publish", KIND, code))


def count(kind: str, key: str, event: Counting, language: str) -> None:
    """Count that something happened today. Never fails a page: in a web process it is only remembered.

    `kind` is "campaign" or "path"; `key` its code.
    """
    tally.add(Counted(clock.today(), kind, key, event, language))


def write_counts(counted: dict[Counted, int]) -> None:
    """Add to the counts of their days, in one short transaction."""
    with transaction.atomic():
        for one, number in counted.items():
            place = {
                "day": one.day,
                "kind": one.kind,
                "key": one.key,
                "event": one.event,
                "language": one.language,
            }
            if not CountRow.objects.filter(**place).update(number=F("number") + number):
                row, made = CountRow.objects.get_or_create(**place, defaults={"number": number})
                if not made:
                    CountRow.objects.filter(pk=row.pk).update(number=F("number") + number)


tally = Tally(write_counts)
"""The one of this process."""


def _check(campaign: Campaign) -> None:
    found = dict(rules.problems(campaign))
    if found:
        raise CampaignProblem(found)


def _columns(campaign: Campaign) -> dict[str, object]:
    columns = asdict(campaign)
    columns["names"] = {tag: name.strip() for tag, name in campaign.names.items() if name.strip()}
    columns["answers"] = {key: list(values) for key, values in campaign.answers.items()}
    return columns
