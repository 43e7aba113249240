"""Service hours of v11 in the shapes of v12."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time, timedelta
from typing import Any

from luotsi.catalogue.records import Texts
from luotsi.integrations.ptv.hours import opening_hours
from luotsi.integrations.ptv.shapes import ServiceHour
from luotsi.integrations.ptv.values import Notes
from luotsi.organisation.calendar import ExceptionalHours, OpeningHours, Slot, Span, WeeklyHours

Object = dict[str, Any]

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
BEGINNING, END = date(1990, 1, 1), date(2100, 12, 31)
"""What v12's dated hours, which need both dates, say for "always" and "until further notice"."""

_MIDNIGHT = time(0)


def service_hours(given: Iterable[Mapping[str, Any]] | None) -> Object:
    """The hours of an object; what v11's reader does not understand is left away."""
    shapes = [ServiceHour.model_validate(one) for one in given or []]
    hours, note = opening_hours("serviceHours", shapes, Notes())
    return written(hours or OpeningHours(), note)


def written(hours: OpeningHours, note: Texts) -> Object:
    """Opening hours as v12 says them."""
    status = "OpenOnReservation" if hours.is_reservation_only else "Open"
    made = list(_without_a_rule(hours, note))
    for week in hours.weekly:
        made += _week(week, status)
    made += [_exception(one) for one in hours.exceptions]
    return {"hours": made, "holidayServiceHours": _holidays(hours)}


def _without_a_rule(hours: OpeningHours, note: Texts) -> Iterator[Object]:
    said = {"heading": {}, "additionalInformation": dict(note)}
    kind = "ContinuousAlwaysValidServiceHour"
    if hours.is_always_open:
        yield {"type": kind, "openingStatus": "Open", **said}
    if hours.is_reservation_only and (hours.is_always_open or not hours.weekly):
        silent: Object = {"heading": {}, "additionalInformation": {}}
        yield {
            "type": kind,
            "openingStatus": "OpenOnReservation",
            **(silent if hours.is_always_open else said),
        }
    elif note and not hours.is_always_open:
        yield {"type": "WeeklyUntilFurtherNoticeServiceHour", **said, "weeklyHours": {}}


def _week(week: WeeklyHours, status: str) -> Iterator[Object]:
    said = {"heading": {}, "additionalInformation": dict(week.note)}
    dates = _dates(week.valid_from, week.valid_to) if week.is_dated else {}
    within = [slot for slot in week.slots if not _is_night(slot.span)]
    if within:
        kind = "WeeklyDateRangeServiceHour" if dates else "WeeklyUntilFurtherNoticeServiceHour"
        days: dict[str, Object] = {}
        for slot in within:
            day = days.setdefault(DAYS[slot.day].lower(), {"hours": []})
            day["hours"].append({**_hour(slot.span, status), "repetition": "Weekly"})
        yield {"type": kind, **said, **dates, "weeklyHours": days}
    for slot in week.slots:
        if _is_night(slot.span):
            yield {"type": _continuous(dates), **said, **dates, **_night(slot, status)}


def _continuous(dates: Mapping[str, Any]) -> str:
    return "ContinuousDateRangeServiceHour" if dates else "ContinuousWeekdaysUntilFurtherNoticeServiceHour"


def _night(slot: Slot, status: str) -> Object:
    return {
        "openingStatus": status,
        "fromDay": DAYS[slot.day],
        "toDay": DAYS[(slot.day + 1) % 7],
        "fromTime": f"{slot.span.opens:%H:%M}",
        "toTime": f"{slot.span.closes:%H:%M}",
    }


def _exception(one: ExceptionalHours) -> Object:
    status = "Closed" if one.is_closed else "Open"
    spans = one.spans or (Span(_MIDNIGHT, _MIDNIGHT),)
    length = min(7, (one.last - one.first).days + 1)
    weekdays = sorted((one.first + timedelta(days=later)).weekday() for later in range(length))
    hours = [{**_hour(span, status), "repetition": "Weekly"} for span in spans]
    return {
        "type": "ExceptionalDateRangeServiceHour",
        "heading": {},
        "additionalInformation": dict(one.note),
        **_dates(one.first, one.last),
        "weeklyHours": {DAYS[day].lower(): {"hours": hours} for day in weekdays},
    }


def _holidays(hours: OpeningHours) -> Object | None:
    if not hours.holidays:
        return None
    whole = Span(_MIDNIGHT, _MIDNIGHT)
    return {
        "repetition": {"type": "RepetitionEveryYear"},
        "holidays": [
            {
                "holidayName": code,
                "hours": [_hour(span, "Open") for span in spans] or [_hour(whole, "Closed")],
            }
            for code, spans in hours.holidays.items()
        ],
    }


def _hour(span: Span, status: str) -> Object:
    times = {"start": f"{span.opens:%H:%M}", "end": f"{span.closes:%H:%M}"}
    return {**times, "openingStatus": status, "additionalInformation": {}}


def _dates(first: date | None, last: date | None) -> Object:
    return {"fromDate": (first or BEGINNING).isoformat(), "toDate": (last or END).isoformat()}


def _is_night(span: Span) -> bool:
    """From one day into the next; midnight itself ends a day and does not begin the next one."""
    return span.closes <= span.opens and span.closes != _MIDNIGHT
