"""v12's service hours as one object of opening hours.

Weekly hours hold until further notice or between two dates; continuous ones always, or from one weekday to
another; exceptional ones on dates; holiday hours on the 18 holidays, every year or in named ones. What our
opening hours cannot say (every other week, by appointment on single days) is never promised as open: it is
told in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import cache

from luotsi.catalogue.records import Texts
from luotsi.integrations.ptv.hours import joined_weeks
from luotsi.integrations.ptv.times import (
    MIDNIGHT,
    NotHours,
    time_of_day,
    weekday,
    within_reason,
)
from luotsi.integrations.ptv.v12 import hours_words as words
from luotsi.integrations.ptv.v12.contacts import localised
from luotsi.integrations.ptv.v12.shapes import Hour, Hours, ServiceHour
from luotsi.integrations.ptv.values import Notes
from luotsi.organisation.calendar import ExceptionalHours, OpeningHours, Slot, Span, WeeklyHours
from luotsi.organisation.holidays import NAMES, holidays_on

MAX_DAYS = 800
"""Days for which exceptional hours that differ by weekday are written out; more are left out."""

MAX_EXCEPTIONS = 4_000
"""Exceptional days of one object; nobody has so many."""

_LAST_MINUTE = time(23, 59)
_OPEN, _CLOSED, _RESERVED = "Open", "Closed", "OpenOnReservation"
_EVERY_WEEK = (None, "", "Weekly")


@dataclass(slots=True)
class _Gathered:
    weekly: list[WeeklyHours] = field(default_factory=list)
    exceptions: list[ExceptionalHours] = field(default_factory=list)
    holidays: dict[str, tuple[Span, ...]] = field(default_factory=dict)
    is_always_open: bool = False
    is_reservation_only: bool = False
    note: dict[str, str] = field(default_factory=dict)


def opening_hours(what: str, shape: Hours | None, notes: Notes) -> tuple[OpeningHours | None, Texts]:
    """The hours, and what is said in words of hours without a rule; None when nothing is said of hours."""
    gathered = _Gathered()
    if shape is None:
        return None, gathered.note
    for number, one in enumerate(shape.hours):
        try:
            _gather(one, gathered)
        except NotHours as error:
            notes.leave_out(f"{what}.hours[{number}]", str(error))
    _gather_holidays(what, shape, gathered, notes)
    hours = OpeningHours(
        weekly=joined_weeks(gathered.weekly),
        exceptions=tuple(dict.fromkeys(gathered.exceptions)),
        holidays=gathered.holidays,
        is_always_open=gathered.is_always_open,
        is_reservation_only=gathered.is_reservation_only,
    )
    return (None if hours == OpeningHours() else hours), gathered.note


def _gather(shape: ServiceHour, gathered: _Gathered) -> None:
    gather = _KINDS.get(shape.type or "")
    if gather is None:
        raise NotHours(f"unknown kind of hours {(shape.type or '')[:40]!r}")
    gather(shape, gathered)


def _weekly(shape: ServiceHour, gathered: _Gathered) -> None:
    first, last = _range(shape)
    slots: list[Slot] = []
    note = _note(shape)
    for day, hours in (shape.weekly_hours.days if shape.weekly_hours else {}).items():
        for hour in hours:
            span, status = _span(hour), hour.opening_status
            if status not in {_OPEN, _RESERVED}:
                raise NotHours(f"unknown openingStatus {(status or '')[:40]!r}")
            note = words.joined(note, localised(hour.additional_information))
            if hour.repetition not in _EVERY_WEEK:
                note = words.joined(note, words.every_other_week(day, span, hour.repetition))
                continue
            gathered.is_reservation_only |= status == _RESERVED
            slots.append(Slot(day, span))
    if slots:
        gathered.weekly.append(WeeklyHours(tuple(sorted(dict.fromkeys(slots))), first, last, note))
    else:
        gathered.note = words.joined(gathered.note, note)


def _always(shape: ServiceHour, gathered: _Gathered) -> None:
    if _is_reserved(shape):
        gathered.is_reservation_only = True
    else:
        gathered.is_always_open = True
    gathered.note = words.joined(gathered.note, _note(shape))


def _continuous(shape: ServiceHour, gathered: _Gathered) -> None:
    first, last = _range(shape)
    opens, closes = time_of_day(shape.from_time), time_of_day(shape.to_time)
    slots = Slot.across(weekday(shape.from_day), opens, weekday(shape.to_day), closes)
    gathered.is_reservation_only |= _is_reserved(shape)
    gathered.weekly.append(WeeklyHours(tuple(sorted(slots)), first, last, _note(shape)))


def _exceptional(shape: ServiceHour, gathered: _Gathered) -> None:
    first, last = _range(shape)
    if first is None:
        raise NotHours("exceptional hours without a date")
    if len(gathered.exceptions) >= MAX_EXCEPTIONS:
        raise NotHours(f"more than {MAX_EXCEPTIONS} exceptional days")
    last = last or first
    days = shape.weekly_hours.days if shape.weekly_hours else {}
    note = _note(shape)
    if not days:
        gathered.exceptions.append(ExceptionalHours(first, last, is_closed=True, note=note))
        return
    rules = {day: _rules_of_day(hours, note) for day, hours in days.items()}
    covered = {(first.weekday() + later) % 7 for later in range(min(7, (last - first).days + 1))}
    if covered <= rules.keys() and all(rules[day] == rules[first.weekday()] for day in covered):
        gathered.exceptions += [rule(first, last) for rule in _made(rules[first.weekday()])]
        return
    if (last - first).days >= MAX_DAYS:
        raise NotHours(f"exceptional hours by weekday over more than {MAX_DAYS} days")
    for later in range((last - first).days + 1):
        day = first + timedelta(days=later)
        gathered.exceptions += [rule(day, day) for rule in _made(rules.get(day.weekday(), ()))]


@dataclass(frozen=True, slots=True)
class _Rule:
    is_closed: bool
    spans: tuple[Span, ...]
    note: Mapping[str, str]


def _rules_of_day(hours: Iterable[Hour], note: Texts) -> tuple[_Rule, ...]:
    """What holds on one weekday of an exception: open spans, closed spans, or closed altogether."""
    opened: list[Span] = []
    shut: list[Span] = []
    said = note
    for hour in hours:
        span = _span(hour)
        said = words.joined(said, localised(hour.additional_information))
        match hour.opening_status:
            case "Open" if hour.repetition in _EVERY_WEEK:
                opened.append(span)
            case "Closed":
                shut.append(span)
            case "OpenOnReservation" | "Open":
                said = words.joined(said, words.by_appointment(span, hour.opening_status, hour.repetition))
            case _:
                raise NotHours(f"unknown openingStatus {(hour.opening_status or '')[:40]!r}")
    if opened:
        return (_Rule(is_closed=False, spans=tuple(dict.fromkeys(opened)), note=said),)
    whole = not shut or any(span.opens == span.closes for span in shut)
    return (_Rule(is_closed=True, spans=() if whole else tuple(dict.fromkeys(shut)), note=said),)


def _made(rules: Iterable[_Rule]) -> list[Callable[[date, date], ExceptionalHours]]:
    def maker(rule: _Rule) -> Callable[[date, date], ExceptionalHours]:
        return lambda first, last: ExceptionalHours(first, last, rule.is_closed, rule.spans, rule.note)

    return [maker(rule) for rule in rules]


def _gather_holidays(what: str, shape: Hours, gathered: _Gathered, notes: Notes) -> None:
    given = shape.holiday_service_hours
    if given is None:
        return
    repeated = given.repetition.type if given.repetition else "RepetitionEveryYear"
    years = [year for year in (given.repetition.years if given.repetition else []) if 1990 <= year <= 2100]
    for holiday in {one.holiday_name: one for one in given.holidays}.values():
        code = holiday.holiday_name or ""
        if code not in NAMES:
            notes.leave_out(f"{what}.holidayServiceHours", f"unknown holiday {code[:40]!r}")
            continue
        try:
            (rule,) = _rules_of_day(holiday.hours, {})
        except NotHours as error:
            notes.leave_out(f"{what}.holidayServiceHours.{code}", str(error))
            continue
        if repeated == "RepetitionInSelectedYears":
            gathered.exceptions += [
                ExceptionalHours(day, day, rule.is_closed, rule.spans, rule.note)
                for year in dict.fromkeys(years)
                if (day := _holiday(code, year))
            ]
            continue
        gathered.holidays[code] = () if rule.is_closed else rule.spans
        gathered.note = words.joined(gathered.note, words.on_holiday(code, rule.note))


@cache
def _holiday(code: str, year: int) -> date | None:
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(366))
    return next((day for day in days if day.year == year and code in holidays_on(day)), None)


def _note(shape: ServiceHour) -> dict[str, str]:
    return words.joined(localised(shape.heading), localised(shape.additional_information))


def _is_reserved(shape: ServiceHour) -> bool:
    if shape.opening_status not in {_OPEN, _RESERVED}:
        raise NotHours(f"unknown openingStatus {(shape.opening_status or '')[:40]!r}")
    return shape.opening_status == _RESERVED


def _range(shape: ServiceHour) -> tuple[date | None, date | None]:
    first, last = _date(shape.from_date), _date(shape.to_date)
    if first and last and last < first:
        raise NotHours("they end before they begin")
    return first, last


def _span(hour: Hour) -> Span:
    opens, closes = time_of_day(hour.start), time_of_day(hour.end)
    if opens == MIDNIGHT and closes == _LAST_MINUTE:
        closes = MIDNIGHT
    return Span(opens, closes)


def _date(text: str | None) -> date | None:
    if not text:
        return None
    try:
        found = date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise NotHours("not a date") from None
    return within_reason(found)


_KINDS: Mapping[str, Callable[[ServiceHour, _Gathered], None]] = {
    "WeeklyUntilFurtherNoticeServiceHour": _weekly,
    "WeeklyDateRangeServiceHour": _weekly,
    "ContinuousAlwaysValidServiceHour": _always,
    "ContinuousWeekdaysUntilFurtherNoticeServiceHour": _continuous,
    "ContinuousDateRangeServiceHour": _continuous,
    "ExceptionalDateRangeServiceHour": _exceptional,
}
