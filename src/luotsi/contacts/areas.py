"""Service areas as live contacts see them: their settings, their hours, and what else somebody can do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from luotsi.contacts import rules
from luotsi.contacts.types import (
    AreaSettings,
    NextStep,
    OpensWith,
    Refusal,
    RefusalCode,
    Sharing,
    Skill,
    StepKind,
)
from luotsi.organisation import queries as organisation
from luotsi.organisation.calendar import OpeningHours
from luotsi.organisation.queries import NoCounty, NoSuchServiceArea
from luotsi.organisation.types import CountyView, ServiceAreaView


def view_of(area: str) -> ServiceAreaView:
    """The service area. Raises Refusal UNKNOWN_AREA."""
    try:
        return organisation.service_area(area)
    except (NoSuchServiceArea, NoCounty) as error:
        raise Refusal(RefusalCode.UNKNOWN_AREA) from error


def settings_of(area: ServiceAreaView) -> AreaSettings:
    """Its settings: what the county's file says under `chat:`, otherwise the defaults of AreaSettings."""
    said = dict(area.chat)
    if "sharing" in said:
        said["sharing"] = Sharing(said["sharing"])
    if "opens_with" in said:
        said["opens_with"] = OpensWith(said["opens_with"])
    if "hours" in said:
        said["hours"] = OpeningHours.from_json(said["hours"])
    if "skills" in said:
        said["skills"] = tuple(_skill(one) for one in said["skills"])
    return AreaSettings(area.code, **said)


def _skill(said: Mapping[str, Any]) -> Skill:
    return Skill(said["code"], said["names"], tuple(said["reasons"]))


def is_open(area: ServiceAreaView, at: datetime) -> bool:
    """Whether live contacts are taken at this moment."""
    settings = settings_of(area)
    return settings.is_offered and hours_of(area, settings).is_open(at)


def is_long_closed(area: ServiceAreaView, at: datetime) -> bool:
    """Whether it closed so long ago that nobody should be kept waiting."""
    return not is_open(area, at) and not is_open(area, at - rules.CLOSING_GRACE)


def hours_of(area: ServiceAreaView, settings: AreaSettings) -> OpeningHours:
    """The hours of live contacts: their own, or the service's."""
    return area.hours if settings.hours is None else settings.hours


def opens_next(area: ServiceAreaView, settings: AreaSettings, at: datetime) -> datetime | None:
    """When live contacts are next taken; None when they never are or nothing is known."""
    return hours_of(area, settings).next_opening(at) if settings.is_offered else None


def next_steps(
    area: ServiceAreaView, settings: AreaSettings, opening: datetime | None, at: datetime
) -> tuple[NextStep, ...]:
    """What somebody can do who cannot wait, the nearest first; never empty: a line is always there."""
    return tuple(_steps(organisation.county(), area, settings, opening, at))


def _steps(
    county: CountyView, area: ServiceAreaView, settings: AreaSettings, opening: datetime | None, at: datetime
) -> Iterator[NextStep]:
    if opening is not None:
        yield NextStep(StepKind.OPENING, at=opening)
    if settings.form:
        yield NextStep(StepKind.FORM, names=area.names, addresses=settings.form)
    if settings.call_back:
        yield NextStep(StepKind.CALL_BACK, names=area.names)
    line = county.advice_channel
    answers = line.hours.is_open(at)
    yield NextStep(
        StepKind.PHONE,
        at=None if answers else line.hours.next_opening(at),
        is_open=answers,
        names=line.names,
        phone=line.phone,
        charge=line.charge,
    )
    if area.themes:
        yield NextStep(StepKind.PATH, names=area.names, themes=area.themes)
