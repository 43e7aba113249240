"""PTV's service hours as one object of opening hours.

Types: DaysOfTheWeek (Standard) are weekly slots, undated or between two dates; OverMidnight (Special)
runs from one weekday to another; Exceptional (Exception) is a day or a range that is closed, or open at
other times. A closed range with times is closed without a break from its first day's time to its last
day's; an open range with times is open at those times on each of its days.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from luotsi.catalogue.records import Texts
from luotsi.foundation.clock import HELSINKI
from luotsi.integrations.ptv.shapes import OpeningHour, ServiceHour
from luotsi.integrations.ptv.times import (
    EARLIEST,
    LATEST,
    MIDNIGHT,
    NotHours,
    time_of_day,
    weekday,
    within_reason,
)
from luotsi.integrations.ptv.values import Notes, texts
from luotsi.organisation.calendar import ExceptionalHours, OpeningHours, Slot, Span, WeeklyHours

_WEEKLY = {"DaysOfTheWeek", "Standard", "OverMidnight", "Special"}
_EXCEPTIONAL = {"Exceptional", "Exception"}
_EVERY_DAY = tuple(Slot(day, Span(MIDNIGHT, MIDNIGHT)) for day in range(7))


@dataclass(slots=True)
class _Gathered:
    weekly: list[WeeklyHours] = field(default_factory=list)
    exceptions: list[ExceptionalHours] = field(default_factory=list)
    is_always_open: bool = False
    is_reservation_only: bool = False
    note: dict[str, str] = field(default_factory=dict)


def opening_hours(
    what: str, shapes: Iterable[ServiceHour], notes: Notes
) -> tuple[OpeningHours | None, Texts]:
    """The hours, and what is said in words of hours without a rule; None when nothing is said of hours."""
    gathered = _Gathered()
    for number, shape in enumerate(shapes):
        try:
            _gather(shape, gathered)
        except NotHours as error:
            notes.leave_out(f"{what}[{number}]", str(error))
    hours = OpeningHours(
        weekly=joined_weeks(gathered.weekly),
        exceptions=tuple(dict.fromkeys(gathered.exceptions)),
        is_always_open=gathered.is_always_open,
        is_reservation_only=gathered.is_reservation_only,
    )
    return (None if hours == OpeningHours() else hours), gathered.note


def _gather(shape: ServiceHour, gathered: _Gathered) -> None:
    kind = shape.service_hour_type or ""
    if kind not in _WEEKLY | _EXCEPTIONAL:
        raise NotHours(f"unknown kind of hours {kind[:40]!r}")
    first, last = _date(shape.valid_from), _date(shape.valid_to)
    note = texts(shape.additional_information)
    if first and last and last < first:
        raise NotHours("they end before they begin")
    if kind in _EXCEPTIONAL:
        gathered.exceptions += _exceptions(shape, first, last, note)
    elif shape.is_closed and (first or last):
        gathered.exceptions.append(
            ExceptionalHours(first or EARLIEST, last or LATEST, is_closed=True, note=note)
        )
    else:
        _gather_week(shape, gathered, first, last, note)


def _gather_week(
    shape: ServiceHour, gathered: _Gathered, first: date | None, last: date | None, note: Texts
) -> None:
    slots = () if shape.is_closed else _slots(shape.opening_hour)
    gathered.is_reservation_only |= bool(shape.is_reservation)
    if shape.is_always_open and (first or last):
        slots = _EVERY_DAY
    elif shape.is_always_open:
        gathered.is_always_open = True
    if slots or shape.is_closed:
        gathered.weekly.append(WeeklyHours(slots, first, last, note))
        return
    for language, text in note.items():
        before = gathered.note.get(language)
        gathered.note[language] = f"{before}\n\n{text}" if before and before != text else text


def _slots(hours: Iterable[OpeningHour]) -> tuple[Slot, ...]:
    made: list[Slot] = []
    for hour in hours:
        opens, closes = time_of_day(hour.opens), time_of_day(hour.closes)
        day_from = weekday(hour.day_from)
        if not hour.day_to:
            made.append(Slot(day_from, Span(opens, closes)))
        else:
            made += Slot.across(day_from, opens, weekday(hour.day_to), closes)
    return tuple(sorted(dict.fromkeys(made)))


def _exceptions(
    shape: ServiceHour, first: date | None, last: date | None, note: Texts
) -> list[ExceptionalHours]:
    if first is None:
        raise NotHours("exceptional hours without a date")
    last = last or first
    spans = tuple(Span(time_of_day(one.opens), time_of_day(one.closes)) for one in shape.opening_hour)
    is_closed = bool(shape.is_closed)
    if not spans and not is_closed:
        if not shape.is_always_open:
            raise NotHours("exceptionally open without times")
        spans = (Span(MIDNIGHT, MIDNIGHT),)
    if is_closed and len(spans) == 1 and last > first:
        return _closed_without_break(first, last, spans[0], note)
    return [ExceptionalHours(first, last, is_closed, spans, note)]


def _closed_without_break(first: date, last: date, span: Span, note: Texts) -> list[ExceptionalHours]:
    """Closed from a time on the first day to a time on the last."""
    made = [ExceptionalHours(first, first, is_closed=True, spans=(Span(span.opens, MIDNIGHT),), note=note)]
    after, before = date.fromordinal(first.toordinal() + 1), date.fromordinal(last.toordinal() - 1)
    if after <= before:
        made.append(ExceptionalHours(after, before, is_closed=True, note=note))
    if span.closes == MIDNIGHT:
        return made
    return [
        *made,
        ExceptionalHours(last, last, is_closed=True, spans=(Span(MIDNIGHT, span.closes),), note=note),
    ]


def joined_weeks(weeks: Iterable[WeeklyHours]) -> tuple[WeeklyHours, ...]:
    """Weeks with the same validity and note as one: PTV keeps hours over midnight apart from the rest."""
    joined: list[WeeklyHours] = []
    for week in weeks:
        for place, other in enumerate(joined):
            if (other.valid_from, other.valid_to, other.note) == (week.valid_from, week.valid_to, week.note):
                slots = tuple(sorted(dict.fromkeys((*other.slots, *week.slots))))
                joined[place] = WeeklyHours(slots, week.valid_from, week.valid_to, week.note)
                break
        else:
            joined.append(week)
    return tuple(joined)


def _date(text: str | None) -> date | None:
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise NotHours("not a date") from None
    day = found.date() if found.tzinfo is None else _day_in_finland(found)
    return within_reason(day)


def _day_in_finland(moment: datetime) -> date:
    try:
        return moment.astimezone(HELSINKI).date()
    except OverflowError:
        return moment.date()
