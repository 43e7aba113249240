"""What screens ask about campaigns and counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet, Sum

from luotsi.foundation import clock
from luotsi.journeys import rules
from luotsi.journeys.models import CampaignRow, CountRow
from luotsi.journeys.types import Campaign, Counts, DayCount, Event, NoSuchCampaign, TargetKind


def campaign(code: str) -> Campaign:
    """The campaign with this code, however it was typed. Raises `NoSuchCampaign`."""
    row = CampaignRow.objects.filter(code=rules.typed(code)).first()
    if row is None:
        raise NoSuchCampaign(code)
    return _value(row)


def open_campaign(code: str) -> Campaign:
    """The same, when it is open today. Raises `NoSuchCampaign`."""
    found = campaign(code)
    if not found.is_open(clock.today()):
        raise NoSuchCampaign(code)
    return found


def campaigns() -> list[Campaign]:
    """All campaigns, the newest first."""
    return [_value(row) for row in CampaignRow.objects.all()]


def has_open_invitations() -> bool:
    """Whether anybody may have a code to type."""
    rows = CampaignRow.objects.filter(is_invitation=True, is_closed=False)
    return any(_value(row).is_open(clock.today()) for row in rows)


def counts(kind: str, key: str, since: date | None = None) -> Counts:
    """What was counted of one thing since a day (None: ever)."""
    return _counted(_rows(kind, since).filter(key=key).values_list("day", "event", "language", "number"))


def counts_of_all(kind: str, since: date | None = None) -> dict[str, Counts]:
    """The same of everything of a kind, by key; one query."""
    found: dict[str, list[tuple[date, str, str, int]]] = defaultdict(list)
    rows = _rows(kind, since).values_list("key", "day", "event", "language", "number")
    for key, day, event, language, number in rows:
        found[key].append((day, event, language, number))
    return {key: _counted(some) for key, some in found.items()}


def totals(kind: str, event: Event, since: date) -> dict[str, int]:
    """How often one event was counted of each thing of a kind since a day, by key; summed in the database."""
    rows = _rows(kind, since).filter(event=event.value).values_list("key").order_by("key")
    return dict(rows.annotate(total=Sum("number")))


def _rows(kind: str, since: date | None) -> QuerySet[CountRow]:
    rows = CountRow.objects.filter(kind=kind)
    return rows.filter(day__gte=since) if since else rows


def _counted(rows: Iterable[tuple[date, str, str, int]]) -> Counts:
    events: Counter[Event] = Counter()
    languages: Counter[str] = Counter()
    days: dict[date, Counter[Event]] = defaultdict(Counter)
    for day, name, language, number in rows:
        event = Event(name)
        events[event] += number
        days[day][event] += number
        if event is Event.OPENED:
            languages[language] += number
    by_day = tuple(DayCount(day, dict(days[day])) for day in sorted(days, reverse=True))
    return Counts(dict(events), dict(languages.most_common()), by_day)


def _value(row: CampaignRow) -> Campaign:
    return Campaign(
        code=row.code,
        names=row.names,
        target=TargetKind(row.target),
        target_key=row.target_key,
        answers=row.answers,
        municipality=row.municipality,
        language=row.language,
        is_invitation=row.is_invitation,
        area=row.area,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        is_closed=row.is_closed,
    )
